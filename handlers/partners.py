"""A line that says with whom somebody proposes what: 王强、张红 (all alike), or 我 50，王强 30，张红 20 (percent)."""

import re
import unicodedata
from typing import Final

from bot.domain.voices import Named
from bot.errors import Rejected

WHOLE: Final = 100
MYSELF: Final = frozenset({"我", "本人", "自己", "我自己", "我本人"})
MOST: Final = 9
LONGEST: Final = 20

EXAMPLE: Final = "比如“我 50，王强 30，张红 20”，一样多就写“王强、张红”。"
NOBODY: Final = f"没看出是和谁一起。请写上名字，{EXAMPLE}一个人提的就跳过。"
SOME_ONLY: Final = f"有的写了占多少，有的没写。要么都写，要么都不写，{EXAMPLE}"
NOT_WHOLE: Final = "占多少请写 1 到 99 的整数，比如“我 50，王强 30，张红 20”。"
MUST_ADD_UP: Final = "几个人加起来要正好 100，现在是 {sum}。比如“我 50，王强 30，张红 20”。"
WHERE_ARE_YOU: Final = "加起来已经是 {sum}，没有留您自己的一份。请把自己也写上，比如“我 50，王强 30，张红 20”。"
TWICE: Final = "“{name}”写了两遍。同名的两位，请加上班组区别一下，比如“铆焊王强”。"
TOO_MANY: Final = "除您以外最多写 {most} 位。人更多的，写主要的几位，其余的请他们附议。"
LONG_NAME: Final = "名字写短一点，每位最多 {most} 个字，比如“王强、张红”。"

_NO_NAME: Final = re.compile(
    "(?:就|只有|只)我.*|我一个人?|没有别?人?|无|[一二两三四五六七八九十几]+个?[人位名].*|大家|我们.*|全班.*"
)
_BETWEEN: Final = re.compile(r"[,，、;；。/\n]+|(?<=[^\s,，、])\s*(?:和|跟|与)\s*(?=[^\d\s])")
_ONE: Final = re.compile(
    r"(?P<name>[^\d%％:：]*?)\s*[:：]?\s*(?:占|各占|各|得|拿)?\s*(?P<share>\d+(?:\.\d+)?)?\s*[%％]?"
)
_SPACED: Final = re.compile(r"(?<=[\d%])\s+(?=[^\d\s%])")
"""Where 王强 60 张红 40 goes on with the next one."""


def read(line: str) -> tuple[Named, ...]:
    """The others, without whoever writes: what they leave of the 100 is the writer's. Rejected says what is wrong."""
    found = [_one(piece) for piece in _pieces(line)]
    mine = [share for name, share in found if name in MYSELF]
    others = [(name, share) for name, share in found if name not in MYSELF]
    _require_names([name for name, _ in others])
    if all(share is None for _, share in found):
        return tuple(Named(name) for name, _ in others)
    shares = [share for _, share in found if share is not None]
    if len(shares) < len(found):
        raise Rejected(SOME_ONLY)
    _require_sum(shares, told=bool(mine))
    return tuple(Named(name, share) for name, share in others)


def _pieces(line: str) -> list[str]:
    text = _SPACED.sub("、", unicodedata.normalize("NFKC", line))
    pieces = [piece.strip() for piece in _BETWEEN.split(text)]
    if not any(char.isdigit() for char in text):
        pieces = [name for piece in pieces for name in piece.split()]
    return [piece for piece in pieces if piece]


def _one(piece: str) -> tuple[str, int | None]:
    found = _ONE.fullmatch(piece)
    if not found:
        raise Rejected(NOT_WHOLE)
    name, share = found["name"].strip(), found["share"]
    if share is None:
        return name, None
    if not share.isdecimal() or len(share) > len("99") or not int(share):
        raise Rejected(NOT_WHOLE)
    return name, int(share)


def _require_names(names: list[str]) -> None:
    if not names or any(_NO_NAME.fullmatch(name) or not any(map(str.isalpha, name)) for name in names):
        raise Rejected(NOBODY)
    if len(names) > MOST:
        raise Rejected(TOO_MANY.format(most=MOST))
    for name in names:
        if len(name) > LONGEST:
            raise Rejected(LONG_NAME.format(most=LONGEST))
        if names.count(name) > 1:
            raise Rejected(TWICE.format(name=name))


def _require_sum(shares: list[int], *, told: bool) -> None:
    if told and sum(shares) != WHOLE:
        raise Rejected(MUST_ADD_UP.format(sum=sum(shares)))
    if not told and sum(shares) >= WHOLE:
        raise Rejected(WHERE_ARE_YOU.format(sum=sum(shares)))
