"""Files by web: what they really are, what they are called, and how large they may be."""

import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from bot.channels.files import received
from bot.channels.web import WebChat
from bot.errors import Refusal
from bot.media import safe_name
from bot.messages import LARGEST_FILE
from tests.channels.web_desk import SECRET, Desk, serving

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
UNKNOWN = "application/octet-stream"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def boxed(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + bytes(16)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def client(desk: Desk) -> Iterator[httpx.Client]:
    with serving(WebChat(desk.turn, SECRET, union="工会")) as server, httpx.Client(base_url=server.url) as client:
        yield client


def upload(client: httpx.Client, name: str, content: bytes, **fields: str) -> httpx.Response:
    files = {"file": (name, content, "text/html")}
    return client.post("/api/chat/files", data={"id": str(uuid4()), **fields}, files=files)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(9), "image/jpeg"),
        ("a.txt", PNG, "image/png"),
        ("a.gif", b"GIF89a" + bytes(9), "image/gif"),
        ("a.bmp", b"BM" + bytes(20), "image/bmp"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("a.heic", boxed(b"heic"), "image/heic"),
        ("a.heif", boxed(b"mif1"), "image/heic"),
        ("a.mp4", boxed(b"isom"), "video/mp4"),
        ("a.m4a", boxed(b"M4A "), "audio/mp4"),
        ("a.3gp", boxed(b"3gp4"), "video/3gpp"),
        ("a.mov", boxed(b"qt  "), "video/quicktime"),
        ("a.pdf", b"%PDF-1.7\n" + bytes(9), "application/pdf"),
        ("a.amr", b"#!AMR\n" + bytes(9), "audio/amr"),
        ("a.mp3", b"ID3\x03" + bytes(9), "audio/mpeg"),
        ("a.mp3", b"\xff\xfb\x90" + bytes(9), "audio/mpeg"),
        ("a.wav", b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml"), WORD),
        ("a.bin", zipped("[Content_Types].xml", "xl/workbook.xml"), SHEET),
        ("a.zip", zipped("照片/1.jpg"), "application/zip"),
        ("a.zip", b"PK\x03\x04 torn", "application/zip"),
        ("工资表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), "application/vnd.ms-excel"),
        ("合同.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), "application/msword"),
        ("a.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), UNKNOWN),
        ("a.txt", "三个月没发工资\r\n".encode(), "text/plain"),
        ("a.txt", "三个月没发工资".encode("gb18030"), "text/plain"),
        ("a.txt", "三个月没发工资".encode("utf-16"), "text/plain"),
        ("a.txt", b"MZ is how this text begins", "text/plain"),
        ("a.txt", b"a < b and c > d", "text/plain"),
        ("a.jpg", b"<!DOCTYPE html><script>alert(1)</script>", UNKNOWN),
        ("a.txt", b"hello <SCRIPT>alert(1)</SCRIPT>", UNKNOWN),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', UNKNOWN),
        ("a.txt", "<html>".encode("utf-16"), UNKNOWN),
        ("a.bin", bytes(range(256)), UNKNOWN),
        ("a.bin", b"\x00\x00\x00\x18ftypzzzz", UNKNOWN),
        ("a.bin", b"RIFFxxxxzzzz", UNKNOWN),
    ],
)
def test_what_a_file_is_stands_in_the_file(name: str, content: bytes, media_type: str) -> None:
    assert received(name, content).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.jpg", b"MZ\x90\x00" + bytes(64)),
        ("photo.jpg", b"\x7fELF" + bytes(64)),
        ("photo.zip", zipped("AndroidManifest.xml", "classes.dex")),
        ("photo.zip", zipped("META-INF/MANIFEST.MF", "Main.class")),
        ("run.bat", b"echo off"),
        ("账单.pdf.EXE", b"text"),
        ("a.lnk. ", b"text"),
    ],
)
def test_programs_are_refused_whatever_they_are_called(name: str, content: bytes) -> None:
    with pytest.raises(Refusal, match="程序文件"):
        received(name, content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("工资条.jpg", "工资条.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\我\\合同.pdf", "合同.pdf"),
        ("a\r\nSet-Cookie: x.jpg", "a Set-Cookie x.jpg"),
        ("照片\u202egpj.exe\x00.jpg", "照片gpj.exe.jpg"),
        ("长" * 300 + ".docx", "长" * 115 + ".docx"),
        ("x" * 300, "x" * 120),
        ("..", "文件.jpg"),
        ("", "文件.jpg"),
        (".hidden", "hidden"),
    ],
)
def test_a_name_keeps_nothing_that_harms(name: str, kept: str) -> None:
    assert safe_name(name, "image/jpeg") == kept


