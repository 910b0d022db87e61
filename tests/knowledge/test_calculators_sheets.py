"""What every calculator's sheet must be: one message, its articles real, its sums shown."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from knowledge.calculators import (
    Line,
    Sheet,
    double_wage,
    injury,
    maternity,
    medical_period,
    probation,
    retirement,
    wage,
)
from knowledge.calculators import annual_leave as leave
from knowledge.calculators import severance as pay
from knowledge.calculators import time_limit as clock
from knowledge.calculators.sheet import CAUTION, cited, money, plain, shown
from tests.laws import REAL as LAWS

LONGEST = 2048
"""Bytes of one WeChat message."""
TODAY = date(2026, 11, 23)
D = Decimal
FIGURES = "零一二三四五六七八九"


def sheets() -> Iterator[Sheet]:
    """Many of every kind, the longest among them."""
    yield from _of_pay()
    yield from _of_leave()
    yield from _of_terms()


def _of_pay() -> Iterator[Sheet]:
    for ending in pay.Ending:
        for joined, average in ((date(2005, 3, 1), None), (date(2010, 1, 1), D(9000))):
            yield pay.work_out(pay.Departure(joined, TODAY, D("30000.55"), ending, notified=False, average=average))
    for started in (date(2006, 1, 1), date(2025, 1, 10), date(2026, 1, 10), date(2026, 11, 1)):
        yield double_wage.work_out(double_wage.Unsigned(started, D("6543.21"), TODAY))
    yield wage.overtime(wage.Overtime(D("5432.10"), D("20.5"), D("16.5"), D("8.5")))
    yield wage.convert(D(5000), D(3))


def _of_leave() -> Iterator[Sheet]:
    for without in leave.Without:
        yield leave.work_out(leave.Leave(D(12), date(2026, 2, 1), TODAY, D(1), None, D(8000), without))
    yield leave.work_out(leave.Leave(D(12), date(2026, 2, 1), TODAY, D(1), date(2026, 9, 30), D(8000)))
    yield medical_period.work_out(medical_period.Illness(D(12), D(7), TODAY))
    yield maternity.work_out(maternity.Birth(babies=2, difficult=True, added=60, since=TODAY))
    yield maternity.work_out(maternity.Birth(miscarriage=True))


def _of_terms() -> Iterator[Sheet]:
    yield from (injury.by_grade(injury.Disability(grade, D(3000), D(9000))) for grade in injury.MONTHS)
    yield injury.of_death(injury.Death(D(50_000), D(9000), 2025))
    yield from (probation.work_out(probation.Probation(term, D(36), D(8), D(6000))) for term in probation.Term)
    yield from (retirement.work_out(retirement.Person(date(1960, 5, 1), kind), TODAY) for kind in retirement.Kind)
    for claim in clock.Claim:
        for day in (date(2020, 1, 1), TODAY):
            yield clock.work_out(clock.Clock(claim, TODAY, left=day, known=day, claimed=TODAY))
    yield clock.work_out(clock.Clock(clock.Claim.WAGES, TODAY, employed=True))


@pytest.mark.parametrize("sheet", list(sheets()))
def test_a_sheet_is_one_message_with_all_its_parts(sheet: Sheet) -> None:
    assert len(sheet.text.encode()) <= LONGEST
    assert sheet.lines
    assert sheet.articles
    assert sheet.text.endswith(CAUTION)
    assert "None" not in sheet.text
    assert len(set(sheet.articles)) == len(sheet.articles)
    assert all(line.value == line.value.quantize(D("0.01")) for line in sheet.lines if isinstance(line.value, Decimal))


@pytest.mark.skipif(not LAWS.is_dir(), reason="the folder of statutes is not here")
def test_every_article_cited_is_in_force() -> None:
    for statute, number in {tuple(article.split("第", 1)) for sheet in sheets() for article in sheet.articles}:
        text = (LAWS / f"{statute}.md").read_text("utf-8")
        assert re.search(rf"^## 第{_figure(number)}(条|部分)$", text, re.MULTILINE), f"{statute}第{number}"


def _figure(number: str) -> int:
    """四十七条 -> 47."""
    tens, ten, ones = re.sub("[条部分]", "", number).rpartition("十")
    return (FIGURES.index(tens) if tens else 1) * 10 * bool(ten) + (FIGURES.index(ones) if ones else 0)


def test_a_sheet_in_words() -> None:
    lines = (money("补偿", D("36000"), "8000 × 4.5"), Line("到", TODAY), Line("天数", 7, unit="天"))
    sheet = Sheet(
        lines, ("劳动合同法第四十七条", "劳动合同法第八十七条", "劳动法第四十四条"), ("一",), "合同。", ("注",)
    )
    assert sheet.text.splitlines() == [
        "补偿：36,000.00 元",
        "  ＝ 8000 × 4.5",
        "到：2026年11月23日",
        "天数：7 天",
        "注",
        "依据：《劳动合同法》第四十七条、第八十七条；《劳动法》第四十四条",
        "按这些前提算：",
        "· 一",
        "要备好：合同。",
        CAUTION,
    ]


def test_small_words() -> None:
    assert [plain(D("4.50")), plain(D("100")), plain(12)] == ["4.5", "100", "12"]
    assert shown(D("1234567.005")) == "1,234,567.01"
    assert cited(()) == ""
