"""A member's own data as a file, and deleted; what came too fast; pictures without what the camera wrote into them."""

import io
import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import func, select

from bot import app as accounts
from bot.app import App
from bot.config import Config
from bot.domain import cases, haste, members, outcomes, own_data, staff, units, verdicts
from bot.domain.acts import OPERATOR, Act
from bot.domain.casebook import Case
from bot.domain.members import Contact
from bot.messages import Address, Incoming, Upload
from bot.store import files
from bot.store.conversations import ConversationRow
from bot.store.database import Database
from bot.store.files import FileRow
from bot.store.inbox import InboxRow
from bot.store.outbox import Outgoing
from handlers.same import FILE_ANEW
from knowledge import KnowledgeBase
from scheduler.forgetting import forget_files, forget_talks
from tests.conftest import UNION, Clock
from tests.photos import jpeg

LINA = Address("test", "lina")
STORY = "公司拖欠我三个月工资，老板说没钱"
FORM = ("欠薪求助", STORY, "跳过", "跳过", "宏达厂")

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
def app(config: Config, knowledge: KnowledgeBase, clock: Clock, database: Database) -> Iterator[App]:
    """The account, with an officer."""
    with App(config, clock=clock, knowledge=knowledge, database=database) as one:
        with one.act(OPERATOR) as act:
            staff.add(act, "李主任", units.add(act, UNION))
        yield one


def says(app: App, *texts: str, uploads: tuple[Upload, ...] = ()) -> str:
    """The replies to the last message, in one."""
    replies = [app.turn(Incoming(LINA, uuid4().hex, text, uploads)) for text in texts]
    return "\n".join(reply.text for reply in replies[-1])


def fills(app: App, *form: str, photo: Upload | None = None) -> str:
    """A form up to its evidence; where it may be the same matter as one before, it is not."""
    if "同一件事" in says(app, *form):
        says(app, FILE_ANEW)
    said = says(app, "今年8月")
    return says(app, "", uploads=(photo,)) if photo else said


def files_a_case(app: App, *rest: str) -> None:
    fills(app, *FORM)
    assert "已登记" in says(app, "跳过", *rest, "提交")


def resolve(app: App) -> None:
    """All of them, and their member is content."""
    with app.act(OPERATOR) as act:
        officer = staff.named(act.session, "李主任")
        assert officer
        for case in cases.of_address(act.session, LINA):
            outcomes.resolve(act, case, officer, "补发了")
            verdicts.say(act, case, settled=True)


def found(act: Act, number: int = 0) -> Case:
    return act.session.scalars(select(Case).order_by(Case.id)).all()[number]


def test_all_that_is_held_comes_as_two_files_and_is_not_kept_for_long(app: App, clock: Clock) -> None:
    files_a_case(app, "实名", "陈秘密", "13900001111")
    files_a_case(app, "匿名")
    says(app, "提建议", "安全")
    assert "整理好了" in says(app, "导出我的数据")
    with app.act() as act:
        rows = act.session.scalars(select(Outgoing).where(Outgoing.kind == own_data.KIND).order_by(Outgoing.id)).all()
        text, data = (files.fetch(act.session, file.key) for row in rows for file in row.files)
        assert text
        assert data
        told = json.loads(data.content.decode("utf-8-sig"))
        assert [(one["署名"], one.get("电话")) for one in told["诉求"]] == [("实名", "+8613900001111"), ("匿名", None)]
        assert [one["经过"] for one in told["诉求"]] == [STORY] * 2
        assert told["没填完的"][0]["写了"] == {"topic": "safety"}
        assert "称呼：陈秘密" in text.content.decode("utf-8-sig")
        keys = {file.key for row in rows for file in row.files}
    clock.forward(days=4)
    forget_talks(app.act)
    with app.act() as act:
        assert [files.fetch(act.session, key) for key in keys] == [None, None]


def test_an_export_again_and_again_has_to_wait(app: App) -> None:
    answers = [says(app, "导出我的数据") for _ in range(4)]
    assert ["整理好了" in answer for answer in answers] == [True, True, False, False]


def test_deleting_asks_first_and_says_what_goes_and_what_stays(app: App) -> None:
    files_a_case(app, "实名", "陈秘密", "13900001111")
    resolve(app)
    files_a_case(app, "匿名")
    assert "会删掉" in says(app, "确认删除我的数据")
    asked = says(app, "删除我的数据")
    assert "1 件结案诉求里的姓名" in asked
    assert "1 件还没结案的诉求" in asked
    with app.act() as act:
        assert (found(act).name, len(members.addresses(act.session, 1))) == ("陈秘密", 1)


