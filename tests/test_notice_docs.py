"""docs/notices.md says what the program does: every state and reason, the files it leads to, figures of the code."""

import re
from pathlib import Path

import pytest

from bot.broadcast import flight, lane, takeover
from bot.domain import announcing, claimings, digests, dispatch, reckonings, schedules
from bot.domain.noticebook import Fate, State, Why
from bot.domain.noticekinds import Kind
from bot.labels import Labelled
from scheduler.jobs import JOBS

DOCS = Path(__file__).parents[1] / "docs"
TEXT = (DOCS / "notices.md").read_text("utf-8")


@pytest.mark.parametrize("kind", [State, Fate, Why, Kind])
def test_every_state_reason_and_kind_stands_in_a_table(kind: type[Labelled]) -> None:
    rows = "\n".join(line for line in TEXT.splitlines() if line.startswith("|"))
    assert [one.value for one in kind if f"`{one.value}`" not in rows] == []


def test_labels_are_those_that_staff_read() -> None:
    told = re.findall(r"^\| `([a-z]+)` (\S+?) \|", TEXT, re.MULTILINE)
    known = {(one.value, one.label.partition("，")[0]) for kind in (State, Fate, Kind) for one in kind}
    assert told
    assert set(told) <= known


def test_it_leads_to_files_that_there_are() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert [link for link in links if not (DOCS / link).exists()] == []


def test_its_figures_are_those_of_the_code() -> None:
    words = " ".join(TEXT.split())
    assert f"{dispatch.CHUNK:,} at a time" in words
    assert f"up to {lane.A_TURN} copies or {lane.LONGEST:.0f} seconds" in words
    assert f"what was on its way just then, {flight.UNDER_WAY} copies or fewer in each lane" in words
    assert f"in hand is unknown, {lane.IN_HAND[1]} copies or fewer in each lane" in words
    assert f"as many as go in {lane.STOCK:.1f} seconds" in words
    assert takeover.LEASE.total_seconds() == 5
    assert "loses it after five seconds" in words
    assert claimings.A_MONTH == 4
    assert f"looks every {next(job.every_seconds for job in JOBS if job.name == 'notices'):.0f} seconds" in words
    assert f"drafted on the {announcing.DRAFTED_ON}th" in words
    assert f"drafted on the {digests.DRAFTED_ON}th" in words
    uses = {kind: use.days for kind, use in schedules.USE.items()}
    assert uses == {Kind.URGENT: 1, Kind.ANNOUNCEMENT: announcing.GRACE.days, Kind.SURVEY: 14}
    assert f"announcement {announcing.GRACE.days}, survey 14, others {schedules.USUAL_USE.days}" in words
    assert reckonings.AFTERWARDS.days == 2
