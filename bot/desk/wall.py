"""The wall: what stands in the groups of staff, as the channel that posts it there asks and tells."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.config import Config
from bot.desks import Post
from bot.domain import contents, groups, postings
from bot.domain.acts import CLOCK, Act
from bot.domain.groups import StaffGroup
from bot.domain.postbox import Postbox
from bot.domain.postings import EDIT, Posting, Topic
from bot.store.database import Database


@dataclass(frozen=True)
class Wall:
    """The walls of all groups, on one database. `clock` tells the moment in UTC."""

    database: Database
    config: Config
    clock: Callable[[], datetime]

    def post(self, key: str) -> Post | None:
        """The message of a key of the outbox as things stand; None where its group is not in use any more."""
        with self._act() as act:
            posting = postings.keyed(act.session, key)
            group = act.session.get(StaffGroup, posting.group_id) if posting else None
            if posting is None or group is None or group.left_at or posting.gone:
                return None
            return _post(act, group, posting, edit=EDIT in key)

    def posted(self, key: str, message: str) -> None:
        """It stands there, under this id."""
        with self._posting(key) as (_, posting):
            posting.message = message

    def topic_opened(self, key: str, topic: str) -> None:
        """The topic of a posting has this id."""
        with self._topic(key) as found:
            found.thread = topic

    def topic_gone(self, key: str) -> None:
        """Somebody deleted the topic: the next posting opens another."""
        with self._topic(key) as found:
            found.thread = ""

    def no_topics(self, key: str) -> None:
        """The group has no topics, or we may not open any: everything goes into the group itself."""
        with self._posting(key) as (act, posting):
            group = act.session.get_one(StaffGroup, posting.group_id)
            groups.renamed(act, group, group.title, forum=False)

    def message_gone(self, key: str) -> None:
        """Somebody deleted the message: what it showed is posted anew."""
        with self._posting(key) as (act, posting):
            Postbox(act, act.session.get_one(StaffGroup, posting.group_id)).again(posting)

    def group_gone(self, key: str) -> None:
        """We were taken out of the group."""
        with self._posting(key) as (act, posting):
            groups.unlink(act, act.session.get_one(StaffGroup, posting.group_id))

    def group_moved(self, key: str, chat: str) -> None:
        """The group of a posting has another id."""
        with self._posting(key) as (act, posting):
            self._move(act, act.session.get_one(StaffGroup, posting.group_id), chat)

    def _move(self, act: Act, group: StaffGroup, chat: str) -> None:
        """The group has another id, and so have its messages."""
        act.session.refresh(group, with_for_update=True)
        before = group.chat
        groups.moved(act, group, chat)
        if group.chat != before:
            postings.lose(act.session, group)

    @contextmanager
    def _act(self) -> Iterator[Act]:
        with self.database.write() as session:
            yield Act(session, self.clock(), CLOCK, self.config)

    @contextmanager
    def _posting(self, key: str) -> Iterator[tuple[Act, Posting]]:
        with self._act() as act:
            posting = postings.keyed(act.session, key)
            assert posting  # noqa: S101 - it was sent just now
            yield act, posting

    @contextmanager
    def _topic(self, key: str) -> Iterator[Topic]:
        with self._posting(key) as (act, posting):
            yield act.session.get_one(Topic, posting.topic_id)


def _post(act: Act, group: StaffGroup, posting: Posting, *, edit: bool) -> Post:
    shown, session = contents.of(act, posting), act.session
    topic = session.get(Topic, posting.topic_id) if posting.topic_id and group.forum else None
    under = session.get(Posting, posting.under_id) if posting.under_id else None
    return Post(
        group.chat,
        shown.text,
        shown.buttons,
        topic=topic.thread if topic else "",
        new_topic=topic.name if topic and not topic.thread else "",
        reply_to=posting.reply_to or (under.message if under else ""),
        edits=posting.message if edit else "",
        mentions=shown.mentions,
        asks=posting.kind == postings.Kind.PROMPT.value,
    )
