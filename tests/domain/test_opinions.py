"""Opinions: asked once, the morning after; one answer each; nobody can be told from what is kept."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain import inquiries, members, opinions, registrations, survey
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.audit import AuditRow
from bot.domain.events import Event
from bot.domain.opinions import Figures, Opinion
from bot.domain.seats import Registration
from bot.errors import Refusal
from tests.domain.test_certificates import came
from tests.domain.test_results import at, night
from tests.domain.union import PARTY, event, later, member, officer, outgoing

MORNING = PARTY + timedelta(hours=19)
"""Nine o'clock, the day after."""


def asked(act: Act) -> tuple[Act, Event, list[Registration]]:
    """The party of which those who came are asked now."""
    _, _, one, places = night(act)
    then = replace(act, now=MORNING)
    inquiries.ask(then, one)
    return then, one, places


def test_they_are_asked_once_the_morning_after(act: Act) -> None:
    _, _, one, _ = night(act)
    for hours in (3, 8, 17.9, 18.9, 31):  # in the evening, at night, before nine; and the next evening
        assert inquiries.due(at(act, hours=hours)) == []
    then = replace(act, now=MORNING)
    assert inquiries.due(then) == [one.id]
    inquiries.ask(then, one)
    assert {row.address for row in outgoing(act)} == {"fang", "qiang", "who"}
    row = outgoing(act)[0]
    assert row.text == ("【活动评价】谢谢参加“冬至联欢会”！办得怎么样？3 个小问题，点一点就好，不记是谁答的。")
    assert row.buttons[0] == "评价：冬至联欢会"
    inquiries.ask(later(then, minutes=1), one)
    assert len(outgoing(act)) == 3
    assert inquiries.due(later(then, hours=1)) == []


def test_nobody_is_asked_of_what_is_long_over_called_off_or_not_wanted(act: Act) -> None:
    boss, _, one, _ = (officer(act), *night(act)[1:])
    assert inquiries.due(replace(act, now=MORNING + timedelta(days=15))) == []
    inquiries.set_up(act, boss, one, "", on=False)
    assert opinions.is_off(one)
    assert inquiries.due(replace(act, now=MORNING)) == []
    inquiries.set_up(act, boss, one, "", on=True)
    assert inquiries.due(replace(act, now=MORNING)) == [one.id]
    one.cancelled = True
    act.session.flush()
    assert inquiries.due(replace(act, now=MORNING)) == []


def test_who_did_not_come_or_wants_no_messages_is_not_asked(act: Act) -> None:
    then, _, one, (fang, qiang, _, hong) = night(act)
    came(then, fang, qiang, hong)
    members.unsubscribe(act, member(act, "qiang"))
    inquiries.ask(replace(act, now=MORNING), one)
    assert [row.address for row in outgoing(act)] == ["fang"]
    with pytest.raises(Refusal, match="发给了来参加的人"):
        opinions.open_to(replace(act, now=MORNING), one, member(act, "who"))


def test_one_answers_once_and_within_a_month(act: Act) -> None:
    then, one, _ = asked(act)
    opinions.give(then, one, member(act, "fang"), {"grade": 5})
    with pytest.raises(Refusal, match="一人一次"):
        opinions.give(then, one, member(act, "fang"), {"grade": 1})
    assert opinions.count(act.session, one) == 1
    for who, when, words in (
        ("stranger", then, "发给了来参加的人"),
        ("qiang", later(then, days=31), "已经结束"),
        ("qiang", act, "现在不用评价"),
    ):
        if when is act:
            one.inquiry_at = None
        with pytest.raises(Refusal, match=words):
            opinions.give(when, one, member(act, who), {"grade": 1})


