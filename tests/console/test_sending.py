"""Files that staff send with an answer: what may be sent, what became of each part, and sending a lost one again."""

import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select
from starlette.testclient import TestClient

from bot.domain import enclosures, staff, units
from bot.domain.acts import OPERATOR
from bot.domain.roles import Role
from bot.messages import LARGEST_FILE
from bot.store import files
from bot.store.files import FileRow
from bot.store.outbox import Outgoing
from tests.console.branch import PARK, PNG, Branch
from tests.photos import jpeg

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

WORDS = "调解书请签字后拍照发回来。"
PDF = b"%PDF-1.7\n" + bytes(200)
PICTURE, PAPER = ("盖章页.png", PNG, "image/png"), ("../调解书.pdf", PDF, "application/pdf")

Part = tuple[str, bytes, str]


def send(client: TestClient, number: str, *parts: Part, body: str = WORDS) -> Any:
    """What an officer writes, and the files they chose."""
    chosen = [("files", part) for part in parts or [("", b"", "application/octet-stream")]]
    return client.post(f"/console/cases/{number}/reply", data={"body": body}, files=chosen)


def parts(branch: Branch) -> list[tuple[str, str, list[str]]]:
    """What goes out: the key's end, the last words, the files."""
    return [
        (row.key.partition(":")[2], row.text[-len(WORDS) :], [file.name for file in row.files])
        for row in branch.outbox()
    ]


def becomes(branch: Branch, end: str, state: str, code: str = "") -> Outgoing:
    """The delivery loop's last word on a part."""
    with branch.desk.act() as act:
        row = act.session.scalars(select(Outgoing).where(Outgoing.key.endswith(end))).one()
        row.state, row.code, row.ended_at = state, code, act.now
        return row


