"""The account: the only place where its parts are put together, and where one message becomes its replies."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self

import handlers
from bot.config import Config
from bot.conversation import Conversation, Engine, Said
from bot.domain import members, revisions
from bot.domain.acts import CLOCK, Act, Actor, ActorKind
from bot.errors import GongyouError, report
from bot.messages import LARGEST_FILE, LONGEST_TEXT, Incoming, Reply, Upload, clean, joined
from bot.store import conversations, files, inbox, intake, outbox, parking, settings, windows
from bot.store.database import Database
from handlers import ask
from handlers.turn import Turn
from knowledge import ENTRIES, KnowledgeBase, Library, closest, load

log = logging.getLogger(__name__)

MORE = frozenset({"继续", "更多", "下一条"})
"""Asks for the rest of what did not fit into an answer."""

TOO_LONG = "这条有 {size} 个字，一次最多 {most} 个字。请分成几条发，或者把全文作为文件发给我们；前面填好的都还在。"
TOO_LARGE = "“{name}”有 {size} MB，一个文件最多 {most} MB。请压缩一下、拍小一点，或分成几个发；前面填好的都还在。"


def utc_now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


class App:
    """The account on one database. `clock` tells the moment in UTC."""

    def __init__(
        self, config: Config, *, clock: Callable[[], datetime] = utc_now, knowledge: KnowledgeBase | None = None
    ) -> None:
        self.config, self.clock = config, clock
        self.engine = Engine(handlers.MENU, closest, ask.aside, ask.free, ask.watch)
        self.database = Database(config.store.url, config.store.wait)
        self.database.migrate()
        shipped = knowledge.entries if knowledge else load(ENTRIES)
        self.library = Library(shipped, self._version, self._revisions, knowledge)
        self.library.watch()

    @property
    def knowledge(self) -> KnowledgeBase:
        """What the union knows now."""
        return self.library.base

    @contextmanager
    def act(self, actor: Actor = CLOCK) -> Iterator[Act]:
        """One transaction in which somebody other than a member does something."""
        with self.database.write() as session:
            yield Act(session, self.clock(), actor, self.config)

    def secret(self, name: str) -> str:
        """A secret of the program's own."""
        with self.database.write() as session:
            return settings.secret(session, name)

    def turn(self, incoming: Incoming) -> tuple[Reply, ...]:
        """Take one message in, once, and return the replies; a repeat of its id returns the same and changes nothing.

        One transaction: lock the conversation, look the id up, engine, domain, id and replies. Raises Unavailable
        where the store is locked, full or gone, and Fault for a bug of ours; nothing was taken in then. What comes out
        of the intake is answered through the outbox, as one message.
        """
        incoming = replace(incoming, text=clean(incoming.text), uploads=tuple(map(_named, incoming.uploads)))
        try:
            with self.act() as act:
                return self._turn(act, incoming)
        except GongyouError as error:
            log.warning("turn not taken in: %s", error, exc_info=log.isEnabledFor(logging.DEBUG))
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the member gets a number and nothing leaks
            raise report(error) from None

    def _turn(self, act: Act, incoming: Incoming) -> tuple[Reply, ...]:
        row = conversations.lock(act.session, incoming.address, act.now)
        if incoming.intake and not intake.settle(act.session, incoming.address.channel, incoming.intake):
            return ()  # another process was faster
        given = inbox.given(act.session, incoming.address, incoming.message_id)
        if given is not None:
            return given
        parked = self._contact(act, incoming)
        kept = Conversation.load(row.state)
        incoming, refused = _fitting(incoming)
        replies = (*parked, *refused)
        only_more = parked and incoming.text in MORE
        if not only_more and (not refused or incoming.text or incoming.uploads):
            replies += self._step(act, incoming, kept)
        row.state, row.touched_at = kept.dump(), act.now
        inbox.take(act.session, incoming.address, incoming.message_id, replies, act.now)
        if incoming.intake and replies:
            key = f"{incoming.address.channel}:{incoming.message_id}"
            outbox.put(act.session, incoming.address, joined(replies), key=key, kind=outbox.ANSWER, now=act.now)
        return replies

    def _contact(self, act: Act, incoming: Incoming) -> tuple[Reply, ...]:
        """The member is here: count anew what may be sent, and bring what waited for that, now or with the answer."""
        if incoming.allowance and windows.opened(act.session, incoming.address, incoming.allowance, act.now):
            parking.resume(act.session, incoming.address, act.now)
        if incoming.room:
            return parking.ride(act.session, incoming.address, incoming.room, act.now)
        return ()

    def _step(self, act: Act, incoming: Incoming, kept: Conversation) -> tuple[Reply, ...]:
        member = members.meet(act, incoming.address)
        held = tuple(files.keep(act.session, upload, act.now) for upload in incoming.uploads)
        turn = Turn(act.by(Actor(ActorKind.MEMBER, member.id)), member, incoming.address, self.knowledge, kept.notes)
        said = Said(incoming.text, held, incoming.tap, incoming.reference, incoming.edited)
        return self.engine.step(kept, said, turn, incoming.unreadable)

    def _version(self) -> int:
        with self.database.read() as session:
            return revisions.version(session)

    def _revisions(self) -> tuple[int, dict[str, tuple[str, ...]]]:
        with self.database.read() as session:
            return revisions.version(session), revisions.live(session)

    def close(self) -> None:
        """Let go of the database."""
        self.library.close()
        self.database.close()

    def __enter__(self) -> Self:
        """For `with`: closed at the end."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Let go of the database."""
        self.close()


def _named(upload: Upload) -> Upload:
    return replace(upload, name=clean(upload.name) or "文件", media_type=clean(upload.media_type))


def _fitting(incoming: Incoming) -> tuple[Incoming, tuple[Reply, ...]]:
    """The message without what is too long or too large, and kind words for each of that."""
    refused = [Reply(words) for words in incoming.missing]
    if len(incoming.text) > LONGEST_TEXT:
        refused.append(Reply(TOO_LONG.format(size=len(incoming.text), most=LONGEST_TEXT)))
        incoming = replace(incoming, text="")
    for large in [upload for upload in incoming.uploads if len(upload.content) > LARGEST_FILE]:
        size, most = len(large.content) // 2**20, LARGEST_FILE // 2**20
        refused.append(Reply(TOO_LARGE.format(name=large.name[:60], size=size, most=most)))
    fitting = tuple(upload for upload in incoming.uploads if len(upload.content) <= LARGEST_FILE)
    return replace(incoming, uploads=fitting), tuple(refused)
