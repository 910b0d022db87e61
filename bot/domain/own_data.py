"""What we hold of one member: all of it as a file for themselves, or gone, but for what must be kept a while longer."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.domain import (
    audit,
    dossiers,
    events,
    forgetting,
    participants,
    registrations,
    retention,
    seats,
    squadpapers,
    squadrolls,
    waitlist,
)
from bot.domain.acts import Act
from bot.domain.box import UNANSWERED
from bot.domain.casebook import State
from bot.domain.members import BROADCASTS, Contact, Member
from bot.domain.noticebook import Fate, ListedMember, MemberGroup, Recipient, TopicRefusal, Why
from bot.domain.offers import WaitingPlace
from bot.domain.registrations import Registration
from bot.messages import Address, Reply, Upload
from bot.store import files, outbox, pruning
from bot.store.outbox import Outgoing

KIND: Final = "own-data"
"""The kind of the message that carries it."""

LASTS: Final = timedelta(days=3)
"""So long the files are kept that were made for a member."""

NAME: Final = "我的数据"
SENT: Final = (
    "这是您在这里的全部数据：一份能直接看（.txt），一份给程序用（.json）。文件保留 3 天，请自己存好，别转给别人。"
)


@dataclass(frozen=True)
class Holdings:
    """What there is of a member: what may go at once, and what is kept a while, each by how many."""

    closed: int = 0
    open: int = 0
    held: int = 0
    answered: int = 0
    waiting: int = 0
    adopted: int = 0
    events: int = 0


def holdings(session: Session, member: Member, address: Address) -> Holdings:
    """What deleting all would concern."""
    theirs, ideas = dossiers.cases_of(session, member, address), dossiers.suggestions_of(session, member, address)
    closed = [case for case in theirs if case.status is State.CLOSED]
    held = sum(retention.held(session, case) for case in closed)
    waiting = sum(one.status in UNANSWERED for one in ideas)
    adopted = sum(one.status in forgetting.AT_WORK for one in ideas)
    return Holdings(
        closed=len(closed) - held,
        open=len(theirs) - len(closed),
        held=held,
        answered=len(ideas) - waiting - adopted,
        waiting=waiting,
        adopted=adopted,
        events=len(registrations.of_member(session, member))
        + len(waitlist.of_member(session, member))
        + sum(not row.leader for _, row, _ in squadrolls.of_member(session, member)),
    )


def export(act: Act, member: Member, address: Address) -> None:
    """Send a member all that we hold of them, as two files: one to read, one for programs."""
    audit.log(act, "member.data_exported", member)
    groups = {key: group.label for key, group in act.config.events.occasions.groups.items()}
    topics = {key: topic.label for key, topic in act.config.notices.topics.items()}
    now = act.now.astimezone(act.config.zone)
    data = dossiers.told(act.session, member, address, now, groups, topics)
    texts = {
        "txt": ("text/plain", "\n".join(dossiers.lines(data))),
        "json": ("application/json", json.dumps(data, ensure_ascii=False, indent=2)),
    }
    kept = tuple(
        files.keep(act.session, Upload(f"{NAME}.{ending}", kind, text.encode("utf-8-sig")), act.now)
        for ending, (kind, text) in texts.items()
    )
    key = f"{KIND}:{audit.last(act.session, member)}"
    outbox.put(act.session, address, Reply(SENT, files=kept), key=key, kind=KIND, now=act.now)


def erase(act: Act, member: Member, address: Address) -> None:
    """Delete what we hold of a member, but for cases under way or held and suggestions that wait or were adopted.

    Closed cases keep what was said until the time of their kind is over, without anything that says whose they are.
    """
    session, places = act.session, dossiers.places_of(act.session, member, address)
    for case in dossiers.cases_of(session, member, address):
        if case.status is State.CLOSED and not retention.held(session, case):
            retention.forget_member(act.unnamed, case)
    for one in dossiers.suggestions_of(session, member, address):
        if one.status not in {*UNANSWERED, *forgetting.AT_WORK}:
            forgetting.proposer(act.unnamed, one)
    for voice in dossiers.voices_of(session, member, address):
        forgetting.voice(act.unnamed, voice, member)
    _leave_events(act, member)
    session.refresh(member, with_for_update=True)
    _leave_notices(act, member)
    member.subscribed, member.prefers = False, ""
    for place in places:
        outbox.withdraw(session, act.now, address=place, kinds=BROADCASTS)
    pruning.forget_sent_to(session, places)
    pruning.forget_taken_from(session, places)
    session.execute(delete(Contact).where(Contact.member_id == member.id))
    audit.log(act, "member.data_erased", member)


def forget(session: Session, now: datetime) -> None:
    """Drop the files that were made for members some days ago."""
    old = select(Outgoing).where(Outgoing.kind == KIND, Outgoing.created_at < now - LASTS)
    for row in session.scalars(old.where(Outgoing.address != "").limit(pruning.BATCH)).all():
        files.drop(session, [file.key for file in row.files])
        row.text, row.more, row.address = "", {}, ""
        row.state = outbox.State.STALE.value if row.state in outbox.WAITING else row.state


def _leave_notices(act: Act, member: Member) -> None:
    """The ledger keeps that somebody was sent something, and no longer who; what they chose to hear goes."""
    mine, fast = Recipient.member_id == member.id, {"synchronize_session": False}
    unsent = update(Recipient).where(mine, Recipient.state.in_((Fate.QUEUED.value, Fate.PARKED.value)))
    skipped = {"state": Fate.SKIPPED.value, "code": Why.ERASED.value, "words": "", "ended_at": act.now}
    act.session.execute(unsent.values(skipped), execution_options=fast)
    act.session.execute(update(Recipient).where(mine).values(member_id=None, address=""), execution_options=fast)
    for table in (TopicRefusal, MemberGroup, ListedMember):
        act.session.execute(delete(table).where(table.member_id == member.id), execution_options=fast)
    act.session.flush()
    act.session.expire_all()


def _leave_events(act: Act, member: Member) -> None:
    """Give back the places at what is still to come, wait for none, and take out of all what was given."""
    theirs = participants.events_of(act.session, member)
    theirs |= {event.id for _, event in waitlist.of_member(act.session, member)}
    events.hold(act.session, theirs)
    squadpapers.erase(act, member)
    for _, event in waitlist.of_member(act.session, member):
        waitlist.give_up(act, event, member)
    for _, event in registrations.of_member(act.session, member):
        if not event.cancelled and (event.starts_at is None or event.starts_at > act.now):
            registrations.leave(act, event, member)
    act.session.flush()
    came = act.session.scalars(select(Registration).where(Registration.member_id == member.id)).all()
    waited = act.session.scalars(select(WaitingPlace).where(WaitingPlace.member_id == member.id)).all()
    seats.blank(act.session, came)
    seats.blank(act.session, waited)
    for turn in waited:
        turn.address = ""
    for place in came:
        place.address = ""
