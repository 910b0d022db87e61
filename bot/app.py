"""The account: the only place where its parts are put together, and where one message becomes its replies."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event, Lock
from typing import Any, Self

import handlers
from bot import pictures
from bot.config import Config
from bot.conversation import Conversation, Engine, Said
from bot.domain import danger, members, revisions
from bot.domain.acts import CLOCK, Act, Actor, ActorKind
from bot.domain.alike import Box
from bot.errors import GongyouError, report
from bot.messages import LARGEST_FILE, LONGEST_TEXT, Incoming, Reply, Upload, clean, joined
from bot.store import conversations, files, inbox, intake, outbox, parking, settings, windows
from bot.store.database import Database
from handlers import ask, person
from handlers.turn import FORGET, Turn
from knowledge import ENTRIES, KnowledgeBase, Library, closest, load

log = logging.getLogger(__name__)

MORE = frozenset({"继续", "更多", "下一条"})
"""Asks for the rest of what did not fit into an answer."""

TOO_LONG = "这条有 {size} 个字，一次最多 {most} 个字。请分成几条发，或者把全文作为文件发给我们；前面填好的都还在。"
TOO_LARGE = "“{name}”有 {size} MB，一个文件最多 {most} MB。请压缩一下、拍小一点，或分成几个发；前面填好的都还在。"

AS_IT_IS = (
    "“{name}”原样收下了。这种照片里可能记着拍摄的时间和地点，我们去不掉。介意的话，以后请先截图，把截图发给我们。"
)
A_MINUTE, MOST = timedelta(minutes=1), 60
"""So many messages a minute from one address are heard one by one."""

GO_ON = "继续"
HURRIED = "您发得有点快，我先替您收着，一个字也不会丢。歇一分钟，回复“继续”，我接着往下看。急事请直接说出了什么事。"


def utc_now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


class App:
    """The account on one database. `clock` tells the moment in UTC."""

    def __init__(
        self,
        config: Config,
        *,
        clock: Callable[[], datetime] = utc_now,
        knowledge: KnowledgeBase | None = None,
        database: Database | None = None,
    ) -> None:
        """`knowledge`: the shipped entries, learned already; `database`: the configured one, opened already."""
        self.config, self.clock = config, clock
        self.engine = Engine(handlers.menu(config.cases.kinds), closest, ask.aside, ask.free, ask.watch, person.hear)
        self.database = database or Database(config.store.url, config.store.wait, config.protection)
        self.database.migrate()
        self._shipped, self._learning = knowledge, Lock()
        self._library: Library | None = None
        self.box, self._closing = Box(), Event()

    def learn(self) -> Library:
        """Read what the union knows, once; many a command of the operator's needs nothing of it."""
        with self._learning:
            if self._library is None:
                shipped = self._shipped.entries if self._shipped else load(ENTRIES)
                self._library = Library(shipped, self._version, self._revisions, self._shipped)
                self._library.watch()
            return self._library

    @property
    def library(self) -> Library:
        """What the union knows, renewed while it is asked."""
        return self.learn()

    @property
    def knowledge(self) -> KnowledgeBase:
        """What the union knows now."""
        return self.library.base

    def warm(self) -> None:
        """Take in what was suggested so far, a little at a time, so that nobody who has an idea waits for it."""
        more = True
        try:
            while more and not self._closing.is_set():
                with self.database.read() as session:
                    more = self.box.refresh(session)
        except GongyouError as error:
            log.warning("suggestions not all taken in, look-ups do the rest: %s", error)

    def cool(self) -> None:
        """The process ends: what is not taken in yet need not be."""
        self._closing.set()

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
        uploads = tuple(pictures.plain(_named(upload)) for upload in incoming.uploads)
        incoming = replace(incoming, text=clean(incoming.text), uploads=uploads)
        try:
            self.learn()  # before the transaction, not while others wait for it
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
            replies += self._heard(act, incoming, kept)
        row.state, row.touched_at = self._kept(act, kept), act.now
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

    def _heard(self, act: Act, incoming: Incoming, kept: Conversation) -> tuple[Reply, ...]:
        """Take a step; of one who writes faster than anybody reads, keep the words until they take breath."""
        if _hurried(act, incoming, kept):
            first, kept.late = not kept.late, f"{kept.late}\n{incoming.text}".strip()
            return (Reply(HURRIED, (GO_ON,)),) if first else ()
        late, kept.late = kept.late, ""
        said = replace(incoming, text=late, uploads=(), tap=None, edited=False)
        replies = self._step(act, said, kept) if late else ()
        return replies if late and incoming.text in MORE else (*replies, *self._step(act, incoming, kept))

    def _kept(self, act: Act, kept: Conversation) -> dict[str, Any]:
        """What is kept of the talk; nothing where its member wants nothing kept, files of unfinished forms included."""
        if not kept.notes.get(FORGET):
            return kept.dump()
        files.drop(act.session, kept.attached)
        return {}

    def _step(self, act: Act, incoming: Incoming, kept: Conversation) -> tuple[Reply, ...]:
        member = members.meet(act, incoming.address)
        held = tuple(files.keep(act.session, upload, act.now) for upload in incoming.uploads)
        mine = act.by(Actor(ActorKind.MEMBER, member.id))
        turn = Turn(mine, member, incoming.address, self.knowledge, kept.notes, box=self.box)
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
        self.cool()
        if self._library:
            self._library.close()
        self.database.close()

    def __enter__(self) -> Self:
        """For `with`: closed at the end."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Let go of the database."""
        self.close()


def _named(upload: Upload) -> Upload:
    return replace(upload, name=clean(upload.name) or "文件", media_type=clean(upload.media_type))


def _hurried(act: Act, incoming: Incoming, kept: Conversation) -> bool:
    """Whether words come faster than anybody writes them; words of danger and files never do."""
    if not incoming.text or incoming.uploads or danger.find(incoming.text):
        return False
    room = len(kept.late) + len(incoming.text) < LONGEST_TEXT
    return room and inbox.lately(act.session, incoming.address, act.now - A_MINUTE, MOST) == MOST


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
    refused += [Reply(AS_IT_IS.format(name=one.name[:60])) for one in fitting if pictures.tells_where(one)]
    return replace(incoming, uploads=fitting), tuple(refused)
