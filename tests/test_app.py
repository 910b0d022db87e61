"""App.turn: every message once, all of them, in order, however many come at once; and a bug of ours loses nothing."""

import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.config import Config
from bot.domain import staff, units
from bot.domain.acts import OPERATOR
from bot.domain.members import Member
from bot.domain.suggestions import Suggestion
from bot.errors import Fault
from bot.messages import Address, Incoming, Reply, Upload
from bot.store.conversations import ConversationRow
from bot.store.database import Base, Database
from bot.store.files import FileRow
from bot.store.inbox import InboxRow
from knowledge import Finding, KnowledgeBase
from tests.conftest import UNION, Clock

LINA = Address("test", "lina")
SUGGESTION = ("提建议", "安全", "四号冲床的护栏松了", "跳过", "护栏的螺丝老松，建议换成防松螺母", "跳过", "匿名")
SECRET_STORY = "我妈妈三月九日住院了怎么请假"


@contextmanager
def opened(config: Config, knowledge: KnowledgeBase, clock: Clock, database: Database | None = None) -> Iterator[App]:
    """The account, with the union itself."""
    with App(config, clock=clock, knowledge=knowledge, database=database) as app:
        with app.act(OPERATOR) as act:
            staff.add(act, "李主任", units.add(act, UNION))
        yield app


@pytest.fixture
def app(config: Config, knowledge: KnowledgeBase, clock: Clock, database: Database) -> Iterator[App]:
    """The account on either database."""
    with opened(config, knowledge, clock, database) as one:
        yield one


def says(app: App, *texts: str, address: Address = LINA) -> tuple[Reply, ...]:
    """One message after the other, each with an id of its own; the replies to the last."""
    replies: tuple[Reply, ...] = ()
    for number, text in enumerate(texts):
        replies = app.turn(Incoming(address, f"{text}-{number}", text))
    return replies


