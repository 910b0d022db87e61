"""Finds which of a few short labels a member meant: a form's choices, the words of a menu, titles of events."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from rapidfuzz.distance import OSA, LCSseq

from knowledge.normal import letters
from knowledge.sounds import syllables

SURE: Final = 0.7  # below this, asking again is cheaper than a wrong entry in a form
LEAD: Final = 0.08  # two labels closer to each other than this fit about equally

_WRAPPING: Final = re.compile(
    "^(?:我想要|我想选|我要选|我选择|我想|我要|我选|我是说|我说的是|我的意思是|选择|选|就是|就|要|报名|参加|报|关于|有关|想提一个|提一个|应该是|应该)+"
    "|(?:这个选项|这一项|那一项|这一类|那一类|这项|那项|这个|那个|方面的|方面|相关的|相关|有关的|之类的|之类|类的|吧|的|了|啊|呀|呢|哈|嘛)+$"
)
_DENIAL: Final = re.compile("不|别|没|非|除了|无关")


def closest(said: str, labels: Sequence[str]) -> int | None:
    """The position of the label that was meant; None when none fits surely, or two fit about equally."""
    words = letters(said)
    names = [letters(label) for label in labels]
    if words in names:
        return names.index(words) if names.count(words) == 1 else None
    meant = _WRAPPING.sub("", words) or words
    fits = [_fit(meant, name) if name and not _denied(words, name) else 0.0 for name in names]
    best, *rest = sorted(fits, reverse=True) or [0.0]
    if best < SURE or (rest and best - rest[0] < LEAD):
        return None
    return fits.index(best)


def _denied(words: str, name: str) -> bool:
    """Whether something is refused that the label does not refuse itself: 不要安全生产, 除了技术革新."""
    return any(denial not in name for denial in _DENIAL.findall(words))


def _fit(meant: str, name: str) -> float:
    """How well the words fit the label, 0 to 1, by the kindest of the ways below."""
    return 1.0 if meant == name else max(way(meant, name) for way in _WAYS)


def _by_containing(meant: str, name: str) -> float:
    """福利 for 生活福利, or the whole label within a sentence; one character alone says too little."""
    shorter, longer = sorted((meant, name), key=len)
    if len(shorter) < 2 or shorter not in longer:  # noqa: PLR2004
        return 0.0
    return 0.8 + 0.15 * len(shorter) / len(longer)


def _by_typing(meant: str, name: str) -> float:
    """One wrong, missing, doubled or swapped character in four."""
    allowed = max(len(meant), len(name)) // 4
    wrong = OSA.distance(meant, name, score_cutoff=allowed)
    return 0.9 - 0.1 * wrong if wrong <= allowed else 0.0


def _by_sound(meant: str, name: str) -> float:
    """安权生产 for 安全生产 and 服利 for 福利: the same syllables, and where they are few also a common character."""
    heard, known = syllables(meant), syllables(name)
    if len(heard) < 2 or len(known) < 2:  # noqa: PLR2004
        return 0.0
    if heard == known:
        return 0.95
    places = [i for i in range(len(known) - len(heard) + 1) if known[i : i + len(heard)] == heard]
    common = any(set(meant) & set(name[i : i + len(heard)]) for i in places)
    return 0.75 + 0.1 * len(heard) / len(known) if common else 0.0


def _by_order(meant: str, name: str) -> float:
    """生产安全 for 安全生产: the same characters in another order, at least four of them."""
    return 0.85 if len(name) > 3 and sorted(meant) == sorted(name) else 0.0  # noqa: PLR2004


def _by_words_left_out(meant: str, name: str) -> float:
    """羽毛球比赛 for 秋季职工羽毛球友谊赛: nearly all that was said stands in the label in the same order."""
    if len(meant) < 4 or len(name) <= len(meant):  # noqa: PLR2004
        return 0.0
    share = LCSseq.similarity(meant, name) / len(meant)
    return share * 0.9 if share >= 0.8 else 0.0  # noqa: PLR2004


_WAYS: Final[tuple[Callable[[str, str], float], ...]] = (
    _by_containing,
    _by_typing,
    _by_sound,
    _by_order,
    _by_words_left_out,
)
