"""Whether two members mean the same employer: in full, for short, or written as it sounds (宏达机械, 洪达机械厂).

A firm's name is taken apart: where it is (清河市), what it calls itself (宏达), its trade (机械), its form (有限公司).
What it calls itself must be the same, but for a slip, and the trades must not differ where both name one. Place and
form count for nothing, unless there is nothing else. Words that could mean anybody (工地, 机械厂) mean no employer.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from knowledge.normal import fold, letters, number
from knowledge.sounds import blurred, syllables
from knowledge.towns import TOWNS
from knowledge.trades import ANYBODY, TRADES, WEAK

LENGTHS: Final = range(6, 1, -1)
"""Characters of a place's name, the longest first: 张家口 before any 张家."""

LONGEST_SURPLUS, A_WORD = 4, 2
"""Characters of the place after a name (海底捞万达店), and of one more word in it."""

_ASIDE: Final = re.compile(r"[(（\[【].{0,12}?[)）\]】]")
_LEAD_IN: Final = re.compile(
    r"^(?:.{2,10}工地|老板姓.)的(?=..)|^(?:包工头|工头)(?=..)"
    r"|^(?:我们|我|单位|公司|老板|工地|厂子|名字|名称|全称|在|是|叫|的|给)+(?=..)"
)
_TAIL: Final = re.compile(r"(?:上班|打工|干活|工作|那里|那边|里面|的?工地|现场|老板)+$")
_FORM: Final = re.compile(
    r"(?<=..)(?:股份|有限责任|有限)+公司|(?<=..)(?:集团|控股|总公司|分公司|子公司|公司|总厂|分厂|工厂|加工厂|厂"
    r"|项目部|经营部|营业部|门市部|分部|办事处|工作室|门店|分店|专卖店|旗舰店|(?<![书饭酒药])店|站点|站)"
)
_FULL: Final = re.compile("股份|有限|集团")
_OUTLET: Final = re.compile(r"分|店|站|部|办事处")
_DISTRICT: Final = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,3}?(?:省|自治区|自治州|地区|(?<![超门都城夜集])市(?!政|场|民|容)|区(?!域|块)"
    r"|县|镇|乡|街道|开发区))(?=..)"
)
_NUMBERED: Final = re.compile(r"^第?([一二三四五六七八九十\d]+)(?=建|人民|医|中|小|机|工|纺|化|分)")
_BUILDERS: Final = re.compile(r"^([一二三四五六七八九十\d]{1,3})(?:建筑|建设|建工|建安|建)")
_SHORT: Final = (
    (re.compile(r"^中国建筑第(.{1,3})工程局"), r"中建\1局"),
    (re.compile(r"^中国铁路?工?程?第?(.{1,3})局"), r"中铁\1局"),
    (re.compile(r"^(?:中国石油化工|中国石化|中石化)"), "石化总油品"),
    (re.compile(r"^(?:中国石油(?:天然气)?|中石油)"), "石油总油品"),
    (re.compile(r"环境卫生"), "环卫"),
    (re.compile(r"[吗嘛]$"), "么"),
)
_FIGURE: Final = re.compile("[一二三四五六七八九十]+")
_LOOK_ALIKE: Final = str.maketrans("土己巳未曰甲由申千午入低抵", "士已已末日田田田干牛人底底")


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer's name, taken apart: `own` is what it calls itself, empty where that could be anybody.

    `outlet`: one of several places of it is meant; `full`: it is written as it is registered.
    """

    own: str
    trades: frozenset[str]
    outlet: bool = False
    full: bool = False

    @property
    def sound(self) -> list[str]:
        """Its own name as it sounds."""
        return syllables(self.own)


def says(name: str | None, places: Collection[str] = ()) -> bool:
    """Whether a name tells which employer is meant."""
    return bool(name and read(name, frozenset(places)).own)


def same(one: str, other: str, places: Collection[str] = ()) -> bool:
    """Whether two names mean one employer; `places` are those around here, beside the well-known ones."""
    near = frozenset(places)
    return _same(read(one, near), read(other, near))


def circle(name: str, others: Sequence[str], places: Collection[str] = ()) -> list[int]:
    """The positions of those among the others that mean the same employer, and do not differ among themselves.

    宏达 could be 宏达机械 or 宏达物流: then the larger of both groups counts.
    """
    near = frozenset(places)
    meant, known = read(name, near), [read(other, near) for other in others]
    alike = [one for one in dict.fromkeys(known) if _same(meant, one)]
    alike.sort(key=lambda one: not one.trades)  # who says most says who else may be meant
    circles = [_agreeing([leader, *alike]) for leader in alike if leader.trades] or [alike]
    found = [[place for place, one in enumerate(known) if one in some] for some in circles]
    return max(found, key=len)


def _agreeing(names: Sequence[Employer]) -> list[Employer]:
    """Of these names those that do not differ from the ones before."""
    found = list[Employer]()
    for name in dict.fromkeys(names):
        if all(_same(name, one) for one in found):
            found.append(name)
    return found


@lru_cache(maxsize=4096)
def read(name: str, places: frozenset[str] = frozenset()) -> Employer:
    """A name, taken apart."""
    text = letters(_ASIDE.sub("", fold(name)))
    text = _TAIL.sub("", _LEAD_IN.sub("", text)) or text
    text = _shortened(text)
    form = _FORM.search(text)
    head = text[: form.start()] if form else text
    head, place = _without_place(head, places)
    outlet = bool(form and _OUTLET.search(form[0]))
    own, trades, beside = _without_trades(_NUMBERED.sub(r"\1", _first_part(head) if outlet else head), places)
    outlet = outlet or beside
    own = own or place or (head if len(trades) > 1 else "")
    if own in ANYBODY or text in ANYBODY:
        own = ""
    own = _FIGURE.sub(lambda found: str(number(found[0])), own)
    return Employer(own.translate(_LOOK_ALIKE), trades, outlet, full=bool(form and _FULL.search(form[0])))


def _shortened(text: str) -> str:
    for pattern, short in _SHORT:
        text = pattern.sub(short, text)
    return text


def _without_place(text: str, places: Collection[str]) -> tuple[str, str]:
    """The text after the places before it, and the last of these, by which it is known where nothing else is said."""
    place = ""
    while True:
        known = (text[:length] for length in LENGTHS if len(text) > length + 1)
        named = next((one for one in known if one in places or one in TOWNS), "")
        district = found[0] if (found := _DISTRICT.match(text)) else ""
        before = max(named, district, key=len)
        if not before:
            return text, place
        place = before.rstrip("省市区县镇乡") if len(before) > A_WORD else before
        text = text[len(before) :]


def _first_part(head: str) -> str:
    """吉利汽车 of 吉利汽车清河4s: what stands behind the trade says which place of many."""
    ends = [at + len(word) for word in TRADES if len(word) > 1 and (at := head.find(word, 2)) > 0]
    return head[: max(ends)] if ends else head


def _without_trades(text: str, places: Collection[str]) -> tuple[str, frozenset[str], bool]:
    """What is before the trades at its end, these trades, and whether a place stood behind them."""
    if built := _BUILDERS.match(text):
        return f"{built[1]}建", frozenset({"building"}), False
    trades, beside = set[str](), False
    while text:
        known = (text[-length:] for length in LENGTHS if len(text) > length + 1)
        if place := next((one for one in known if one in places or one == "中国"), ""):
            text, beside = text.removesuffix(place), True
        elif word := next((one for one in TRADES if text.endswith(one)), ""):
            trades.add(TRADES[word])
            text = text.removesuffix(word)
        elif weak := next((one for one in WEAK if text.endswith(one)), ""):
            text = text.removesuffix(weak)
        else:
            break
    return text, frozenset(trades), beside


def _same(one: Employer, other: Employer) -> bool:
    if not one.own or not other.own:
        return False
    if one.trades and other.trades and not one.trades & other.trades:
        return False
    return one.own == other.own or _by_sound(one, other) or _by_slip(one, other) or _by_beginning(one, other)


def _by_sound(one: Employer, other: Employer) -> bool:
    """洪达 for 宏达. Where only one names its trade a character must be common, and the sounds exactly the same."""
    if min(len(one.own), len(other.own)) < 2:  # noqa: PLR2004
        return False
    common, both = bool(set(one.own) & set(other.own)), bool(one.trades & other.trades)
    if one.sound == other.sound:
        return common or both
    heard = [[blurred(character) for character in name] for name in (one.own, other.own)]
    return common and both and heard[0] == heard[1]


def _by_slip(one: Employer, other: Employer) -> bool:
    """One wrong, missing or swapped syllable in five; a figure is never wrong: 十一局 is not 十二局."""
    if re.sub(r"\D", "", one.own) != re.sub(r"\D", "", other.own):
        return False
    allowed = min(len(one.own), len(other.own)) // 5
    return bool(allowed) and OSA.distance(one.sound, other.sound, score_cutoff=allowed) <= allowed


def _by_beginning(one: Employer, other: Employer) -> bool:
    """海底捞万达店 is 海底捞, and 大疆创新科技有限公司 is 大疆: one more word behind, but not one more character."""
    short, long = sorted((one, other), key=lambda name: len(name.own))
    shared, length = _common(short.own, long.own), len(long.own)
    if long.outlet and shared > 1:
        whole = shared == len(short.own) or (short.outlet and shared > 2)  # noqa: PLR2004
        return whole and length - shared <= LONGEST_SURPLUS
    longer = long.full or bool(one.trades & other.trades)
    return longer and shared == len(short.own) > 1 and length - shared == A_WORD


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
