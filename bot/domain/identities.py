"""Sealed identities: who the member of a named case is, is told to the one who handles it, or to two persons together.

Once it is sealed, the case has no name and no phone, and its member's files have plain names: whatever page or message
is made of it, there is nothing in it to tell. Who handles the case sees them. Anybody else asks with a reason, a second
officer who may work on the case approves, and then they may look for a day.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, filings
from bot.domain.acts import Act
from bot.domain.casebook import Case, Identity, Remark
from bot.domain.filings import WithFiles
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Attachment
from bot.store import files
from bot.store.database import Base
from bot.store.sealing import SealedText

LASTS: Final = timedelta(hours=24)
"""So long one may look, from the approval on."""

WAITS: Final = timedelta(days=7)
"""So long a wish waits for somebody who approves it."""

LONGEST_ENDING: Final = 5
"""Letters: .jpeg, .xlsx; a longer one may be anything."""

SEALED: Final = "身份已封存"
NOBODY: Final = "{number} 是匿名的，没有留姓名电话，不用封存。"
NOTHING: Final = "{number} 没有留姓名、电话和文件，没有可以封存的。"
ALREADY: Final = "{number} 的身份已经封存了。"
NOT_SEALED: Final = "{number} 的身份没有封存，可以直接看。"
ONLY_ITS_HANDLER: Final = "封存身份要由经办人来做。您不经办这件事，请和经办人说一声。"
YOURS_ALREADY: Final = "您看得到这件事的身份，不用申请。"
NO_REASON: Final = "请写上为什么要看，批准的同事要据此决定。"
ASKED_ALREADY: Final = "您已经申请过了，等同事批准。急的话，请直接和能批准的同事说一声。"
NOT_YOURS: Final = "这件事不归您的单位管，不能批准。"
NOT_ONES_OWN: Final = "自己的申请不能自己批准，请另一位同事来看。"
TOO_LATE: Final = "这个申请已经处理过，或者过了 7 天。要看的话，请重新申请。"
NOT_APPROVED: Final = "还没有批准，或者已经过了 24 小时。要看的话，请重新申请。"


class IdentityRequest(Base):
    """One wish to see a sealed identity. `approved` is None until a second officer decides; `opened_at`: looked at."""

    __tablename__ = "identity_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    reason: Mapped[str] = mapped_column(SealedText)
    asked_at: Mapped[datetime]
    second_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approved: Mapped[bool | None]
    decided_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]

    @property
    def ends_at(self) -> datetime:
        """Until when it is of use."""
        return (self.decided_at or self.asked_at) + (LASTS if self.decided_at else WAITS)

    def waits(self, now: datetime) -> bool:
        """Whether somebody may still decide about it."""
        return self.approved is None and now < self.ends_at

    def lets_look(self, now: datetime) -> bool:
        """Whether it lets its officer look now."""
        return bool(self.approved) and now < self.ends_at


@dataclass(frozen=True)
class Known:
    """Who a member is, as far as they said: name and phone, and what they called their files."""

    name: str
    phone: str
    files: tuple[str, ...] = ()


def seal(act: Act, case: Case, officer: Officer | None = None) -> None:
    """Seal who the member of a case is; the one who handles it may, and the member (no officer given).

    Where staff sealed it before, the member's wish makes it the member's own: staff cannot lift it any more (`seals`).
    """
    act.session.refresh(case, with_for_update=True)
    if officer and case.officer_id != officer.id:
        raise Refusal(ONLY_ITS_HANDLER)
    if case.anonymous:
        raise Refusal(NOBODY.format(number=case.number))
    if case.identity:
        _make_their_own(act, case, case.identity, officer)
        return
    theirs = of_member(act.session, case)
    if not (case.name or case.phone or any(one.files for one in theirs)):
        raise Refusal(NOTHING.format(number=case.number))
    case.identity = Identity(name=case.name, phone=case.phone, files={}, sealed_at=act.now)
    case.identity.officer_id = officer.id if officer else None
    case.name = case.phone = None
    for one in theirs:
        one.files = [asdict(file) for file in unnamed(act.session, case, one.attachments)]
    audit.log(act, "case.identity_sealed", case)


def unnamed(session: Session, case: Case, attached: Iterable[Attachment]) -> list[Attachment]:
    """Files of a member, under plain names where the identity is sealed; their own names are sealed with it."""
    identity, plain = case.identity, list[Attachment]()
    for file in attached:
        if identity is None:
            plain.append(file)
            continue
        names = {**identity.files, file.key: file.name}
        identity.files = names
        plain.append(replace(file, name=_plain_name(file.name, len(names))))
        files.rename(session, file.key, plain[-1].name)
    return plain


def ask(act: Act, case: Case, officer: Officer, reason: str) -> IdentityRequest:
    """An officer who may see the case wants to know who its member is, and says why."""
    _require_sealed(case)
    if shown(act.session, case, officer, act.now):
        raise Refusal(YOURS_ALREADY)
    if not reason.strip():
        raise Refusal(NO_REASON)
    if any(one.officer_id == officer.id for one in waiting(act.session, case, act.now)):
        raise Refusal(ASKED_ALREADY)
    one = IdentityRequest(case_id=case.id, officer_id=officer.id, reason=reason.strip(), asked_at=act.now)
    act.session.add(one)
    audit.log(act, "case.identity_asked", case)
    return one


def decide(act: Act, one: IdentityRequest, officer: Officer, *, approves: bool) -> None:
    """A second officer who may work on the case lets the first one look for a day, or does not."""
    act.session.refresh(one, with_for_update=True)
    case = act.session.get_one(Case, one.case_id)
    if not filings.may_answer(act.session, officer, case):
        raise Refusal(NOT_YOURS)
    if one.officer_id == officer.id:
        raise Refusal(NOT_ONES_OWN)
    if not one.waits(act.now):
        raise Refusal(TOO_LATE)
    one.second_id, one.approved, one.decided_at = officer.id, approves, act.now
    audit.log(act, "case.identity_approved" if approves else "case.identity_declined", case, to=one.officer_id)


def look(act: Act, case: Case, officer: Officer) -> None:
    """An officer to whom it was approved looks who the member is; from now on they see it until their day is over."""
    one = next((one for one in _own(act.session, case, officer) if one.lets_look(act.now)), None)
    if one is None:
        raise Refusal(NOT_APPROVED)
    if one.opened_at is None:
        one.opened_at = act.now
        audit.log(act, "case.identity_opened", case)


def shown(session: Session, case: Case, officer: Officer, now: datetime) -> Known | None:
    """Who the member is, for an officer who may see the case; None where that is sealed and not for them."""
    identity = case.identity
    if identity is None:
        return Known(case.name or "", case.phone or "")
    opened = any(one.opened_at and one.lets_look(now) for one in _own(session, case, officer))
    if case.officer_id != officer.id and not opened:
        return None
    return Known(identity.name or "", identity.phone or "", tuple(identity.files.values()))


def covered(case: Case, text: str) -> str:
    """What was said in a case, without the name and the phone that its member gave, where these are sealed."""
    name, phone = (case.identity.name, case.identity.phone) if case.identity else (None, None)
    for known, mark in ((name, "〔姓名〕"), (phone, "〔电话〕"), ((phone or "").removeprefix("+86"), "〔电话〕")):
        text = text.replace(known, mark) if known and len(known) > 1 else text
    return text


def granted(session: Session, case: Case, officer: Officer, now: datetime) -> IdentityRequest | None:
    """What lets an officer look now, if they have not done so yet."""
    found = (one for one in _own(session, case, officer) if one.lets_look(now) and one.opened_at is None)
    return next(found, None)


def waiting(session: Session, case: Case, now: datetime) -> list[IdentityRequest]:
    """The wishes about which somebody is to decide, oldest first."""
    mine = select(IdentityRequest).where(IdentityRequest.case_id == case.id, IdentityRequest.approved.is_(None))
    return [one for one in session.scalars(mine.order_by(IdentityRequest.id)) if one.waits(now)]


def numbered(session: Session, case: Case, number: int) -> IdentityRequest | None:
    """The wish of that id about a case."""
    mine = select(IdentityRequest).where(IdentityRequest.id == number, IdentityRequest.case_id == case.id)
    return session.scalars(mine).first()


def _require_sealed(case: Case) -> None:
    if case.identity is None:
        raise Refusal(NOT_SEALED.format(number=case.number))


def _own(session: Session, case: Case, officer: Officer) -> list[IdentityRequest]:
    """An officer's own approved wishes about a case, newest first."""
    mine = select(IdentityRequest).where(IdentityRequest.case_id == case.id, IdentityRequest.approved.is_(True))
    mine = mine.where(IdentityRequest.officer_id == officer.id)
    return list(session.scalars(mine.order_by(IdentityRequest.id.desc())))


def of_member(session: Session, case: Case) -> list[WithFiles]:
    """What its member wrote into a case, with the files: the case itself, and each addition."""
    mine = select(Remark).where(Remark.case_id == case.id, Remark.officer_id.is_(None))
    return [case, *session.scalars(mine)]


def _make_their_own(act: Act, case: Case, identity: Identity, officer: Officer | None) -> None:
    """The member asks for what staff have done already."""
    if officer or identity.officer_id is None:
        raise Refusal(ALREADY.format(number=case.number))
    identity.officer_id = None
    audit.log(act, "case.identity_sealed", case)


def _plain_name(name: str, number: int) -> str:
    """附件3.jpg: what kind of file it is stays known."""
    _, dot, ending = name.rpartition(".")
    known = dot and ending.isascii() and ending.isalnum() and len(ending) <= LONGEST_ENDING
    return f"附件{number}.{ending.lower()}" if known else f"附件{number}"
