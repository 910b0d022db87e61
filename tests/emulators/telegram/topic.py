"""A forum's topic."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.emulators.telegram.calls import Json
from tests.emulators.telegram.chats import Message

if TYPE_CHECKING:
    from tests.emulators.telegram.group import Group

LONGEST = 128
ICON = 7322096
"""The colour of a topic that is given none."""


@dataclass(eq=False)
class Topic:
    """One topic; `message` is the service message that began it, whose number is the topic's."""

    group: "Group"
    name: str
    message: Message
    closed: bool = False
    deleted: bool = False

    @classmethod
    def written(cls, group: "Group", sender: Json, name: str, color: int = ICON, *, own: bool = False) -> "Topic":
        """A new one, with its first message."""
        name = name.strip()[:LONGEST]
        message = group.write(sender, {"forum_topic_created": {"name": name, "icon_color": color}}, own=own)
        message.json = {**message.json, "message_thread_id": message.message_id, "is_topic_message": True}
        topic = cls(group, name, message)
        group.topics.append(topic)
        return topic

    @property
    def id(self) -> int:
        """Its message_thread_id."""
        return self.message.message_id

    def delete(self) -> None:
        """It is gone, with all that is in it."""
        self.deleted = True
        for message in self.group.messages.values():
            if message.thread_id == self.id:
                message.deleted = True
