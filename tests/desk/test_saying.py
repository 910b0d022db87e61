"""What staff write in answer to a card: to the member, among themselves, or in vain."""

from dataclasses import replace
from typing import Any

import pytest

from bot.desk import words
from bot.desk.saying import LONGEST
from bot.domain import cards, cases, deliveries, enclosures
from bot.messages import Upload
from bot.store import outbox
from bot.store.outbox import State
from tests.desk.office import LOWER, STREET, Message, Office
from tests.photos import PNG

PICTURE = Upload("盖章页.png", "image/png", PNG)
PAPER = Upload("调解书.pdf", "application/pdf", b"%PDF-1.7\n" + bytes(64))


@pytest.fixture
def number(office: Office) -> str:
    """The case that stands in the group."""
    office.opens()
    return office.files()


@pytest.fixture
def card(office: Office, number: str) -> Message:
    (one,) = office.shows()
    assert number in one.text
    return one


def remarks(office: Office, number: str) -> list[tuple[str, bool]]:
    """What staff said, and whether among themselves."""
    with office.act() as act:
        found = cases.numbered(act.session, number)
        assert found
        return [(one.body, one.internal) for one in cases.remarks(act.session, found, internal=True)]


def test_an_answer_goes_to_the_member_and_its_receipt_stands_below_it(
    office: Office, card: Message, number: str
) -> None:
    office.says("王干事", card, "您好，请带合同来。", message="777")
    assert office.shows() == [card]
    assert office.arrives() == [f"【{number}】王干事回复您：\n您好，请带合同来。"]
    _, receipt = office.shows()
    assert (receipt.text, receipt.post.reply_to) == (f"{number} ✅ 已送达", "777")
    assert "王干事在办" in card.text
    assert "已回复 1 次" in card.text
    office.later(days=1)
    assert len(office.shows()) == 2


def test_an_answer_that_waits_is_told_so_and_then_that_it_arrived(office: Office, card: Message, number: str) -> None:
    office.says("王干事", card, "您好")
    office.later(seconds=5)
    _, receipt = office.shows()
    assert receipt.text == f"{number} ⏳ 已发出，会员打开聊天就会收到"
    office.shows()
    assert receipt.before == []
    office.later(days=5)
    office.arrives()
    office.shows()
    assert receipt.text == f"{number} ✅ 已送达"


@pytest.mark.parametrize(("state", "sign"), [(State.FAILED, "❌ 没有送到"), (State.UNKNOWN, "❓ 不确定"),
                                             (State.PARKED, "⏳ 平台要等会员下次说话")])  # fmt: skip
def test_a_receipt_follows_what_becomes_of_an_answer(
    office: Office, card: Message, number: str, state: State, sign: str
) -> None:
    office.says("王干事", card, "您好")
    for becomes, shown in ((state, sign), (State.QUEUED, "⏳ 已发出"), (state, sign), (State.QUEUED, "⏳ 已发出")):
        office.ends("remark:1", becomes)
        _, receipt = office.shows()
        assert receipt.text.startswith(f"{number} {shown}")
    office.arrives()
    assert office.shows()[1].text == f"{number} ✅ 已送达"


def test_the_receipt_of_an_answer_that_is_sent_again_follows_the_new_message(
    office: Office, card: Message, number: str
) -> None:
    office.says("王干事", card, "您好")
    office.arrives(State.FAILED)
    assert "❌" in office.shows()[1].text
    with office.act() as act:
        row = deliveries.latest(act.session, "remark:1")
        assert row
        deliveries.resend(act, row)
    assert "⏳" in office.shows()[1].text
    office.arrives()
    assert office.shows()[1].text == f"{number} ✅ 已送达"


@pytest.mark.parametrize(
    "text", ["//先问一下人事", "／／先问一下人事", "/／ 先问一下人事", " // 先问一下人事", "\u200b//先问一下人事"]
)
def test_a_note_is_for_colleagues_and_never_sent(office: Office, card: Message, number: str, text: str) -> None:
    office.says("王干事", card, text)
    assert remarks(office, number) == [("先问一下人事", True)]
    assert office.arrives() == []
    assert [one.text for one in office.shows()[1:]] == [f"📝 已记为 {number} 的内部备注，会员看不到。"]
    assert office.case(number).officer_id is None
    assert card.before == []


