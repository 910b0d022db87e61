"""Staff groups: the group in a messenger in which a unit's staff hear of their cases. A unit has one at most in use."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, links, roles, units
from bot.domain.acts import Act
from bot.domain.links import Purpose
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.messages import Address, clean
from bot.store import outbox
from bot.store.database import Base, insert_for

CHANNEL = "telegram-group"
"""The channel of the outbox by which groups are written to."""

LONGEST_TITLE = 128
OF_ANOTHER = "这个群现在是“{unit}”的工作群。请先让那边的同事在工作台的“渠道”页解除，再来关联。"


class StaffGroup(Base):
    """One group: `chat` is the platform's id of it; `forum`: it has topics; `left_at`: since when it is unused."""

    __tablename__ = "staff_group"
    __table_args__ = (UniqueConstraint("channel", "chat"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    chat: Mapped[str] = mapped_column(String(64))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    forum: Mapped[bool]
    linked_at: Mapped[datetime]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    left_at: Mapped[datetime | None]


def link(act: Act, code: str, channel: str, chat: str, title: str, *, forum: bool = False) -> StaffGroup:
    """Use a group code up: the group is that unit's from now on, and the one before is no more.

    Refusal where the code is wrong, used, too old or an account's, or where others use the group for their unit.
    """
    officer, unit_id = links.spend(act.session, code, Purpose.GROUP, act.now)
    unit = act.session.get_one(Unit, unit_id, with_for_update={"key_share": True})
    group = _row(act, officer, unit, channel, chat)
    _require_free(act, group, officer)
    mine = act.by(officer.actor)
    for former in in_use(act.session):
        if former.unit_id == unit.id and former is not group:
            unlink(mine, former)
    group.unit_id, group.officer_id, group.linked_at, group.left_at = unit.id, officer.id, act.now, None
    group.title, group.forum = _title(title), forum
    audit.log(mine, "group.linked", group, unit=unit.id)
    return group


def unlink(act: Act, group: StaffGroup) -> None:
    """The group is no unit's any more: nothing of the union is sent there."""
    act.session.refresh(group, with_for_update=True)
    if group.left_at is None:
        group.left_at = act.now
        outbox.withdraw(act.session, act.now, address=address(group))
        audit.log(act, "group.unlinked", group, unit=group.unit_id)


def moved(act: Act, group: StaffGroup, chat: str) -> None:
    """The platform gave the group another id (it became a supergroup); where that one is known, the old one ends."""
    act.session.refresh(group, with_for_update=True)
    if group.chat == chat:
        return
    if _of_chat(act.session, group.channel, chat):
        unlink(act, group)
        return
    group.chat = chat
    audit.log(act, "group.moved", group)


def renamed(act: Act, group: StaffGroup, title: str, *, forum: bool) -> None:
    """The group has another title, or has topics now, or has none any more."""
    group.title, group.forum = _title(title), forum
    audit.log(act, "group.renamed", group, forum=forum)


def turned_away(act: Act, group: StaffGroup, *, tap: bool) -> None:
    """Somebody who is not of the staff tried to do something in the group: that it happened is kept, not who it was."""
    audit.log(act, "group.turned_away", group, tap=tap)


def unit_of(session: Session, group: StaffGroup) -> Unit:
    """The unit whose group it is."""
    return session.get_one(Unit, group.unit_id)


def of_chat(session: Session, channel: str, chat: str) -> StaffGroup | None:
    """The group in use that has this id on the platform."""
    found = _of_chat(session, channel, chat)
    return found if found and found.left_at is None else None


def in_use(session: Session) -> list[StaffGroup]:
    """All groups in use, the one linked first at the top."""
    used = select(StaffGroup).where(StaffGroup.left_at.is_(None))
    return list(session.scalars(used.order_by(StaffGroup.id)))


def of_unit(session: Session, unit_id: int) -> StaffGroup | None:
    """The group in use that hears of a unit's cases: its own, or else that of the nearest unit above."""
    used = {group.unit_id: group for group in in_use(session)}
    return next((used[one] for one in units.line(session, unit_id) if one in used), None)


def territory(session: Session, group: StaffGroup) -> set[int]:
    """The ids of the units whose nearest group this is."""
    if group.left_at is not None:
        return set()
    mine = units.subtree(session, group.unit_id)
    lower = {other.unit_id for other in in_use(session)} & (mine - {group.unit_id})
    return mine.difference(*(units.subtree(session, one) for one in lower))


def address(group: StaffGroup) -> Address:
    """Where the outbox sends what a group is to see: by our own number of it, for the platform's may change."""
    return Address(CHANNEL, str(group.id))


def _of_chat(session: Session, channel: str, chat: str) -> StaffGroup | None:
    mine = select(StaffGroup).where(StaffGroup.channel == channel, StaffGroup.chat == chat)
    return session.scalars(mine).first()


def _row(act: Act, officer: Officer, unit: Unit, channel: str, chat: str) -> StaffGroup:
    """The row of a chat, locked; a new one is not in use yet. Two who link it at once find the same."""
    new = insert_for(act.session, StaffGroup).values(
        channel=channel,
        chat=chat,
        unit_id=unit.id,
        title="",
        forum=False,
        linked_at=act.now,
        officer_id=officer.id,
        left_at=act.now,
    )
    act.session.execute(new.on_conflict_do_nothing())
    mine = select(StaffGroup).where(StaffGroup.channel == channel, StaffGroup.chat == chat).with_for_update()
    return act.session.scalars(mine.execution_options(populate_existing=True)).one()


def _require_free(act: Act, group: StaffGroup, officer: Officer) -> None:
    """One who was invited into a group must not take it away from the unit that uses it."""
    if group.left_at is None and group.unit_id not in roles.reach(act.session, officer, Right.CHANNELS):
        raise Refusal(OF_ANOTHER.format(unit=act.session.get_one(Unit, group.unit_id).name))


def _title(title: str) -> str:
    return clean(title)[:LONGEST_TITLE]
