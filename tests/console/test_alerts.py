"""Early warnings and bonds in the console: who sees what of them, and what is done with them there."""

import pytest
from starlette.testclient import TestClient

from bot.console.app import Desk
from bot.console.pages import bonds as page
from bot.console.visit import Visit, templates
from bot.domain import alerts, bonds, cases, roles, staff, units
from bot.domain.alerts import Alert
from bot.messages import Address
from tests.console.branch import MEMBER, OTHER, Branch

THIRD = Address("web", "visitor-3")
NAMES = ("东湖宏达机械有限公司", "宏达机械", "洪达机械厂")
DEALT = "已和企业谈妥，月底前付清。"

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def three(branch: Branch) -> list[str]:
    """One at the park, one at the hospital, one at the district itself."""
    facts = ("欠我加班费两个月", "欠我高温津贴", "欠我年终奖")
    found = zip(facts, (MEMBER, OTHER, THIRD), NAMES, strict=True)
    return [branch.case(said, address=address, employer=name) for said, address, name in found]


def opened(desk: Desk, name: str, template: str, number: str, path: str = "{number}") -> str:
    """A template, as the officer's page of a case would show it."""
    with desk.look() as act:
        officer = staff.named(act.session, name)
        assert officer
        own = staff.sessions(act.session, officer, act.now)[0]
        rights = roles.rights(act.session, officer)
        visit = Visit(act, officer, own, rights, (), {"number": number}, {}, {}, desk.library)
        case = cases.numbered(act.session, number)
        made = templates.from_string("{% import 'parts.html' as parts %}" + template)
        say = templates.globals["words"].Wording(act.now, act.config.zone)  # type: ignore[attr-defined]
        return made.render(visit=visit, case=case, say=say, may=rights, path=path)


def the_alert(desk: Desk) -> int:
    with desk.look() as act:
        return act.session.query(Alert).one().id


def test_an_alert_is_on_the_desk_of_the_day_and_closed_with_words(li: TestClient, branch: Branch, desk: Desk) -> None:
    assert "群体预警" not in li.get("/console").text
    numbers = three(branch)
    today = li.get("/console").text
    assert "14 天内 3 人反映同一家单位，共 3 件" in today
    path = f"/console/alerts/{the_alert(desk)}"
    assert path in today
    shown = li.get(path).text
    assert all(number in shown for number in numbers)
    assert all(name in shown for name in NAMES)
    assert "群体预警 · 工友工作台</title>" in shown
    assert "请写上是怎么处理的" in li.post(f"{path}/close", data={"outcome": " "}).text
    assert DEALT in li.post(f"{path}/close", data={"outcome": DEALT}).text
    assert "处理完的群体预警" in li.get("/console").text
    assert DEALT in li.get("/console/alerts").text


def test_of_an_alert_only_ones_own_cases_are_opened_and_the_rest_counted(
    li: TestClient, wang: TestClient, branch: Branch, desk: Desk
) -> None:
    park, hospital, _ = three(branch)
    path = f"/console/alerts/{the_alert(desk)}"
    shown = wang.get(path).text
    assert park in shown
    assert hospital not in shown
    assert "欠我高温津贴" not in shown
    assert "另有 2 件归别的单位" in shown
    assert NAMES[2] not in shown
    assert "这个预警处理完了</button>" not in shown
    assert "上级工会处理" in wang.post(f"{path}/close", data={"outcome": DEALT}).text
    line = "{% import 'parts-alerts.html' as alerts %}{{ alerts.lines(visit, case) }}"
    assert f'href="{path}"' in opened(desk, "王干事", line, park)
    assert li.get(path).status_code == 200
    assert wang.get("/console/alerts/99").status_code == wang.get("/console/alerts/x").status_code == 404


def test_a_case_without_an_alert_has_no_line(li: TestClient, branch: Branch, desk: Desk) -> None:
    assert li.get("/console").status_code == 200
    line = "{% import 'parts-alerts.html' as alerts %}{{ alerts.lines(visit, case) }}"
    assert opened(desk, "李主任", line, branch.case()).strip() == ""


