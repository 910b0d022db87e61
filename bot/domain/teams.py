"""Teams: several propose one suggestion. The one who files it names the others, who join with a code each.

A code is ten random signs, told once to the one who filed; kept is what a secret of the store makes of it.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import audit, chorus, stages
from bot.domain.acts import Act
from bot.domain.box import State, Suggestion
from bot.domain.chorus import WHOLE, Named, Part, Voice
from bot.domain.members import Member
from bot.errors import Refusal
from bot.messages import Address
from bot.store import settings

MOST: Final = 9
LONGEST_NAME: Final = 40
SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No two of them look alike."""

DIGITS: Final = 10
PEPPER: Final = "suggestion-teams"
"""The store's secret without which no code can be tried."""

TOO_MANY: Final = "除您以外，最多写 {most} 位共同建议人。人更多的，写上主要的几位，其余的请他们附议。"
NO_NAMES: Final = "匿名的建议不能写共同建议人：写了名字就不是匿名了。请改成署名，或者去掉共同建议人。"
BAD_NAME: Final = "共同建议人的姓名写 1 到 {most} 个字。"
TWICE: Final = "共同建议人“{name}”写了两遍。同名的两位，请加上班组区别一下。"
BAD_WEIGHTS: Final = (
    "请写明各人占百分之几：每位 1 到 99，加起来不到 100，剩下的归您。比如您占一半、两位各占四分之一，就写 25 和 25；"
    "都不写就平分。"
)
NO_SUCH_CODE: Final = "没有找到这个署名码。请向提建议的同事要一个，照原样发：署名 加上 10 位字符。"
YOUR_OWN: Final = "{number} 是您自己提的，不用署名。请把署名码发给共同建议人。"
ALREADY: Final = "{number} 您已经署过名了。"
WITHDRAWN: Final = "{number} 已经撤回，不用署名了。"


def check(others: Sequence[Named], *, anonymous: bool) -> None:
    """Refusal of co-proposers who cannot be taken in as they were named."""
    if others and anonymous:
        raise Refusal(NO_NAMES)
    if len(others) > MOST:
        raise Refusal(TOO_MANY.format(most=MOST))
    names = [one.name.strip() for one in others]
    for name in names:
        if not 0 < len(name) <= LONGEST_NAME:
            raise Refusal(BAD_NAME.format(most=LONGEST_NAME))
        if names.count(name) > 1:
            raise Refusal(TWICE.format(name=name))
    given = [one.weight for one in others if one.weight is not None]
    if given and (len(given) < len(others) or min(given) < 1 or sum(given) >= WHOLE):
        raise Refusal(BAD_WEIGHTS)


def take_in(session: Session, suggestion: Suggestion, others: Sequence[Named]) -> None:
    """Keep the co-proposers of a suggestion that is being filed."""
    session.flush()
    for one in others:
        session.add(
            Voice(
                suggestion_id=suggestion.id,
                part=Part.PROPOSER.value,
                name=one.name.strip(),
                weight=one.weight,
                named_at=suggestion.filed_at,
            )
        )
    session.flush()


def codes(act: Act, suggestion: Suggestion) -> list[tuple[str, str]]:
    """A fresh code for each co-proposer who has not joined, with their name; a former one is good no more."""
    stages.hold(act.session, suggestion)
    found = list[tuple[str, str]]()
    for voice in chorus.of_suggestion(act.session, suggestion, Part.PROPOSER):
        if voice.joined_at is None:
            code = "".join(secrets.choice(SIGNS) for _ in range(DIGITS))
            voice.code = _digest(act.session, code)
            found.append((voice.name or "", code))
    if found:
        audit.log(act, "suggestion.codes_given", suggestion, count=len(found))
    return found


def read(typed: str) -> str | None:
    """The ten signs of what was typed; None where it is no code."""
    signs = re.sub(r"[\s—–-]", "", unicodedata.normalize("NFKC", typed)).upper()
    return signs if len(signs) == DIGITS and set(signs) <= set(SIGNS) else None


def join(act: Act, code: str, member: Member, address: Address) -> Suggestion:
    """A co-proposer joins with their code: from now on they hear everything. Refusal where the code is none."""
    signs = read(code)
    named = select(Voice).where(Voice.code == _digest(act.session, signs or ""), Voice.joined_at.is_(None))
    voice = act.session.scalars(named).first() if signs else None
    if voice is None:
        raise Refusal(NO_SUCH_CODE)
    suggestion = act.session.get_one(Suggestion, voice.suggestion_id)
    stages.hold(act.session, suggestion)
    act.session.refresh(voice)
    if voice.joined_at is not None:
        raise Refusal(NO_SUCH_CODE)
    _make_room(act, suggestion, address)
    voice.member_id, voice.channel, voice.address = member.id, address.channel, address.id
    voice.digest, voice.code, voice.joined_at = chorus.mark(act.session, address), None, act.now
    audit.log(act, "suggestion.joined", suggestion)
    return suggestion


def _make_room(act: Act, suggestion: Suggestion, address: Address) -> None:
    """One person has one voice: who supported it before proposes it now."""
    number = suggestion.number
    if suggestion.is_from(address):
        raise Refusal(YOUR_OWN.format(number=number))
    if suggestion.status is State.WITHDRAWN:
        raise Refusal(WITHDRAWN.format(number=number))
    mine = chorus.mark(act.session, address)
    if mine in {one.digest for one in chorus.of_suggestion(act.session, suggestion, Part.PROPOSER)}:
        raise Refusal(ALREADY.format(number=number))
    for one in chorus.of_suggestion(act.session, suggestion, Part.SUPPORTER):
        if one.digest == mine:
            act.session.delete(one)
    act.session.flush()


def _digest(session: Session, code: str) -> str:
    secret = settings.secret(session, PEPPER).encode()
    return hmac.new(secret, code.encode(), hashlib.sha256).hexdigest()
