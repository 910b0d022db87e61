"""Seats of events: who comes, alone or as a team. Whoever gives one away holds the event's row meanwhile."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, false, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.filings import WithFiles
from bot.domain.members import Member
from bot.domain.squadbook import Squad
from bot.errors import Refusal
from bot.labels import Labelled
from bot.messages import Address, Attachment
from bot.store import files
from bot.store.database import Base
from bot.store.sealing import SealedJson, SealedText

TEAM_SMALL = "每队至少 {least} 人，您填的是 {size} 人。"
TEAM_WOMEN = "每队至少要有 {women} 名女职工，您填的是 {given} 名。"
TEAM_COUNT = "女职工人数不能多于全队人数。"
NO_TEAMS = "“{title}”现在是一个人一个人地报名，不能按队报。请回复“报名：{title}”。"


@dataclass(frozen=True)
class Team:
    """A team that signs up: its name, how many people, how many women among them, its leader and the leader's phone."""

    name: str
    size: int
    women: int
    leader: str
    phone: str


@dataclass(frozen=True)
class Extras:
    """What else somebody gives who signs up: how many guests, their groups, answers to the event's own questions.

    `answers` are rows of plain data: name, label, shown (the words), value. `squad_id`: the squad whose leader it is.
    """

    guests: int = 0
    groups: tuple[str, ...] = ()
    answers: tuple[dict[str, Any], ...] = ()
    files: tuple[Attachment, ...] = ()
    squad_id: int | None = None

    def places(self, team: Team | None) -> int:
        """How many places that takes: guests count; a team or a squad is one."""
        return 1 if team or self.squad_id else 1 + self.guests


NOTHING = Extras()


class Source(Labelled):
    """How somebody came to have a place."""

    MEMBER = "member", "自己报名"
    PAPER = "paper", "纸质名单"
    DOOR = "door", "现场报名"


class Party(WithFiles):
    """What a table keeps of who comes or waits: their unit then, their name, and their team's, if it is one.

    `places` is how many of the event's they take (guests count; a team is one). `groups` says in which groups they said
    they are, as ",women,youth,". `answers` are those to the event's own questions, `files` came with them.
    """

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str | None] = mapped_column(SealedText)
    team: Mapped[str | None] = mapped_column(SealedText)
    team_size: Mapped[int | None]
    team_women: Mapped[int | None]
    phone: Mapped[str | None] = mapped_column(SealedText)
    places: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    groups: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    answers: Mapped[list[Any]] = mapped_column(SealedJson, default=list, server_default="[]")
    files: Mapped[list[Any]] = mapped_column(SealedJson, default=list, server_default="[]")
    squad_id: Mapped[int | None] = mapped_column(ForeignKey(Squad.id), index=True)

    @property
    def as_team(self) -> Team | None:
        """The team, where it is one."""
        if self.team is None:
            return None
        return Team(self.team, self.team_size or 0, self.team_women or 0, self.name or "", self.phone or "")

    @property
    def in_groups(self) -> tuple[str, ...]:
        """The groups in which they said they are."""
        return tuple(filter(None, self.groups.split(",")))

    @property
    def extras(self) -> Extras:
        """What else was given."""
        guests = self.places - 1
        return Extras(guests, self.in_groups, tuple(self.answers), tuple(self.attachments), self.squad_id)

    def write(self, name: str | None, team: Team | None, extras: Extras = NOTHING) -> None:
        """Keep what was given; of a team, the name is its leader's."""
        self.places, self.squad_id = extras.places(team), extras.squad_id
        self.groups = f",{','.join(extras.groups)}," if extras.groups else ""
        self.answers, self.files = list(extras.answers), [asdict(file) for file in extras.files]
        self.name = team.leader if team else name
        self.team, self.phone = (team.name, team.phone) if team else (None, None)
        self.team_size, self.team_women = (team.size, team.women) if team else (None, None)


