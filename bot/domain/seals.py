"""Seals that are lifted: the name, the phone and the files' own names of a case return to where they were.

Whoever handles the case lifts what staff sealed, and says why. What the member asked for, only the member lifts.
"""

from dataclasses import asdict, replace
from typing import Final

from sqlalchemy import update

from bot.domain import audit, cases, identities
from bot.domain.acts import Act
from bot.domain.casebook import Case, Identity
from bot.domain.identities import IdentityRequest
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Attachment
from bot.store import files

NOTED: Final = "解除身份封存：{reason}"
NO_REASON: Final = "请写上为什么要解除，同事在备注里看得到。"
ONLY_ITS_HANDLER: Final = "解除封存要由经办人来做。您不经办这件事，请和经办人说一声。"
THE_MEMBERS_OWN: Final = "这是会员自己要求的保密，工作人员不能解除，只有会员本人能在聊天里取消。"
NONE: Final = "{number} 没有保密。要保密，回复“身份保密 {number}”。"
THE_OFFICES: Final = "{number} 是经办人为您保密的。不需要的话，回复“补充 {number}”和经办人说一声。"


def lift(act: Act, case: Case, officer: Officer, reason: str) -> None:
    """The officer who handles a case lifts a seal that staff set; the reason is a note that colleagues see."""
    act.session.refresh(case, with_for_update=True)
    if case.officer_id != officer.id:
        raise Refusal(ONLY_ITS_HANDLER)
    if case.identity is None:
        raise Refusal(identities.NOT_SEALED.format(number=case.number))
    if case.identity.officer_id is None:
        raise Refusal(THE_MEMBERS_OWN)
    if not reason.strip():
        raise Refusal(NO_REASON)
    _open(act, case, case.identity)
    cases.note(act, case, officer, NOTED.format(reason=reason.strip()))


def lift_own(act: Act, case: Case) -> None:
    """The member of a case takes back that they wanted it sealed."""
    act.session.refresh(case, with_for_update=True)
    if case.identity is None:
        raise Refusal(NONE.format(number=case.number))
    if case.identity.officer_id is not None:
        raise Refusal(THE_OFFICES.format(number=case.number))
    _open(act, case, case.identity)


def _open(act: Act, case: Case, identity: Identity) -> None:
    """What lay sealed returns; wishes to see it, granted ones too, are over, should it be sealed again."""
    case.name, case.phone = identity.name, identity.phone
    for one in identities.of_member(act.session, case):
        one.files = [asdict(_named(act, file, identity)) for file in one.attachments]
    case.identity = None
    over = update(IdentityRequest).where(IdentityRequest.case_id == case.id)
    act.session.execute(over.values(approved=False, decided_at=act.now))
    audit.log(act, "case.identity_unsealed", case)


def _named(act: Act, file: Attachment, identity: Identity) -> Attachment:
    name = identity.files.get(file.key)
    if name is None:
        return file
    files.rename(act.session, file.key, name)
    return replace(file, name=name)
