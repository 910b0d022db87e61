"""The board and the list of suggestions: what stands where, what is picked out, one thing done with several at once."""

import re

import pytest
from starlette.testclient import TestClient

from bot.domain import shelves, staff, suggestions, units, voices
from bot.domain.acts import OPERATOR
from bot.domain.box import State, Suggestion
from bot.domain.drives import Drive
from bot.domain.members import meet
from bot.domain.roles import Role
from bot.messages import Address
from tests.conftest import Clock
from tests.console import branch as union
from tests.console.branch import Branch
from tests.console.test_nav import questions

BOARD = "/console/suggestions"
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def columns(page: str) -> dict[str, list[str]]:
    """The numbers in each column of the board."""
    found = re.findall(r'<section class="stage[^>]*aria-labelledby="stage-(\w+)">(.*?)</section>', page, re.DOTALL)
    return {stage: re.findall(r'href="/console/suggestions/(JY-[\d-]+)"', text) for stage, text in found}


def listed(client: TestClient, query: str) -> list[str]:
    """The numbers in a list."""
    rows = client.get(f"{BOARD}?{query}").text.partition('aria-label="建议列表"')[2]
    return re.findall(r'class="cover" href="/console/suggestions/(JY-[\d-]+)"', rows)


def put(branch: Branch, number: str, state: State, **fields: object) -> Suggestion:
    """Have a suggestion stand somewhere."""
    with branch.desk.act() as act:
        one = suggestions.numbered(act.session, number)
        assert one
        one.state = state.value
        for name, value in fields.items():
            setattr(one, name, value)
        return one


def test_each_stands_in_the_column_of_its_state_the_soonest_due_first(
    wang: TestClient, branch: Branch, clock: Clock
) -> None:
    later, first = branch.suggestion("晚一点"), branch.suggestion("早一点")
    put(branch, first, State.FILED, due_at=clock.now)
    there = {state: branch.suggestion(state.label) for state in (State.REVIEWING, State.ASSIGNED, State.VERIFIED)}
    for state, number in there.items():
        put(branch, number, state)
    archived = branch.suggestion("老的")
    put(branch, archived, State.ARCHIVED, due_at=None)
    page = wang.get(BOARD).text
    found = columns(page)
    assert found["new"] == [first, later]
    assert (found["review"], found["work"], found["award"]) == tuple([number] for number in there.values())
    assert archived not in page
    assert listed(wang, "show=done") == [archived]
    assert "超时 1" in page
    assert columns(wang.get(f"{BOARD}?late=1").text)["new"] == [first]


def test_a_column_shows_twenty_and_leads_to_the_rest(wang: TestClient, branch: Branch) -> None:
    numbers = [branch.suggestion(f"第{place}条") for place in range(22)]
    page = wang.get(BOARD).text
    assert len(columns(page)["new"]) == 20
    assert "更多（还有 2 条）" in page
    assert set(listed(wang, "show=new")) == set(numbers)
    assert wang.get(f"{BOARD}?show=new&page=2").text.count("这一页没有了") == 1


def test_a_card_tells_who_has_it_and_how_many_stand_behind_it(wang: TestClient, branch: Branch) -> None:
    number = branch.suggestion()
    with branch.desk.act() as act:
        one, officer = suggestions.numbered(act.session, number), staff.named(act.session, "王干事")
        assert one
        assert officer
        other = Address("web", "another")
        friend = meet(act, other)
        friend.unit_id = one.unit_id
        voices.support(act, one, friend, other)
        drive = Drive(unit_id=one.unit_id, title="夏天降温", focus="出主意", begins=act.today, ends=act.today)
        act.session.add(drive)
        act.session.flush()
        one.drive_id, one.officer_id, one.topic = drive.id, officer.id, "通风"
        drive_id = drive.id
    page = wang.get(BOARD).text
    for words in ("附议 1", "夏天降温", "通风", "王干事"):
        assert words in page.partition('class="stages"')[2].partition("</section>")[0]
    assert listed(wang, f"show=list&drive={drive_id}&topic=通风&mine=1") == [number]
    assert listed(wang, f"show=list&drive={drive_id + 1}") == []