class Registration(Party, Base):
    """A place at an event: a member's, their team's, or one that staff wrote down, which has no member and no address.

    After a move they are asked whether they still come. `opined`: they answered what was asked after the event.
    """

    __tablename__ = "registration"
    __table_args__ = (UniqueConstraint("event_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    channel: Mapped[str | None] = mapped_column(String(20))
    address: Mapped[str | None] = mapped_column(String(128))
    source: Mapped[str] = mapped_column(String(8), default=Source.MEMBER.value, server_default=Source.MEMBER.value)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    opined: Mapped[bool] = mapped_column(default=False, server_default=false())
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]

    @property
    def reply_to(self) -> Address | None:
        """Where the member is reached; None for who has no member, and once it is forgotten."""
        return Address(self.channel, self.address) if self.channel and self.address else None

    @property
    def is_silent(self) -> bool:
        """Whether the event was moved and they have not said yet that they still come."""
        return self.asked_at is not None and self.confirmed_at is None

    @property
    def word(self) -> str:
        """What they said to a move, for staff; nothing where they were not asked."""
        return "" if self.asked_at is None else "没回" if self.is_silent else "还来"


def give(  # noqa: PLR0913 - who, where to, and what they gave
    act: Act, event: Event, member: Member, address: Address, *,
    name: str | None, team: Team | None, extras: Extras = NOTHING,
) -> Registration:  # fmt: skip
    """Seat the member (or the team), who may have left before. The caller holds the event's row and found one free."""
    place = of(act.session, event, member) or Registration(event_id=event.id, member_id=member.id)
    place.channel, place.address, place.unit_id = address.channel, address.id, member.unit_id
    rewrite(act.session, place, name, team, extras)
    place.joined_at, place.left_at = act.now, None
    place.asked_at = place.confirmed_at = None
    act.session.add(place)
    audit.log(act, "registration.joined", place, event=event.id)
    return place


def rewrite(session: Session, place: Registration, name: str | None, team: Team | None, extras: Extras) -> None:
    """Keep what was given now; files that were given before and are not any more are gone."""
    kept = {file.key for file in extras.files}
    files.drop(session, [file["key"] for file in place.files or () if file["key"] not in kept])
    place.write(name, team, extras)


def moves(event: Event) -> str:
    """What the keys of messages begin with that tell of another day or place of an event."""
    return f"moved:{event.id}:"


def blank(session: Session, parties: Iterable[Party]) -> None:
    """What was given goes for good, files too; that somebody came or waited stays."""
    for party in parties:
        files.drop(session, [file.key for file in party.attachments])
        party.name = party.team = party.phone = None
        party.groups, party.answers, party.files = "", [], []


def check_team(event: Event, team: Team | None, extras: Extras = NOTHING) -> None:
    """Refuse what is against the event's rules: a team of that kind, a team among persons, one person among teams.

    A squad has its own rules.
    """
    if extras.squad_id:
        return
    if not event.team_least:
        if team:
            raise Refusal(NO_TEAMS.format(title=event.title))
        return
    if team is None or event.team_joins:
        raise Refusal(f"“{event.title}”要以队报名，请回复“报名：{event.title}”。")
    if team.size < event.team_least:
        raise Refusal(TEAM_SMALL.format(least=event.team_least, size=team.size))
    if team.women > team.size:
        raise Refusal(TEAM_COUNT)
    if team.women < (event.team_women or 0):
        raise Refusal(TEAM_WOMEN.format(women=event.team_women, given=team.women))


def of(session: Session, event: Event, member: Member) -> Registration | None:
    """The member's place at an event, also one that was given back."""
    mine = select(Registration).where(Registration.event_id == event.id, Registration.member_id == member.id)
    return session.scalars(mine).first()


def taken(session: Session, event: Event) -> int:
    """How many places are taken (teams, where teams sign up), guests counted."""
    count = select(func.coalesce(func.sum(Registration.places), 0)).where(
        Registration.event_id == event.id, Registration.left_at.is_(None)
    )
    return session.scalar(count) or 0


def of_member(session: Session, member: Member) -> list[tuple[Registration, Event]]:
    """The member's places, soonest event first."""
    mine = select(Registration, Event).join(Event, Event.id == Registration.event_id)
    mine = mine.where(Registration.member_id == member.id, Registration.left_at.is_(None)).order_by(Event.starts_at)
    return [(place, event) for place, event in session.execute(mine)]


def of_event(session: Session, event: Event) -> list[Registration]:
    """Who comes, in the order of signing up."""
    coming = select(Registration).where(Registration.event_id == event.id, Registration.left_at.is_(None))
    return list(session.scalars(coming.order_by(Registration.joined_at, Registration.id)))