def test_nothing_that_is_kept_leads_to_who_answered(act: Act) -> None:
    then, one, places = asked(act)
    for who in ("fang", "qiang", "who"):
        who_acts = then.by(Actor(ActorKind.MEMBER, member(act, who).id))
        opinions.give(who_acts, one, member(act, who), {"words": who})
    kept = act.session.scalars(select(Opinion)).all()
    assert {column.key for column in Opinion.__table__.columns} == {"id", "event_id", "given_on", "answers"}
    assert max(one.id for one in kept) > 1000  # drawn by lot: the order tells nothing
    rows = act.session.scalars(select(AuditRow).where(AuditRow.action == "event.opinion_given")).all()
    assert {(row.actor, row.actor_id, row.subject, row.subject_id) for row in rows} == {
        ("member", None, "event", one.id)
    }
    assert sum(place.opined for place in places) == 3


def test_what_was_answered_is_counted_from_three_on(act: Act) -> None:
    _, one, _ = asked(act)
    items = opinions.questions(one, act.config)

    def give(answers: dict[str, object]) -> Figures:
        act.session.add(Opinion(event_id=one.id, given_on=act.today, answers=answers))
        act.session.flush()
        return opinions.figures(act.session, one, items)

    give({"grade": 5, "again": True, "words": "主持人好"})
    assert give({"grade": 4, "again": False}) == Figures(2)
    found = give({"grade": 5})
    grade, again, words = found.tallies
    assert grade.counts == (("1分", 0), ("2分", 0), ("3分", 0), ("4分", 1), ("5分", 2))
    assert grade.mean == pytest.approx(14 / 3)
    assert again.counts == (("是", 1), ("否", 1))
    assert words.words == ("主持人好",)


def test_an_organiser_may_ask_otherwise_until_they_were_asked(act: Act) -> None:
    boss, one = officer(act), event(act, ends_at=PARTY + timedelta(hours=2))
    text = (
        "打分 | 饭菜 | 饭菜怎么样？\n单选 | 时间 | 哪天合适？ | 周六/周日 | 可跳过\n文字 | 建议 | 还想说什么？ | 可跳过"
    )
    inquiries.set_up(act, boss, one, text, on=True)
    items = opinions.questions(one, act.config)
    assert [(item.answer, item.label, item.options, item.optional) for item in items] == [
        ("grade", "饭菜", (), False), ("choice", "时间", ("周六", "周日"), True), ("text", "建议", (), True),
    ]  # fmt: skip
    assert inquiries.written(items) == text
    inquiries.set_up(act, boss, one, "", on=True)
    assert inquiries.written(opinions.questions(one, act.config)).startswith("打分 | 总体评价")
    one.inquiry_at = act.now
    with pytest.raises(Refusal, match="已经发给大家"):
        inquiries.set_up(act, boss, one, text, on=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("打分 总体评价", "第 1 行的题型“打分 总体评价”没有"),
        ("打分 | 总体评价", "第 1 行没看懂"),
        ("是否 | 好吗 | 好吗？\n单选 | 时间 | 哪天？", "第 2 行没看懂"),
        ("单选 | 时间 | 哪天？ | 周六", "第 1 个问题"),
        ("文字 | 这个简称实在是太长太长太长了 | 问题？", "第 1 个问题"),
        ("是否 | 好吗 | 好吗？\n" * 13, "最多 12 个问题"),
    ],
)
def test_a_question_that_cannot_be_read_is_named(text: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        inquiries.read(text)


def test_the_unions_own_questions_read_back_as_they_were_written(act: Act) -> None:
    items = survey.items(act.config.events.occasions.inquiry)
    again = survey.items(inquiries.read(inquiries.written(items)))
    assert [(one.label, one.prompt, one.answer, one.optional) for one in again] == [
        (one.label, one.prompt, one.answer, one.optional) for one in items
    ]


def test_never_is_a_day_that_every_store_can_hold(act: Act) -> None:
    boss, one = officer(act), event(act)
    inquiries.set_up(act, boss, one, "", on=False)
    act.session.flush()
    act.session.expire(one)
    assert one.inquiry_at == opinions.NEVER
    assert isinstance(one.inquiry_at, datetime)
    assert registrations.of_event(act.session, one) == []