def test_a_photo_comes_in_once(client: httpx.Client, desk: Desk) -> None:
    message_id = str(uuid4())
    first, again = (upload(client, "工资条.png", PNG, id=message_id).json() for _ in range(2))
    assert first == again
    assert first["replies"][0]["text"] == "收到文件：工资条.png"
    assert len(desk.taken) == 1
    (one,) = desk.taken[0].uploads
    assert (one.name, one.media_type, one.content) == ("工资条.png", "image/png", PNG)
    later = upload(client, "b.png", PNG, visitor=first["visitor"]).json()
    assert later["visitor"] == first["visitor"]
    assert desk.taken[1].address == desk.taken[0].address


def test_the_largest_file_fits_and_one_byte_more_does_not(client: httpx.Client, desk: Desk) -> None:
    assert upload(client, "a.pdf", b"%PDF-".ljust(LARGEST_FILE)).status_code == 200
    answer = upload(client, "a.pdf", b"%PDF-".ljust(LARGEST_FILE + 1))
    assert answer.status_code == 413
    assert len(desk.taken) == 1


def test_thirty_megabytes_are_read_thrown_away_and_declined(client: httpx.Client, desk: Desk) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="id"\r\n\r\n1\r\n--b\r\n'
    head += b'Content-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
    block, sent = bytes(65536), 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        yield head
        for _ in range(480):
            sent += len(block)
            yield block
        yield b"\r\n--b--\r\n"

    tracemalloc.start()
    answer = client.post(
        "/api/chat/files", content=body(), headers={"Content-Type": "multipart/form-data; boundary=b"}, timeout=30
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 413
    words = answer.json()["replies"][0]["text"]
    assert "上限 10MB" in words
    assert "拍照时选小一点的图" in words
    assert sent == 30 * 1024 * 1024
    assert peak < 5_000_000
    assert not desk.taken


def test_a_program_and_an_empty_file_are_declined_kindly(client: httpx.Client, desk: Desk) -> None:
    program = upload(client, "a.exe", b"MZ\x90\x00")
    assert program.status_code == 415
    assert "截图" in program.json()["replies"][0]["text"]
    empty = upload(client, "a.jpg", b"")
    assert empty.status_code == 415
    assert "空的" in empty.json()["replies"][0]["text"]
    assert not desk.taken


@pytest.mark.parametrize(
    "body", [b"", b"garbage", b"--b\r\n", b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--']
)
@pytest.mark.parametrize("media_type", ["multipart/form-data; boundary=b", "multipart/form-data", "application/json"])
def test_a_broken_form_is_declined(client: httpx.Client, body: bytes, media_type: str) -> None:
    answer = client.post("/api/chat/files", content=body, headers={"Content-Type": media_type})
    assert answer.status_code == 400
    assert answer.json()["replies"][0]["text"]


def test_a_phone_that_hangs_up_in_the_middle_leaves_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    def torn() -> Iterator[bytes]:
        yield b"--b\r\n"
        raise ConnectionAbortedError

    form = {"Content-Type": "multipart/form-data; boundary=b"}
    with serving(WebChat(Desk().turn, SECRET, union="工会")) as server:
        with pytest.raises(ConnectionAbortedError):
            httpx.post(f"{server.url}/api/chat/files", content=torn(), headers=form)
        assert httpx.get(f"{server.url}/chat").status_code == 200
    assert not [record.getMessage() for record in caplog.records if record.exc_info or record.levelname == "ERROR"]
