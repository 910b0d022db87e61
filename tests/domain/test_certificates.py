"""Certificates: who gets which, what stands on them, and a PDF in which nothing runs out of its frame."""

import base64
import re
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Config
from bot.domain import certificates, certifying, checkins, participants, registrations, resultnews
from bot.domain.acts import Act
from bot.domain.certificates import BODY_BOTTOM, SIDE, WIDTH, Sheet
from bot.domain.certifying import STANDARD, Kind
from bot.domain.checkins import CheckIn, Way
from bot.domain.results import Standing
from bot.errors import Refusal
from bot.store import files
from tests.domain.test_results import at, night
from tests.domain.union import address, event, member, officer, outgoing

pytestmark = [pytest.mark.usefixtures("shared"), pytest.mark.parametrize("shared", ["sqlite"], indirect=True)]

SHEET = Sheet("荣誉证书", "王芳：\n特发此证，以资鼓励。", "清河区总工会", "2026年12月18日", "PARTY-00001")
MICRO_HEI = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_SHOWN = re.compile(rb"\((.*?)(?<!\\)\) Tj", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)


def pages(pdf: bytes) -> list[bytes]:
    """What is drawn on each page."""
    packed = [found for found in _STREAM.findall(pdf) if b"~>" in found]
    drawn = [zlib.decompress(base64.a85decode(one.strip().removesuffix(b"~>"))) for one in packed]
    return [one for one in drawn if b" Tj" in one]


def text(page: bytes) -> str:
    """The words of a page that is set in the reader's Song: two bytes a letter."""
    plain = [_ESCAPED.sub(_unescaped, shown) for shown in _SHOWN.findall(page)]
    return "".join(one.decode("utf-16-be") for one in plain)


def _unescaped(found: re.Match[bytes]) -> bytes:
    named = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    return bytes([int(found[1], 8)]) if found[1].isdigit() else named.get(found[1], found[1])


def came(act: Act, *places: registrations.Registration) -> None:
    """These were checked in."""
    for place in places:
        act.session.add(CheckIn(
            event_id=place.event_id, registration_id=place.id, nonce=str(place.id), way=Way.LIST.value, at=act.now,
            taken_at=act.now,
        ))  # fmt: skip
    act.session.flush()


def test_a_page_says_all_and_needs_no_font_of_ours() -> None:
    pdf = certificates.write([SHEET, replace(SHEET, number="PARTY-00002")])
    first, second = map(text, pages(pdf))
    assert first == "荣誉证书王芳：特发此证，以资鼓励。清河区总工会2026年12月18日编号：PARTY-00001"
    assert "PARTY-00002" in second
    assert b"/STSong-Light" in pdf
    assert b"/FontFile" not in pdf
    assert re.search(rb"/MediaBox \[ 0 0 841\.\d+ 595\.\d+ \]", pdf)


def test_the_same_certificate_is_the_same_file() -> None:
    assert certificates.write([SHEET]) == certificates.write([SHEET])


@pytest.mark.skipif(not MICRO_HEI.exists(), reason="no such font on this machine")
def test_a_font_of_the_unions_goes_along_in_part() -> None:
    pdf = certificates.write([SHEET], str(MICRO_HEI))
    assert b"/FontFile2" in pdf
    assert b"/STSong-Light" not in pdf
    assert len(pdf) < 100_000 < MICRO_HEI.stat().st_size


@pytest.mark.parametrize(
    "body", ["王" * 900, "W" * 1500, "阿卜杜热合曼·买买提：\n" + "清河 <b>&amp; " * 60, "一\n" * 12]
)
def test_long_texts_wrap_and_stay_within_the_frame(body: str) -> None:
    long = Sheet("证" * 20, body, "清河区总工会东湖工业园联合工会委员会" * 3, "2026年12月18日", "P" * 50)
    (page,) = pages(certificates.write([long]))
    blocks = [(float(x), float(y)) for x, y in re.findall(rb"1 0 0 1 ([\d.-]+) ([\d.-]+) cm", page)][1:]
    body_ends = min(y for x, y in blocks if x == pytest.approx(SIDE, abs=0.01))
    assert body_ends >= BODY_BOTTOM - 1
    lines = [
        (float(size), len(_ESCAPED.sub(_unescaped, shown).decode("utf-16-be").encode("gb18030")) / 2)
        for size, shown in re.findall(rb"/F\d ([\d.]+) Tf [\d.]+ TL \((.*?)(?<!\\)\) Tj", page, re.DOTALL)
    ]
    assert len(lines) > len(blocks)
    assert max(size * letters for size, letters in lines) <= WIDTH - 2 * SIDE + 1
    sizes = [float(size) for size in re.findall(rb"/F\d\+?\d? ([\d.]+) Tf", page)]
    assert min(sizes) >= certificates.SMALLEST
    assert body.count("王") == text(page).count("王")


