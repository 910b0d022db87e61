"""A group with people, perhaps with topics: what the bot may do there and what of it the bot gets to see."""

from itertools import count
from typing import TYPE_CHECKING, Any, Literal

from tests.emulators.telegram.calls import Json, bad, forbidden
from tests.emulators.telegram.chats import Chat, Message
from tests.emulators.telegram.topic import Topic

if TYPE_CHECKING:
    from tests.emulators.telegram.account import Account
    from tests.emulators.telegram.person import Person

Kind = Literal["group", "supergroup"]
Standing = Literal["creator", "administrator", "member", "left", "kicked"]

RIGHTS = (
    "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members can_promote_members "
    "can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories can_pin_messages"
).split()


class Group(Chat):
    """A group or supergroup; `topics` are a forum's.

    `admin` says whether the bot is an administrator, as soon as it is in; `rights` whether it may manage topics then.
    `standing` is the bot's: None before it was ever there.
    """

    def __init__(self, account: "Account", chat_id: int, title: str, kind: Kind, *, forum: bool = False) -> None:
        super().__init__(account, chat_id, account.numbers if kind == "group" else count(1))
        self.title, self.kind, self.forum = title, kind, forum
        self.admin, self.rights = False, True
        self.standing: Standing | None = None
        self.members: dict[Person, Standing] = {}
        self.topics: list[Topic] = []

    def head(self) -> Json:
        forum = {"is_forum": True} if self.forum else {}
        return {"id": self.id, "title": self.title, "type": self.kind, **forum}

    def details(self) -> Json:
        permissions = {"can_send_messages": True, "can_manage_topics": False}
        return {**super().details(), "permissions": permissions}

    @property
    def cleans(self) -> bool:
        """Whether the bot may delete what others wrote."""
        return self.standing == "administrator"

    def must_take(self) -> None:
        if self.standing is None:
            raise bad("chat not found")
        if self.standing == "kicked":
            raise forbidden(f"bot was kicked from the {self.kind} chat")
        if self.standing == "left":
            raise forbidden(f"bot is not a member of the {self.kind} chat")

    # ---------------------------------------------------------------- who is in it

    def adds_bot(self, by: "Person | None" = None) -> Message:
        """Somebody adds the bot; as an administrator where `admin` says so."""
        self._stands(by, "administrator" if self.admin else "member")
        return self._service(by, {"new_chat_members": [self._account.me()]})

    def removes_bot(self, by: "Person | None" = None) -> None:
        """Somebody removes the bot."""
        self._stands(by, "kicked")

    def promotes_bot(self, by: "Person | None" = None, *, rights: bool = True) -> None:
        """The bot becomes an administrator, who may manage topics or not."""
        self.admin, self.rights = True, rights
        self._stands(by, "administrator")

    def demotes_bot(self, by: "Person | None" = None) -> None:
        """The bot is an ordinary member again."""
        self.admin = False
        self._stands(by, "member")

    def takes_in(self, person: "Person", standing: Standing = "member") -> None:
        """The person is in the group from now on, without a word about it; who already is stays what they are."""
        if self.members.get(person, "left") in ("left", "kicked") or standing != "member":
            self.members[person] = standing

    def joins(self, person: "Person") -> Message:
        """The person joins, and the group says so."""
        return self._moves(person, "member", {"new_chat_members": [person.user()]})

    def leaves(self, person: "Person") -> Message:
        """The person leaves, and the group says so."""
        return self._moves(person, "left", {"left_chat_member": person.user()})

    def _moves(self, person: "Person", standing: Standing, fields: Json) -> Message:
        with self._account.lock:
            old = self.member(person)
            self.members[person] = standing
            message = self._service(person, fields)
            self._account.membership(self, person.user(), old, self.member(person), "chat_member")
        return message

    def _stands(self, by: "Person | None", standing: Standing) -> None:
        with self._account.lock:
            old = self.bot()
            self.standing = standing
            self._account.membership(self, self._actor(by).user(), old, self.bot())

    def bot(self) -> Json:
        """The bot as a member."""
        more: Json = {"can_manage_topics": self.rights} if self.kind == "supergroup" else {}
        return {**_member(self._account.me(), self.standing or "left"), **(more if self.cleans else {})}

    def member(self, person: "Person") -> Json:
        """A person as a member."""
        return _member(person.user(), self.members.get(person, "left"))

    def _actor(self, by: "Person | None") -> "Person":
        if by:
            self.takes_in(by)
        return by or next(one for one, standing in self.members.items() if standing == "creator")

    # ---------------------------------------------------------------- what is in it

    def shows(self, message: Message) -> bool:
        if self.standing not in ("member", "administrator"):
            return False
        if self.cleans or message.json.keys() & SERVICE:
            return True
        replied = message.json.get("reply_to_message", {})
        return self._commanded(message) or (
            replied.get("from", {}).get("id") == self._account.id and "forum_topic_created" not in replied
        )

    def _commanded(self, message: Message) -> bool:
        if not message.text.startswith("/"):
            return False
        _, _, name = message.text.split()[0].partition("@")
        return name.lower() in ("", self._account.username.lower())

    def placed(self, thread_id: int | None, reply_to: Message | None) -> Json:
        thread_id = thread_id or (reply_to.thread_id if reply_to and reply_to.json.get("is_topic_message") else None)
        topic = self.topic(thread_id)
        if topic is None:
            threaded = {"message_thread_id": _root(reply_to)} if reply_to and self.kind == "supergroup" else {}
            return {**super().placed(None, reply_to), **({} if self.forum else threaded)}
        return {
            "message_thread_id": topic.id,
            "is_topic_message": True,
            **super().placed(None, reply_to or topic.message),
        }

    def topic(self, thread_id: int | None) -> Topic | None:
        """The topic of that id that is not deleted."""
        return next((one for one in self.topics if one.id == thread_id and not one.deleted), None)

    def topic_for(self, thread_id: int | None) -> int | None:
        if thread_id is None:
            return None
        topic = self.topic(thread_id)
        if topic is None:
            raise bad("message thread not found")
        if topic.closed and not (self.cleans and self.rights):
            raise bad("TOPIC_CLOSED")
        return thread_id

    def creates_topic(self, name: str, by: "Person | None" = None) -> Topic:
        """Somebody opens a topic."""
        with self._account.lock:
            topic = Topic.written(self, self._actor(by).user(), name)
            self.tell(topic.message)
        return topic

    def renames(self, topic: Topic, name: str, by: "Person | None" = None) -> None:
        """Somebody gives a topic another name."""
        topic.name = name
        self._service(by, {"forum_topic_edited": {"name": name}}, topic)

    def closes(self, topic: Topic, by: "Person | None" = None) -> None:
        """Somebody closes a topic."""
        topic.closed = True
        self._service(by, {"forum_topic_closed": {}}, topic)

    def reopens(self, topic: Topic, by: "Person | None" = None) -> None:
        """Somebody opens a closed topic again."""
        topic.closed = False
        self._service(by, {"forum_topic_reopened": {}}, topic)

    def deletes(self, topic: Topic) -> None:
        """Somebody deletes a topic and all that is in it; the bot is not told."""
        with self._account.lock:
            topic.delete()

    def migrates(self) -> int:
        """The group becomes a supergroup: its new id; both chats say so."""
        with self._account.lock:
            old, new = self.id, -1_000_000_000_000 - next(self._account.fresh_ids) % 10**10
            self._service(None, {"migrate_to_chat_id": new})
            self.id, self.kind, self._numbers, self.messages = new, "supergroup", count(1), {}
            self._account.moved[old] = new
            self._account.chats[new] = self._account.chats.pop(old)
            self._service(None, {"migrate_from_chat_id": old})
        return new

    def _service(self, by: "Person | None", fields: Json, topic: Topic | None = None) -> Message:
        with self._account.lock:
            sender = self._actor(by).user()
            return self.tell(self.write(sender, fields, thread_id=topic.id if topic else None))


SERVICE = frozenset(
    "new_chat_members left_chat_member migrate_to_chat_id migrate_from_chat_id forum_topic_created forum_topic_edited "
    "forum_topic_closed forum_topic_reopened".split()
)
"""Fields of the messages that every bot gets to see."""


def _root(message: Message) -> int:
    return message.thread_id or message.message_id


def _member(user: Json, standing: Standing) -> Json:
    more: dict[str, Any] = {}
    if standing == "administrator":
        more = {**dict.fromkeys(RIGHTS, True), "can_be_edited": False, "is_anonymous": False}
    if standing == "creator":
        more = {"is_anonymous": False}
    if standing == "kicked":
        more = {"until_date": 0}
    return {"user": user, "status": standing, **more}
