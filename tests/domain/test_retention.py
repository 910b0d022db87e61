"""What was said in a case is erased when its kind's years are over, after staff were told; figures stay."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain import audit, cases, filings, mediations, outcomes, referrals, retention, retrievals, verdicts
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.cases import Case, Remark, State, Story
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Upload
from bot.store import files, outbox, pruning
from bot.store.files import FileRow
from bot.store.outbox import Outgoing
from tests.domain.union import address, later, member, officer, outgoing

SECRET = "机密"
LONG = 3 * retention.YEAR


def closed(act: Act, kind: str = "other", **fields: Any) -> tuple[Case, Officer]:
    """A case with everything in it, filed away."""
    li = officer(act)
    photo, reply = (files.keep(act.session, Upload(f"{SECRET}.jpg", "image/jpeg", b"x"), act.now) for _ in range(2))
    story = Story(SECRET, [{"name": "a", "label": "b", "shown": SECRET}], SECRET, act.today, [photo], **fields)
    lina = member(act)
    one = cases.file(act.by(Actor(ActorKind.MEMBER, lina.id)), lina, address(), kind, story)
    if one.anonymous:
        retrievals.issue(act, one)
    cases.reply(act, one, li, SECRET, [reply])
    cases.add(act, one, SECRET)
    mediations.arrange(act, one, li, act.now + timedelta(days=3), SECRET)
    referrals.propose(act, one, li, SECRET, SECRET)
    referrals.answer(act, one, agrees=False)
    outcomes.resolve(act, one, li, SECRET)
    verdicts.say(act, one, settled=True)
    verdicts.rate(act, one, 4)
    verdicts.comment(act, one, SECRET)
    act.session.flush()
    return one, li


def at(act: Act, moment: datetime) -> Act:
    return replace(act, now=moment)


def everything(act: Act) -> str:
    """All rows of the tables that are about cases."""
    act.session.flush()
    act.session.expire_all()
    tables = (Case, Remark, mediations.Mediation, referrals.Referral, verdicts.Verdict, FileRow)
    return str([[vars(row) for row in act.session.scalars(select(table))] for table in tables])


@pytest.mark.parametrize("fields", [{"name": SECRET, "phone": "13900001111"}, {"anonymous": True}])
def test_texts_names_files_and_the_way_back_go_and_the_figures_stay(act: Act, fields: dict[str, Any]) -> None:
    one, _ = closed(act, **fields)
    assert SECRET in everything(act)
    end = retention.ends_at(one, act.config.cases.kinds)
    assert end == act.now + LONG
    soon = at(act, end - retention.AHEAD)
    assert retention.to_warn(at(act, soon.now - timedelta(seconds=1))) == []
    assert retention.to_warn(soon) == [one]
    retention.warn(soon, one)
    assert (retention.to_warn(soon), retention.to_erase(at(act, end - timedelta(seconds=1)))) == ([], [])
    assert retention.to_erase(at(act, end)) == [one]
    retention.erase(at(act, end), one)
    found = everything(act)
    assert SECRET not in found
    assert "13900001111" not in found
    assert retention.to_erase(at(act, end + LONG)) == []
    assert (one.kind, one.state, one.member_id, one.route) == ("other", "closed", None, None)
    assert (one.number, one.opened_at, one.closed_at) == (one.number, act.now, act.now)
    verdict = verdicts.latest(act.session, one)
    assert verdict
    assert (verdict.settled, verdict.rating) == (True, 4)
    assert {row.actor_id for row in audit.trail(act.session, one) if row.actor == "member"} == {None}


def test_a_kind_has_years_of_its_own_and_one_given_up_those_of_other(act: Act) -> None:
    injury, other = closed(act, "injury")[0], closed(act)[0]
    gone = closed(act)[0]
    gone.kind = "given_up"
    act.session.flush()
    assert retention.to_warn(at(act, act.now + LONG)) == [other, gone]
    assert retention.to_warn(at(act, act.now + 10 * retention.YEAR)) == [injury, other, gone]


def test_a_case_under_way_is_never_touched_nor_one_whose_last_word_nobody_read(act: Act) -> None:
    again, unread, resolved = (closed(act)[0] for _ in range(3))
    for one in (again, unread, resolved):
        retention.warn(at(act, act.now + LONG), one)
    much_later = at(act, act.now + 2 * LONG)
    cases.reopen(later(act, days=1), again)
    resolved.state = State.RESOLVED.value
    act.session.add(Remark(case_id=unread.id, body="还没完", files=[], said_at=later(act, days=1).now))
    act.session.flush()
    assert retention.to_erase(much_later) == []


def test_one_that_was_opened_again_is_told_of_anew(act: Act) -> None:
    one, li = closed(act)
    retention.warn(at(act, act.now + LONG), one)
    again = at(act, act.now + LONG + timedelta(days=10))
    one.state, one.closed_at = State.NEW.value, None
    one.due_at = again.now
    act.session.flush()
    outcomes.resolve(again, one, li, "办好了")
    outcomes.close(again, one)
    act.session.flush()
    assert retention.to_erase(at(act, again.now + LONG)) == []
    assert retention.to_warn(at(act, again.now + LONG)) == [one]


def test_an_officer_may_hold_it_with_a_reason_until_they_let_it_go(act: Act) -> None:
    one, li = closed(act)
    soon, over = at(act, act.now + LONG - retention.AHEAD), at(act, act.now + LONG)
    retention.warn(soon, one)
    with pytest.raises(Refusal, match="为什么"):
        retention.hold(soon, one, li, " ")
    retention.hold(soon, one, li, "等判决")
    act.session.flush()
    assert retention.to_erase(over) == []
    listed = retention.endings(act.session, li, act.config.cases.kinds)
    assert [(ending.case, ending.held_by, ending.reason) for ending in listed] == [(one, li.id, "等判决")]
    retention.let_go(over, one, li)
    act.session.flush()
    assert (retention.to_erase(over), retention.to_warn(over)) == ([], [one])
    retention.warn(over, one)
    assert retention.to_erase(at(act, over.now + retention.AHEAD)) == [one]


def test_messages_that_went_out_are_emptied_and_are_known_all_the_same(act: Act) -> None:
    one, _ = closed(act)
    sent, lost, waiting = outgoing(act)[:3]
    outbox.sent(sent, act.now)
    outbox.failed(lost, "403", SECRET, act.now)
    act.session.flush()
    assert pruning.forget_messages(act.session, act.now + pruning.SENT) == 0
    assert pruning.forget_messages(act.session, later(act, days=31).now) == 1
    assert pruning.forget_messages(act.session, later(act, days=91).now) == 1
    rows = {row.id: row for row in outgoing(act)}
    assert [(rows[row.id].text, rows[row.id].address, rows[row.id].words) for row in (sent, lost)] == [("", "", "")] * 2
    assert (rows[sent.id].state, rows[lost.id].state, rows[waiting.id].state) == ("sent", "stale", "queued")
    assert SECRET in rows[waiting.id].text
    kept = act.session.scalars(select(Outgoing.key).where(Outgoing.id == sent.id)).one()
    assert kept == sent.key
    assert one.number


def test_files_that_belong_to_nothing_go(act: Act) -> None:
    one, _ = closed(act)
    loose = files.keep(act.session, Upload("x.jpg", "image/jpeg", b"x"), act.now)
    act.session.flush()
    used = {file.key for file in one.attachments}
    used |= {file.key for said in cases.remarks(act.session, one) for file in said.attachments}
    assert filings.files_in_use(act.session) >= used
    then = later(act, days=32).now
    assert pruning.loose_files(act.session, act.now, filings.files_in_use(act.session)) == 0
    pruning.loose_files(act.session, then, filings.files_in_use(act.session))
    act.session.expire_all()
    assert [files.fetch(act.session, key) is None for key in (loose.key, *used)] == [True, *([False] * len(used))]
