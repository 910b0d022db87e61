"""The staff page: administrators take officers on, give them roles and links, let them go; within their own units."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from bot.console.app import Desk
from bot.domain import roles, staff, units
from bot.domain.acts import OPERATOR
from bot.domain.roles import Role
from tests.console.branch import PARK, Branch
from tests.console.conftest import browser, signed_in

STAFF = "/console/staff"
LINK = re.compile(r'<code class="secret">http://127\.0\.0\.1:8000(/console/enter\?token=[\w-]+)</code>')


def number(desk: Desk, name: str) -> int:
    with desk.look() as act:
        found = staff.named(act.session, name)
        assert found
        return found.id


def unit(desk: Desk, name: str = PARK) -> str:
    with desk.look() as act:
        found = units.named(act.session, name)
        assert found
        return str(found.id)


def step(client: TestClient, desk: Desk, officer: str, what: str, **data: str) -> str:
    return client.post(f"{STAFF}/{number(desk, officer)}/{what}", data=data).text


@pytest.fixture
def head(desk: Desk, branch: Branch) -> Iterator[TestClient]:
    """钱主席's browser: the administrator of the park alone."""
    with desk.act(OPERATOR) as act:
        park = units.named(act.session, PARK)
        assert park
        staff.add(act, "钱主席", park, [Role.ADMINISTRATOR])
    with browser(desk) as client:
        yield signed_in(client, branch.link("钱主席"))


def test_an_administrator_sees_the_officers_of_their_units(li: TestClient, head: TestClient) -> None:
    page = li.get(STAFF).text
    assert all(name in page for name in ("李主任", "王干事", "赵干事", "钱主席"))
    page = head.get(STAFF).text
    assert "王干事" in page
    assert "单位主席、经办人、活动组织员、知识编辑" in page
    assert "李主任" not in page
    assert "赵干事" not in page


def test_one_is_taken_on_and_let_in_by_a_link(li: TestClient, desk: Desk, stranger: TestClient) -> None:
    form = {"name": "周部长", "unit": unit(desk), "role-handler": "yes", "role-organiser": "yes"}
    page = li.post(f"{STAFF}/add", data=form)
    assert page.url.path == f"{STAFF}/{number(desk, '周部长')}"
    assert "已添加" in page.text
    shown = step(li, desk, "周部长", "link")
    link = LINK.search(shown)
    assert link
    assert not LINK.search(li.get(f"{STAFF}/{number(desk, '周部长')}").text)
    assert "周部长" in stranger.get(link[1]).text
    assert stranger.get("/console/cases").status_code == 200
    assert stranger.get("/console/revisions").status_code == 403


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"name": "", "role-handler": "yes"}, "请写上姓名"),
        ({"name": "王干事", "role-handler": "yes"}, "已经有一位在岗"),
        ({"name": "周部长"}, "至少选一个角色"),
        ({"name": "周部长", "role-handler": "yes", "unit": "9"}, "请先选一个单位"),
        ({"name": "周部长", "role-handler": "yes", "unit": "9" * 5000}, "请先选一个单位"),
    ],
)
def test_one_is_not_taken_on_just_so(li: TestClient, desk: Desk, form: dict[str, str], why: str) -> None:
    page = li.post(f"{STAFF}/add", data={"unit": unit(desk)} | form)
    assert page.status_code == 422
    assert why in page.text
    assert f'value="{form["name"]}"' in page.text


def test_roles_are_given_and_taken_and_count_at_once(li: TestClient, wang: TestClient, desk: Desk) -> None:
    assert wang.get("/console/revisions").status_code == 200
    step(li, desk, "王干事", "take", role="knowledge_editor", unit=unit(desk))
    assert wang.get("/console/revisions").status_code == 403
    assert "角色已加上" in step(li, desk, "王干事", "give", role="knowledge_editor", unit=unit(desk))
    assert wang.get("/console/revisions").status_code == 200
    for data in ({"role": "king", "unit": unit(desk)}, {"role": "reader", "unit": "x"}):
        assert "请先选一个" in step(li, desk, "王干事", "give", **data)


def test_one_who_leaves_is_out_at_once_and_the_cases_are_free(
    li: TestClient, wang: TestClient, desk: Desk, branch: Branch
) -> None:
    case, there = branch.case(), number(desk, "王干事")
    wang.post(f"/console/cases/{case}/take")
    assert "手上没办结的 1 件" in li.get(f"{STAFF}/{there}").text
    assert "已停用" in li.post(f"{STAFF}/{there}/deactivate").text
    assert wang.get("/console").status_code == 401
    one = branch.read(case)
    assert (one.officer_id, one.state) == (None, "new")
    assert one.due_at
    assert "经办人不再办理" in li.get(f"/console/cases/{case}").text
    page = li.get(f"{STAFF}/{there}").text
    assert "生成登录链接" not in page
    assert "已恢复" in li.post(f"{STAFF}/{there}/activate").text
    assert "生成登录链接" in li.get(f"{STAFF}/{there}").text


def test_one_is_renamed_and_moved(li: TestClient, desk: Desk) -> None:
    assert "名字已改" in step(li, desk, "王干事", "rename", name="王组长")
    page = step(li, desk, "王组长", "move", unit=unit(desk, "滨江医院工会"))
    assert "已调动" in page
    assert "滨江医院工会和它的下级" in page
    assert "调到滨江医院工会" in page.partition("账号记录")[2]


def test_of_officers_elsewhere_nothing_is_seen_or_done(head: TestClient, desk: Desk) -> None:
    for name in ("李主任", "赵干事"):
        there = f"{STAFF}/{number(desk, name)}"
        page = head.get(there)
        assert page.status_code == 404
        assert name not in page.text
        for what in ("rename", "move", "deactivate", "activate", "give", "take", "link"):
            assert head.post(f"{there}/{what}", data={"unit": unit(desk), "name": "x"}).status_code == 404


def test_one_who_may_more_elsewhere_is_seen_and_not_got_hold_of(head: TestClient, desk: Desk) -> None:
    with desk.act(OPERATOR) as act:
        wang, top = staff.named(act.session, "王干事"), units.root(act.session)
        assert wang
        assert top
        roles.give(act, wang, Role.READER, top)
    there = f"{STAFF}/{number(desk, '王干事')}"
    assert "要由上级工会的管理员来办" in head.get(there).text
    assert "生成登录链接" not in head.get(there).text
    refused = head.post(f"{there}/link")
    assert refused.status_code == 403
    assert not LINK.search(refused.text)


def test_oneself_cannot_be_shut_out(li: TestClient, desk: Desk) -> None:
    page = li.get(f"{STAFF}/{number(desk, '李主任')}").text
    assert "停用这个账号" not in page
    for what, data in (
        ("deactivate", {}),
        ("take", {"role": "administrator", "unit": unit(desk, desk.config.union.name)}),
    ):
        assert "另一位管理员" in step(li, desk, "李主任", what, **data)
    assert li.get(STAFF).status_code == 200


@pytest.mark.parametrize("which", ["0", "x", "9" * 5000, "%00"])
def test_who_is_not_there_is_told_kindly(li: TestClient, which: str) -> None:
    assert li.get(f"{STAFF}/{which}").status_code == 404


def test_names_are_shown_and_never_run(li: TestClient, desk: Desk) -> None:
    li.post(f"{STAFF}/add", data={"name": "<script>alert(1)", "unit": unit(desk), "role-reader": "yes"})
    assert "<script>alert" not in li.get(STAFF).text
