"""Polls: each recipient answers once; nobody can be told from what is kept."""

import pytest
from sqlalchemy import select

from bot.domain import polls
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.audit import AuditRow
from bot.domain.noticebook import Fate, NoticeAnswer, Recipient, State
from bot.domain.noticekinds import Kind
from bot.domain.tallies import Figures
from bot.errors import Refusal
from tests.domain.notice_member_deeds import notice, sent
from tests.domain.union import later, member

WHO = ("fang", "qiang", "hong")


def test_a_recipient_answers_once_and_until_it_ends(act: Act) -> None:
    one = notice(act)
    for who, state in zip(WHO, (Fate.SENT, Fate.PARKED, Fate.SKIPPED), strict=True):
        sent(act, one, member(act, who), state=state.value)
    polls.give(act, one, member(act, "fang"), {"grade": 5})
    for who, when, words in (
        ("fang", act, "一人一次"), ("hong", act, "没有发给您"), ("stranger", act, "没有发给您"),
        ("qiang", later(act, days=31), "已经收完"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=words):
            polls.give(when, one, member(act, who), {"grade": 1})
    polls.give(later(act, days=29), one, member(act, "qiang"), {"grade": 4})
    assert polls.count(act.session, one) == 2
    one.latest_at = later(act, days=2).now
    assert polls.ends(one) == one.latest_at


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": Kind.NOTICE.value}, "不用填"),
        ({"started_at": None}, "不用填"),
        ({"questions": []}, "不用填"),
        ({"state": State.CANCELLED.value}, "已经收完"),
    ],
)
def test_what_is_no_open_survey_takes_no_answers(act: Act, fields: dict[str, object], words: str) -> None:
    lina, one = member(act), notice(act, **fields)
    sent(act, one, lina)
    with pytest.raises(Refusal, match=words):
        polls.open_to(act, one, lina)


def test_nothing_that_is_kept_leads_to_who_answered(act: Act) -> None:
    one = notice(act)
    for who in WHO:
        sent(act, one, member(act, who))
        mine = act.by(Actor(ActorKind.MEMBER, member(act, who).id))
        polls.give(mine, one, member(act, who), {"words": who})
    kept = act.session.scalars(select(NoticeAnswer)).all()
    assert {column.key for column in NoticeAnswer.__table__.columns} == {"id", "notice_id", "given_on", "answers"}
    assert max(row.id for row in kept) > 1000  # drawn by lot: the order tells nothing
    rows = act.session.scalars(select(AuditRow).where(AuditRow.action == "notice.answered")).all()
    assert [(row.actor, row.actor_id, row.subject, row.facts) for row in rows] == [("member", None, "notice", {})] * 3
    marked = act.session.scalars(select(Recipient)).all()
    assert [(row.answered, row.ended_at, row.claimed_at) for row in marked] == [(True, None, None)] * 3


def test_answers_are_counted_from_three_on(act: Act) -> None:
    one = notice(act)
    for number, who in enumerate(WHO):
        assert polls.figures(act.session, one) == Figures(number)
        sent(act, one, member(act, who))
        polls.give(act, one, member(act, who), {"grade": 3 + number, "again": number > 0})
    grade, again, _ = polls.figures(act.session, one).tallies
    assert grade.counts == (("1分", 0), ("2分", 0), ("3分", 1), ("4分", 1), ("5分", 1))
    assert (grade.mean, again.counts) == (4, (("是", 2), ("否", 1)))
