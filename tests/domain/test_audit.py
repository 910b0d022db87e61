"""Every operation of the union leaves its audit row, and no row holds a name, a phone or a text.

Operations are found by looking: the public functions of bot.domain whose first argument is the act. A new one without
a case here fails the test; one that only reads is named in READS.
"""

import inspect
import json
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

import pytest
from sqlalchemy import func, select

import bot.domain
from bot.domain import (
    audit,
    cases,
)
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from tests.domain import (
    after_deeds,
    agenda_deeds,
    alert_deeds,
    case_deeds,
    cashier_deeds,
    clock_deeds,
    desk_deeds,
    door_deeds,
    editing_deeds,
    entry_deeds,
    house_deeds,
    moves_deeds,
    notice_member_deeds,
    notice_send_deeds,
    notice_trial_deeds,
    notice_write_deeds,
    plan_deeds,
    protection_deeds,
    squad_deeds,
    structure_deeds,
    suggestion_deeds,
    talk_deeds,
    waitlist_deeds,
    work_deeds,
)
from tests.domain.staff_deeds import DEEDS, SECRET
from tests.domain.union import case, later

PHONE = "13900001111"

READS = (
    {"leads.known"}
    | notice_send_deeds.READS
    | clock_deeds.READS
    | {
        "almanac.of_month",
        "almanac.of_series",
        "almanac.stage",
        "almanac.weeks",
        "seasons.of",
        "checkins.when",
        "checkins.why_shut",
        "doorcodes.coming",
        "squadrules.require_open",
        "squads.require_joinable",
        "squadwatch.due",
        "archiving.due",
        "certifying.checked",
        "certifying.issued",
        "certifying.of_member",
        "certifying.sample",
        "certifying.sheet",
        "inquiries.due",
        "opinions.open_to",
        "polls.of_member",
        "polls.open_to",
        "resultnews.told",
        "events.coming",
        "events.open_for_signup",
        "admission.barred",
        "admission.full",
        "admission.label",
        "admission.require",
        "admission.require_once",
        "admission.whose",
        "admission.newcomer",
        "moves.awaited",
        "approving.needs_approval",
        "noticerules.columns",
        "noticerules.require_in_time",
        "noticewords.filled",
        "schedules.due",
        "schedules.latest",
        "schedules.next",
        "schedules.require",
        "plans.announcement",
        "programme.again",
        "programme.called",
        "programme.coming",
        "programme.dated",
        "programme.names",
        "programme.known_as",
        "programme.open_for_signup",
        "programme.others",
        "planyear.standings",
        "entries.proved",
        "authenticators.waiting",
        "cases.goes_on",
        "cases.require_going_on",
        "outcomes.to_file_away",
        "keeping.to_erase",
        "offers.told",
        "offers.until",
        "keeping.to_file_away",
        "retention.to_erase",
        "retention.to_warn",
        "bulletin.count",
        "bulletin.newest",
        "bulletin.of_number",
        "bulletin.stories",
        "drives.bounds",
        "rethinking.require_appealable",
        "steps.steps",
        "steps.told",
        "support.open_to",
        "telling.due",
        "posters.audience",
        "posters.details",
        "programme.other_times",
        "posters.papers",
        "posters.standing",
        "posters.team",
        "posters.when",
        "arrangements.check",
        "previews.of",
        "timeline.steps",
        "timeline.told",
    }
)
"""They are given the act for its day and its configuration."""

TELLS = {
    *(f"telling.{name}" for name in ("climbed", "handed_over", "replied", "resolved", "say", "taken")),
    *(f"informing.{name}" for name in ("others", "say", "spread", "tell")),
    "offers.tell",
    *(f"squadrolls.{name}" for name in ("tell", "tell_given", "tell_lost", "tell_others", "tell_placeless")),
}
"""They tell a member what was done; that left its row already."""

ITSELF = {"audit.log", "audit.log_all"}

SHOWS = {"board.refresh", "board.say", "board.expect", "contents.of"}
"""They bring what a staff group shows into line with what was done; that left its row already."""

Deed = Callable[[Act], object]
CASES: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    **DEEDS,
    **after_deeds.DEEDS,
    **case_deeds.DEEDS,
    **clock_deeds.DEEDS,
    **desk_deeds.DEEDS,
    **door_deeds.DEEDS,
    **editing_deeds.DEEDS,
    **house_deeds.DEEDS,
    **entry_deeds.DEEDS,
    **agenda_deeds.DEEDS,
    **alert_deeds.DEEDS,
    **talk_deeds.DEEDS,
    **structure_deeds.DEEDS,
    **protection_deeds.DEEDS,
    **suggestion_deeds.DEEDS,
    **work_deeds.DEEDS,
    **waitlist_deeds.DEEDS,
    **squad_deeds.DEEDS,
    **cashier_deeds.DEEDS,
    **plan_deeds.DEEDS,
    **moves_deeds.DEEDS,
    **notice_member_deeds.DEEDS,
    **notice_send_deeds.DEEDS,
    **notice_trial_deeds.DEEDS,
    **notice_write_deeds.DEEDS,
}
"""For each operation the row it leaves, and what prepares it: a function that returns the deed itself."""


def operations() -> set[str]:
    """All of them, by module and name."""
    found = set()
    for module in (import_module(f"bot.domain.{one.name}") for one in iter_modules(bot.domain.__path__)):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters.values()), None)
            ours = function.__module__ == module.__name__ and not name.startswith("_")
            if ours and first and first.annotation is Act:
                found.add(f"{module.__name__.rpartition('.')[2]}.{name}")
    return found


def test_every_operation_has_a_case_here() -> None:
    others = ITSELF | READS | SHOWS | TELLS | notice_send_deeds.LEDGER
    assert operations() - others == set(CASES)
    assert operations() >= others


@pytest.mark.parametrize("operation", sorted(CASES))
def test_an_operation_leaves_its_row_and_no_word_of_anybodys(act: Act, operation: str) -> None:
    action, prepare = CASES[operation]
    deed = prepare(act)
    act.session.flush()
    before = act.session.scalar(select(func.max(AuditRow.id))) or 0
    deed(later(act, seconds=1))
    act.session.flush()
    rows = list(act.session.scalars(select(AuditRow).order_by(AuditRow.id)))
    assert action in {row.action for row in rows if row.id > before}
    assert all(row.actor and row.subject and row.subject_id for row in rows)
    everything = json.dumps([[row.action, row.actor, row.subject, row.facts] for row in rows], ensure_ascii=False)
    assert SECRET not in everything
    assert PHONE not in everything


def test_a_trail_is_one_subjects_oldest_first(act: Act) -> None:
    one, other = case(act), case(act)
    cases.add(act, one, "还有")
    assert [row.action for row in audit.trail(act.session, one)] == ["case.filed", "case.added_to"]
    assert [row.action for row in audit.trail(act.session, other)] == ["case.filed"]
