"""The desk as the channel knows it (`bot.channels.telegram.ports.Desk`): each call is one transaction, done once.

What was done is in the tables with its audit row, and the group's board is refreshed in the same transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.desk import saying, tapping, words
from bot.desk.wall import Wall
from bot.desks import Doing, Room, Told
from bot.domain import board, groups, links
from bot.domain.acts import Act
from bot.domain.groups import StaffGroup
from bot.domain.links import Purpose
from bot.errors import GongyouError, Refusal, report
from bot.messages import Address, Reply
from bot.store import intake, leases, outbox

TELEGRAM: Final = "telegram"
"""The channel of staff accounts and groups, and of the intake."""

GUEST: Final = "group:"
"""Begins the name of the lease for a group that one of the staff added us to, and that is not linked yet."""

PATIENCE: Final = timedelta(minutes=15)
"""So long we wait there for the code."""


@dataclass(frozen=True)
class StaffDesk(Wall):
    """The desk on one database; what it shows in groups is the wall."""

    def link(self, doing: Doing) -> Told:
        """A code was sent: in private it links the sender's account, in a group the group."""
        private = not doing.room.chat.startswith("-")
        code = "".join(doing.text.split(maxsplit=1)[1:])

        def deed(act: Act) -> Told:
            if not code:
                raise Refusal(words.HOW_TO_LINK)
            return self._link_account(act, doing, code) if private else self._link_group(act, doing, code)

        def refused(act: Act, why: str) -> Told:
            return _answered(act, doing, why) if private else Told(why)

        return self._once(doing, deed, refused)

    def said(self, doing: Doing) -> Told:
        """An answer to one of our messages: for the member, for colleagues only, or the outcome of a case."""
        return self._in_group(doing, saying.take, saying.refuse)

    def tapped(self, doing: Doing) -> Told:
        """A button below one of our messages."""
        return self._in_group(doing, tapping.take, lambda _act, _group, _doing, why: Told(why, alert=True))

    def joined(self, doing: Doing) -> Told:
        """We were added to a group, or given other rights: only staff may do that."""

        def deed(act: Act) -> Told:
            group = groups.of_chat(act.session, TELEGRAM, doing.room.chat)
            if group:
                _rename(act, group, doing.room)
                return Told()
            if links.officer_of(act.session, TELEGRAM, doing.sender.account) is None:
                return Told(words.NOT_OURS, leave=True)
            leases.take(act.session, f"{GUEST}{doing.room.chat}", TELEGRAM, act.now, PATIENCE)
            return Told(words.SEND_CODE)

        return self._once(doing, deed, _only_words)

    def left(self, doing: Doing) -> Told:
        """We were taken out of a group: it is no unit's any more."""

        def deed(act: Act) -> Told:
            if group := groups.of_chat(act.session, TELEGRAM, doing.room.chat):
                groups.unlink(act, group)
            return Told()

        return self._once(doing, deed, _only_words)

    def moved(self, doing: Doing, chat: str) -> Told:
        """The group has another id."""

        def deed(act: Act) -> Told:
            if group := groups.of_chat(act.session, TELEGRAM, doing.room.chat):
                self._move(act, group, chat)
            return Told()

        return self._once(doing, deed, _only_words)

    def broken(self, numbers: Sequence[int]) -> None:
        """A bug of ours kept updates from being worked off: have done with them."""
        with self._act() as act:
            intake.settle(act.session, TELEGRAM, numbers)

    def strange(self, room: Room) -> bool:
        """Whether nobody linked this group, nor is about to."""
        with self.database.read() as session:
            known = groups.of_chat(session, TELEGRAM, room.chat)
            return known is None and not leases.held(session, f"{GUEST}{room.chat}", self.clock())

    def overstayed(self) -> Sequence[str]:
        """The groups that we were added to and that nobody linked in time."""
        with self._act() as act:
            chats = leases.ended(act.session, GUEST, act.now)
            return [chat for chat in chats if groups.of_chat(act.session, TELEGRAM, chat) is None]

    # --- how

    def _in_group(
        self,
        doing: Doing,
        deed: Callable[[Act, StaffGroup, Doing], Told],
        refused: Callable[[Act, StaffGroup, Doing, str], Told],
    ) -> Told:
        """Something done in a group that is in use, by one of the staff; a refusal of anybody else is recorded."""

        def checked(act: Act) -> Told:
            group = groups.of_chat(act.session, TELEGRAM, doing.room.chat)
            if group is None:
                return Told(leave=True)
            officer = links.officer_of(act.session, TELEGRAM, doing.sender.account)
            if officer is None:
                groups.turned_away(act, group, tap=bool(doing.data))
                return refused(act, group, doing, words.NOT_STAFF)
            told = deed(act.by(officer.actor), group, doing)
            board.refresh(act, group)
            return told

        def why(act: Act, words: str) -> Told:
            group = groups.of_chat(act.session, TELEGRAM, doing.room.chat)
            return refused(act, group, doing, words) if group else Told(leave=True)

        return self._once(doing, checked, why)

    def _once(self, doing: Doing, deed: Callable[[Act], Told], refused: Callable[[Act, str], Told]) -> Told:
        """Do it and mark its update as worked off, in one transaction; a refusal undoes it and is told in another."""
        try:
            try:
                with self._act() as act:
                    return deed(act) if intake.settle(act.session, TELEGRAM, doing.numbers) else Told(late=True)
            except Refusal as why:
                with self._act() as act:
                    settled = intake.settle(act.session, TELEGRAM, doing.numbers)
                    return refused(act, str(why)) if settled else Told(late=True)
        except GongyouError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, a number is told and nothing leaks
            raise report(error) from None

    def _link_account(self, act: Act, doing: Doing, code: str) -> Told:
        officer = links.link_account(act, code, TELEGRAM, doing.sender.account)
        return _answered(act, doing, words.ACCOUNT_LINKED.format(name=officer.name))

    def _link_group(self, act: Act, doing: Doing, code: str) -> Told:
        if links.purpose_of(act.session, code, act.now) is Purpose.ACCOUNT:
            links.end(act, code)  # everybody in the group has read it
            return Told(links.FOR_AN_ACCOUNT)
        room = doing.room
        group = groups.link(act, code, TELEGRAM, room.chat, room.title, forum=room.forum)
        board.refresh(act, group)
        return Told(words.GROUP_LINKED.format(unit=groups.unit_of(act.session, group).name))


def _only_words(_act: Act, why: str) -> Told:
    return Told(why)


def _answered(act: Act, doing: Doing, text: str) -> Told:
    """Answer one who wrote in private."""
    key = f"{TELEGRAM}:{doing.numbers[0]}"
    outbox.put(act.session, Address(TELEGRAM, doing.room.chat), Reply(text), key=key, kind=outbox.ANSWER, now=act.now)
    return Told()


def _rename(act: Act, group: StaffGroup, room: Room) -> None:
    if (group.title, group.forum) != (room.title[: groups.LONGEST_TITLE], room.forum):
        groups.renamed(act, group, room.title, forum=room.forum)
