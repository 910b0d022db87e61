"""Entries are held against their rules and their articles; what slips through here, a member would read."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import commands
from knowledge import ENTRIES, Entry, NextStep, Statute, load
from knowledge.doubts import DOUBTS
from knowledge.lint import Problem, Weight, cited, examine, lint
from knowledge.quantities import DATE, SHARE, quantities
from knowledge.statutes import read, read_folder
from tests.laws import REAL, with_real_texts, write

TODAY = date(2026, 11, 22)
ENTRY = Entry(
    id="wages-owed",
    title="公司拖欠工资怎么办",
    group="工资",
    asks=tuple(f"老板第{number}次不发钱" for number in range(25)),
    statutes=("劳动合同法第三十条", "劳动合同法第八十五条"),
    reviewed=TODAY,
    varies=False,
    related=(),
    next=NextStep.GRIEVANCE,
    covers=(),
    answer="先投诉，打12333。\n1. 留好证据。\n依据：《劳动合同法》第三十条、第八十五条。",
)


def errors(entry: Entry, *statutes: Statute) -> list[tuple[str, str]]:
    """What lint finds in one entry, by key and words."""
    return [(one.key, one.words) for one in examine([entry], TODAY, statutes)]


@pytest.fixture
def wages(tmp_path: Path) -> Statute:
    """The made-up statute, under a name that entries may cite."""
    return read(write(tmp_path, short='"劳动合同法"'))


def resting_on(answer: str, *articles: str, **more: tuple[str, ...]) -> Entry:
    """An entry on articles of the made-up statute."""
    names = tuple(f"劳动合同法{one}" for one in articles)
    return replace(ENTRY, statutes=names, answer=f"{answer}\n依据：《劳动合同法》{'、'.join(articles)}。", **more)  # type: ignore[arg-type]


def test_a_good_entry_has_no_problem() -> None:
    assert errors(ENTRY) == []


@pytest.mark.parametrize(
    ("changed", "key", "words"),
    [
        ({"asks": ENTRY.asks[:24]}, "asks", "has 24 ways of asking"),
        ({"statutes": ()}, "statutes", "is empty"),
        ({"statutes": ("劳动合同法第三十条", "劳动合同法")}, "statutes", "“劳动合同法” is not one article"),
        ({"statutes": ("《厂规》第三条",)}, "statutes", "“厂规” is in no list of statutes"),
        ({"statutes": ENTRY.statutes[:1]}, "answer", "names 《劳动合同法》第八十五条, which statutes lacks"),
        ({"statutes": (*ENTRY.statutes, "劳动法第五十条")}, "answer", "lacks 《劳动法》第五十条"),
        ({"answer": "先投诉。"}, "answer", "no line that begins with 依据"),
        ({"answer": f"按劳动法第44条。\n{ENTRY.answer}"}, "answer", "names 《劳动法》第四十四条, which statutes lacks"),
        ({"reviewed": date(2025, 11, 22)}, "reviewed", "12 months ago"),
        ({"reviewed": date(2026, 11, 23)}, "reviewed", "still to come"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_wrong_without_the_texts(changed: dict[str, object], key: str, words: str) -> None:
    found = errors(replace(ENTRY, **changed))  # type: ignore[arg-type]
    assert any(key == where and words in said for where, said in found), found


def test_an_excerpt_is_shown_by_the_name_of_the_whole() -> None:
    entry = replace(
        ENTRY, statutes=("刑法第二百七十六条之一",), answer="报警。\n依据：《刑法节选》第二百七十六条之一。"
    )
    assert [key for key, _ in errors(entry)] == ["answer"]
    assert errors(replace(entry, answer=entry.answer.replace("节选", ""))) == []


def test_an_entry_read_eleven_months_ago_is_fresh() -> None:
    assert errors(replace(ENTRY, reviewed=date(2025, 11, 23))) == []


def test_two_entries_cannot_claim_what_means_the_same() -> None:
    asks = tuple(f"厂里{number}号没发钱" for number in range(25))
    one, other = (
        replace(ENTRY, asks=(*ENTRY.asks, "请问三个月没发工资怎么办？")),
        replace(ENTRY, id="other", title="别的", asks=(*asks, "3个月没发工资怎么办")),
    )
    assert examine([one, other], TODAY) == [
        Problem("other", "asks", Weight.ERROR, "“3个月没发工资怎么办” is asked in wages-owed already")
    ]


def test_what_is_law_no_more_is_an_error_and_what_is_unsure_a_warning() -> None:
    gone = replace(ENTRY, statutes=("失业保险条例第六条",), answer="看费率。\n依据：《失业保险条例》第六条。")
    unsure = replace(ENTRY, statutes=("信访工作条例第二条",), answer="去信访。\n依据：《信访工作条例》第二条。")
    assert [one.weight for one in examine([gone], TODAY)] == [Weight.ERROR]
    assert [one.weight for one in examine([unsure], TODAY)] == [Weight.WARNING]


def test_the_paragraph_that_still_holds_may_be_cited() -> None:
    name = "劳动争议司法解释（一）"
    entry = replace(ENTRY, statutes=(f"{name}第三十二条",), answer=f"内退的也算。\n依据：《{name}》第三十二条第二款。")
    assert errors(entry) == []
    assert errors(replace(entry, answer=entry.answer.replace("第二款", "")))


def test_a_coming_change_is_heard_of_on_its_day() -> None:
    entry = replace(ENTRY, statutes=("社会保险法第二十七条",), answer="看医保。\n依据：《社会保险法》第二十七条。")
    assert examine([entry], date(2026, 12, 31)) == []
    assert [one.weight for one in examine([entry], date(2027, 1, 1))] == [Weight.WARNING]


def test_cited_articles_must_be_there(wages: Statute) -> None:
    assert errors(resting_on("去投诉。", "第三条"), wages) == []
    assert errors(resting_on("去投诉。", "第三条之一"), wages) == []
    assert "does not exist; it has 4 articles" in errors(resting_on("去投诉。", "第三十条"), wages)[0][1]
    other = replace(ENTRY, statutes=("劳动法第五十条",), answer="去投诉。\n依据：《劳动法》第五十条。")
    assert "no text of this statute" in errors(other, wages)[0][1]


@pytest.mark.parametrize(
    "answer",
    [
        "拖欠满30天的，加付50%到100%。",
        "满三十日，加付一倍。",
        "加付0.5倍到1倍，一个人也可以打12333。",
        "1. 记住30日。\n2. 去投诉。",
    ],
)
def test_numbers_of_the_article_may_be_said(wages: Statute, answer: str) -> None:
    assert errors(resting_on(answer, "第一条"), wages) == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [("满30个工作日", "30个工作日"), ("满三十个月", "三十个月"), ("加付200%", "200%"), ("加付60%到100%", "60%"),
     ("最多赔2万元", "2万元"), ("打12999", "12999"), ("满一级", "一级")],
)  # fmt: skip
def test_a_number_from_nowhere_is_an_error(wages: Statute, answer: str, words: str) -> None:
    (found,) = errors(resting_on(answer, "第一条"), wages)
    assert f"“{words}” stands in none" in found[1]


def test_a_number_may_have_a_source_of_its_own_with_its_unit(wages: Statute) -> None:
    entry = resting_on("带3个月流水。", "第一条", sources=("3个月：法院的举证通知书",))
    assert errors(entry, wages) == []
    assert errors(replace(entry, sources=("3天：法院的举证通知书",)), wages)


def test_a_statutes_own_days_may_be_said(wages: Statute) -> None:
    assert errors(resting_on("2019年7月1日起施行。", "第一条"), wages) == []
    assert errors(resting_on("2019年8月1日起施行。", "第一条"), wages)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("百分之一百五十", [(SHARE, Fraction(3, 2))]),
        ("1.5倍、三分之二、八成", [(SHARE, Fraction(3, 2)), (SHARE, Fraction(2, 3)), (SHARE, Fraction(4, 5))]),
        ("一至四级", [("级", 1), ("级", 4)]),
        ("五六级", [("级", 5), ("级", 6)]),
        ("2到3倍", [(SHARE, 2), (SHARE, 3)]),
        ("半年，半个月，一个半月", [("月", 6), ("月", Fraction(1, 2)), ("月", Fraction(3, 2))]),
        ("２,０００元以上2万元以下", [("元", 2000), ("元", 20000)]),
        ("一级27个月，二级25", [("级", 1), ("月", 27), ("级", 2), ("", 25)]),
        ("2025年9月1日、10月1日、2008年", [(DATE, "2025-09-01"), (DATE, "-10-01"), (DATE, "2008")]),
        ("周六周日每周40小时", [("小时", 40)]),
        ("上一级工会，前一日，干一天，一年几次，一个人，第3次，A4纸，元旦，一起", []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_quantities(text: str, found: list[tuple[str, object]]) -> None:
    assert sorted((one.unit, str(one.value)) for one in quantities(text)) == sorted(
        (unit, str(value)) for unit, value in found
    )


def test_every_file_that_cannot_be_loaded_is_a_problem_of_its_own(folder: Path) -> None:
    (folder / "one.md").write_text("keine")
    (folder / "two.md").write_text("+++\nid = 1\n+++\n\n去")
    assert [(one.entry, one.weight) for one in lint(folder, TODAY)] == [("one", Weight.ERROR), ("two", Weight.ERROR)]


def test_the_shipped_entries_have_no_error() -> None:
    assert [str(one) for one in lint(ENTRIES, TODAY) if one.weight is Weight.ERROR] == []


@with_real_texts
def test_the_shipped_entries_say_what_their_articles_say() -> None:
    found = lint(ENTRIES, TODAY, read_folder(REAL))
    assert [str(one) for one in found if one.weight is Weight.ERROR] == []


@with_real_texts
def test_a_wrong_number_in_any_shipped_answer_is_found() -> None:
    """The check bites: with another number in the place of one of theirs, most answers are refused."""
    texts, wrong, found = read_folder(REAL), 0, 0
    for entry in load(ENTRIES):
        body, _, rest = entry.answer.partition("\n依据")
        for old, new in (("1年", "3年"), ("30日", "40日"), ("15日", "25日"), ("2倍", "3倍")):
            if old in body and not any(old in source for source in entry.sources):
                wrong += 1
                changed = replace(entry, answer=f"{body.replace(old, new)}\n依据{rest}")
                found += bool([one for one in examine([changed], TODAY, texts) if one.weight is Weight.ERROR])
    assert wrong > 50
    assert found / wrong > 0.8


@with_real_texts
def test_doubts_name_articles_that_exist() -> None:
    texts = {one.short: one for one in read_folder(REAL)}
    for doubt in DOUBTS:
        if doubt.statute in texts and len(doubt.articles) < 100:
            assert all(texts[doubt.statute].article(number) for number in doubt.articles)


def test_the_command_says_it_line_by_line_and_exits_with_1(folder: Path) -> None:
    (folder / "one.md").write_text("keine")
    run = CliRunner().invoke(commands, ["faq", "lint", "--entries", str(folder)])
    assert run.exit_code == 1
    assert run.output.startswith("error: one: +++: ")
    assert run.output.endswith("1 errors, 0 warnings\n")
    as_json = CliRunner().invoke(commands, ["faq", "lint", "--entries", str(folder), "--json"])
    assert '"weight": "error"' in as_json.output


def test_the_command_names_what_is_wrong_with_a_statute(folder: Path) -> None:
    write(folder, title=None)
    run = CliRunner().invoke(commands, ["faq", "lint", str(folder)])
    assert (run.exit_code, run.output) == (1, "Error: 工钱法.md:1: title is missing; it takes a text in quotes\n")


def test_what_an_entry_rests_on() -> None:
    assert [one.spoken for one in cited(ENTRY)] == ["劳动合同法第三十条", "劳动合同法第八十五条"]