def test_what_may_go_is_gone_and_what_is_under_way_goes_on(app: App, clock: Clock) -> None:
    photo = Upload("工资条.txt", "text/plain", "机密".encode())
    files_a_case(app, "实名", "陈秘密", "13900001111")
    resolve(app)
    files_a_case(app, "匿名")
    says(app, "提建议", "安全", "四号冲床的护栏松了", "跳过", "护栏的螺丝老松，建议换成防松螺母")
    says(app, "", uploads=(photo,))
    assert "没办完的事照样办" in says(app, "删除我的数据", "确认删除我的数据")
    with app.act() as act:
        closed, under_way = found(act), found(act, 1)
        assert (closed.name, closed.phone, closed.member_id, closed.route) == (None, None, None, None)
        assert closed.facts == STORY
        assert under_way.is_from(LINA)
        count = {table: act.session.scalar(select(func.count()).select_from(table)) for table in (Contact, FileRow)}
        assert count == {Contact: 0, FileRow: 0}
        assert act.session.scalar(select(func.count()).select_from(InboxRow)) == 1
        talk = act.session.scalars(select(ConversationRow.state)).one()
        assert talk == {}
    clock.forward(minutes=1)
    assert "WQ-2026-0002" in says(app, "进度")
    with app.act() as act:
        assert [contact.member_id for contact in act.session.scalars(select(Contact))] == [2]


def test_a_member_may_leave_it_to_the_handler_alone_to_know_them(app: App) -> None:
    files_a_case(app, "实名", "陈秘密", "13900001111")
    with app.act() as act:
        number = found(act).number
    assert "只有经办人看得到" in says(app, f"身份保密 {number}")
    with app.act() as act:
        assert (found(act).name, found(act).known_as) == (None, "陈秘密")


def test_what_comes_faster_than_anybody_writes_is_kept_and_heard_together(app: App, clock: Clock) -> None:
    says(app, *["在吗"] * accounts.MOST)
    kept = says(app, "诉求投诉")
    assert kept == accounts.HURRIED
    assert says(app, "老板不发工资") == ""
    assert "12356" in says(app, "我不想活了")
    clock.forward(minutes=2)
    with app.act() as act:
        assert act.session.scalar(select(func.count()).select_from(ConversationRow)) == 1
    assert says(app, "继续") != ""
    with app.act() as act:
        talk = act.session.scalars(select(ConversationRow.state)).one()
        assert talk["late"] == ""


def test_many_cases_in_an_hour_wait_with_all_that_was_written_but_danger_does_not(app: App, clock: Clock) -> None:
    for _ in range(haste.MOST):
        files_a_case(app, "匿名")
        clock.forward(minutes=2)
    fills(app, *FORM)
    waits = says(app, "跳过", "匿名", "提交")
    assert "写的都留着" in waits
    assert STORY in waits
    fills(app, "欠薪求助", "重新填", "老板不发工资，我不想活了", *FORM[2:])
    says(app, "跳过", "匿名")
    assert "紧急" in says(app, "提交")
    fills(app, *FORM)
    says(app, "跳过", "匿名")
    clock.forward(minutes=60)
    assert "已登记" in says(app, "提交")


def bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("照片.jpg", jpeg(), "image/jpeg"),
        ("炸弹.png", bomb(), "application/octet-stream"),
        ("坏的.jpg", jpeg()[:300], "application/octet-stream"),
        ("苹果.heic", b"\x00\x00\x00\x18ftypheic" + bytes(20), "image/heic"),
    ],
    ids=["photo", "bomb", "broken", "heic"],
)
def test_a_picture_is_kept_without_what_it_must_not_tell(app: App, name: str, content: bytes, kept: str) -> None:
    told = fills(app, *FORM, photo=Upload(name, "image/jpeg", content))
    assert ("原样收下" in told) == (kept == "image/heic")
    with app.act() as act:
        row = act.session.scalars(select(FileRow)).one()
        assert (row.name, row.media_type) == (name, kept)
        if kept == "image/jpeg":
            picture = Image.open(io.BytesIO(row.content))
            assert (picture.size, len(picture.getexif())) == ((20, 40), 0)
            assert not [word for word in (b"HUAWEI", b"CHEN", b"Exif") if word in row.content]


def test_files_of_forms_that_were_never_handed_in_go(app: App, clock: Clock) -> None:
    fills(app, *FORM, photo=Upload("照片.jpg", "image/jpeg", jpeg()))
    clock.forward(days=32)
    forget_files(app.act)
    with app.act() as act:
        assert act.session.scalar(select(func.count()).select_from(FileRow)) == 1
    forget_talks(app.act)
    forget_files(app.act)
    with app.act() as act:
        assert act.session.scalar(select(func.count()).select_from(FileRow)) == 0