@pytest.mark.parametrize(
    ("text", "more", "why"),
    [
        ("", {"unreadable": True}, words.UNREADABLE),
        ("看图", {"missing": ("这个文件超过 10 MB。",)}, f"这个文件超过 10 MB。{words.NOT_SENT}"),
        ("//看图", {"uploads": (PICTURE,)}, words.NOTE_WITH_FILES),
        ("看图", {"uploads": (PICTURE,) * 6}, f"选了 6 个文件，一次最多发 5 个。请分几次发。{words.NOT_SENT}"),
        (
            "听一下",
            {"uploads": (Upload("语音.ogg", "audio/ogg", b"OggS"),)},
            f"{enclosures.NOT_THIS.format(name='语音.ogg')}{words.NOT_SENT}",
        ),
        ("\u200b\n", {}, words.NO_WORDS),
        ("//", {}, "请先写上备注的内容。"),
        ("长" * (LONGEST + 1), {}, words.TOO_LONG.format(size=LONGEST + 1, most=LONGEST)),
        ("改过的话", {"edited": True}, words.EDITED),
    ],
    ids=["a sticker", "not fetched", "a note", "too many", "a voice", "nothing", "an empty note", "too long", "edited"],
)
def test_what_cannot_be_sent_is_refused_in_words_below_it(
    office: Office, card: Message, number: str, text: str, more: dict[str, Any], why: str
) -> None:
    office.says("王干事", card, text, message="777", **more)
    _, refused = office.shows()
    assert (refused.text, refused.post.reply_to) == (why, "777")
    assert remarks(office, number) == []
    assert office.arrives() == []


def test_a_picture_with_words_goes_to_the_member_and_its_receipt_tells_of_both(
    office: Office, card: Message, number: str
) -> None:
    office.says("王干事", card, "请看盖章页", message="777", uploads=(PICTURE, PAPER))
    for key, state in (("remark:1", State.SENT), ("remark:1:file:1", State.FAILED), ("remark:1:file:2", State.PARKED)):
        office.ends(key, state)
    _, receipt = office.shows()
    assert receipt.text.splitlines() == [
        number,
        f"文字 {cards.SENT[State.SENT]}",
        f"文件 1 {cards.SENT[State.FAILED]}",
        f"文件 2 {cards.SENT[State.PARKED]}",
    ]
    office.ends("remark:1:file:2", State.SENT)
    assert office.shows()[1].text.splitlines()[-1] == f"文件 1 {cards.SENT[State.FAILED]}"
    with office.act() as act:
        deliveries.resend(act, next(row for row in outbox.parts(act.session, "remark:1") if row.state == "failed"))
    assert office.arrives() == [""]
    assert office.shows()[1].text == f"{number} ✅ 已送达"
    office.later(days=1)
    assert len(office.shows()) == 2


def test_a_picture_without_words_is_announced(office: Office, card: Message, number: str) -> None:
    office.says("王干事", card, uploads=(PICTURE,))
    assert remarks(office, number) == [(enclosures.WORDS, False)]
    assert office.arrives() == [f"【{number}】王干事回复您：\n{enclosures.WORDS}", ""]


def test_an_outcome_is_words_alone(office: Office, card: Message, number: str) -> None:
    office.taps("王干事", card, "办结")
    prompt = office.shows()[-1]
    office.says("王干事", prompt, "已补发", uploads=(PICTURE,))
    assert office.shows()[-1].text == words.OUTCOME_WITH_FILES
    assert office.case(number).outcome is None


def test_a_text_as_long_as_may_be_is_sent(office: Office, card: Message) -> None:
    office.says("王干事", card, "长" * LONGEST)
    assert len(office.arrives()) == 1


def test_an_answer_to_what_the_member_added_or_to_the_receipt_is_one_too(
    office: Office, card: Message, number: str
) -> None:
    office.adds(number, "还有加班费")
    _, added = office.shows()
    assert (added.text, added.post.reply_to) == (f"💬 {number} 会员补充：\n还有加班费", card.id)
    office.says("王干事", added, "记下了")
    assert "记下了" in office.arrives()[0]
    office.says("王干事", office.shows()[-1], "明天见")
    assert "明天见" in office.arrives()[0]


def test_an_answer_to_a_list_is_refused_with_what_to_do(office: Office) -> None:
    numbers = [office.files(who=f"m{one}") for one in range(5)]
    office.opens()
    (several,) = office.shows()
    office.says("王干事", several, "您好")
    assert office.shows()[-1].text == words.WHICH
    assert office.arrives() == []
    office.taps("王干事", several, "2 接手")
    card = office.shows()[-1]
    assert card.text.startswith(f"📄 {numbers[1]}")
    office.says("王干事", card, "您好")
    assert office.arrives()[1:] == [f"【{numbers[1]}】王干事回复您：\n您好"]


