"""Pictures, files, voice, places and numbers that members send: each becomes an answer, or kind words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.telegram.writing import SHARE
from bot.messages import Wish
from bot.store.inbox import InboxRow
from knowledge import KnowledgeBase
from tests.channels.telegram_house import House, telegram
from tests.channels.telegram_talks import (
    BODY,
    JPEG,
    OGG,
    STORY,
    TITLE,
    count,
    files,
    member,
    on_sqlite,
    settles,
    talk,
    to_the_phone,
    to_the_photos,
)
from tests.conftest import Clock
from tests.emulators.telegram import Person

PDF = b"%PDF-1.7" + b"x" * 900


@pytest.fixture
def house(sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[House]:
    with telegram(on_sqlite(sample_file, tmp_path), clock, knowledge) as one:
        yield one


@pytest.fixture
def lina(house: House) -> Person:
    return member(house)


def answered(house: House, person: Person, *, before: int) -> str:
    """The one answer to what was sent just now."""
    settles(house)
    assert len(person.received) == before + 1, person.received[before:]
    return person.received[-1].text


def test_an_album_is_one_answer_with_all_its_pictures(house: House, lina: Person) -> None:
    to_the_photos(house, lina)
    before, taken = len(lina.received), count(house, InboxRow)
    lina.sends_album([("photo", "", JPEG), ("photo", "", JPEG + b"2"), ("video", "v.mp4", OGG)])
    lina.waits(before + 1)
    answered(house, lina, before=before)
    assert "完成" in lina.received[-1].buttons
    assert sorted(name for name, _, _ in files(house)) == ["v.mp4", "照片.jpg", "照片.jpg"]
    assert count(house, InboxRow) == taken + 1
    assert "匿名" in house.taps(lina, "完成").text


def test_of_a_picture_the_largest_size_is_kept_and_its_caption_is_an_answer(house: House, lina: Person) -> None:
    talk(house, lina, "提建议", "安全生产", TITLE, "跳过")
    before = len(lina.received)
    lina.sends_photo(JPEG, caption=BODY)
    lina.waits(before + 1)
    assert "怎么署名" in answered(house, lina, before=before) or "照片或图纸" in lina.received[-1].text
    assert files(house) == [("照片.jpg", "application/octet-stream", len(JPEG))]  # it only begins like one
    if "完成" in lina.received[-1].buttons:
        house.taps(lina, "完成")
    summary = talk(house, lina, "实名", "跳过", "跳过", "跳过").text
    assert BODY in summary
    assert "1 个（照片.jpg）" in summary


def test_a_document_keeps_its_name(house: House, lina: Person) -> None:
    to_the_photos(house, lina)
    before = len(lina.received)
    lina.sends_document("劳动合同.pdf", PDF)
    lina.waits(before + 1)
    assert files(house) == [("劳动合同.pdf", "application/pdf", len(PDF))]


def test_a_voice_is_kept_as_a_file(house: House, lina: Person) -> None:
    to_the_photos(house, lina)
    before = len(lina.received)
    lina.sends_voice(OGG)
    assert "完成" in lina.waits(before + 1)[-1].buttons
    assert files(house) == [("语音.ogg", "audio/ogg", len(OGG))]


@pytest.mark.parametrize("size", [10 * 2**20 + 1, 20 * 2**20 + 1])
def test_what_is_too_large_is_refused_in_words_and_not_fetched(house: House, lina: Person, size: int) -> None:
    to_the_photos(house, lina)
    before = len(lina.received)
    lina.sends_document("大.pdf", PDF + bytes(size))
    assert "这个文件超过 10 MB" in lina.waits(before + 1)[-1].text
    assert files(house) == []
    assert not house.platform.calls("getFile")


def test_of_an_album_the_small_ones_are_kept(house: House, lina: Person) -> None:
    to_the_photos(house, lina)
    before = len(lina.received)
    lina.sends_album([("document", "大.pdf", PDF + bytes(10 * 2**20)), ("document", "小.pdf", PDF)])
    lina.waits(before + 1)
    assert "超过 10 MB" in answered(house, lina, before=before)
    assert [name for name, _, _ in files(house)] == ["小.pdf"]


def test_a_file_is_fetched_in_spite_of_a_short_disturbance(house: House, lina: Person) -> None:
    to_the_photos(house, lina)
    house.platform.faults.order("getFile", 500)
    house.platform.faults.order("file", "reset")
    before = len(lina.received)
    lina.sends_photo(JPEG)
    assert "完成" in lina.waits(before + 1)[-1].buttons
    assert [size for _, _, size in files(house)] == [len(JPEG)]


def test_a_file_that_cannot_be_fetched_is_asked_for_again(house: House, lina: Person) -> None:
    to_the_photos(house, lina)
    house.platform.faults.order("getFile", 400, description="Bad Request: wrong file_id")
    before = len(lina.received)
    lina.sends_photo(JPEG)
    assert "再发一次" in lina.waits(before + 1)[-1].text
    assert files(house) == []


def test_a_program_is_refused_in_words(house: House, lina: Person) -> None:
    to_the_photos(house, lina)
    before = len(lina.received)
    lina.sends_document("合同.pdf", b"MZ" + bytes(500))
    assert "程序文件" in lina.waits(before + 1)[-1].text
    assert files(house) == []


def test_a_sticker_is_not_understood_and_nothing_is_lost(house: House, lina: Person) -> None:
    talk(house, lina, "提建议", "安全生产")
    before = len(lina.received)
    lina.sends_sticker()
    told = lina.waits(before + 1)[-1].text
    assert "看不懂贴图" in told
    assert "一句话" in told


@pytest.mark.parametrize("own", [True, False])
def test_a_number_is_handed_over_by_a_button(house: House, lina: Person, *, own: bool) -> None:
    asked = to_the_phone(house, lina)
    assert asked.keyboard == "keyboard"
    assert asked.keys[0] == SHARE[Wish.PHONE]
    assert "跳过" in asked.keys
    before = len(lina.received)
    lina.shares_contact("8613800138000", own=own)
    assert "电话：138****8000" in lina.waits(before + 1)[-1].text


def test_a_number_may_be_typed_or_left_out(house: House, lina: Person) -> None:
    to_the_phone(house, lina)
    assert "请核对" in house.says(lina, "跳过")
    assert "电话" not in lina.received[-1].text.partition("请核对")[0]
    house.says(lina, "修改9")
    assert "电话：138****8000" in house.says(lina, "13800138000")


def test_a_place_is_an_answer_as_text(house: House, lina: Person) -> None:
    talk(house, lina, "诉求投诉", STORY, "跳过", "跳过")
    before = len(lina.received)
    lina.shares_location(31.230416, 121.473701)
    lina.waits(before + 1)
    summary = talk(house, lina, "两个月前", "跳过", "匿名").text
    assert "定位 31.23042,121.47370" in summary


def test_a_place_from_the_map_has_its_name(house: House, lina: Person) -> None:
    talk(house, lina, "诉求投诉", STORY, "跳过", "跳过")
    before = len(lina.received)
    lina.sends_venue("北山工地", "北山路 1 号", 31.2, 121.5)
    lina.waits(before + 1)
    summary = talk(house, lina, "两个月前", "跳过", "匿名").text
    assert "定位 31.20000,121.50000（北山工地 北山路 1 号）" in summary
