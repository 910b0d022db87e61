"""How a case reads in a group: what staff need at a glance, and nothing by which a member is known."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.domain import cards, cases, outcomes
from bot.domain.acts import Act
from bot.domain.cases import Case
from bot.messages import Attachment, Reply
from bot.store import outbox
from bot.store.outbox import State
from tests.domain.union import case, officer

ZONE = ZoneInfo("Asia/Shanghai")
NAME, PHONE, IDENTITY = "张伟明", "138 1234 5678", "310101199001011234"
TELLS = f"我叫{NAME}，电话{PHONE}，身份证{IDENTITY}。{NAME}已经三个月没拿到工资。"
TELLING = (NAME, "13812345678", PHONE, IDENTITY)


def shown(one: Case, owner: str = "", *, ours: bool = True, replies: int = 0) -> str:
    return cards.card(one, "清河区总工会", owner, ZONE, ours=ours, replies=replies)


def told(act: Act, one: Case, body: str) -> str:
    return cards.added(one, cases.add(act, one, body))


def test_a_card_has_number_unit_kind_clock_and_what_was_said(act: Act) -> None:
    text = shown(case(act, employer="宏达机械"))
    assert text.splitlines() == [
        "📄 WQ-2026-0001-1 其他诉求",
        "单位：清河区总工会",
        "会员：实名（见详情）",
        "用人单位：宏达机械",
        "状态：还没有人接手",
        "时限：11月25日 10:00 前回复",
        "",
        "会员说：",
        "公司拖欠三个月工资，一直说没钱。",
        "",
        "回复这条消息，就是回复会员；以“//”开头是内部备注，会员看不到。",
    ]


def test_a_card_says_who_has_it_how_often_was_answered_and_what_came_with_it(act: Act) -> None:
    photo = Attachment("k", "工资条.png", "image/png", 1)
    text = shown(case(act, evidence=[photo, photo]), "李主任", replies=2)
    assert "状态：李主任在办" in text
    assert "已回复 2 次" in text
    assert "前跟进或办结" in text
    assert "（附件 2 个，在工作台看）" in text
    assert "工资条" not in text


@pytest.mark.parametrize("anonymous", [True, False])
def test_nothing_by_which_a_member_is_known_stands_in_a_group(act: Act, *, anonymous: bool) -> None:
    facts = f"我叫{NAME}，电话{PHONE}，身份证{IDENTITY}。三个月没拿到工资。"
    one = case(act, facts=facts, name=NAME, phone="13812345678", employer=f"电话{PHONE}", anonymous=anonymous)
    texts = [shown(one), cards.listed([one], {one.unit_id: "清河区总工会"}, {}, ZONE, ours=[one.unit_id])]
    texts += [told(act, one, f"本人{NAME}，打{PHONE}找我")]
    assert not any(telling in text for text in texts for telling in TELLING)
    assert "三个月没拿到工资" in texts[0]


def test_the_name_that_a_member_gave_is_masked_wherever_it_stands(act: Act) -> None:
    one = case(act, facts=TELLS, name=NAME, employer=f"{NAME}服装店")
    assert not any(NAME in text for text in (shown(one), told(act, one, f"{NAME}今天又去了")))


def test_what_an_anonymous_member_said_is_masked_in_the_details_too(act: Act) -> None:
    one = case(act, facts=f"我叫{NAME}，电话{PHONE}，身份证{IDENTITY}", employer="宏达机械", anonymous=True, name=NAME)
    text = cards.details(one, "清河区总工会", "https://union.example/console/cases/1")
    assert not any(telling in text for telling in TELLING)
    assert "匿名，请不要追问身份" in text
    assert "用人单位：宏达机械" in text


def test_the_details_of_a_named_member_are_all_that_is_known(act: Act) -> None:
    one = case(act, facts=TELLS, name=NAME, phone="13812345678", since=date(2026, 9, 1))
    text = cards.details(one, "清河区总工会", "https://union.example/console/cases/1")
    assert f"会员：{NAME}，13812345678" in text
    assert TELLS in text
    assert "开始时间：2026-09-01" in text
    bare = cards.details(case(act), "清河区总工会", "")
    assert "没留称呼，没留电话" in bare
    assert "用人单位：没写" in bare


def test_in_danger_the_details_say_what_the_member_was_told(act: Act) -> None:
    assert "会员当时已收到的提醒" in cards.details(case(act, facts="工友触电了，没有呼吸"), "", "")


def test_a_long_story_is_cut(act: Act) -> None:
    text = shown(case(act, facts="长" * 5000))
    assert "长" * (cards.LONGEST_STORY - 1) + "…" in text
    assert len(text) < 1000


def test_what_went_to_another_unit_has_no_buttons_and_no_how(act: Act) -> None:
    one = case(act)
    text = shown(one, ours=False)
    assert "状态：已转到清河区总工会" in text
    assert cards.HOW not in text
    assert cards.card_buttons(one, ours=False) == ()


def test_a_closed_case_can_still_be_looked_at(act: Act) -> None:
    one, li = case(act), officer(act)
    outcomes.resolve(act, one, li, "好了")
    assert cards.card_buttons(one, ours=True) == ((("详情", f"case:{one.id}:more"),),)
    text = shown(one, "李主任", replies=1)
    assert "状态：已办结" in text
    assert "时限" not in text
    assert cards.HOW not in text


def test_a_list_names_each_case_and_has_a_row_for_each_that_is_to_be_taken(act: Act) -> None:
    first, second, third, fourth = (case(act, facts=f"第{number}件事\n两行") for number in range(4))
    li = officer(act)
    cases.take(act, second, li)
    outcomes.resolve(act, third, li, "好了")
    several, names = [first, second, third, fourth], {first.unit_id: "清河区总工会"}
    text = cards.listed(several, names, {li.id: li.name}, ZONE, ours=[first.unit_id])
    lines = [line for line in text.splitlines() if line[:1].isdigit()]
    assert [line.rpartition(" · ")[2].partition("，")[0] for line in lines] == [
        "还没有人接手", "李主任在办", "已办结", "还没有人接手"
    ]  # fmt: skip
    assert text.startswith("有 2 件待受理。")
    assert "    第0件事 两行" in text
    assert [row[0] for row in cards.list_buttons(several, [first.unit_id])] == [
        ("1 接手", f"case:{first.id}:take"),
        ("4 接手", f"case:{fourth.id}:take"),
    ]
    assert cards.list_buttons(several, []) == ()
    assert cards.listed([second, third], names, {li.id: li.name}, ZONE, ours=[first.unit_id]).startswith("这几件都有人")


def test_the_longest_list_fits_into_one_message(act: Act) -> None:
    several = [case(act, facts="长" * 5000, employer="宏" * 80) for _ in range(cards.MOST)]
    text = cards.listed(several, {several[0].unit_id: "单" * 60}, {}, ZONE, ours=[])
    assert len(text) < 4096 / 2


@pytest.mark.parametrize("state", list(State))
def test_every_state_of_an_answer_reads_as_one(act: Act, state: State) -> None:
    one = case(act)
    row = outbox.put(act.session, one.reply_to, Reply("x"), key="remark:1", kind="case", now=act.now)
    row.state = state.value
    assert cards.receipt(one.number, [row]) == f"{one.number} {cards.SENT[state]}"
    assert cards.receipt(one.number, []) == f"{one.number} {cards.SENT[State.QUEUED]}"


@pytest.mark.parametrize("state", [State.SENT, State.QUEUED, State.FAILED, State.UNKNOWN])
def test_the_sign_of_a_receipt_says_how_it_went(state: State) -> None:
    signs = {State.SENT: "✅ 已送达", State.QUEUED: "⏳", State.FAILED: "❌", State.UNKNOWN: "❓"}
    assert cards.SENT[state].startswith(signs[state])