def test_one_is_found_by_a_part_of_its_number_or_the_words_of_its_title(wang: TestClient, branch: Branch) -> None:
    number, other = branch.suggestion("食堂延长开放"), branch.suggestion("班车加一站")
    put(branch, other, State.ARCHIVED, due_at=None)
    assert listed(wang, "q=延长") == [number]
    assert listed(wang, "q=班车") == [other], "whatever its state"
    assert listed(wang, f"q={number[3:]}") == [number]
    assert listed(wang, "q=没有这样的") == []
    wang.get("/console/enter", params={"token": branch.link("赵干事")})
    assert listed(wang, "q=延长") == []


def test_units_are_picked_out_with_what_is_below(li: TestClient, branch: Branch) -> None:
    number = branch.suggestion()
    top, park = 1, 2
    assert (listed(li, f"show=list&unit={top}"), listed(li, f"show=list&unit={park}")) == ([], [number])
    assert listed(li, f"show=list&unit={top}&below=1") == [number]
    assert listed(li, "show=list&unit=9999999999999&topic=x&drive=-1&page=0") == []


def bulk(client: TestClient, branch: Branch, deed: str, *numbers: str, **typed: str) -> str:
    """What an officer reads after doing something with several."""
    picks = {f"pick-{branch.answer_to(number).id}": "1" for number in numbers}
    page = client.post(f"{BOARD}/bulk", data={"deed": deed, **picks, **typed})
    return page.text.partition('id="result"')[2].partition("</section>")[0] if page.status_code == 200 else page.text


def test_several_are_acknowledged_at_once_and_what_did_not_work_says_why(wang: TestClient, branch: Branch) -> None:
    first, second, gone = (branch.suggestion(title) for title in ("甲", "乙", "丙"))
    put(branch, gone, State.WITHDRAWN, due_at=None)
    told = bulk(wang, branch, "acknowledge", first, second, gone)
    assert "已受理 2 条" in told
    assert f"{gone}：这条建议已撤回" in told
    assert [branch.answer_to(one).state for one in (first, second, gone)] == ["acknowledged"] * 2 + ["withdrawn"]
    assert len(branch.outbox()) == 2


def test_several_are_declined_with_one_reason_handed_over_reviewed_and_filed_away(
    wang: TestClient, branch: Branch
) -> None:
    first, second = branch.suggestion("甲"), branch.suggestion("乙")
    li = _officer(branch, "李主任")
    assert "不采纳要写清理由" in bulk(wang, branch, "decline", first)
    assert "已请评审 2 条" in bulk(wang, branch, "review", first, second, colleague=str(li))
    assert "已转交 1 条" in bulk(wang, branch, "hand-over", second, colleague=str(li))
    assert branch.answer_to(second).officer_id == li
    assert "2 条" in bulk(wang, branch, "decline", first, second, reason="现在已经有类似的做法。")
    assert [row.text for row in branch.outbox()].count(branch.outbox()[-1].text) == 1
    assert "已归档 2 条" in bulk(wang, branch, "archive", first, second)
    assert {branch.answer_to(one).state for one in (first, second)} == {"archived"}


def test_nothing_is_done_without_a_choice_or_with_what_is_not_ones_own(wang: TestClient, branch: Branch) -> None:
    number = branch.suggestion()
    assert "还没有勾选" in bulk(wang, branch, "acknowledge")
    assert "请先选一起办什么" in bulk(wang, branch, "", number)
    page = bulk(wang, branch, "review", number)
    assert "请先选一位同事" in page
    assert re.search(rf'name="pick-{branch.answer_to(number).id}"[^>]* checked', page), "what was ticked stays ticked"
    wang.get("/console/enter", params={"token": branch.link("赵干事")})
    assert "还没有勾选" in bulk(wang, branch, "acknowledge", number)
    assert branch.answer_to(number).state == "filed"


