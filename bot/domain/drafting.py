"""Drafting notices: an officer writes one, changes it, lists members for it, copies it, drops it; nobody gets it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.orm import Session

from bot.domain import audiences, audit, dispatch, noticerules, roles, units
from bot.domain.acts import Act, ActorKind
from bot.domain.members import Member
from bot.domain.noticebook import ListedMember, Notice, NoticeLink, State
from bot.domain.noticekinds import BY_HAND, Kind
from bot.domain.noticerules import Draft
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.messages import Upload
from bot.store import files, many

__all__ = ["Draft", "change", "copy", "drop", "hold", "list_members", "pictures", "require", "write"]

BY_HAND_KEY: Final = "notice:"
MOST_LISTED: Final = 100_000

NOT_YOURS: Final = "您不能以“{unit}”的名义发通知。请选自己管的单位，或请管理员给您加上角色。"
NOT_DRAFT: Final = "这条通知现在是“{state}”，不能直接改。等批准的、已定时的，请先撤回再改；发过的，请复制一份。"
THE_CLOCKS: Final = "这条是系统到点写的，删了还会再写。这次不发，请用“作废”。"
LONG_LIST: Final = "名单有 {count} 人，一次最多 {most} 人。请分成几条通知。"


def write(act: Act, officer: Officer, unit: Unit, draft: Draft) -> Notice:
    """A new draft in a unit's name. Refusal of an officer who may not, and of what cannot be."""
    require(act.session, officer, unit.id)
    return _put(act, officer, unit, "notice.drafted", noticerules.columns(act, unit, draft), draft)


def change(act: Act, notice: Notice, draft: Draft) -> None:
    """Say anew all that a draft is; a picture that it has no more is dropped. Whoever of staff did it is its author."""
    hold(act.session, notice, State.DRAFT)
    unit = act.session.get_one(Unit, notice.unit_id)
    for name, value in noticerules.columns(act, unit, draft).items():
        setattr(notice, name, value)
    old, notice.picture = notice.picture, asdict(draft.picture) if draft.picture else None
    if old and old != notice.picture:
        _let_go(act.session, old["key"])
    notice.changed_at = act.now
    if notice.author_id and act.actor.kind is ActorKind.STAFF:
        notice.author_id = act.actor.id
    audit.log(act, "notice.changed", notice, kind=notice.kind)


def list_members(act: Act, notice: Notice, numbers: Iterable[int]) -> tuple[int, list[int]]:
    """Only these members, by number, are to get it, in place of a list before: how many, and which are unknown.

    Those who are not of the notice's unit, or of one below it, count as unknown.
    """
    hold(act.session, notice, State.DRAFT)
    asked = list(dict.fromkeys(numbers))
    if len(asked) > MOST_LISTED:
        raise Refusal(LONG_LIST.format(count=len(asked), most=MOST_LISTED))
    act.session.execute(delete(ListedMember).where(ListedMember.notice_id == notice.id))
    found = {number for some in many.chunks(asked, audiences.AT_ONCE) for number in _known(act.session, notice, some)}
    rows = [{"notice_id": notice.id, "member_id": number} for number in asked if number in found]
    if rows:
        act.session.execute(insert(ListedMember), rows)
    notice.audience, notice.changed_at = audiences.of(notice).data() | {"listed": True}, act.now
    audit.log(act, "notice.listed", notice, count=len(rows))
    return len(rows), [number for number in asked if number not in found]


def copy(act: Act, officer: Officer, notice: Notice) -> Notice:
    """A new draft after a notice, whatever became of that, with its picture and list; a time that was once is not."""
    require(act.session, officer, notice.unit_id)
    act.session.flush()
    kept = ("title", "text", "link", "buttons", "questions", "topic", "urgent", "mass", "audience", "event_id")
    columns: dict[str, Any] = {name: getattr(notice, name) for name in kept}
    columns["kind"] = notice.kind if notice.sort in BY_HAND else Kind.NOTICE.value
    columns["schedule"] = {} if {"once", "event"} & set(notice.schedule) else dict(notice.schedule)
    unit = act.session.get_one(Unit, notice.unit_id)
    one = _put(act, officer, unit, "notice.copied", columns)
    one.picture = _copied(act, notice)
    mine = select(literal(one.id), ListedMember.member_id).where(ListedMember.notice_id == notice.id)
    act.session.execute(insert(ListedMember).from_select(["notice_id", "member_id"], mine))
    return one


def drop(act: Act, notice: Notice) -> None:
    """A draft is no more, with its picture and its list."""
    hold(act.session, notice, State.DRAFT)
    if not notice.key.startswith(BY_HAND_KEY):
        raise Refusal(THE_CLOCKS)
    audit.log(act, "notice.dropped", notice)
    for table in (ListedMember, NoticeLink):
        act.session.execute(delete(table).where(table.notice_id == notice.id))
    old = notice.picture
    act.session.delete(notice)
    act.session.flush()
    if old:
        _let_go(act.session, old["key"])


def require(session: Session, officer: Officer, unit_id: int, right: Right = Right.NOTICES) -> None:
    """Refusal of an officer who may not do this with the notices of a unit."""
    if not officer.active or unit_id not in roles.reach(session, officer, right):
        raise Refusal(NOT_YOURS.format(unit=session.get_one(Unit, unit_id).name))


def hold(session: Session, notice: Notice, *states: State) -> None:
    """The notice as it is now, nobody else's until the transaction ends; Refusal where it is in none of the states."""
    session.flush()
    session.refresh(notice, with_for_update=True)
    if notice.status not in states:
        raise Refusal(NOT_DRAFT.format(state=notice.status.label))


def pictures(session: Session) -> set[str]:
    """The keys of the files that notices show."""
    shown = session.scalars(select(Notice.picture).where(Notice.picture.is_not(None)))
    return {picture["key"] for picture in shown if picture}


def _put(
    act: Act, officer: Officer, unit: Unit, action: str, columns: dict[str, Any], draft: Draft | None = None
) -> Notice:
    picture = asdict(draft.picture) if draft and draft.picture else None
    times = {"made_at": act.now, "changed_at": act.now}
    whole = {"variants": {}, **columns, **times, "unit_id": unit.id, "author_id": officer.id, "picture": picture}
    one = Notice(key=dispatch.new_key(), state=State.DRAFT.value, **whole)
    act.session.add(one)
    audit.log(act, action, one, kind=one.kind, unit=unit.id)
    return one


def _copied(act: Act, notice: Notice) -> dict[str, Any] | None:
    """The notice's picture as a file of its own."""
    row = files.fetch(act.session, notice.picture["key"]) if notice.picture else None
    return asdict(files.keep(act.session, Upload(row.name, row.media_type, row.content), act.now)) if row else None


def _let_go(session: Session, key: str) -> None:
    """A picture is dropped, unless another notice shows it: those that repeat one show the same."""
    session.flush()
    if key not in pictures(session):
        files.drop(session, [key])


def _known(session: Session, notice: Notice, some: Sequence[int]) -> Iterable[int]:
    here = units.below(select(Unit.id).where(Unit.id == notice.unit_id))
    return session.scalars(select(Member.id).where(Member.id.in_(some), Member.unit_id.in_(here)))