def count(app: App, table: type[Base]) -> int:
    with app.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def at_once(*calls: Callable[[], tuple[Reply, ...]]) -> list[tuple[Reply, ...]]:
    """What each call returns when all begin at the same moment."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], tuple[Reply, ...]]) -> tuple[Reply, ...]:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


# --- once


def test_one_message_three_times_is_one_message(app: App) -> None:
    says(app, *SUGGESTION)
    first, second, third = (app.turn(Incoming(LINA, "submit", "提交")) for _ in range(3))
    assert first == second == third
    assert "感谢您的建议" in first[0].text
    assert (count(app, Suggestion), count(app, InboxRow)) == (1, len(SUGGESTION) + 1)


def test_a_repeat_is_given_the_same_replies_much_later_and_changes_nothing(app: App, clock: Clock) -> None:
    first = app.turn(Incoming(LINA, "1", "提建议"))
    says(app, "安全", "四号冲床的护栏松了")
    clock.forward(days=3)
    assert app.turn(Incoming(LINA, "1", "提建议")) == first
    assert "现在是什么样" in says(app, "接着填")[-1].text


def test_the_same_id_of_another_member_is_another_message(app: App) -> None:
    app.turn(Incoming(LINA, "1", "菜单"))
    assert "类" in app.turn(Incoming(Address("test", "wang"), "1", "提建议"))[0].text


def test_one_message_from_eight_threads_at_once_is_one_message(app: App) -> None:
    says(app, *SUGGESTION)
    given = at_once(*[lambda: app.turn(Incoming(LINA, "submit", "提交"))] * 8)
    assert len(set(given)) == 1
    assert "感谢您的建议" in given[0][0].text
    assert count(app, Suggestion) == 1


def test_the_very_first_message_from_eight_threads_at_once_is_one_message(app: App) -> None:
    given = at_once(*[lambda: app.turn(Incoming(LINA, "1", "提建议"))] * 8)
    assert len(set(given)) == 1
    assert (count(app, InboxRow), count(app, ConversationRow), count(app, Member)) == (1, 1, 1)


# --- all of them


def test_two_messages_at_once_are_both_answered_and_neither_is_lost(app: App) -> None:
    says(app, "提建议", "安全")
    one, other = at_once(
        lambda: app.turn(Incoming(LINA, "a", "四号冲床的护栏松了要修一修")),
        lambda: app.turn(Incoming(LINA, "b", "建议把护栏的螺丝换成防松螺母")),
    )
    assert {one[-1].text[:4], other[-1].text[:4]} == {"现在是什", "建议怎么"}
    summary = says(app, "换成防松螺母", "跳过", "匿名", "跳过")[-1].text
    assert "四号冲床的护栏松了要修一修" in summary
    assert "建议把护栏的螺丝换成防松螺母" in summary


def test_thirty_quick_messages_of_one_member_are_all_answered(app: App) -> None:
    texts = [f"菜单{'！' * number}" for number in range(30)]
    with ThreadPoolExecutor(6) as pool:
        given = list(pool.map(lambda text: app.turn(Incoming(LINA, text, text)), texts))
    assert all("您好，这里是" in replies[0].text for replies in given)
    assert count(app, InboxRow) == 30


def test_thirty_members_at_once_are_all_answered(app: App) -> None:
    with ThreadPoolExecutor(6) as pool:
        given = list(
            pool.map(lambda number: app.turn(Incoming(Address("test", f"m{number}"), "1", "提建议")), range(30))
        )
    assert all("哪一类" in replies[0].text for replies in given)
    assert count(app, Member) == 30


def test_two_processes_on_one_database(app: App, config: Config, knowledge: KnowledgeBase, clock: Clock) -> None:
    with App(config, clock=clock, knowledge=knowledge) as other:
        turns = [(app, other)[number % 2] for number in range(len(SUGGESTION))]
        for number, (one, text) in enumerate(zip(turns, SUGGESTION, strict=True)):
            one.turn(Incoming(LINA, f"{number}", text))
        given = at_once(*[lambda one=one: one.turn(Incoming(LINA, "submit", "提交")) for one in (app, other) * 3])
        assert len(set(given)) == 1
        assert "感谢您的建议" in given[0][0].text
        assert count(app, Suggestion) == count(other, Suggestion) == 1


# --- a clock that stands still, a name that cannot be stored


def test_nothing_is_forgotten_within_one_moment(app: App) -> None:
    says(app, "投诉")
    assert "多少钱" in says(app, "老板三个月不发工资了")[-1].text
    assert "几个人" in says(app, "跳过")[-1].text


def test_a_file_of_an_odd_name_is_kept(app: App) -> None:
    upload = Upload("\ud800\x00工资\u202e条.png", "image/\x00png", b"x")
    app.turn(Incoming(LINA, "1", "", (upload, Upload("\x00", "", b"y"))))
    with app.database.read() as session:
        names = session.scalars(select(FileRow.name)).all()
    assert sorted(names) == ["工资条.png", "文件"]


# --- a bug of ours


class Broken(KnowledgeBase):
    """A knowledge base that fails on the first question it is asked, with the question in its words."""

    def __init__(self, real: KnowledgeBase) -> None:
        self.real, self.entries, self.failures = real, real.entries, 1

    def titled(self, text: str) -> None:
        """No title."""

    def ask(self, question: str, after: str | None = None) -> Finding:
        if self.failures:
            self.failures -= 1
            raise LookupError(question)
        return self.real.ask(question)


def test_a_bug_has_a_number_takes_nothing_in_and_shows_nothing(
    config: Config, knowledge: KnowledgeBase, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    question = Incoming(LINA, "q", SECRET_STORY, (Upload("a.png", "image/png", b"x"),))
    with opened(config, Broken(knowledge), clock) as app, caplog.at_level(logging.DEBUG):
        with pytest.raises(Fault) as fault:
            app.turn(question)
        assert re.fullmatch(r"E[0-9A-F]{6}", fault.value.number)
        assert f"fault {fault.value.number}: LookupError at " in caplog.text
        assert SECRET_STORY not in caplog.text
        assert all(SECRET_STORY not in str(record.args) and not record.exc_info for record in caplog.records)
        assert [count(app, table) for table in (InboxRow, ConversationRow, Member, FileRow)] == [0, 0, 0, 0]
        assert app.turn(question)[0].text
        assert [count(app, table) for table in (InboxRow, ConversationRow, Member, FileRow)] == [1, 1, 1, 1]


def test_a_bug_in_mid_form_leaves_the_form_as_it_was(config: Config, knowledge: KnowledgeBase, clock: Clock) -> None:
    with opened(config, Broken(knowledge), clock) as app:
        says(app, "投诉", "老板三个月不发工资了")
        with pytest.raises(Fault):
            app.turn(Incoming(LINA, "q", "经济补偿金怎么算？"))
        assert "几个人" in says(app, "跳过")[-1].text
