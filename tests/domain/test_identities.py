"""A sealed identity is told to who handles the case, or to two persons together, for a day."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain import audit, cards, cases, directory, entries, identities, outcomes
from bot.domain.acts import Act
from bot.domain.cases import Case
from bot.domain.identities import Known
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Attachment, Upload
from bot.store import files
from tests.domain.union import case, later, member, officer

WHO = Known("陈秘密", "13900001111", ("陈秘密的合同.jpg",))


@pytest.fixture
def paper(act: Act) -> Attachment:
    return files.keep(act.session, Upload("陈秘密的合同.jpg", "image/jpeg", b"x"), act.now)


def sealed(act: Act, paper: Attachment) -> tuple[Case, Officer, Officer]:
    """The case, who handles it, and a colleague."""
    one = case(act, facts="我是陈秘密，公司拖欠三个月工资", name=WHO.name, phone=WHO.phone, evidence=[paper])
    li, wang = officer(act), officer(act, "王干事")
    cases.take(act, one, li)
    identities.seal(act, one, li)
    act.session.flush()
    return one, li, wang


def seen(act: Act, one: Case, officer: Officer) -> Known | None:
    return identities.shown(act.session, one, officer, act.now)


def test_only_who_handles_it_knows(act: Act, paper: Attachment) -> None:
    one, li, wang = sealed(act, paper)
    assert (one.name, one.phone, one.attachments[0].name) == (None, None, "附件1.jpg")
    kept = files.fetch(act.session, paper.key)
    assert kept
    assert kept.name == "附件1.jpg"
    assert (seen(act, one, li), seen(act, one, wang)) == (WHO, None)
    cases.hand_over(act, one, li, wang)
    assert (seen(act, one, li), seen(act, one, wang)) == (None, WHO)


def test_what_others_read_of_it_does_not_tell(act: Act, paper: Attachment) -> None:
    one, li, _ = sealed(act, paper)
    later_file = files.keep(act.session, Upload("我的身份证.PDF", "application/pdf", b"x"), act.now)
    said = cases.add(act, one, "还有这个", [later_file])
    cases.reply(act, one, li, "收到")
    assert said.attachments[0].name == "附件2.pdf"
    listed = directory.Directory(act.session, li, act.config.zone).entries([member(act)])
    shown = [
        cards.card(one, "总工会", "李主任", act.config.zone, ours=True, replies=1),
        cards.details(one, "总工会", ""),
        entries.from_case(act, li, one).text,
        str(listed),
    ]
    assert not [words for words in shown if WHO.name in words or WHO.phone in words]
    assert "身份已封存" in shown[0]
    assert "身份已封存" in shown[1]
    assert WHO.phone in cards.details(one, "总工会", "", seen(act, one, li))
    assert identities.covered(one, "我是陈秘密，13900001111") == "我是〔姓名〕，〔电话〕"
    assert identities.covered(case(act, name="李四"), "我是李四") == "我是李四"


def test_two_together_may_look_for_a_day_and_every_step_is_kept(act: Act, paper: Attachment) -> None:
    one, li, wang = sealed(act, paper)
    wish = identities.ask(act, one, wang, "要送达法律文书")
    act.session.flush()
    with pytest.raises(Refusal, match="不能自己批准"):
        identities.decide(act, wish, wang, approves=True)
    with pytest.raises(Refusal, match="还没有批准"):
        identities.look(act, one, wang)
    identities.decide(act, wish, li, approves=True)
    assert seen(act, one, wang) is None
    identities.look(act, one, wang)
    assert seen(act, one, wang) == WHO
    assert seen(later(act, hours=23, minutes=59), one, wang) == WHO
    assert seen(later(act, hours=24), one, wang) is None
    steps = [row.action for row in audit.trail(act.session, one)][-4:]
    assert steps == [f"case.identity_{step}" for step in ("sealed", "asked", "approved", "opened")]


def test_a_wish_needs_a_reason_and_somebody_who_may_decide_in_time(act: Act, paper: Attachment) -> None:
    one, li, wang = sealed(act, paper)
    with pytest.raises(Refusal, match="为什么"):
        identities.ask(act, one, wang, "  ")
    with pytest.raises(Refusal, match="不用申请"):
        identities.ask(act, one, li, "看看")
    wish = identities.ask(act, one, wang, "要送达法律文书")
    with pytest.raises(Refusal, match="已经申请过"):
        identities.ask(act, one, wang, "要送达法律文书")
    with pytest.raises(Refusal, match="过了 7 天"):
        identities.decide(later(act, days=7), wish, li, approves=True)
    identities.decide(act, wish, li, approves=False)
    with pytest.raises(Refusal, match="还没有批准"):
        identities.look(act, one, wang)


@pytest.mark.parametrize(
    ("fields", "why"),
    [({"anonymous": True, "name": "某"}, "匿名"), ({}, "没有可以封存的")],
)
def test_there_must_be_something_to_seal(act: Act, fields: dict[str, Any], why: str) -> None:
    with pytest.raises(Refusal, match=why):
        identities.seal(act, case(act, **fields))


def test_the_member_may_seal_it_and_a_colleague_may_not(act: Act) -> None:
    one, wang = case(act, name="陈秘密"), officer(act, "王干事")
    with pytest.raises(Refusal, match="经办人"):
        identities.seal(act, one, wang)
    identities.seal(replace(act, actor=act.unnamed.actor), one)
    with pytest.raises(Refusal, match="已经封存"):
        identities.seal(act, one)
    cases.take(act, one, wang)
    outcomes.resolve(act, one, wang, "补发了")
    assert seen(act, one, wang) == Known("陈秘密", "")
