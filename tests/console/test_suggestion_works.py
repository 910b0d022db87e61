"""A suggestion weighed, carried out and rewarded from its page: reviewers, a vote, the work, prizes, the reserve."""

import pytest
from starlette.testclient import TestClient

from bot.domain import staff, units
from bot.domain.acts import OPERATOR
from bot.domain.box import State
from bot.domain.roles import Role
from tests.console.branch import PARK, Branch
from tests.console.idea_desk import TITLE, Desk, adopted, officer, verified

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
def desk_of(wang: TestClient, branch: Branch) -> Desk:
    """王干事 at a new suggestion."""
    return Desk(wang, branch, branch.suggestion(TITLE, contact="13812345678"))


def test_reviewers_score_it_and_the_reader_of_another_role_may(desk_of: Desk, wang: TestClient, branch: Branch) -> None:
    with branch.desk.act(OPERATOR) as act:
        park = units.named(act.session, PARK)
        assert park
        staff.add(act, "老工程师", park, [Role.READER])
    assert "请先选一位同事" in desk_of.do("ask")
    desk_of.do("ask", reviewer=officer(branch, "老工程师"))
    wang.get("/console/enter", params={"token": branch.link("老工程师")})
    assert desk_of.offered() == {"review"}
    scores = {"usefulness": "5", "feasibility": "4", "novelty": "3"}
    assert "请选一个意见" in desk_of.do("review", **scores)
    page = desk_of.do("review", **scores, advice="adopted", note="投资不大")
    assert "平均 4.0 分" in page
    assert "投资不大" in page
    assert desk_of.offered() == set()
    assert wang.post(f"{desk_of.page}/answer", data={"verdict": "adopted", "answer": "好"}).status_code == 403
    assert "投资不大" not in "".join(desk_of.told)


def test_a_meeting_votes(desk_of: Desk) -> None:
    assert "票数请写一个整数" in desk_of.do("vote", held_on="2026-11-20", yes="七", no="1")
    assert "请选会议的日期" in desk_of.do("vote", yes="7")
    assert "赞成 7 · 反对 1 · 弃权 0" in desk_of.do("vote", held_on="2026-11-20", yes="7", no="1")


def test_a_work_is_given_back_with_the_reason(desk_of: Desk) -> None:
    adopted(desk_of).do("assign", department="后勤科", person="周工", due_on="2026-12-20")
    assert "请选完成的日期" in desk_of.do("assign", department="后勤科", person="周工", due_on="随便")
    assert "不像一个金额" in desk_of.do("assign", department="后勤科", person="周工", due_on="2026-12-20", cost="很多")
    desk_of.do("give-back", reason="电容量不够")
    assert desk_of.state == State.ADOPTED.value
    assert "电容量不够" in desk_of.told[-1]


def test_an_effect_without_a_figure_brings_a_prize_that_is_chosen(desk_of: Desk, branch: Branch) -> None:
    page = verified(desk_of).client.get(desk_of.page).text
    prizes = list(branch.desk.config.suggestions.rewards.participation)
    assert all(f'name="prize" value="{one}"' in page for one in prizes)
    desk_of.do("award", prize=prizes[-1])
    assert prizes[-1] in desk_of.told[-1]
    assert "没有找到这一份" in desk_of.do("pay", share="99", paid_on="2026-11-23")


def test_a_reserve_has_its_own_award_once(desk_of: Desk) -> None:
    desk_of.do("answer", verdict="reserved", answer="明年再看。")
    assert "reserve" in desk_of.offered()
    desk_of.do("reserve")
    assert "技术储备" in desk_of.told[-1]
    assert "reserve" not in desk_of.offered()


def test_an_anonymous_one_shows_nobody(wang: TestClient, branch: Branch) -> None:
    desk = Desk(wang, branch, branch.suggestion(anonymous=True, contact="13812345678"))
    verified(desk, "3万")
    page = desk.client.get(desk.page).text
    assert "匿名建议人" in page
    assert "13812345678" not in page
