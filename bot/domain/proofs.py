"""Proofs of an entry before it goes live: what is wrong with it, in words that an officer can act on."""

import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from knowledge import Entry, EntryError, check, claims, letters, parse, parts, written
from knowledge.base import LONGEST_ANSWER
from knowledge.lint import lint

KEYS = {
    "title": "标题",
    "group": "分类",
    "asks": "会员的问法",
    "statutes": "依据",
    "answer": "回答",
    "next": "下一步",
    "related": "相关条目",
    "covers": "一并回答的问题",
    "id": "编号",
}

LINT = (
    (r"has (\d+) ways of asking; write (\d+) or more", r"只有 \1 种，写到 \2 种以上才容易被问到"),
    (r"is empty; an answer about rights names the article it rests on", "没有写；讲权利的回答要写明哪部法律第几条"),
    (r"“(.+)” is not one article, such as (.+)", r"“\1”要写成一条法条，比如 \2"),
    (r"“(.+)” is in no list of statutes.*", r"“\1”不在已知的法规名单里，请核对名称"),
    (r"has no line that begins with 依据：", "最后要有一行“依据：”，写明法条"),
    (r"the line 依据 lacks (.+), which statutes names", r"“依据”一行漏了 \1"),
    (r"(?:the line 依据 )?names (.+), which statutes lacks", r"写了 \1，上面的“依据”栏里没有"),
    (r"(\S+) is (\d+) months ago; read it against its articles", r"\1 核对过，已超过 \2 个月，请对照法条再看一遍"),
    (r"“(.+)” stands in none of the cited articles; name its source in sources", r"数字“\1”在所引法条里找不到，请核对"),
)
"""What knowledge.lint says, for officers; what is not here is shown in its own words."""


@dataclass(frozen=True)
class Proof:
    """The entry, where it can be read. `faults` keep it from going live; `remarks` are for the eyes of the approver."""

    entry: Entry | None
    faults: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def proof(id: str, text: str, live: Sequence[Entry], shipped: Entry | None, today: date) -> Proof:  # noqa: A002
    """What is wrong with this text of an entry among the live ones; an empty text stands for the shipped one."""
    others = [entry for entry in live if entry.id != id]
    if not text:
        faults = _loaders(lambda: check([*others, *filter(None, [shipped])]))
        return Proof(shipped, tuple(faults))
    keys, answer = parts(f"{id}.md", text)
    faults = [*_missing(keys, answer), *_twice(id, keys, others)]
    try:
        entry = parse(f"{id}.md", text)
        check([*others, entry])
    except EntryError as error:
        return Proof(_read(id, text), tuple(faults or _told(error)))
    return Proof(entry, tuple(faults), tuple(remarks(entry, today)))


def remarks(entry: Entry, today: date) -> list[str]:
    """What knowledge.lint says of one entry by itself; the articles' own texts are not at hand here."""
    with tempfile.TemporaryDirectory(prefix="gongyou-") as folder:
        Path(folder, f"{entry.id}.md").write_text(written(replace(entry, related=())), "utf-8")
        found = lint(Path(folder), today)
    return [f"{KEYS.get(one.key, one.key)}：{_in_chinese(one.words)}。" for one in found]


def _in_chinese(words: str) -> str:
    return next((re.sub(f"^{said}$", shown, words) for said, shown in LINT if re.fullmatch(said, words)), words)


def _missing(keys: dict[str, object], answer: str) -> list[str]:
    faults = [f"{KEYS[key]}还没有写。" for key in ("title", "group", "asks", "next") if not keys.get(key)]
    if not answer:
        faults.append("回答还没有写。")
    if (over := len(answer) - LONGEST_ANSWER) > 0:
        faults.append(f"回答有 {len(answer)} 个字，一条消息最多 {LONGEST_ANSWER} 个字，请删掉 {over} 个。")
    return faults


def _twice(id: str, keys: dict[str, object], others: Iterable[Entry]) -> list[str]:  # noqa: A002
    """Asks that another entry claims, and related entries that are not there."""
    owner = {same: entry for entry in others for _, same in claims(entry)}
    known = {intent for entry in others for intent in entry.answers}
    asks, related = keys.get("asks"), keys.get("related")
    asks = [keys.get("title"), *asks] if isinstance(asks, list) else []
    related = related if isinstance(related, list) else []
    claimed = [(ask, owner[letters(str(ask))]) for ask in asks if letters(str(ask)) in owner]
    return [
        *(f"“{ask}”已经是“{entry.title}”的问法，两条不能有同一个问法。" for ask, entry in claimed),
        *(f"相关条目里没有“{name}”这一条。" for name in related if name not in known or name == id),
    ]


def _read(id: str, text: str) -> Entry | None:  # noqa: A002
    try:
        return parse(f"{id}.md", text)
    except EntryError:
        return None


def _loaders(deed: Callable[[], None]) -> list[str]:
    try:
        deed()
    except EntryError as error:
        return _told(error)
    return []


def _told(error: EntryError) -> list[str]:
    """The loader's own words, which are English: rare, because the words above come first."""
    return [f"{KEYS.get(error.key, error.key)}有问题（{error}）。"]
