"""Articles that must not, or only with care, be relied upon although their text is at hand.

Decided from the folder's INDEX.md of 2026-11-22: what it lists as no longer in force, its column 可能过时, and what it
says of coming changes. What it only calls a single source (C, D) is no doubt by itself: the words were read there.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from knowledge.citations import Citation

ALL: Final = range(1, 10_000)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why articles of a statute are doubtful; `gone` ones are not law any more. `since`: from which day it holds.

    `reason` is for members and editors alike. An entry that cites `but` does not mean the part that is gone.
    """

    statute: str
    articles: range
    reason: str
    gone: bool = False
    since: date = date.min
    but: str = ""

    def holds(self, citation: Citation, day: date) -> bool:
        """Whether the article is doubtful on a day."""
        return self.statute == citation.statute and citation.article in self.articles and day >= self.since


def _one(article: int) -> range:
    return range(article, article + 1)


MEDICAL_LAW: Final = "《医疗保障法》2027年1月1日起施行，这一条须重新核对"

DOUBTS: Final = (
    Doubt("合理化建议和技术改进奖励条例", ALL, "已经废止", gone=True),
    Doubt("工伤职工劳动能力鉴定管理办法", ALL, "2025年7月1日起被《劳动能力鉴定管理办法》取代", gone=True),
    Doubt(
        "劳动争议司法解释（一）",
        _one(32),
        "第一款自2025年9月1日起废止（见《劳动争议司法解释（二）》第二十一条），超龄劳动者看《超龄劳动者基本权益保障暂行规定》",
        gone=True,
        but="第三十二条第二款",
    ),
    Doubt("失业保险条例", _one(6), "费率已被后来的降费政策取代", gone=True),
    Doubt("失业保险条例", range(14, 24), "怎么领、领多久，《社会保险法》第五章有规定的按它"),
    Doubt("集体合同规定", ALL, "2004年的规章，是否仍有效没有查实"),
    Doubt("信访工作条例", ALL, "是否仍有效没有另外核对"),
    Doubt("使用有毒物品作业场所劳动保护条例", ALL, "2024年修订本的施行日没有核实"),
    Doubt("住房公积金管理条例", ALL, "2026年9月20日起施行的新修订本，文字由人转录，还没有对原文抽查"),
    Doubt("拒不支付劳动报酬刑事案件解释", ALL, "是否仍有效没有逐项核对"),
    Doubt("工伤保险行政案件规定", ALL, "是否仍有效没有逐项核对"),
    Doubt("社会保险法", range(23, 33), MEDICAL_LAW, since=date(2027, 1, 1)),
    Doubt("社会保险法", range(53, 57), MEDICAL_LAW, since=date(2027, 1, 1)),
)


def doubts(citation: Citation, day: date) -> tuple[Doubt, ...]:
    """What speaks against relying on an article on a day."""
    return tuple(doubt for doubt in DOUBTS if doubt.holds(citation, day))
