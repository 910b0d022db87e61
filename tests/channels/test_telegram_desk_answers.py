"""What staff answer in their group at Telegram: what arrives, what does not, and who may."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.desk import StaffDesk
from bot.desks import Doing, Told
from bot.domain.members import Contact
from bot.errors import report
from bot.messages import Address
from knowledge import KnowledgeBase
from tests.channels import enclosed
from tests.channels.enclosed import PDF
from tests.channels.telegram_house import House, telegram, until
from tests.channels.telegram_talks import on_sqlite
from tests.conftest import Clock
from tests.desk.staffed import FACTS, Staffed, known, linked, staffed, texts_of
from tests.emulators.telegram import Received
from tests.photos import PNG


@pytest.fixture
def desk(sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Staffed]:
    """A group without topics."""
    with staffed(on_sqlite(sample_file, tmp_path), clock, knowledge) as one:
        yield one


@pytest.fixture
def pair(sample_url: str, clock: Clock, knowledge: KnowledgeBase) -> Iterator[House]:
    """Two processes on one PostgreSQL."""
    with telegram(sample_url, clock, knowledge, processes=2) as one:
        yield one


def test_what_is_no_plain_answer_is_refused_in_words_below_it(desk: Staffed) -> None:
    li, lina = desk.li, known(desk.house)
    where: dict[str, Any] = {"in_": desk.group, "reply_to": desk.card(desk.files(lina))}
    refused = [
        li.sends_voice(b"OggS" + bytes(99), **where),
        li.edits(li.says("您好", **where), "您好，改了"),
        li.sends_sticker(**where),
        li.sends_document("大.pdf", b"%PDF-" + bytes(10 * 2**20), **where),
    ]
    desk.until(lambda: sum("没有发给会员" in one.text for one in desk.shown) == len(refused))
    told = {one.reply_to: one.text for one in desk.shown if "没有发给会员" in one.text}
    assert list(told) == [one.message_id for one in refused]
    assert [text[:4] for text in told.values()] == ["“语音.", "改动没有", "这样的内", "这个文件"]
    assert [one.text[-2:] for one in lina.received] == ["您好"]


def test_an_album_goes_to_the_member_with_its_words_and_its_receipt_tells_of_all(desk: Staffed) -> None:
    lina = known(desk.house)
    number = desk.files(lina)
    desk.house.platform.faults.order("sendDocument", 400, chat=lina, description="Bad Request: file is broken")
    parts = [("photo", "", PNG), ("document", "调解书.pdf", PDF)]
    first, _ = desk.li.sends_album(parts, "请看盖章页", in_=desk.group, reply_to=desk.card(number))
    receipt = desk.message("❌ 没有送到")
    assert receipt.reply_to == first.message_id
    assert receipt.text.splitlines()[0] == number
    assert receipt.text.splitlines()[1:3] == ["文字 ✅ 已送达", "文件 1 ✅ 已送达"]
    assert receipt.text.splitlines()[3].startswith("文件 2 ❌ 没有送到")
    text, picture = lina.received
    assert text.text.endswith("李主任回复您：\n请看盖章页")
    assert picture.message.file
    assert picture.message.file.content == PNG
    enclosed.resend(desk.house.app, "remark:1:file:2")
    desk.until(lambda: receipt.text == f"{number} ✅ 已送达")
    assert [one.message.file.name for one in lina.received[2:] if one.message.file] == ["调解书.pdf"]


def test_who_is_not_of_the_staff_changes_nothing_and_is_not_told_again_and_again(desk: Staffed) -> None:
    lina = known(desk.house)
    number = desk.files(lina)
    card, guest = desk.card(number), desk.house.platform.person("路人")
    assert "只有关联了账号的工作人员能办" in desk.taps(guest, card, "接手")
    for text in ("我来", "我来办", "听见没有"):
        guest.says(text, in_=desk.group, reply_to=card)
    _as_anonymous_admin(desk, card)
    desk.message("只有关联了账号")
    desk.rests()
    assert len([one for one in desk.shown if "只有关联了账号" in one.text]) == 1
    assert sorted(row.facts["tap"] for row in desk.trail("group.turned_away")) == [False] * 4 + [True]
    assert (desk.case(number).officer_id, lina.received) == (None, [])


def _as_anonymous_admin(desk: Staffed, card: Received) -> None:
    """An administrator who writes as the group itself."""
    bot = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    fields = {"text": "我是管理员", "sender_chat": desk.group.head()}
    with desk.house.platform.lock:
        desk.group.tell(desk.group.write(bot, fields, reply_to=card.message))


def test_an_answer_to_a_closed_web_page_waits_and_then_arrives(desk: Staffed) -> None:
    url = desk.house.processes[0].url
    said = httpx.post(f"{url}/api/chat", json={"visitor": None, "id": "1", "text": "你好"}).json()
    with desk.house.app.database.read() as session:
        contact = session.scalars(select(Contact).where(Contact.channel == "web")).one()
    number = desk.files_from(Address("web", contact.address), [FACTS])[0]
    desk.li.says("您好", in_=desk.group, reply_to=desk.card(number))
    desk.house.platform.settle()
    until(lambda: any(key.startswith("remark:") for key in desk.house.states()))
    desk.house.clock.forward(seconds=5)  # type: ignore[attr-defined]
    receipt = desk.message(f"{number} ⏳")
    _opens_the_page(url, said["visitor"])
    desk.until(lambda: receipt.text == f"{number} ✅ 已送达")


def _opens_the_page(url: str, visitor: str) -> None:
    """The page is open until it shows what waited."""
    with httpx.stream("GET", f"{url}/api/chat/notices", headers={"X-Visitor": visitor}, timeout=20) as page:
        lines = page.iter_lines()  # who lets go of it closes the page
        line = next(line for line in lines if line.startswith("data:"))
        seen = {"visitor": visitor, "keys": [json.loads(line[5:])["key"]]}
        httpx.post(f"{url}/api/chat/seen", json=seen).raise_for_status()


def test_one_who_blocked_the_bot_gets_no_answer_and_staff_are_told(desk: Staffed) -> None:
    lina = known(desk.house)
    number = desk.files(lina)
    lina.blocks()
    desk.li.says("您好", in_=desk.group, reply_to=desk.card(number))
    assert "❌ 没有送到" in desk.message(f"{number} ❌").text


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_many_answers_while_the_member_writes_keep_their_order_and_arrive_once(pair: House) -> None:
    desk, lina = linked(pair), known(pair)
    number = desk.files(lina)
    card = desk.card(number)
    pair.platform.duplicate(1)
    for at in range(8):
        desk.li.says(f"答{at}", in_=desk.group, reply_to=card)
        lina.says(("提建议", "取消")[at % 2])
    until(lambda: sum("李主任回复您" in text for text in texts_of(lina)) == 8, 30)
    pair.platform.duplicate(0)
    desk.until(lambda: sum("✅" in one.text for one in desk.shown) == 8, 30)
    answers = [text[-2:] for text in texts_of(lina) if "李主任回复您" in text]
    assert answers == [f"答{at}" for at in range(8)]
    assert len([text for text in texts_of(lina) if "李主任回复您" not in text]) == 8
    receipts = [one.reply_to or 0 for one in desk.shown if "✅" in one.text]
    assert receipts == sorted(set(receipts))
    desk.until(lambda: "已回复 8 次" in card.text)


class Broken(StaffDesk):
    """A desk with a bug."""

    def said(self, doing: Doing) -> Told:
        raise report(ValueError(doing.numbers))


def test_who_meets_a_bug_of_ours_in_the_group_is_told_its_number(desk: Staffed) -> None:
    card = desk.card(desk.files(known(desk.house)))
    served = desk.house.processes[0].server.telegram
    assert served
    app = desk.house.app
    served.group.desk = Broken(app.database, app.config, app.clock)
    said = desk.li.says("您好", in_=desk.group, reply_to=card)
    assert desk.message("请报编号 E").reply_to == said.message_id
    desk.rests()
