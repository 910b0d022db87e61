"""Rationalization suggestions (合理化建议): collected, answered; a refusal is impossible without its reason.

`decisions` is how one is answered, `exchange` what is said to and fro, `rethinking` what its proposer may want
otherwise, `publishing` the open board.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final, Required, TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import audit, calendar, drives, filings, informing, numbers, roles, routes, stages, teams
from bot.domain.acts import Act
from bot.domain.box import UNANSWERED, VERDICTS, State, Suggestion, Topic, numbered, of_address, remarks
from bot.domain.chorus import Named
from bot.domain.decisions import answer
from bot.domain.drives import Drive
from bot.domain.exchange import note, remark, reply, require_going_on
from bot.domain.members import Member
from bot.domain.publishing import publish, unpublish
from bot.domain.rethinking import appeal, withdraw
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Address, Attachment

__all__ = [
    "UNANSWERED", "VERDICTS", "Named", "State", "Suggestion", "Told", "Topic", "acknowledge", "answer", "appeal",
    "archive", "file", "hand_over", "note", "numbered", "of_address", "publish", "remark", "remarks", "reply",
    "require_going_on", "seen_by", "sort", "unpublish", "withdraw",
]  # fmt: skip

NO_TOPIC: Final = "请从列出的类别里选一个。"
ACKNOWLEDGED: Final = "【{number}】您的建议“{title}”已受理，{day}前答复您。"
MAJOR: Final = "这件事牵涉面大，要多花些时间研究。"
HANDED_OVER: Final = "【{number}】您的建议改由{officer}跟进，之前说过的都在，不用再讲一遍。"
ARCHIVED: Final = "【{number}】您的建议“{title}”已归档，谢谢您。有新的好主意，随时回复“提建议”。"
THEIRS: Final = "这条建议本来就由{name}跟进。要转交，请选另一位同事。"
CANNOT_TAKE: Final = "{name}不能答复这条建议，请选另一位同事。"
IS_AWAY: Final = "{name}这几天不在，请选另一位同事。"
SHOWN: Final = 200
"""Suggestions in one list."""


class Told(TypedDict, total=False):
    """What a member tells: the proposal; how things are, what would come of it, for whom, and who they are."""

    title: Required[str]
    body: Required[str]
    situation: str | None
    effect: str | None
    whom: str | None
    contact: str | None


def file(  # noqa: PLR0913 - one argument a field of the form
    act: Act,
    member: Member,
    address: Address,
    *,
    topic: str,
    photos: Sequence[Attachment] = (),
    anonymous: bool = False,
    signed: bool = False,
    drive: Drive | None = None,
    others: Sequence[Named] = (),
    **told: Unpack[Told],
) -> Suggestion:
    """Put a suggestion in the box of the member's unit, with a number and the days of its answers.

    One for a drive that is over meanwhile is filed without it. Refusal of an unknown topic and of impossible teams.
    """
    act = act.unnamed if anonymous else act
    teams.check(others, anonymous=anonymous)
    topic, drive = _sorted(act, member.unit_id, topic, drive)
    suggestion = Suggestion(
        number=numbers.issue(act.session, "JY", act.today.year),
        **_whose(act, member, address, anonymous=anonymous),
        **{name: words or None for name, words in told.items() if not (anonymous and name == "contact")},
        topic=topic,
        drive_id=drive.id if drive else None,
        major=False,
        state=State.FILED.value,
        signed=signed and not anonymous,
        files=[asdict(photo) for photo in photos],
        filed_at=act.now,
        reply_by=act.now + timedelta(days=act.config.suggestions.reply_days),
    )
    suggestion.due_at = stages.due(suggestion, act.now, act.config)
    _log_filed(act, suggestion, others)
    return suggestion


def acknowledge(act: Act, suggestion: Suggestion, officer: Officer, *, major: bool = False) -> None:
    """An officer says that a suggestion has arrived, and by when it is answered; a major one gets more time."""
    stages.claim(act.session, suggestion, officer)
    stages.go(suggestion, State.ACKNOWLEDGED, unless=State.ACKNOWLEDGED)
    suggestion.major, suggestion.officer_id, suggestion.acknowledged_at = major, officer.id, act.now
    suggestion.reply_by = stages.reply_by(suggestion, act.config)
    suggestion.due_at = stages.due(suggestion, act.now, act.config)
    audit.log(act, "suggestion.acknowledged", suggestion, major=major)
    text = ACKNOWLEDGED.format(number=suggestion.number, title=suggestion.title, day=_day(act, suggestion))
    informing.say(act, suggestion, "acknowledged", f"{text}{MAJOR}" if major else text)


def sort(
    act: Act, suggestion: Suggestion, officer: Officer, *, topic: str, major: bool, drive: Drive | None = None
) -> None:
    """An officer puts a suggestion under another topic or drive; whether it is major moves the day of its answer."""
    stages.claim(act.session, suggestion, officer)
    if topic != suggestion.topic:
        suggestion.topic = _topic(topic, drive)
    suggestion.drive_id = drive.id if drive else None
    if major != suggestion.major:
        suggestion.major = major
        suggestion.reply_by = stages.reply_by(suggestion, act.config)
        if suggestion.status in UNANSWERED and suggestion.status is not State.FILED:
            suggestion.due_at = stages.due(suggestion, act.now, act.config)
    audit.log(act, "suggestion.sorted", suggestion, topic=suggestion.topic, major=major, drive=suggestion.drive_id)


def hand_over(act: Act, suggestion: Suggestion, officer: Officer, to: Officer) -> None:
    """An officer gives a suggestion to a colleague; its clock runs on. Refusal where `to` cannot take it."""
    stages.claim(act.session, suggestion, officer)
    if to.id == suggestion.officer_id:
        raise Refusal(THEIRS.format(name=to.name))
    if not to.active or not filings.may_answer(act.session, to, suggestion):
        raise Refusal(CANNOT_TAKE.format(name=to.name))
    if to.is_away(act.today):
        raise Refusal(IS_AWAY.format(name=to.name))
    suggestion.officer_id = to.id
    audit.log(act, "suggestion.handed_over", suggestion, to=to.id)
    informing.say(act, suggestion, "handed-over", HANDED_OVER.format(number=suggestion.number, officer=to.name))


def archive(act: Act, suggestion: Suggestion, officer: Officer | None) -> None:
    """A suggestion about which nothing is to be done any more is filed away, by an officer or (None) by the clock."""
    if officer:
        stages.claim(act.session, suggestion, officer)
    else:
        stages.hold(act.session, suggestion)
    stages.go(suggestion, State.ARCHIVED, unless=State.ARCHIVED)
    suggestion.archived_at, suggestion.due_at = act.now, None
    audit.log(act, "suggestion.archived", suggestion)
    informing.say(
        act, suggestion, "archived", ARCHIVED.format(number=suggestion.number, title=suggestion.title), "提建议"
    )


def seen_by(session: Session, officer: Officer) -> list[Suggestion]:
    """The suggestions that an officer may see, those to be answered first."""
    mine = select(Suggestion).where(Suggestion.unit_id.in_(roles.reach(session, officer, Right.SEE_SUGGESTIONS)))
    answered = Suggestion.state.not_in([state.value for state in UNANSWERED])
    return list(session.scalars(mine.order_by(answered, Suggestion.due_at, Suggestion.id).limit(SHOWN)))


def _whose(act: Act, member: Member, address: Address, *, anonymous: bool) -> dict[str, Any]:
    """Where it belongs and where its answer goes; of an anonymous one not whose it is."""
    route = routes.leading(act.session, Suggestion.__tablename__, address, anonymous=anonymous)
    known = None if anonymous else member.id
    return {"anonymous": anonymous, "unit_id": member.unit_id, "member_id": known, "route": route}


def _log_filed(act: Act, suggestion: Suggestion, others: Sequence[Named]) -> None:
    act.session.add(suggestion)
    teams.take_in(act.session, suggestion, others)
    where: dict[str, str | int | None] = {
        "topic": suggestion.topic,
        "unit": suggestion.unit_id,
        "drive": suggestion.drive_id,
        "proposers": len(others) + 1,
    }
    audit.log(act, "suggestion.filed", suggestion, anonymous=suggestion.anonymous, **where)


def _sorted(act: Act, unit_id: int, topic: str, drive: Drive | None) -> tuple[str, Drive | None]:
    """The topic and the drive under which a suggestion of a unit is filed today; one that is over counts no more."""
    if drive is None or drive in drives.running(act.session, unit_id, act.today):
        return _topic(topic, drive), drive
    return (topic if topic in set(Topic) else Topic.OTHER.value), None


def _topic(topic: str, drive: Drive | None) -> str:
    """A topic as it is kept; Refusal where it is none of the drive's, or of the usual ones."""
    if topic not in (drive.topics if drive and drive.topics else set(Topic)):
        raise Refusal(NO_TOPIC)
    return str(topic)


def _day(act: Act, suggestion: Suggestion) -> str:
    return calendar.shown(suggestion.reply_by, act.config.zone)