@pytest.mark.parametrize("kind", ["card", "addition"])
def test_a_message_that_the_store_does_not_know_tells_its_case_by_its_number(
    office: Office, card: Message, number: str, kind: str
) -> None:
    other = office.files(who="wang")
    text = card.text if kind == "card" else f"💬 {number} 会员补充：\n和 {other} 是同一件事"
    office.says("王干事", Message("99", replace(card.post, text=text)), "您好")
    assert office.arrives() == [f"【{number}】王干事回复您：\n您好"]


def test_a_list_that_the_store_does_not_know_is_refused_as_any_other(office: Office) -> None:
    for one in range(5):
        office.files(who=f"m{one}")
    office.opens()
    (several,) = office.shows()
    office.says("王干事", replace(several, id="99"), "您好")
    assert office.shows()[-1].text == words.WHICH
    assert office.arrives() == []


@pytest.mark.parametrize("text", ["", "您好", "建议 JY-2026-0001-5", "这个群现在是“清河区总工会”的工作群"])
def test_an_answer_to_what_is_about_no_case_is_refused(office: Office, card: Message, text: str) -> None:
    office.says("王干事", Message("99", replace(card.post, text=text)), "您好")
    assert office.shows()[-1].text.endswith("没有发给会员。请回复那件事的卡片。")
    assert office.arrives() == []


def test_a_case_of_another_unit_is_not_theirs_to_answer(office: Office, card: Message, number: str) -> None:
    office.says("赵干事", card, "您好")
    assert office.shows()[-1].text == f"{number} 不归您的单位管，没有发给会员。"
    office.says("赵干事", card, "// 看看")
    assert remarks(office, number) == []
    assert office.arrives() == []


def test_what_a_colleague_has_is_not_answered_by_another(office: Office, card: Message) -> None:
    office.taps("李主任", card, "接手")
    office.says("王干事", card, "您好")
    assert office.shows()[-1].text == "这件事李主任已经接手了，有事请和李主任商量。这条没有发给会员。"
    assert not any("回复您：" in text for text in office.arrives())


def test_who_is_not_of_the_staff_is_turned_away_in_words_that_are_not_repeated(
    office: Office, card: Message, number: str
) -> None:
    for minutes, told in ((0, 1), (9, 1), (2, 2), (9, 2)):
        office.later(minutes=minutes)
        office.says("999", card, "您好")
        assert [one.text for one in office.shows()[1:]] == [words.NOT_STAFF] * told
    office.says("", card, "我是匿名管理员")
    assert [row.facts for row in office.trail("group.turned_away")] == [{"tap": False}] * 5
    assert remarks(office, number) == []
    assert office.case(number).officer_id is None
    assert office.arrives() == []


def test_an_answer_that_came_twice_is_sent_once(office: Office, card: Message) -> None:
    said = {"message": "777", "text": "您好", "reply_to": card.id, "quoted": card.text}
    doing = office.doing(office.accounts["王干事"], **said)
    assert [office.desk.said(doing).late for _ in range(2)] == [False, True]
    assert len(office.arrives()) == 1


def test_answers_keep_their_order(office: Office, card: Message, number: str) -> None:
    for one in range(6):
        office.says("王干事", card, f"第 {one} 句")
        office.adds(number, f"会员第 {one} 句")
    assert [text[-5:] for text in office.arrives()] == [f"第 {one} 句" for one in range(6)]
    shown = office.shows()
    assert [one.text[-7:] for one in shown if "💬" in one.text] == [f"会员第 {one} 句" for one in range(6)]
    receipts = [one for one in shown if "✅" in one.text]
    assert [int(one.post.reply_to) for one in receipts] == sorted(int(one.post.reply_to) for one in receipts)
    assert len(receipts) == 6


def test_what_one_above_says_in_the_group_of_a_lower_unit_counts(office: Office) -> None:
    office.opens(STREET, LOWER)
    office.files(unit=STREET)
    (card,) = office.shows(LOWER)
    office.says("李主任", card, "您好", LOWER)
    assert "李主任回复您" in office.arrives()[0]
    assert "李主任在办" in office.shows(LOWER)[0].text
