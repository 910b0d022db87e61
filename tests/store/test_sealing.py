"""What members wrote lies sealed: a whole talk leaves none of their words in the store, and comes back as it was."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from cryptography.fernet import InvalidToken
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from bot.app import App
from bot.config import Config
from bot.domain import cases, mediations, members, outcomes, referrals, registrations, staff, units
from bot.domain.acts import OPERATOR
from bot.domain.casebook import Case
from bot.domain.suggestions import Suggestion
from bot.errors import Unavailable
from bot.messages import Address, Incoming, Reply, Upload
from bot.store import intake, rotation, waiting
from bot.store.database import Database
from bot.store.files import FileRow
from bot.store.intake import Update
from bot.store.outbox import Outgoing
from bot.store.sealing import Keyring, fresh_key
from knowledge import KnowledgeBase
from tests.conftest import START, UNION, Clock
from tests.domain.union import event
from tests.store.raw import everything, holds, tables
from tests.store.test_migrations import migrate

ROOT = Path(__file__).parents[2]
WANG = Address("test", "wang")
PAPER = b"%PDF-1.7 " + "辞退通知书：王秀英同志".encode() * 30
STORY = "车间主任逼我写辞职信，说我年纪大了"
AID = ("法律援助", STORY, "青云电子厂", "上个月15号")
NAMED = ("完成", "实名", "王秀英", "13912345678", "提交")
IDEA = (
    *("提建议", "安全", "三号炉的排风扇该换了", "叶片裂了，夏天热得受不了", "整台换新的"),
    *("跳过", "实名", "找装配组老王", "提交"),
)
TEAM = registrations.Team("装配一队", 8, 2, "王秀英", "13800138001")
DRAFT = ("诉求投诉", "食堂扣了我们班组的饭补")
WORDS = (
    *(STORY, "青云电子厂", "王秀英", "13912345678", "辞退通知书.pdf", PAPER[:60]),
    *(*IDEA[2:5], IDEA[7], DRAFT[1], "下一位说的话", "刚刚说的话"),
    *("周三带上合同来一趟", "内部：她怕被报复", "调解室二楼", "区法律援助中心", "请他们派律师", "厂里同意补发两个月"),
    *("装配一队", "13800138001"),
)
"""What must not be found."""


@pytest.fixture
def app(config: Config, knowledge: KnowledgeBase, clock: Clock) -> Iterator[App]:
    """The account after a month of talk, on either database."""
    with App(config, clock=clock, knowledge=knowledge) as one:
        with one.act(OPERATOR) as act:
            staff.add(act, "李主任", units.add(act, UNION))
        _member_talks(one)
        _staff_answer(one)
        yield one


def _member_talks(app: App) -> None:
    _says(app, *AID)
    _says(app, "", uploads=(Upload("辞退通知书.pdf", "application/pdf", PAPER),))
    _says(app, *NAMED, *IDEA, *DRAFT)
    with app.act() as act:
        intake.put(act.session, "telegram", [Update(1, "77", '{"text": "下一位说的话"}')], act.now)
        waiting.put(act.session, "wechat", "77:1", "刚刚说的话", act.now)


def _says(app: App, *texts: str, uploads: tuple[Upload, ...] = ()) -> Reply:
    """The last reply."""
    return [app.turn(Incoming(WANG, uuid.uuid4().hex, text, uploads)) for text in texts][-1][-1]


def _staff_answer(app: App) -> None:
    with app.act() as act:
        registrations.join(act, event(act, team_least=2), members.meet(act, WANG), WANG, team=TEAM)
        case, officer = act.session.scalars(select(Case)).one(), staff.named(act.session, "李主任")
        assert officer
        cases.reply(act, case, officer, "周三带上合同来一趟")
        cases.note(act, case, officer, "内部：她怕被报复")
        mediations.arrange(act, case, officer, START.replace(month=12), "调解室二楼")
        referrals.propose(act, case, officer, "区法律援助中心", "请他们派律师")
        outcomes.resolve(act, case, officer, "厂里同意补发两个月")


def test_none_of_it_is_found_in_the_store_nor_in_the_file_by_whom_it_was_copied(app: App) -> None:
    found = everything(app.config.store.url)
    assert [words for words in WORDS if holds(found, words)] == []
    assert holds(found, "李主任"), "whoever looks like this finds what is not sealed"


def _comes_back(app: App, situation: str | None = IDEA[3]) -> None:
    with app.database.read() as session:
        case, idea = session.scalars(select(Case)).one(), session.scalars(select(Suggestion)).one()
        assert (case.facts, case.employer, case.name) == (STORY, "青云电子厂", "王秀英")
        assert [(one.name, session.get_one(FileRow, one.key).content) for one in case.attachments] == [
            ("辞退通知书.pdf", PAPER)
        ]
        assert (idea.title, idea.situation, idea.body, idea.contact) == (IDEA[2], situation, IDEA[4], IDEA[7])
        told = session.scalars(select(Outgoing)).all()
        assert any("周三带上合同来一趟" in one.text for one in told)
    assert DRAFT[1] in _says(app, *["跳过"] * 4, "匿名").text


def test_member_and_staff_read_all_of_it(app: App) -> None:
    _comes_back(app)


def test_an_older_store_is_sealed_whole_and_opened_again_by_an_undone_migration(app: App, database: Database) -> None:
    url = app.config.store.url
    before = tables(url)["inbox"]
    migrate(database, command.downgrade, "0010")
    found = everything(url)
    assert [words for words in WORDS if not holds(found, words)] == [IDEA[3]], "it was not asked for then"
    database.migrate()
    found = everything(url)
    assert [words for words in WORDS if holds(found, words)] == []
    assert len(tables(url)["inbox"]) == len(before)
    _comes_back(app, situation=None)


def test_the_same_words_never_lie_there_the_same_and_what_was_changed_is_not_taken_for_them() -> None:
    ring = Keyring([fresh_key()])
    one, other = ring.seal_text("工资"), ring.seal_text("工资")
    assert one != other
    assert ring.open_text(one) == ring.open_text(other) == "工资"
    with pytest.raises(InvalidToken):
        ring.open_text(one[:-6] + other[-6:])
    with pytest.raises(Unavailable, match="restart with all keys"):
        Keyring([fresh_key()]).open_text(one)
    for words in ("王秀英说工资没发，写在一个封存的格子里", "13912345678", "short"):
        with pytest.raises(Unavailable, match=r"key \?, with") as why:
            ring.open_text(words)
        assert words[:3] not in str(why.value)
    assert [ring.seal_text(words) for words in ("", "[]", "{}")] == ["", "[]", "{}"]


def test_an_older_key_still_opens_and_the_newest_seals() -> None:
    old, new = fresh_key(), fresh_key()
    kept = Keyring([old]).seal_bytes(PAPER)
    both = Keyring([new, old])
    assert both.open_bytes(kept) == PAPER
    assert Keyring([new]).open_text(both.seal_text("工资")) == "工资"


def test_the_docs_name_every_table_with_something_sealed() -> None:
    docs = (ROOT / "docs" / "protection.md").read_text("utf-8").split("## What is not sealed")[0]
    assert [one.table.name for one in rotation.holdings() if f"`{one.table.name}`" not in docs] == []


def test_the_database_is_never_asked_to_compare_what_is_sealed(database: Database) -> None:
    with pytest.raises(TypeError, match="sealed"):
        select(Case).where(Case.phone == "13912345678")
    with pytest.raises(TypeError, match="sealed"):
        select(Case).order_by(Case.facts.desc())
    with database.read() as session:
        assert session.scalars(select(Case).where(Case.phone.is_(None), Case.name == None)).all() == []  # noqa: E711


def test_a_database_without_keys_writes_nothing(store_url: str) -> None:
    database = Database(store_url)
    with pytest.raises(StatementError, match="no keys"), database.write() as session:
        waiting.put(session, "wechat", "1", "刚刚说的话", START)
    database.close()
