"""The list of cases: picked out by the store, in order, a page at a time, and found by whatever is known of one."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bot.console import filters
from bot.console.app import Desk
from bot.console.finding import marked
from bot.domain import cases, outcomes, searching, staff, units
from bot.domain.acts import OPERATOR, Act
from bot.domain.cases import Case, State
from bot.domain.worklist import MOST, PAGE, Wanted, Worklist
from tests.console.branch import HOSPITAL, OTHER, PARK, Branch
from tests.domain.union import later

SQLITE = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def numbers(page: str) -> list[str]:
    """The cases of a list, in its order."""
    return re.findall(r'id="row-(WQ-[\d-]+)"', page)


def work(act: Act, name: str = "李主任") -> Worklist:
    found = staff.named(act.session, name)
    assert found
    return Worklist(act.session, found, act.now)


def change(branch: Branch, number: str, **fields: object) -> None:
    with branch.desk.act() as act:
        case = branch.found(act, number)
        for name, value in fields.items():
            setattr(case, name, value)


def many(branch: Branch, count: int, year: int = 2025) -> None:
    """So many like the first case, without a word of them said to anybody."""
    with branch.desk.act() as act:
        first = act.session.scalars(select(Case).order_by(Case.id)).first()
        assert first
        same = {column.key: getattr(first, column.key) for column in Case.__mapper__.column_attrs}
        for place in range(count):
            own = {"id": None, "number": f"WQ-{year}-{place:04}-0", "due_at": act.now + timedelta(hours=place + 100)}
            act.session.add(Case(**same | own))


def test_what_is_picked_out_is_told_by_the_store(li: TestClient, branch: Branch, desk: Desk) -> None:
    new, urgent, mine, waiting, done = (branch.case(f"第{place}件") for place in "一二三四五")
    hospital = branch.case("医院的事", address=OTHER)
    change(branch, urgent, urgent=True, kind="injury", kind_label="工伤")
    with desk.act() as act:
        boss = staff.named(act.session, "李主任")
        assert boss
        cases.take(act.by(boss.actor), branch.found(act, mine), boss)
        cases.reply(act.by(boss.actor), branch.found(act, waiting), boss, "请补充。", waits=True)
        outcomes.resolve(act.by(boss.actor), branch.found(act, done), boss, "办好了")
        park = units.named(act.session, PARK)
        late = branch.found(act, mine)
        late.due_at = act.now - timedelta(hours=1)
        branch.found(act, new).warned_at = act.now
        assert park
    picked = {
        "": [urgent, mine, new, hospital, waiting],
        "state=new": [urgent, new, hospital],
        "mine=1": [mine, waiting],
        "mine=1&late=1": [mine],
        "free=1&soon=1": [new],
        "urgent=1": [urgent],
        "urgent=1&kind=other": [],
        "kind=injury&state=new": [urgent],
        "state=waiting": [waiting],
        "state=done": [done],
        "state=done&mine=1": [done],
        f"unit={park.id}": [urgent, mine, new, waiting],
        f"unit={boss.unit_id}": [],
        f"unit={boss.unit_id}&below=1&state=new": [urgent, new, hospital],
        "state=nonsense&unit=x&page=-3": [urgent, mine, new, hospital, waiting],
    }
    shown = {query: numbers(li.get(f"/console/cases?{query}").text) for query in picked}
    assert shown == picked
    page = li.get(f"/console/cases?mine=1&unit={park.id}&below=1").text
    counts = dict(re.findall(r">(\S+) <span>([\d+]+)</span></a>", page.partition('id="views"')[2]))
    assert counts == {"未办结": "4", "待受理": "2", "我办理的": "2", "等会员补充": "1", "紧急": "1", "快到期": "1",
                      "已超时": "1", "已办结": "1"}  # fmt: skip
    assert f"{PARK}和下级" in page


def test_an_address_says_again_what_was_picked_out() -> None:
    for wanted in (Wanted(), Wanted(done=True, mine=True), Wanted(state=State.REFERRED, unit=7, below=True, late=True)):
        query = dict(part.split("=") for part in filters.address(wanted).partition("?")[2].split("&") if part)
        assert filters.read(query) == wanted


def test_a_page_has_fifty_and_what_is_done_is_counted_to_a_hundred(wang: TestClient, branch: Branch) -> None:
    first = branch.case()
    many(branch, PAGE + 1)
    pages = [wang.get(f"/console/cases{query}").text for query in ("", "?page=2", "?page=3")]
    assert [len(numbers(page)) for page in pages] == [PAGE, 2, 0]
    assert numbers(pages[0])[0] == first
    assert len(set(numbers(pages[0]) + numbers(pages[1]))) == PAGE + 2
    assert ("下一页" in pages[0], "上一页" in pages[0]) == (True, False)
    assert ("下一页" in pages[1], "上一页" in pages[1]) == (False, True)
    with branch.desk.act() as act:
        for place, case in enumerate(act.session.scalars(select(Case))):
            case.state, case.due_at, case.closed_at = "closed", None, act.now - timedelta(minutes=place)
    many(branch, MOST, 2024)
    with branch.desk.act() as act:
        for case in act.session.scalars(select(Case).where(Case.due_at.is_not(None))):
            case.state, case.due_at, case.closed_at = "closed", None, act.now - timedelta(days=1)
    page = wang.get("/console/cases?state=done").text
    assert "已办结 <span>99+</span>" in page
    assert numbers(page)[0] == first, "the newest first"


@SQLITE
def test_a_page_is_a_walk_along_one_index(desk: Desk, branch: Branch) -> None:
    """Whatever is picked out, nothing is sorted, and no case is opened but those that are shown."""
    branch.case()
    picked = [Wanted(), Wanted(mine=True, late=True), Wanted(kind="other", state=State.NEW, free=True, soon=True)]
    with desk.look() as act:
        told = plans(act.session, lambda: [work(act, "王干事").page(one) for one in picked])
        counted = plans(act.session, lambda: [work(act, "王干事").counts(one) for one in picked])
        done = plans(act.session, lambda: [work(act, "王干事").page(Wanted(done=True, mine=True, kind="other"))])
    assert set(told) == {"SCAN case USING COVERING INDEX ix_case_at_work"}
    assert {plan for plan in counted if " case " in plan} == {
        "SCAN case USING COVERING INDEX ix_case_at_work",
        "SEARCH case USING COVERING INDEX ix_case_done (closed_at>?)",
    }
    assert set(done) == {"SEARCH case USING COVERING INDEX ix_case_done (closed_at>?)"}


def plans(session: Session, do: object) -> list[str]:
    """How SQLite finds the ids of what `do` asks for."""
    asked: list[tuple[str, Any]] = []

    def note(*args: object) -> None:
        asked.append((str(args[2]), args[3]))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    assert callable(do)
    do()
    event.remove(engine, "before_cursor_execute", note)
    connection = session.connection()
    ours = [(words, given) for words, given in asked if 'FROM "case"' in words and '"case".facts' not in words]
    return [row[3] for words, given in ours for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given)]


@SQLITE
@pytest.mark.parametrize("path", ["/console", "/console/cases"])
def test_more_cases_are_no_more_questions_to_the_store(wang: TestClient, branch: Branch, path: str) -> None:
    def asked() -> int:
        count = 0

        def note(*_args: object) -> None:
            nonlocal count
            count += 1

        engine = branch.desk.database.engine
        event.listen(engine, "before_cursor_execute", note)
        assert wang.get(path).status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        return count

    branch.case()
    few = asked()
    many(branch, 40)
    assert asked() == few


def test_a_case_is_found_by_whatever_is_known_of_it(wang: TestClient, branch: Branch, desk: Desk) -> None:
    number = branch.case("老板说货款没收回来", employer="东湖永盛五金厂", name="张建国")
    other = branch.case("老板说货款没收回来", address=OTHER, employer="滨江永盛医院", name="张建军")
    branch.answers(number, "请把打卡记录发来。")
    with desk.act(OPERATOR) as act:
        for one in (number, other):
            case = branch.found(act, one)
            searching.index(act.session, case.id, case.facts, case.employer, case.name, "请把打卡记录发来。")
    digits = number.replace("-", "")

    def found(words: str) -> tuple[list[str], str]:
        page = wang.get("/console/cases", params={"q": words}).text
        return numbers(page), "".join(re.findall(r'<p class="found">(.*?)</p>', page))

    assert found(number) == ([number], f"<b>编号</b> WQ-<mark>{number[3:]}</mark>")
    assert found(digits)[0] == found(digits[4:])[0] == found(number[5:12])[0] == [number]
    assert found("永盛") == ([number], "<b>用人单位</b> 东湖<mark>永盛</mark>五金厂")
    assert found("建国")[1] == "<b>称呼</b> 张<mark>建国</mark>"
    assert found("打卡")[1] == "<b>我们回复</b> 请把<mark>打卡</mark>记录发来。"
    assert found("貨款 永盛")[1].count("<mark>") == 2, "written otherwise, and both words"
    assert found("张建军")[0] == [], "of another unit"
    assert found("没有的词")[0] == []
    page = wang.get("/console/cases", params={"q": "工"}).text
    assert "至少输入两个连着的字" in page
    assert 'href="/console/cases?kind=injury"' in page
    assert f">{PARK}</a>" in wang.get("/console/cases", params={"q": "工业园"}).text
    assert f">{HOSPITAL}</a>" not in wang.get("/console/cases", params={"q": "滨江"}).text


@SQLITE
def test_a_name_that_is_sealed_finds_nothing(wang: TestClient, branch: Branch, desk: Desk) -> None:
    number = branch.case(name="张建国")
    with desk.act(OPERATOR) as act:
        case = branch.found(act, number)
        searching.index(act.session, case.id, case.name)
        case.name = None
    assert numbers(wang.get("/console/cases", params={"q": "建国"}).text) == []


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("公司拖欠工资", ["工资"], "公司拖欠<mark>工资</mark>"),
        ("一" * 60 + "ＡＢ厂" + "二" * 60, ["ab厂"], f"…{'一' * 24}<mark>ＡＢ厂</mark>{'二' * 24}…"),
        ("<b>欠薪</b>", ["欠薪"], "&lt;b&gt;<mark>欠薪</mark>&lt;/b&gt;"),
        ("没有", ["工资"], ""),
    ],
)
def test_words_are_marked_where_they_stand(text: str, words: list[str], shown: str) -> None:
    assert marked(text, words) == shown


@SQLITE
def test_what_is_done_stays_where_it_was_for_a_later_look(desk: Desk, branch: Branch) -> None:
    number = branch.case()
    with desk.act() as act:
        boss = staff.named(act.session, "李主任")
        assert boss
        then = later(act.by(boss.actor), hours=1)
        outcomes.resolve(then, branch.found(act, number), boss, "好了")
        assert [case.number for case in work(act).page(Wanted(done=True)).cases] == [number]
        cases.reopen(then, branch.found(act, number))
        assert [case.number for case in work(act).page(Wanted()).cases] == [number]
        assert work(act).counts(Wanted()).done == 0
