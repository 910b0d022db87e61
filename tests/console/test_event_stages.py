"""What the pages of an event offer: nothing more than can be done with a draft, or with what is put away."""

import re

import pytest
from starlette.testclient import TestClient

from bot.domain import archiving, events, members, opinions, registrations
from bot.messages import Address
from tests.conftest import Clock
from tests.console.branch import Branch
from tests.console.conftest import signed_in
from tests.domain.door_deeds import tonight
from tests.domain.union import officer

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
HERE = "/console/events/party"


def doors(page: str) -> list[str]:
    """The words of the doors between an event's pages."""
    nav = re.search(r'<nav class="views" aria-label="这个活动">(.*?)</nav>', page, re.DOTALL)
    assert nav
    return re.findall(r">\s*([^<>\s]+)\s*</a>", nav[1])


def test_a_draft_has_two_pages_and_a_contest_with_codes_no_paper_list(li: TestClient, branch: Branch) -> None:
    with branch.desk.act() as act:
        tonight(act, "draft", draft=True)
        tonight(act, "contest", team_least=2, team_joins=True)
        tonight(act)
    assert doors(li.get("/console/events/draft").text) == ["概况", "编辑"]
    assert doors(li.get("/console/events/contest").text) == ["概况", "编辑", "队伍", "签到", "成绩和证书", "统计"]
    assert doors(li.get(HERE).text)[-1] == "纸质名单"
    refused = li.post("/console/events/contest/paper/read", data={"list": "王芳"})
    assert (refused.status_code, "请领队用手机组队" in refused.text) == (422, True)


def test_what_is_put_away_shows_how_many_and_offers_nothing_but_a_copy(
    li: TestClient, branch: Branch, clock: Clock
) -> None:
    with branch.desk.act() as act:
        one, address = tonight(act, title="联欢会"), Address("test", "lina")
        registrations.join(act, one, members.meet(act, address), address, name="李娜")
    clock.forward(hours=30)
    with branch.desk.act() as act:
        found = events.coded(act.session, "party")
        assert found
        found.inquiry_at = act.now
        opinions.give(act, found, members.meet(act, Address("test", "lina")), {"grade": 5})
        archiving.put_away(act, officer(act, "李主任"), found)
    signed_in(li, branch.link("李主任"))
    pages = {name: li.get(f"{HERE}/{name}".rstrip("/")).text for name in ("", "edit", "door", "after", "paper")}
    assert "共 1 人" in pages[""]
    assert "有人评价" not in pages[""], "when somebody answered is told to nobody"
    assert all("没留姓名" not in page for page in pages.values())
    offered = {name: re.findall(rf'action="{HERE}/([\w/-]+)"', page) for name, page in pages.items()}
    assert offered == {"": [], "edit": ["edit/copy"], "door": [], "after": [], "paper": []}
    assert "纸质名单" not in doors(pages[""])


def test_what_was_written_is_not_lost_where_the_session_ended_meanwhile(stranger: TestClient) -> None:
    written = {"title": "联欢会", "details": "流程写了半天"}
    page = stranger.post("/console/events/new/save", data=written)
    assert (page.status_code, "流程写了半天" in page.text) == (401, True)
