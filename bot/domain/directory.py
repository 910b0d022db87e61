"""Members as those of the staff see them who may see members: never more than cases and events would tell them anyway.

We hold no name of a member but where they gave one for a case of theirs or for an event; it is told to an officer who
may see that case, or that event's list. What was filed anonymously leads to no member, and nothing here leads to it:
since when somebody writes to us is told by the month only, so that it cannot be laid beside the hour of a filing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import cached_property

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.domain import audit, roles, units
from bot.domain.acts import Act
from bot.domain.casebook import Case
from bot.domain.members import Contact, Member
from bot.domain.registrations import Registration
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.units import Unit

OPENED = 2000
"""Names are sealed: a search opens them one by one, so many at most; then it says how far it got."""

STRIDE = 500
NOBODY = ("", "")


@dataclass(frozen=True)
class Entry:
    """One member: where they belong, how they are reached, since which month, whether they want announcements.

    `lost`: they cannot be reached any more. `name` and `phone` are empty where this officer is not told them.
    """

    id: int
    unit: str
    channels: tuple[str, ...]
    since: date
    subscribed: bool
    lost: bool
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Page:
    """Some members, newest first; `more`: below which id to go on, None where there are no others."""

    entries: list[Entry]
    more: int | None


@dataclass(frozen=True)
class Directory:
    """The members whom an officer may see, of one unit and those below it where one is given. `zone` is the union's.

    A search looks at `stride` members at a time, and opens some `most` names before it says how far it got.
    """

    session: Session
    officer: Officer
    zone: tzinfo
    unit: Unit | None = None
    stride: int = STRIDE
    most: int = OPENED

    def count(self) -> int:
        """How many there are."""
        return self.session.scalar(select(func.count()).select_from(Member).where(*self._seen)) or 0

    def page(self, before: int, limit: int) -> Page:
        """The next members below an id."""
        mine = select(Member).where(*self._seen, Member.id < before).order_by(Member.id.desc()).limit(limit + 1)
        found = self.session.scalars(mine).all()
        return Page(self.entries(found[:limit]), found[limit - 1].id if len(found) > limit else None)

    def named(self, name: str, before: int, limit: int) -> Page:
        """The next members whose name holds this; where very many names must be opened, those found by then."""
        found, opened, more = list[int](), 0, before
        while opened < self.most and len(found) < limit:
            mine = select(Member.id).where(*self._seen, Member.id < more).order_by(Member.id.desc()).limit(self.stride)
            ids = self.session.scalars(mine).all()
            if not ids:
                return Page(self._numbered(found), None)
            more, names = ids[-1], self._names(ids)
            opened += len(names)
            found += [one for one in ids if name in names.get(one, NOBODY)[0]]
        return Page(self._numbered(found[:limit]), found[limit - 1] if len(found) >= limit else more)

    def find(self, number: int) -> Member | None:
        """The member of an id."""
        return self.session.scalars(select(Member).where(*self._seen, Member.id == number)).first()

    def every(self, limit: int) -> list[Entry]:
        """All of them, oldest first, but not more than that."""
        found = self.session.scalars(select(Member).where(*self._seen).order_by(Member.id).limit(limit)).all()
        some = [found[at : at + self.stride] for at in range(0, len(found), self.stride)]
        return [entry for few in some for entry in self.entries(few)]

    def entries(self, found: Sequence[Member]) -> list[Entry]:
        """These members, in their order."""
        names, reached = self._names([one.id for one in found]), dict[int, list[Contact]]()
        homes = select(Unit.id, Unit.name).where(Unit.id.in_({one.unit_id for one in found}))
        units_by_id = dict(self.session.execute(homes).all())
        there = select(Contact).where(Contact.member_id.in_([one.id for one in found])).order_by(Contact.channel)
        for contact in self.session.scalars(there):
            reached.setdefault(contact.member_id, []).append(contact)
        return [
            self._entry(one, units_by_id[one.unit_id], reached.get(one.id, []), names.get(one.id, NOBODY))
            for one in found
        ]

    @cached_property
    def _seen(self) -> list[ColumnElement[bool]]:
        """Nothing is asked of those who see all: the store would look at each member's unit, one by one."""
        if self.unit is not None:
            chosen = units.below(select(Unit.id).where(Unit.id == self.unit.id))
            return [Member.unit_id.in_(chosen), Member.unit_id.in_(roles.reaching(self.officer, Right.SEE_MEMBERS))]
        if roles.at_the_top(self.session, self.officer, Right.SEE_MEMBERS):
            return []
        return [Member.unit_id.in_(roles.reaching(self.officer, Right.SEE_MEMBERS))]

    @cached_property
    def _told_of(self) -> dict[Right, set[int]]:
        """The units whose cases and whose events' lists the officer may see."""
        return {right: roles.reach(self.session, self.officer, right) for right in (Right.SEE_CASES, Right.SEE_EVENTS)}

    def _numbered(self, ids: Collection[int]) -> list[Entry]:
        rows = select(Member).where(Member.id.in_(ids)).order_by(Member.id.desc())
        return self.entries(self.session.scalars(rows).all())

    def _names(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        """Name and phone as each member gave them last, for an event or, which counts more, for a case."""
        homes = select(Registration.id, Registration.member_id, Member.unit_id).join(Member)
        sources = (
            (Registration, homes, Right.SEE_EVENTS),
            (Case, select(Case.id, Case.member_id, Case.unit_id), Right.SEE_CASES),
        )
        found = dict[int, tuple[str, str]]()
        for table, query, right in sources:
            theirs = query.where(table.member_id.in_(ids), table.name.is_not(None)).order_by(table.id)
            given = self.session.execute(theirs)
            last = {member: row for row, member, unit in given if member and unit in self._told_of[right]}
            owners = {row: member for member, row in last.items()}
            rows = select(table.id, table.name, table.phone).where(table.id.in_(owners))
            for row, name, phone in self.session.execute(rows):
                found[owners[row]] = (name or "", phone or found.get(owners[row], NOBODY)[1])
        return found

    def _entry(self, member: Member, unit: str, reached: Sequence[Contact], known: tuple[str, str]) -> Entry:
        return Entry(
            id=member.id,
            unit=unit,
            channels=tuple(contact.channel for contact in reached),
            since=member.met_at.astimezone(self.zone).date().replace(day=1),
            subscribed=member.subscribed,
            lost=bool(reached) and all(contact.lost_at for contact in reached),
            name=known[0],
            phone=known[1],
        )


def export(act: Act, officer: Officer, unit: Unit, limit: int) -> list[Entry]:
    """The members of a unit and those below it, for a file; that it was made is kept."""
    found = Directory(act.session, officer, act.config.zone, unit).every(limit)
    audit.log(act, "unit.members_exported", unit, members=len(found))
    return found
