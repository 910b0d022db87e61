"""What goes astray leaves no trace in a real store, and what comes twice is taken once."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.config import Config
from bot.domain.members import Contact
from bot.ledger.wechat import Ledger
from bot.store.bulk import Permission
from bot.store.conversations import ConversationRow
from bot.store.database import Database
from bot.store.inbox import InboxRow
from bot.store.outbox import Outgoing
from bot.store.waiting import Waiting
from bot.store.windows import Window
from knowledge import KnowledgeBase
from tests.channels.astray import FORGED, MEANINGLESS
from tests.channels.callback import STORY, Inside, channel, event, is_silent, message, safe, said, sealed, settings
from tests.channels.official import AES_KEY
from tests.conftest import Clock

TABLES = (InboxRow, Contact, ConversationRow, Window, Waiting, Outgoing, Permission)


@dataclass
class Real:
    """The account itself on a real store."""

    app: App
    door: Inside

    @property
    def rows(self) -> list[int]:
        """How many there are in each table."""
        with self.app.database.read() as session:
            return [session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


@pytest.fixture
def real(config: Config, knowledge: KnowledgeBase, clock: Clock, database: Database) -> Iterator[Real]:
    with App(config, clock=clock, knowledge=knowledge, database=database) as app:
        yield Real(app, Inside(channel(app.turn, Ledger(app.database, clock, "wechat"), settings())))


def test_nothing_that_goes_astray_leaves_a_trace_in_the_store(real: Real, caplog: pytest.LogCaptureFixture) -> None:
    real.door.post(safe(sealed(message(Content="菜单"))))
    before = real.rows
    caplog.set_level(logging.DEBUG)
    assert {one.status for one in real.door.post(*FORGED.values())} == {403}
    answers = real.door.post(*(safe(sealed(xml)) for xml in MEANINGLESS.values()))
    assert {(one.status, one.body) for one in answers} == {(200, b"success")}
    assert real.rows == before
    assert is_silent(caplog)


def test_a_letter_that_is_sent_again_is_answered_again_and_taken_once(
    real: Real, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    letter = safe(sealed(message(Content=STORY)))
    first, again = real.door.post(letter, letter)
    assert said(first.body, AES_KEY) == said(again.body, AES_KEY)
    assert real.rows[:3] == [1, 1, 1]
    assert is_silent(caplog)


def nested(deep: int, xml: str) -> str:
    """The letter with `block` so deep within other fields wherever it says 深."""
    return xml.replace("<![CDATA[深]]>", f"{'<a>' * deep}block{'</a>' * deep}")


@pytest.mark.parametrize("deep", [1, 8000])
def test_events_with_wrong_parts_are_acknowledged_and_change_nothing(real: Real, deep: int) -> None:
    real.door.post(safe(sealed(message(Content="菜单"))))
    before = real.rows
    bodies = [
        event("TEMPLATESENDJOBFINISH", MsgID=1, Status="深"),
        event("MASSSENDJOBFINISH", MsgID="深", Status="深", TotalCount="深"),
        event("MASSSENDJOBFINISH", MsgID=1, Status="x" * 5000, TotalCount="9" * 40, SentCount=-1, FilterCount="二"),
        event("subscribe_msg_popup_event", SubscribeMsgPopupEvent="深"),
        event("subscribe_msg_change_event", SubscribeMsgChangeEvent={"List": ["深", "深"]}),
        event("subscribe_msg_sent_event", SubscribeMsgSentEvent={"List": {"TemplateId": "T", "ErrorCode": "深"}}),
        event("subscribe_msg_popup_event", SubscribeMsgPopupEvent={"List": {"TemplateId": "深"}}),
        event("subscribe_msg_popup_event", SubscribeMsgPopupEvent={"List": {"SubscribeStatusString": "accept"}}),
    ]
    answers = real.door.post(*(safe(sealed(nested(deep, body))) for body in bodies))
    assert {(one.status, one.body) for one in answers} == {(200, b"success")}
    assert real.rows == before
    with real.app.database.read() as session:
        assert session.scalars(select(Contact.lost_at)).all() == [None]
