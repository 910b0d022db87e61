"""The postbox of one staff group: a posting that goes in is sent, or changed where it stands, by way of the outbox."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from bot.domain import contents, groups, postings
from bot.domain.acts import Act
from bot.domain.casebook import Case
from bot.domain.groups import StaffGroup
from bot.domain.postings import EDIT, Kind, Posting
from bot.domain.units import Unit
from bot.messages import Reply
from bot.store import outbox
from bot.store.outbox import Outgoing
from bot.store.outbox import State as Sent

WAITING: Final = 3
"""So many messages may wait for a group; what happens meanwhile is joined."""


@dataclass(frozen=True)
class Postbox:
    """The postbox of a group, in one transaction."""

    act: Act
    group: StaffGroup

    @property
    def room(self) -> int:
        """How many more messages may wait."""
        to = outbox.to(groups.address(self.group))
        waits = select(func.count()).where(*to, Outgoing.state.in_((Sent.QUEUED, Sent.SENDING)))
        return WAITING - (self.act.session.scalar(waits) or 0)

    def card(self, kind: Kind, about: Sequence[Case], under: Posting | None = None) -> Posting:
        """Post a card or a list, in the topic where its cases belong."""
        unit = self.act.session.get_one(Unit, about[0].unit_id)
        topic = postings.topic_of(self.act.session, self.group, about[0], unit.name)
        posting = Posting(group_id=self.group.id, kind=kind.value, topic_id=topic.id if topic else None)
        posting.under_id = under.id if under and under.topic_id == posting.topic_id else None
        return self.post(posting, about)

    def below(self, case: Case, posting: Posting) -> Posting:
        """Post something about a case below the card that shows it."""
        if card := postings.card_of(self.act.session, self.group, case):
            posting.under_id, posting.topic_id = card.id, card.topic_id
        return self.post(posting, [case])

    def again(self, posting: Posting) -> None:
        """Somebody deleted a message: a card is posted anew, a list comes by itself, the rest is no news any more."""
        posting.gone = True
        outbox.withdraw(self.act.session, self.act.now, keys=f"{posting.key}{EDIT}")
        if posting.kind == Kind.CARD.value:
            (case,) = postings.cases_of(self.act.session, posting)
            ours = case.unit_id in groups.territory(self.act.session, self.group)
            if ours and postings.card_of(self.act.session, self.group, case) is None:
                self.card(Kind.CARD, [case])

    def post(self, posting: Posting, about: Sequence[Case]) -> Posting:
        """Have a new posting sent."""
        posting.posted_at = self.act.now
        postings.add(self.act.session, posting, about)
        self.send(posting)
        return posting

    def send(self, posting: Posting) -> None:
        """Have a posting sent that is kept already."""
        self._put(posting, posting.key)

    def change(self, posting: Posting) -> None:
        """Have a posting show how things stand; a change that has not gone out yet gives way to this one."""
        outbox.withdraw(self.act.session, self.act.now, keys=f"{posting.key}{EDIT}")
        self._put(posting, f"{posting.key}{EDIT}{secrets.token_hex(6)}")

    def _put(self, posting: Posting, key: str) -> None:
        reply = Reply(contents.of(self.act, posting).text)
        to = groups.address(self.group)
        outbox.put(self.act.session, to, reply, key=key, kind=postings.POSTING, now=self.act.now)