def test_the_dot_in_a_name_is_one_that_song_has() -> None:
    (page,) = pages(certificates.write([replace(SHEET, body="阿卜杜·买买提：")]))
    assert "阿卜杜・买买提" in text(page)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"body": "{who}：谢谢"}, "参加证书的正文里的“{who}”不认识。可以用：{name} 姓名或队名"),
        ({"body": "{}"}, "不认识"),
        ({"body": "{name.__class__}"}, "不认识"),
        ({"body": "{award}"}, "没得奖的人没有"),
        ({"award_body": "奖" * 301}, "最多 300 个字，现在有 301 个"),
        ({"award_body": "{event}{award}" * 20}, "一张纸印不下"),
        ({"title": " "}, "参加证书的标题不能空着"),
        ({"signed": ""}, "落款不能空着"),
    ],
)
def test_what_is_wrong_with_a_text_is_said(act: Act, texts: dict[str, str], words: str) -> None:
    boss, one = officer(act), event(act, title="清河区第三届职工技能竞赛暨冬至联欢活动总决赛")
    with pytest.raises(Refusal, match=re.escape(words)):
        certifying.save(act, boss, one, STANDARD | texts)
    assert one.certificate is None


def test_a_lone_brace_is_only_a_brace(act: Act) -> None:
    boss, one = officer(act), event(act)
    certifying.save(act, boss, one, STANDARD | {"body": "{name}：} 好 {"})
    assert "} 好 {" in text(pages(certifying.sample(act, one, one.certificate or {}))[0])
    certifying.save(act, boss, one, dict.fromkeys(STANDARD, ""))
    assert one.certificate is None


def test_winners_get_theirs_once_it_is_published_and_others_for_having_come(act: Act) -> None:
    then, boss, one, (fang, _, who, hong) = night(act)
    certifying.save(act, boss, one, STANDARD)
    assert certifying.of_member(act, one, member(act, "fang")) is None  # it is not over
    came(then, fang, who, hong)
    resultnews.enter(then, boss, one, [Standing(fang.id, 1, "一等奖"), Standing(hong.id, 2)])

    def given() -> dict[int, Kind]:
        everybody = participants.of_event(act.session, one)
        return {issued.to.place.id: issued.kind for issued in certifying.issued(then, one, everybody)}

    assert given() == dict.fromkeys((fang.id, who.id, hong.id), Kind.PART)
    resultnews.publish(then, boss, one, "")
    assert given() == {fang.id: Kind.AWARD, who.id: Kind.PART, hong.id: Kind.PART}  # 李红 has a rank, and no award
    assert "证书：冬至联欢会" in next(row.buttons for row in outgoing(act) if row.address == "fang")
    assert "证书：冬至联欢会" not in next(row.buttons for row in outgoing(act) if row.address == "qiang")
    assert checkins.present(act.session, one) == {fang.id, who.id, hong.id}


def test_where_nobody_was_checked_in_all_on_the_list_have_come(act: Act) -> None:
    then, boss, one, places = night(act)
    certifying.save(act, boss, one, STANDARD)
    everybody = participants.of_event(act.session, one)
    assert {one.to.place.id for one in certifying.issued(then, one, everybody)} == {place.id for place in places}


def test_a_member_gets_theirs_in_the_chat_and_staff_get_all(act: Act) -> None:
    then, boss, one, _ = night(act)
    certifying.save(act, boss, one, STANDARD)
    certifying.send(then, one, member(act, "fang"), address("fang"))
    rows = outgoing(act)
    row = files.fetch(act.session, rows[-1].files[0].key)
    assert row
    assert row.name == "证书 冬至联欢会.pdf"
    assert "王芳：参加了清河区总工会于2026年12月18日举办的“冬至联欢会”" in text(pages(row.content)[0])
    with pytest.raises(Refusal, match="没留姓名"):
        certifying.send(then, one, member(act, "who"), address("who"))
    with pytest.raises(Refusal, match="现在没有给您的证书"):
        certifying.send(then, one, member(act, "stranger"), address("stranger"))
    whole = [text(page)[4:6] for page in pages(certifying.take_all(then, boss, one))]
    assert whole == ["王芳", "王强", "李红"]
    with pytest.raises(Refusal, match="还没有人能领证书"):
        certifying.take_all(act, boss, one)


def test_the_font_of_the_configuration_is_used(act: Act) -> None:
    if not MICRO_HEI.exists():
        pytest.skip("no such font on this machine")
    config = act.config.model_dump() | {"events": {"certificate_font": str(MICRO_HEI)}}
    then, _, one, _ = night(replace(act, config=Config.model_validate(config)))
    assert b"/FontFile2" in certifying.sample(at(then, hours=3), one, STANDARD)
