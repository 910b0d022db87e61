"""What is read of a plan somebody wrote: on labelled lines, half of them held out; nothing wrong is taken for clear."""

from pathlib import Path

import pytest

from bot.domain import planhours, planlist, plantimes
from bot.domain.planlist import Sure
from tests.domain.plan_lines import YEAR, Line, fields, lines, written

DOCS = (Path(__file__).parents[2] / "docs" / "plan.zh-CN.md").read_text("utf-8")


def table(head: str) -> list[tuple[str, ...]]:
    """The rows of the table in the officers' page whose first column is called so."""
    rows = DOCS[DOCS.index(f"| {head} |") :].split("\n\n")[0].splitlines()[2:]
    return [tuple(cell.strip().strip("`") for cell in row.strip("|").split("|")) for row in rows]


@pytest.mark.parametrize("held_out", [True, False])
def test_items_are_read_exactly_as_meant(*, held_out: bool) -> None:
    mine = [line for line in lines() if line.held_out is held_out]
    pairs = [pair for line in mine for pair in line.pairs]
    exact = sum(fields(read) == meant for meant, read in pairs)
    assert len(mine) >= 60
    assert exact / len(pairs) >= 0.97, f"{exact} of {len(pairs)}"
    assert [line.text for line in mine if len(line.read) != len(line.items)] == []


def test_nothing_that_is_read_wrong_is_called_clear() -> None:
    wrong = [read for line in lines() for meant, read in line.pairs if fields(read) != meant]
    assert [item for item in wrong if item and item.clear] == []


def test_most_of_what_has_a_time_is_clear() -> None:
    timed = [read for line in lines() for meant, read in line.pairs if meant.get("when")]
    assert sum(bool(item and item.clear) for item in timed) / len(timed) >= 0.85


@pytest.mark.parametrize(
    ("text", "field", "why"),
    [
        ("重阳节敬老", "when", planlist.NO_MONTH),
        ("每周四 书法班", "when", "每周四"),
        ("4月9日 2点 联席会", "hours", "上午还是下午"),
        ("4月9日下午 联席会", "hours", "没写几点"),
        ("2月30日 茶话会", "when", "没有这一天"),
        ("11月9日（周三） 安全课", "when", "是星期二"),
        ("2026年3月8日 座谈会", "when", "写的是 2026 年"),
        ("9月中秋晚会", "when", "直接连着名称"),
        ("3月8日 9:00 座谈会（另行通知）", "title", "另行通知"),
        ("3月8日 联欢会 60人", "seats", "预计人数"),
        ("8月：游泳、跳绳", "title", "几项"),
        ("1月：团拜会\n游园会", "when", "上一行"),
        ("5月8日16:00-14:00 会议", "hours", "比开始早"),
        ("3月起 扫盲班", "when", "不是确定的时间"),
        ("开展4月读书月", "when", "是不是时间"),
    ],
)
def test_what_is_doubtful_is_said_to_be_so(text: str, field: str, why: str) -> None:
    item = planlist.read(text, YEAR).items[-1]
    assert why in item.doubts[field]
    assert item.sure(field) is Sure.DOUBTFUL
    assert not item.clear


def test_a_field_that_is_not_said_stays_open() -> None:
    under, plain = planlist.read("3月\n插花\n4月2日 种树（北山公园）", YEAR).items
    assert [under.sure(name) for name in ("title", "when", "hours", "place", "seats")] == [
        Sure.SAID, Sure.ABOVE, Sure.OPEN, Sure.OPEN, Sure.OPEN
    ]  # fmt: skip
    assert (plain.sure("when"), plain.sure("place"), plain.hours) == (Sure.SAID, Sure.SAID, "")


def test_headings_and_prose_are_handed_back() -> None:
    prose = (
        "为深入贯彻上级部署，紧紧围绕中心工作，服务大局，团结动员广大职工建功立业，"
        "现结合本单位实际，就做好全年各项工作提出如下安排意见。"
    )
    text = f"2027年机修厂工会工作计划\n{prose}\n一、文体活动\n1、3月：跳绳赛\n2、5月：拔河赛"
    found = planlist.read(text, YEAR)
    assert found.title == "2027年机修厂工会工作计划"
    assert [(item.title, item.number) for item in found.items] == [("跳绳赛", 4), ("拔河赛", 5)]
    assert [number for number, _ in found.passed] == [1, 2, 3]


def test_a_time_in_words_is_read_back_the_same() -> None:
    whens = {item.when for line in lines() for item in line.read if item.when}
    assert len(whens) > 40
    for when in whens:
        assert planlist.cell(plantimes.told(when, YEAR), YEAR).whens == (when,), plantimes.told(when, YEAR)


@pytest.mark.parametrize(
    "text", ["", "　", "、；；：", "（（））", "3月", "99月99日", "十十月", "每", "\x00" * 9, "3月：" * 500, "—" * 300]
)
def test_whatever_is_pasted_is_read_without_harm(text: str) -> None:
    assert all(not item.clear for item in planlist.read(text, YEAR).items)


def test_a_bare_number_in_a_column_for_months_is_one() -> None:
    assert written(planlist.cell("3", YEAR).whens[0]) == "2027-03-01~2027-03-31"
    assert planlist.cell("13", YEAR).doubts
    assert planhours.read("8点半到10点")


def test_the_examples_of_the_officers_page_are_read_so() -> None:
    rows = table("这样写")
    assert len(rows) >= 10
    for text, title, when, rest in rows:
        item = planlist.read(text, YEAR).items[0]
        parts = item.parts
        closes = (
            f"报名截止{plantimes.told(plantimes.When(parts.closes, parts.closes, exact=True), YEAR)}"
            if parts.closes
            else ""
        )
        said = [item.hours, parts.place, parts.who, closes, f"名额{parts.seats}" if parts.seats else ""]
        assert (item.title, plantimes.told(item.when, YEAR), "，".join(filter(None, said))) == (title, when, rest)
        assert item.clear, text


def test_the_doubts_of_the_officers_page_are_raised() -> None:
    for text, why in table("这样写要核对"):
        item = planlist.read(text, YEAR).items[0]
        assert why in item.doubts.values(), (text, item.doubts)


def test_a_line_file_that_lost_its_items_would_be_noticed() -> None:
    assert Line(held_out=True, text="3月：茶话会", items=[{"title": "茶话会"}]).pairs[0][1]