def test_a_text_goes_with_its_files_after_it_and_they_stand_in_the_talk(wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    page = send(wang, number, PICTURE, PAPER).text
    assert parts(branch) == [
        ("1", WORDS, []),
        ("1:file:1", "", ["盖章页.png"]),
        ("1:file:2", "", ["调解书.pdf"]),
    ]
    assert page.count("等会员打开网页") == 3
    (picture,), (paper,) = (row.files for row in branch.outbox()[1:])
    assert f'<img src="/console/files/cases/{number}/{picture.key}"' in page
    assert wang.get(f"/console/files/cases/{number}/{paper.key}").content == PDF
    send(wang, number, PICTURE, PAPER)
    assert len(branch.outbox()) == 3
    send(wang, number, PICTURE)
    assert len(branch.outbox()) == 5


def test_a_photo_of_an_officers_goes_without_where_it_was_taken(wang: TestClient, branch: Branch) -> None:
    assert Image.open(io.BytesIO(jpeg())).getexif().get_ifd(0x8825)[2] == (31.0, 12.0, 5.0)
    number = branch.case()
    assert send(wang, number, ("现场.jpg", jpeg(), "image/jpeg")).status_code == 200
    (file,) = branch.outbox()[1].files
    with branch.desk.look() as act:
        row = files.fetch(act.session, file.key)
        assert row
        picture = Image.open(io.BytesIO(row.content))
        assert (file.size, picture.size, len(picture.getexif())) == (len(row.content), (20, 40), 0)
        assert not [word for word in (b"HUAWEI", b"CHEN", b"Exif") if word in row.content]
        assert act.session.scalar(select(func.count()).select_from(FileRow)) == 1, "no other copy is kept"


def test_a_picture_that_cannot_be_read_is_not_sent(wang: TestClient, branch: Branch) -> None:
    refused = send(wang, branch.case(), ("坏的.jpg", jpeg()[:300], "image/jpeg"))
    assert (refused.status_code, "“坏的.jpg”读不出来" in refused.text, branch.outbox()) == (422, True, [])


def test_nothing_chosen_is_a_text_and_nothing_written_says_so_for_the_file(wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    assert send(wang, number).status_code == 200
    assert send(wang, number, PICTURE, body=" ").status_code == 200
    assert [row.text.rpartition("\n")[2] for row in branch.outbox()] == [WORDS, enclosures.WORDS, ""]


def test_each_part_has_its_own_state_and_what_is_lost_goes_again_by_one_tap(wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    send(wang, number, PICTURE, PAPER)
    becomes(branch, "remark:1", "sent")
    lost = becomes(branch, "file:1", "failed", "403")
    becomes(branch, "file:2", "parked")
    path = f"/console/cases/{number}"
    page = wang.get(path).text
    assert "已送达" in page
    assert "没送到（会员屏蔽了机器人，或者注销了账号）" in page
    assert "等会员下次说话" in page
    assert page.count("重发</button>") == 1
    page = wang.post(f"{path}/resend", data={"message": lost.id}).text
    assert "已重新排队发送" in page
    assert "重发</button>" not in page
    assert parts(branch)[3:] == [("1:file:1:again:1", "", ["盖章页.png"])]
    again = wang.post(f"{path}/resend", data={"message": lost.id})
    assert (again.status_code, number in again.text) == (422, True)
    assert "已经重发过了" in again.text
    assert becomes(branch, "again:1", "unknown").files == lost.files
    assert "不确定是否送到" in wang.get(path).text


def test_a_message_of_another_case_is_not_sent_from_here(wang: TestClient, branch: Branch) -> None:
    number, other = branch.case(), branch.case()
    branch.answers(number, "好")
    lost = branch.deliver("failed")
    for message in (str(lost.id), "0", "x", ""):
        assert wang.post(f"/console/cases/{other}/resend", data={"message": message}).status_code == 404
    assert len(branch.outbox()) == 1


def test_only_who_may_see_to_deliveries_of_that_unit_sends_again(wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    branch.answers(number, "好")
    lost = branch.deliver("failed")
    with branch.desk.act(OPERATOR) as act:
        park = units.named(act.session, PARK)
        assert park
        staff.add(act, "来看的人", park, [Role.READER])
    for officer, status in (("来看的人", 403), ("赵干事", 404)):
        wang.get("/console/enter", params={"token": branch.link(officer)})
        assert wang.post(f"/console/cases/{number}/resend", data={"message": lost.id}).status_code == status
        assert "重发</button>" not in wang.get(f"/console/cases/{number}").text
    assert len(branch.outbox()) == 1


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ([("照片.jpg", b"MZ" + bytes(99), "image/jpeg")], "程序文件"),
        ([("a.html", b"<html><script>1</script>", "text/html")], "“a.html”发不了"),
        ([("录音.amr", b"#!AMR\n" + bytes(9), "audio/amr")], "可以发照片、PDF、Word"),
        ([("空.pdf", b"", "application/pdf")], "这个文件是空的"),
        ([("大.pdf", PDF + bytes(LARGEST_FILE), "application/pdf")], "一个文件最多 10 MB"),
        ([PICTURE] * 6, "选了 6 个文件，一次最多发 5 个"),
        ([("片子.pdf", PDF + bytes(52 * 2**20), "application/pdf")], "文件加起来太大了"),
    ],
    ids=["a program", "a web page", "a voice", "nothing", "too large", "too many", "far too large"],
)
def test_what_cannot_be_sent_is_refused_in_words_and_what_was_written_stays(
    wang: TestClient, branch: Branch, chosen: list[Part], why: str
) -> None:
    page = send(wang, branch.case(), *chosen)
    assert page.status_code == 422
    assert why in page.text
    assert "写好的字还在，文件请重新选。" in page.text
    assert f">{WORDS}</textarea>" in page.text
    assert branch.outbox() == []
    with branch.desk.look() as act:
        assert act.session.scalar(select(func.count()).select_from(FileRow)) == 0


def test_files_are_taken_where_they_may_be_sent_only(wang: TestClient, branch: Branch) -> None:
    posted = wang.post(f"/console/cases/{branch.case()}/note", data={"note": "好"}, files=[("files", PICTURE)])
    assert posted.status_code == 400
