"""The law in a minute: whole sentences with their articles, twelve different ones a year that fit the season."""

from datetime import date
from pathlib import Path

import pytest

from bot.domain import minutes
from bot.domain.acts import Act
from bot.domain.minutes import HEAD, SEASONS
from bot.domain.revisions import Revision, State
from knowledge import ENTRIES, citations, load
from tests.domain.union import officer


def year(act: Act, months: int = 12) -> list[str]:
    """What is told in the months from December 2026 on, none of them twice."""
    told = list[str]()
    for number in range(11, 11 + months):
        found = minutes.choose(act.session, date(2026 + number // 12, number % 12 + 1, 1), told[-12:])
        assert found
        told.append(found.entry)
    return told


def test_two_years_have_other_ones_each_month_and_they_fit_the_season(act: Act) -> None:
    told = year(act, 24)
    assert all(len(set(told[at : at + 13])) == len(told[at : at + 13]) for at in range(12))
    assert told[6] == "heat-allowance"
    assert told[1].startswith("wages")
    assert all(entry in SEASONS[(11 + at) % 12 + 1] for at, entry in enumerate(told[:12]))


def test_each_that_may_be_told_is_short_whole_and_cites_an_article() -> None:
    found = [one for one in map(minutes.of, load(ENTRIES)) if one]
    assert len(found) > 140
    for one in found:
        assert one.words.startswith(HEAD), one.entry
        assert one.text.endswith(("。", "！", "？")), one.entry
        assert len(one.text) <= minutes.LONGEST, one.entry
        assert len(one.words) < 260, one.entry
        assert citations(one.basis), one.entry
    known = {one.entry for one in found}
    assert all(name in known for names in SEASONS.values() for name in names)


@pytest.mark.parametrize("entry", ["severance-when-due", "dispatch"])
def test_what_only_leads_to_a_list_is_not_told(entry: str) -> None:
    one = next(one for one in load(ENTRIES) if one.id == entry)
    assert minutes.of(one) is None


def test_it_is_told_as_the_editors_put_it_last(act: Act) -> None:
    head, fence, _ = Path(ENTRIES, "heat-allowance.md").read_text("utf-8").rpartition("+++\n")
    text = f"{head}{fence}三十五度以上露天干活，该有高温津贴。\n依据：《最低工资规定》第十二条。"
    li = officer(act)
    act.session.flush()
    times = {"begun_at": act.now, "decided_at": act.now}
    newest = Revision(entry="heat-allowance", text=text, note="", live_no=1, author_id=li.id, **times)
    newest.state = State.APPROVED.value
    act.session.add(newest)
    act.session.flush()
    found = minutes.choose(act.session, date(2027, 6, 1))
    assert found
    assert found.text == "三十五度以上露天干活，该有高温津贴。"
