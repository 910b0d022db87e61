"""All that is kept of a conversation between turns. The question to ask is never stored: it is worked out."""

import json
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from bot.conversation.forms import Stored

EXPIRES = timedelta(days=7)
"""An unfinished form is kept this long."""

PAUSES = timedelta(hours=2)
"""After this long without a word, a form waits until the member asks for it again."""


@dataclass
class Draft:
    """An unfinished form: its name, the answers by field, and when it was last touched (UTC, ISO form).

    `correcting` is the field that is being answered anew; `held` is a text that we took for a question
    and the member may mean as the answer. `opened` tells it from every other filling of the same form.
    `references` has, by field, the id of the typed message that answered it.
    """

    form: str
    touched: str
    answers: Stored = field(default_factory=dict)
    correcting: str | None = None
    held: str | None = None
    opened: str = ""
    references: dict[str, str] = field(default_factory=dict)

    def age(self, now: datetime) -> timedelta:
        """How long ago it was touched."""
        return now - datetime.fromisoformat(self.touched)


@dataclass
class Conversation:
    """The unfinished forms, the last one on top; whether it is being filled now; what was offered to tap last.

    `heard` is when the member last said something (UTC, ISO form). `files` came before any form was open;
    the next form that asks for files gets them. `notes` is what handlers remember of the talk; it is forgotten
    when the member said nothing for a while. `opened` counts the forms that were opened. `tapped` is the message and
    the label of the tap that was heard last, if nothing was said since. `unused` is the id of the last message, where
    nothing came of it: when its member mends it, it is heard anew. `late` came faster than anybody writes, and is heard
    when they go on.
    """

    drafts: list[Draft] = field(default_factory=list)
    active: bool = False
    offered: list[str] = field(default_factory=list)
    heard: str | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    opened: int = 0
    tapped: list[str] = field(default_factory=list)
    unused: str = ""
    late: str = ""

    @property
    def draft(self) -> Draft | None:
        """The form on top."""
        return self.drafts[-1] if self.drafts else None

    @property
    def attached(self) -> list[str]:
        """The keys of the files that belong to unfinished forms, or to none yet."""
        stored = [answer for draft in self.drafts for answer in draft.answers.values() if answer]
        taken = [json.loads(answer)["files"] for answer in stored if answer.startswith('{"files":')]
        return [file["key"] for files in (self.files, *taken) for file in files]

    def idle(self, now: datetime) -> timedelta:
        """How long the member said nothing."""
        return now - datetime.fromisoformat(self.heard) if self.heard else timedelta()

    def dump(self) -> dict[str, Any]:
        """Plain data for the store."""
        return asdict(self)

    @classmethod
    def load(cls, data: dict[str, Any] | None) -> Self:
        """From plain data; what an older or newer version kept and this one does not know is left out."""
        data = deepcopy(data) if data else {}  # what was stored must not change under the store's hands
        known = set(Draft.__dataclass_fields__)
        drafts = [Draft(**{key: value for key, value in one.items() if key in known}) for one in data.get("drafts", [])]
        return cls(
            drafts,
            bool(data.get("active")) and bool(drafts),
            list(data.get("offered", [])),
            data.get("heard"),
            data.get("files", []),
            data.get("notes", {}),
            data.get("opened", 0),
            data.get("tapped", []),
            data.get("unused", ""),
            data.get("late", ""),
        )
