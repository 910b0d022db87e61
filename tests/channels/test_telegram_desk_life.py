"""A case's whole life between a member's chat and the staff's group, as one talk."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge import KnowledgeBase
from tests.channels.telegram_house import until
from tests.channels.telegram_talks import on_sqlite
from tests.conftest import Clock
from tests.desk.staffed import Staffed, hired, known, mentioned, staffed, texts_of
from tests.emulators.telegram import Person, Received


@dataclass
class Life:
    """One case: the group, its card there, the member, and 吴干事 beside 李主任."""

    desk: Staffed
    lina: Person
    wang: Person
    number: str = ""

    @property
    def card(self) -> Received:
        """The card of the case."""
        return self.desk.card(self.number)

    def says(self, *lines: str) -> str:
        """The member's lines; the last answer."""
        return [self.desk.house.says(self.lina, line) for line in lines][-1]

    def answers(self, who: Person, text: str, to: Received) -> None:
        """What one of the staff writes below a message."""
        who.says(text, in_=self.desk.group, reply_to=to)


@pytest.fixture
def life(sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Life]:
    with staffed(on_sqlite(sample_file, tmp_path), clock, knowledge) as desk:
        yield Life(desk, known(desk.house), hired(desk.house, "吴干事"))


def test_a_case_lives_its_life_in_the_group(life: Life) -> None:
    it_is_filed(life)
    card = life.card
    it_is_taken_and_answered(life, card)
    the_member_adds_and_staff_note(life, card)
    it_is_handed_over(life, card)
    it_is_closed(life, card)
    it_is_opened_again(life, card)
    life.desk.rests()
    assert life.desk.cards(life.number) == [card]
    assert not any("法援" in text for text in texts_of(life.lina))


def it_is_filed(life: Life) -> None:
    told = life.says(
        *("诉求投诉", "厂里欠我三个月工资，我要求补发", "跳过", "跳过", "宏达机械", "两个月前"),
        *("跳过", "实名", "跳过", "跳过", "提交"),
    )
    life.number = told.partition("编号 ")[2][:14]
    assert "厂里欠我三个月工资" in life.card.text
    assert life.card.rows == [["接手", "转交"], ["办结", "详情"]]


def it_is_taken_and_answered(life: Life, card: Received) -> None:
    assert "您接手了" in life.desk.taps(life.desk.li, card, "接手")
    life.desk.until(lambda: "状态：李主任在办" in card.text)
    before = len(life.lina.received)
    life.answers(life.desk.li, "您好，请把合同拍给我。", card)
    assert life.lina.waits(before + 1)[-1].text == f"【{life.number}】李主任回复您：\n您好，请把合同拍给我。"
    life.desk.message(f"{life.number} ✅ 已送达")


def the_member_adds_and_staff_note(life: Life, card: Received) -> None:
    life.says(f"补充 {life.number}", "合同没给我，只有工牌", "跳过")
    added = life.desk.message("合同没给我，只有工牌")
    assert added.reply_to == card.message_id
    life.answers(life.desk.li, "// 让法援那边看看", added)
    life.desk.message("内部备注")


def it_is_handed_over(life: Life, card: Received) -> None:
    life.desk.taps(life.desk.li, card, "转交")
    until(lambda: "吴干事" in card.buttons)
    assert card.buttons[-1] == "← 返回"
    assert life.desk.taps(life.desk.li, card, "吴干事") == "已转交给吴干事。"
    assert mentioned(life.desk.message("🤝")) == [life.wang.id]
    life.desk.until(lambda: "吴干事在办" in card.text and card.buttons == ["转交", "办结", "详情"])


def it_is_closed(life: Life, card: Received) -> None:
    life.desk.taps(life.wang, card, "办结")
    prompt = life.desk.message("办结结果")
    assert (prompt.keyboard, mentioned(prompt)) == ("force_reply", [life.wang.id])
    life.answers(life.wang, "已补发三个月工资。", prompt)
    life.desk.until(lambda: "状态：已办结" in card.text)
    assert card.buttons == ["详情"]
    until(lambda: "结果：已补发三个月工资。" in life.lina.received[-1].text)


def it_is_opened_again(life: Life, card: Received) -> None:
    life.says(f"补充 {life.number}", "这个月又没发", "跳过")
    assert life.desk.message("这个月又没发").reply_to == card.message_id
    life.desk.until(lambda: "状态：吴干事在办" in card.text)
    assert card.buttons == ["转交", "办结", "详情"]