def test_what_waits_for_an_officer_is_nobodys_theirs_and_their_reviews(
    li: TestClient, wang: TestClient, branch: Branch, clock: Clock
) -> None:
    def waits(name: str) -> int:
        with branch.desk.look() as act:
            officer = staff.named(act.session, name)
            assert officer
            return shelves.waits(act.session, officer, act.now).all

    number = branch.suggestion()
    assert (waits("李主任"), waits("王干事"), waits("赵干事")) == (1, 1, 0)
    assert number in wang.get("/console").text
    bulk(li, branch, "acknowledge", number)
    assert (waits("李主任"), waits("王干事")) == (1, 0)
    bulk(li, branch, "review", number, colleague=str(_officer(branch, "王干事")))
    assert (waits("李主任"), waits("王干事")) == (1, 1)
    assert "请您评审" in wang.get("/console").text
    put(branch, number, State.CARRIED_OUT, due_at=clock.now)
    assert waits("李主任") == 1
    clock.forward(days=-8)
    assert waits("李主任") == 0, "its effect shows in a week and a day"


def test_a_board_with_more_asks_no_more(li: TestClient, branch: Branch) -> None:
    def asked(path: str) -> int:
        with questions(branch.desk) as found:
            assert li.get(path).status_code == 200
        return len(found)

    paths = (BOARD, f"{BOARD}?show=list")
    branch.suggestion()
    few = [asked(path) for path in paths]
    for place in range(12):
        branch.suggestion(f"第{place}条")
    assert [asked(path) for path in paths] == few


def test_of_many_the_texts_are_not_read(li: TestClient, branch: Branch) -> None:
    """What a board shows of the many it counts, an index holds; only titles that are shown are opened."""
    branch.suggestion()
    with questions(branch.desk) as asked:
        li.get(BOARD)
    assert not [one for one in asked if "suggestion.body" in one]
    with branch.desk.look() as act:
        plan = [
            str(row)
            for one in asked
            if "count(*)" in one and "GROUP BY suggestion.state" in one
            for row in act.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {one.replace('?', '1')}")
        ]
    assert plan
    assert all("COVERING INDEX ix_suggestion_shelf" in row for row in plan if "suggestion" in row)


def test_an_odd_address_is_left_aside(wang: TestClient, branch: Branch) -> None:
    branch.suggestion()
    for query in ("show=nonsense", "stage=nonsense", "unit=x", "drive=99999999999999", "page=-3", "q=%00"):
        assert wang.get(f"{BOARD}?{query}").status_code == 200


def test_a_phone_sees_one_stage_at_a_time(wang: TestClient, branch: Branch) -> None:
    number = branch.suggestion()
    put(branch, number, State.ADOPTED)
    shown = re.findall(r'class="stage here" aria-labelledby="stage-(\w+)"', wang.get(BOARD).text)
    assert shown == ["adopted"], "the first with anything in it"
    assert 'class="stage here" aria-labelledby="stage-work"' in wang.get(f"{BOARD}?stage=work").text


def _officer(branch: Branch, name: str) -> int:
    with branch.desk.look() as act:
        found = staff.named(act.session, name)
        assert found
        return found.id


def test_a_reader_has_nothing_to_tick(wang: TestClient, branch: Branch) -> None:
    number = branch.suggestion()
    assert 'class="tick"' in wang.get(BOARD).text
    with branch.desk.act(OPERATOR) as act:
        park = units.named(act.session, union.PARK)
        assert park
        staff.add(act, "看看", park, [Role.READER])
    wang.get("/console/enter", params={"token": branch.link("看看")})
    page = wang.get(BOARD).text
    assert number in page
    assert 'class="tick"' not in page
    assert "一起办" not in page
