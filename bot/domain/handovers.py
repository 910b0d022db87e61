"""Copies that wait for their member are handed over to the outbox, and what becomes of them there is followed.

The row of the ledger and the message of the outbox change in one transaction. Whoever opts out or leaves the event
meanwhile waits for it, and takes back what was queued.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session

from bot.domain.acts import Act
from bot.domain.noticebook import Fate, Notice, Recipient, State, Way, Why
from bot.domain.noticekinds import PERSONAL
from bot.domain.picking import (
    FAST,
    Picked,
    goes,
    hold,
    pick,
    relocate,
    replies,
    skip,
    still,
)
from bot.messages import Address
from bot.store import mailing, many, outbox
from bot.store.base import UtcDateTime
from bot.store.outbox import Outgoing

FOLLOWED: Final = 1000
"""Rows in one transaction."""

GOING: Final = (*outbox.WAITING, outbox.State.SENDING.value)
OPEN: Final = (State.SENDING, State.PAUSED)


def hand_over(act: Act, notice_id: int, channel: str, most: int) -> int:
    """Queue some copies in the outbox, on a channel that brings no notices itself; how many."""
    notice = hold(act.session, notice_id)
    if not goes(act, notice):
        return 0
    rows = pick(act, notice, channel, most)
    put(act, notice, rows, parked=False)
    return len(rows)


def put(act: Act, notice: Notice, rows: Sequence[Picked], *, parked: bool, code: str = "", words: str = "") -> None:
    """Queue or park these copies in the outbox, and say so in the ledger. The caller holds their members."""
    numbers: dict[int, int] = {}
    by: Callable[[Picked], tuple[str, str]] = lambda row: (row.to.channel, row.manner)  # noqa: E731 - for two calls
    for (channel, manner), some in groupby(sorted(rows, key=by), by):
        reply = replies(act, notice, channel, [manner])[manner]
        keys = {_key(notice, row): row for row in some}
        to = {key: row.to for key, row in keys.items()}
        found = mailing.put(
            act.session, to, reply, kind=notice.kind, now=act.now, latest=notice.latest_at, parked=parked
        )
        numbers |= {keys[key].recipient: number for key, number in found.items()}
    told: dict[str, Any] = {"code": code[:60], "words": words[:200], "revision": notice.revision}
    told |= {"state": Fate.PARKED.value, "way": Way.CONTACT.value, "claim": "", "mass_key": ""}
    told["outbox_id"] = bindparam("_outbox_id")
    write(act.session, [{"row": row, "_outbox_id": number} for row, number in numbers.items()], **told)
    if parked:
        mailing.wait(act.session, [row.to for row in rows], act.now)


def follow(act: Act) -> int:
    """Copy what became of messages that carry copies; how many rows: where it is FOLLOWED there may be more."""
    rows = act.session.execute(_over()).all()
    places = _places(act, [row for row in rows if row.then_state == outbox.State.WITHDRAWN.value])
    ours = _held(act.session, [row.id for row in rows])
    rows = [row for row in rows if row.id in ours]
    for fate in (Fate.SENT, Fate.FAILED, Fate.UNKNOWN):
        _end(act, fate, [(row, row.then_code) for row in rows if row.then_state == fate.value])
    stale = [row for row in rows if row.then_state == outbox.State.STALE.value]
    _end(act, Fate.SKIPPED, [(row, _why_stale(row).value) for row in stale])
    for notice, to in places:
        _taken_back(act, notice, [row for row in rows if row.id in to], to)
    return len(rows)


def resent(session: Session, before: int, again: int) -> None:
    """A message that carried a copy is sent again: what becomes of the new one is followed."""
    mine = update(Recipient).where(Recipient.outbox_id == before)
    followed = {"state": Fate.PARKED.value, "outbox_id": again, "ended_at": None, "code": "", "words": ""}
    session.execute(mine.values(followed), execution_options=FAST)


def write(session: Session, rows: Sequence[Mapping[str, Any]], **values: Any) -> None:  # noqa: ANN401 - of any column
    """Change many rows of the ledger as one step; each of `rows` has its number as `row`, and what is bound."""
    table: Any = Recipient.__table__
    many.write(session, table, rows, values)


def _over() -> Select[*tuple[Any, ...]]:
    """Copies whose message is settled."""
    columns: tuple[Any, ...] = (Recipient.id, Recipient.notice_id, Recipient.member_id)
    columns += (Recipient.channel, Recipient.address)
    carried: tuple[Any, ...] = (Outgoing.state, Outgoing.code, Outgoing.tries, Outgoing.ended_at)
    mine = select(*columns, *(one.label(f"then_{one.key}") for one in carried))
    begun = select(Notice.id).where(Notice.resolved_at.is_not(None))
    parked = (Recipient.notice_id.in_(begun), Recipient.state == Fate.PARKED.value, Outgoing.state.not_in(GOING))
    joined = mine.join(Outgoing, Outgoing.id == Recipient.outbox_id).where(*parked)
    return joined.limit(FOLLOWED)


def _held(session: Session, numbers: Sequence[int]) -> set[int]:
    """Of these rows those that still wait in the outbox, held."""
    ours = many.among(session, Recipient.id, numbers)
    mine = select(Recipient.id).where(ours, Recipient.state == Fate.PARKED.value)
    return set(session.scalars(mine.with_for_update(skip_locked=True)))


def _places(act: Act, rows: Sequence[Any]) -> list[tuple[Notice, dict[int, Address | Why]]]:
    """By notice, for each of these rows: where its member is to get it now, or why not."""
    found = []
    for notice_id in sorted({row.notice_id for row in rows}):
        notice, mine = hold(act.session, notice_id, alone=True), [row for row in rows if row.notice_id == notice_id]
        to = still(act.session, notice, [row.member_id for row in mine])
        found.append((notice, {row.id: to.get(row.member_id, Why.ERASED) for row in mine}))
    return found


def _end(act: Act, fate: Fate, rows: Iterable[tuple[Any, str]]) -> None:
    """So it ended, each at its own time and with its code."""
    ended = [{"row": row.id, "_code": code, "_ended_at": row.then_ended_at or act.now} for row, code in rows]
    told = {"code": bindparam("_code"), "ended_at": bindparam("_ended_at", type_=UtcDateTime())}
    write(act.session, ended, state=fate.value, words="", **told)


def _why_stale(row: Any) -> Why:  # noqa: ANN401 - a row of columns
    """Its member did not come; where they did and it was tried, it was too late."""
    return Why.WINDOW if row.then_code or not row.then_tries else Why.LATE


def _taken_back(act: Act, notice: Notice, rows: Sequence[Any], places: Mapping[int, Address | Why]) -> None:
    """Why messages of a notice were taken back; a member who is reached elsewhere now gets their copy there.

    A notice that was done goes on for them, as long as it is of use.
    """
    goes_on = notice.status in OPEN or (notice.status is State.DONE and not _late(act, notice))
    skipped: dict[Why, list[int]] = {}
    moved = []
    for row in rows:
        to = places[row.id]
        if goes_on and isinstance(to, Address) and to != Address(row.channel, row.address):
            moved.append({"row": row.id, "_channel": to.channel, "_address": to.id})
        else:
            skipped.setdefault(_why_taken(notice, to), []).append(row.id)
    if moved and notice.status is State.DONE:
        notice.state, notice.ended_at = State.SENDING.value, None
    relocate(act.session, moved)
    write(act.session, [{"row": one["row"]} for one in moved], state=Fate.QUEUED.value, way="", code="", words="")
    for why, numbers in skipped.items():
        skip(act.session, numbers, why, act.now)


def _late(act: Act, notice: Notice) -> bool:
    return notice.latest_at is not None and notice.latest_at < act.now


def _why_taken(notice: Notice, to: Address | Why) -> Why:
    if notice.status is State.CANCELLED:
        return Why.STOPPED
    if isinstance(to, Why):
        return to
    return Why.CALLED_OFF if notice.sort in PERSONAL else Why.OPTED_OUT


def _key(notice: Notice, row: Picked) -> str:
    """The key of the message that carries a copy: another one where one carried it before."""
    again = f"+{row.before}" if row.before else ""
    return f"{notice.key}:{row.member}{again}"