PANEL = "{% import 'parts-bonds.html' as bonds %}{{ bonds.panel(visit, case, parts, say) }}"


def test_cases_are_linked_merged_answered_and_taken_out_again(li: TestClient, branch: Branch, desk: Desk) -> None:
    main, one = branch.case("第一件"), branch.case("第二件", address=OTHER)
    (there, here) = (f"/console/cases/{number}" for number in (main, one))
    with desk.act() as act:
        found = cases.numbered(act.session, main)
        assert found
        found.unit_id = act.session.get_one(staff.Officer, 1).unit_id
    wrong = li.post(f"{here}/link", data={"other": "WQ-2026-0001-9", "bond": "matter"})
    assert "写错了" in wrong.text
    assert "请选为什么关联" in li.post(f"{here}/link", data={"other": main}).text
    assert "两件已关联" in li.post(f"{here}/link", data={"other": main, "bond": "matter"}).text
    assert f'href="/console/cases/{one}"' in opened(desk, "李主任", PANEL, main)
    assert "已取消关联" in li.post(f"{there}/unlink", data={"other": one}).text
    merged = li.post(f"{here}/merge", data={"other": main})
    assert merged.url.path == there
    assert "已并案" in merged.text
    branch.adds(one, "我这里还有欠条")
    shown = opened(desk, "李主任", PANEL, main)
    assert "我这里还有欠条" in shown
    assert "会员有补充" in shown
    assert "已回复那位会员" in li.post(f"{there}/answer-merged", data={"other": one, "body": "收到，请拍照"}).text
    assert branch.outbox()[-1].address == OTHER.id
    assert main in opened(desk, "李主任", PANEL, one)
    assert "已拆开" in li.post(f"{here}/unmerge").text
    assert not branch.read(one).done


def test_with_the_outcome_the_members_of_merged_cases_are_told_where_that_is_ticked(
    li: TestClient, branch: Branch, desk: Desk
) -> None:
    main, one = branch.case("第一件"), branch.case("第二件")
    li.post(f"/console/cases/{one}/merge", data={"other": main})
    tick = "{% import 'parts-bonds.html' as bonds %}{{ bonds.tick(visit, case) }}"
    assert 'name="tell-parts"' in opened(desk, "李主任", tick, main)
    assert opened(desk, "李主任", tick, branch.case("第三件")).strip() == ""
    li.post(f"/console/cases/{main}/close", data={"outcome": "李娜的补发了"})
    assert "告诉并入的 1 位会员" in opened(desk, "李主任", PANEL, main)
    with desk.act() as act:
        officer, case = staff.named(act.session, "李主任"), cases.numbered(act.session, main)
        assert officer
        assert case
        own = staff.sessions(act.session, officer, act.now)[0]
        for typed in ({}, {"tell-parts": "yes", "parts-outcome": DEALT}):
            visit = Visit(act.by(officer.actor), officer, own, frozenset(), (), {}, {}, typed, desk.library)
            page.tell_if_ticked(visit, case)
            told = DEALT if typed else None
            assert (cases.numbered(act.session, one) or case).outcome == (told or f"已并入 {main}，一起办理。")
        assert bonds.untold(act.session, case) == []
    assert "都已经告诉过" in li.post(f"/console/cases/{main}/tell-merged", data={"outcome": DEALT}).text


def test_who_may_only_look_sees_no_alerts(desk: Desk, branch: Branch, li: TestClient) -> None:
    three(branch)
    with desk.act() as act:
        officer = staff.named(act.session, "王干事")
        assert officer
        assert alerts.seen_by(act.session, officer)
        roles.take(act, officer, roles.Role.CHAIR, act.session.get_one(units.Unit, officer.unit_id))
        roles.take(act, officer, roles.Role.HANDLER, act.session.get_one(units.Unit, officer.unit_id))
        act.session.flush()
        assert alerts.seen_by(act.session, officer) == []
    assert li.get("/console").status_code == 200
