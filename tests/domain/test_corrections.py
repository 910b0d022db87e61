"""A notice that went out wrong: corrected where its platform can, taken back where only that is possible."""

from dataclasses import replace

import pytest

from bot.domain import corrections, dispatch, sendings, staff, units
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.corrections import Standing
from bot.domain.noticebook import State
from bot.domain.noticekinds import Kind
from bot.domain.roles import Role
from bot.domain.sendings import Outcome, Recall
from bot.errors import DeliveryFailed, Refusal, Retry
from tests.domain.notice_union import TEXT, TITLE, claimed, comer, fates, going, notice, rows, settled, sums_up
from tests.domain.union import later, officer, outgoing, texts

NEW = "更正：改在 12 月 19 日。"


def test_what_stands_is_changed_what_waits_goes_in_the_new_words_what_cannot_be_is_counted(act: Act) -> None:
    for who, channel in (("lina", "telegram"), ("wang", "telegram"), ("zhao", "web"), ("qian", "wechat")):
        comer(act, who, channel)
    one = going(act)
    settled(act, claimed(act, one, most=1))
    settled(act, claimed(act, one, "wechat"))
    sendings.hand_over(act, one.id, "web", 9)
    corrections.correct(act, one, TITLE, NEW)
    assert NEW in texts(act)[0]
    assert NEW in claimed(act, one)[0].reply.text
    assert corrections.standing(act, one) == Standing(corrected=0, pending=1, wrong=1)
    assert [work.what for work in sendings.work(act, ["telegram"])] == ["amend"]
    (copy,) = sendings.claim_amends(act, one.id, "telegram", "a:1", 9)
    assert (copy.message, copy.to.id) == (f"m{copy.recipient}", "lina")
    assert NEW in copy.reply.text
    assert sendings.claim_amends(act, one.id, "telegram", "a:2", 9) == []
    sendings.settle_amends(act, "a:1", {copy.recipient: Outcome()})
    assert corrections.standing(act, one) == Standing(corrected=1, pending=0, wrong=1)
    assert rows(act, one)[0].revision == 1
    assert sums_up(act, one)


def test_a_change_that_did_not_go_is_made_again_and_one_that_cannot_be_is_told(act: Act) -> None:
    comer(act, "lina", "telegram")
    one = going(act)
    settled(act, claimed(act, one))
    dispatch.tidy(act, one)
    corrections.correct(act, one, TITLE, NEW)
    (copy,) = sendings.claim_amends(act, one.id, "telegram", "a:1", 9)
    sendings.settle_amends(act, "a:1", {copy.recipient: Outcome(failure=Retry("429"))})
    assert sendings.claim_amends(act, one.id, "telegram", "a:2", 9) == []
    after = later(act, minutes=11)
    assert sendings.claim_amends(after, one.id, "telegram", "a:2", 9) == [copy]
    sendings.settle_amends(after, "a:2", {copy.recipient: Outcome(failure=DeliveryFailed("400", "too old"))})
    assert corrections.standing(after, one) == Standing(0, 0, 1)
    assert sendings.claim_amends(after, one.id, "telegram", "a:3", 9) == []
    assert sendings.work(after, ["telegram"]) == []


def test_one_that_was_in_hand_when_it_was_corrected_is_changed_afterwards(act: Act) -> None:
    comer(act, "lina", "telegram")
    one = going(act)
    copies = claimed(act, one)
    corrections.correct(act, one, TITLE, NEW)
    assert sendings.claim_amends(act, one.id, "telegram", "a:1", 9) == []
    settled(act, copies)
    assert len(sendings.claim_amends(act, one.id, "telegram", "a:2", 9)) == 1


@pytest.mark.parametrize(
    ("state", "text", "why"),
    [
        (State.DRAFT, NEW, "草稿"),
        (State.CANCELLED, NEW, "作废"),
        (State.DONE, "  ", "不能没有内容"),
        (State.DONE, TEXT, "没有变"),
    ],
)
def test_what_cannot_be_corrected_is_refused(act: Act, state: State, text: str, why: str) -> None:
    one = notice(act, state=state.value)
    with pytest.raises(Refusal, match=why):
        corrections.correct(act, one, TITLE, text)


def test_a_mass_message_is_taken_back_once_and_the_rest_is_stopped(act: Act) -> None:
    for who in ("lina", "wang", "zhao"):
        comer(act, who, "wechat")
    comer(act, "qian", "telegram")
    one = going(act, mass=True)
    with pytest.raises(Refusal, match="没有能请微信删除"):
        corrections.recall(act, one)
    first = sendings.claim_list(act, one.id, "wechat", "m:1", 2, 2)
    assert first
    sendings.settle_list(act, first.key, "m:1", "3001", None)
    corrections.recall(act, one)
    assert [work.what for work in sendings.work(act, ["wechat"])] == ["recall"]
    assert sendings.claim_recall(act, one.id, "wechat", "r:1") == Recall(first.key, "3001")
    assert sendings.claim_recall(act, one.id, "wechat", "r:2") is None
    sendings.settle_recall(act, first.key, "r:1", Retry("busy"))
    after = later(act, minutes=11)
    assert sendings.claim_recall(after, one.id, "wechat", "r:3") == Recall(first.key, "3001")
    sendings.settle_recall(after, first.key, "r:3", None)
    assert fates(act, one) == ["recalled", "recalled", "skipped/stopped", "skipped/stopped"]
    assert sendings.work(after, ["wechat"]) == []
    assert sums_up(act, one)
    assert outgoing(act) == []


def test_what_somebody_approved_is_corrected_by_one_who_may_approve(act: Act) -> None:
    li = officer(act)
    organiser = staff.add(act, "组织员", units.top(act), [Role.ORGANISER])
    comer(act, "lina", "telegram")
    one = going(act, author_id=organiser.id, approver_id=li.id)
    as_organiser, as_li = (replace(act, actor=Actor(ActorKind.STAFF, who.id)) for who in (organiser, li))
    with pytest.raises(Refusal, match="更正也要有“批准通知”权限的同事来做"):
        corrections.correct(as_organiser, one, TITLE, NEW)
    corrections.correct(as_li, one, TITLE, NEW)
    one.approver_id = None
    act.session.flush()
    corrections.correct(as_organiser, one, TITLE, TEXT)
    assert one.revision == 2


@pytest.mark.parametrize(
    ("title", "text", "why"),
    [
        (TITLE, "{天气}不好，改期。", "填不了"),
        (TITLE, "很长的话。" * 401, "内容最多 2000 个字，现在有 2005 个"),
        ("标题" * 21, NEW, "标题最多 40 个字"),
    ],
)
def test_a_correction_is_held_to_what_a_notice_may_be(act: Act, title: str, text: str, why: str) -> None:
    one = going(act)
    with pytest.raises(Refusal, match=why):
        corrections.correct(act, one, title, text)


def test_the_title_of_a_survey_stays_for_members_answer_by_it(act: Act) -> None:
    one = going(act, kind=Kind.SURVEY.value)
    with pytest.raises(Refusal, match="按标题找问卷"):
        corrections.correct(act, one, "别的标题", NEW)
