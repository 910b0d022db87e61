"""Answers with files by WeChat: pictures as such, all else as links; what waits for the member waits in its order."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.accounts import Account
from bot.channels.web import links
from bot.messages import Address
from knowledge import KnowledgeBase
from tests.channels import enclosed
from tests.channels.api import SEND
from tests.channels.enclosed import KEY, KEYS, PAPER, PDF, PICTURE, WORDS
from tests.channels.official import Official, official, put, states, until
from tests.channels.telegram_talks import on_sqlite
from tests.conftest import Clock
from tests.emulators.wechat import Follower
from tests.photos import PNG

TEXT, FIRST, SECOND = KEYS
UPLOAD = "/cgi-bin/media/upload"
LINE = re.compile(r"文件“([^”]+)”：(\S+)（14 天内有效）")


@pytest.fixture
def house(sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Official]:
    with official(on_sqlite(sample_file, tmp_path), clock, knowledge) as one:
        yield one


@pytest.fixture
def lina(house: Official) -> Follower:
    """One who has just written."""
    follower = house.platform.follower()
    follower.says("你好")
    return follower


def to(follower: Follower) -> Address:
    return Address("wechat", follower.openid)


def told(follower: Follower) -> list[str]:
    """What they were sent unasked."""
    return [one.text for one in follower.received if one.kind == "customer-service"]


def settled(house: Official, *expected: str) -> None:
    until(lambda: list(enclosed.states(house.app).values()) == list(expected))


def opened(house: Official, text: str) -> httpx.Response:
    """What a browser gets that follows the link in a message."""
    found = LINE.search(text)
    assert found
    path = found[2].removeprefix(house.app.config.web.public_url)
    return httpx.get(f"{house.processes[0].url}{path}")


def test_a_picture_goes_as_such_and_a_paper_as_a_link(house: Official, lina: Follower) -> None:
    enclosed.answer(house.app, to(lina))
    settled(house, "sent", "sent", "sent")
    text, picture, link = told(lina)
    assert text.startswith(WORDS)
    media_id = picture.removeprefix("[image ").removesuffix("]")
    assert house.platform.media.items[media_id].content == PNG
    paper = opened(house, link)
    assert (paper.status_code, paper.content) == (200, PDF)
    assert paper.headers["content-disposition"] == "attachment; filename*=UTF-8''%E8%B0%83%E8%A7%A3%E4%B9%A6.pdf"
    assert paper.headers["x-content-type-options"] == "nosniff"
    assert paper.headers["referrer-policy"] == "no-referrer"


def test_a_text_and_its_links_are_one_message_of_the_window(house: Official, lina: Follower) -> None:
    put(house, lina.openid, "先说一句。", "remark:0")
    enclosed.answer(house.app, to(lina), PAPER, PAPER)
    settled(house, "sent", "sent", "sent")
    until(lambda: states(house)["remark:0"] == "sent")
    whole = "\n".join(told(lina))
    assert len(told(lina)) <= 2
    assert whole.index("先说一句。") < whole.index(WORDS) < whole.index("文件“调解书.pdf”")
    assert len(LINE.findall(whole)) == 2


def test_a_link_is_for_one_file_and_one_member_and_for_fourteen_days(
    house: Official, lina: Follower, clock: Clock
) -> None:
    other = house.platform.follower()
    other.says("你好")
    for number, follower in enumerate((lina, other)):
        enclosed.answer(house.app, to(follower), PAPER, key=f"remark:{number}")
    until(lambda: bool(told(lina)) and bool(told(other)))
    mine, theirs = LINE.findall(told(lina)[0])[0][1], LINE.findall(told(other)[0])[0][1]
    assert mine != theirs
    token = mine.rpartition("/")[2]
    key, whom, ends = token.partition(".")[0].split("-")
    for wrong in (token[:-1], f"{key}-{whom}-{int(ends) + 9}.{token.partition('.')[2]}", key, "x" * 500, "%00"):
        answer = httpx.get(f"{house.processes[0].url}/files/{wrong}")
        assert (answer.status_code, links.WRONG in answer.text) == (404, True)
    clock.forward(days=13.9)
    assert opened(house, told(lina)[0]).status_code == 200
    clock.forward(days=0.2)
    late = opened(house, told(lina)[0])
    assert (late.status_code, links.EXPIRED in late.text) == (410, True)
    assert late.headers["cache-control"] == "no-store"


def test_a_link_to_what_is_not_kept_any_more_says_so(house: Official, lina: Follower) -> None:
    enclosed.answer(house.app, to(lina), PAPER)
    settled(house, "sent", "sent")
    enclosed.forget(house.app)
    gone = opened(house, told(lina)[0])
    assert (gone.status_code, links.NOT_KEPT in gone.text) == (410, True)


@pytest.mark.parametrize(("path", "fault"), [(UPLOAD, 40009), (UPLOAD, "reset"), (UPLOAD, "html"), (SEND, 40007)])
def test_a_picture_that_wechat_does_not_take_goes_as_a_link(
    house: Official, lina: Follower, path: str, fault: int | str
) -> None:
    enclosed.answer(house.app, to(lina), words="看图")
    settled(house, "sent", "sent", "sent")
    before = len(told(lina))
    house.platform.next(path, fault)
    enclosed.answer(house.app, to(lina), PICTURE, words="", key="remark:2")
    until(lambda: list(enclosed.states(house.app, "remark:2").values()) == ["sent"])
    assert opened(house, told(lina)[before]).content == PNG


def test_a_picture_of_which_nobody_knows_goes_again_by_one_tap(house: Official, lina: Follower) -> None:
    enclosed.answer(house.app, to(lina), PAPER, words="先看这份", key="remark:0")
    until(lambda: bool(told(lina)))
    house.platform.next(SEND, "lost")
    enclosed.answer(house.app, to(lina), PICTURE, words="")
    settled(house, "unknown")
    enclosed.resend(house.app, KEY)
    until(lambda: enclosed.states(house.app).get(f"{KEY}:again:1") == "sent")
    assert sum(1 for text in told(lina) if text.startswith("[image")) == 2


def test_files_do_not_overtake_a_text_that_waits_for_the_member(house: Official, lina: Follower) -> None:
    for number in range(4):
        put(house, lina.openid, f"第 {number} 句", f"said:{number}")
        until(lambda number=number: states(house)[f"said:{number}"] == "sent")  # type: ignore[misc]
    enclosed.answer(house.app, to(lina), words="长" * 700)  # two messages, and one is left
    settled(house, "parked", "parked", "parked")
    lina.says("还在吗")
    settled(house, "sent", "sent", "sent")
    kinds = ["image" if text.startswith("[image") else "link" if LINE.search(text) else "text" for text in told(lina)]
    assert kinds[4:] == ["text", "text", "image", "link"]


def test_an_account_that_may_send_nothing_brings_text_and_links_with_its_next_answer(
    sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase
) -> None:
    with official(on_sqlite(sample_file, tmp_path), clock, knowledge, account=Account.SUBSCRIPTION) as house:
        lina = house.platform.follower()
        lina.says("你好")
        enclosed.answer(house.app, to(lina))
        settled(house, "parked", "parked", "parked")
        lina.says("有回音吗")
        until(lambda: "继续" in lina.received[-1].text or set(enclosed.states(house.app).values()) == {"sent"})
        while set(enclosed.states(house.app).values()) != {"sent"}:
            lina.says("继续")
        whole = "\n".join(one.text for one in lina.received)
        assert WORDS in whole
        assert [name for name, _ in LINE.findall(whole)] == ["盖章页.png", "调解书.pdf"]
        assert not house.platform.calls[UPLOAD]
        assert opened(house, whole).content == PNG
