"""Every page of the console as somebody who cannot see it, or has no mouse, meets it: axe finds nothing serious."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from bot.console.app import PAGES, Desk
from bot.domain import (
    cases,
    drives,
    members,
    numbers,
    planitems,
    planlist,
    registrations,
    reviews,
    staff,
    suggestions,
    waitlist,
)
from bot.domain.acts import Act
from bot.domain.units import Unit
from bot.messages import Address
from tests.console import notice_desk
from tests.console.branch import MEMBER, OTHER, PNG, Branch
from tests.console.rewarded import rewarded
from tests.console.test_day import SIZES, chrome, serving
from tests.domain.squad_union import contest, team
from tests.domain.union import event

__all__ = ["chrome"]

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

BARE = ("export", "/chart", "/files/", "/picture")
"""What is sent to be kept, and no page."""

ELSEWHERE = ("{event}", "{revision}", "{member}", "{alert}")
"""What this small union has none of."""


def furnished(branch: Branch) -> tuple[str, str, str]:
    """A case in danger that nobody has, one with everything that a case may have, suggestions, one of them awarded."""
    photo = branch.keep("工资条.png", "image/png", PNG)
    danger = branch.case("我不想活了", phone="13812345678", name="张师傅")
    full = branch.case("三个月没发工资", evidence=[photo], details=[{"name": "a", "label": "金额", "shown": "3000 元"}])
    branch.answers(full, "请把合同发来。")
    branch.deliver("failed", "user gone")
    branch.adds(full, "合同在这里")
    with branch.desk.act() as act:
        one, officer = branch.found(act, full), staff.named(act.session, "王干事")
        assert officer
        cases.note(act, one, officer, "和厂长谈过一次")
        cases.hand_over(act, one, officer, staff.named(act.session, "李主任") or officer)
    rewarded(branch, contact="张师傅")
    number = branch.suggestion("班车加一站")
    with branch.desk.act() as act:
        drives.draft(act, officer, act.session.get_one(Unit, officer.unit_id), title="降温", focus="出主意", topics=(),
                     begins=act.today, ends=act.today)  # fmt: skip
        idea, li = suggestions.numbered(act.session, number), staff.named(act.session, "李主任")
        assert idea
        assert li
        reviews.ask(act.by(officer.actor), idea, officer, li)
        planned = planlist.read("12月8日 14:00 茶话会\n重阳节敬老", act.today.year).items
        planitems.draft(act.by(li.actor), li, planned, act.today.year, "年度计划")
        visited(act)
        notice_desk.gone(act)
        notice_desk.notice(act)
    return danger, full, number


def visited(act: Act) -> None:
    """An event for which one of each unit signed up, and one waits; and a team that is not whole for another."""
    party = event(act, seats=2, guests=1)
    act.session.flush()
    for address in (MEMBER, OTHER):
        extras = registrations.Extras(groups=("women",))
        registrations.join(act, party, members.meet(act, address), address, name="张师傅", extras=extras)
    last = Address("web", "last")
    waitlist.wait(act, party, members.meet(act, last), last, name="孙师傅")
    team(act, contest(act), "lina", "wang", profile="年年拿奖")


def addresses(danger: str, full: str, idea: str) -> list[str]:
    """All pages, and some in more than one state."""
    known = {"{entry}": "wages-owed", "{officer}": "2", "{unit}": "2", "{drive}": "1", "{item}": "1", "{code}": "party",
             "{notice}": "1"}  # fmt: skip
    found = [
        f"/console/cases/{danger}",
        "/console/cases?state=done&mine=1&kind=injury",
        "/console/cases?q=工伤",
        "/console/suggestions?show=list&late=1",
        f"/console/suggestions/{numbers.written('JY', 2026, 1)}",
        "/console/events?month=2026-12",
        "/console/events?month=2026-12&view=calendar",
        "/console/events/contest/teams",
        "/console/notices/2",
        "/console/notices/2/edit",
        "/console/nowhere",
    ]
    for path, *_ in PAGES:
        if any(part in path for part in (*BARE, *ELSEWHERE)):
            continue
        there = path.replace("{number}", idea if "suggestions" in path else full)
        for name, value in known.items():
            there = there.replace(name, value)
        assert "{" not in there, path
        found.append(there)
    return found


def serious(page: Page) -> list[str]:
    """What axe finds, of what matters much, with everything opened that can be."""
    page.evaluate("for (const details of document.querySelectorAll('main details')) details.open = true")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_serious(desk: Desk, branch: Branch, chrome: Browser, size: str) -> None:
    things, complaints = furnished(branch), dict[str, list[str]]()
    paths = addresses(*things) if size == "desk" else ["/console", "/console/cases", f"/console/cases/{things[1]}"]
    context = chrome.new_context(locale="zh-CN", reduced_motion="reduce", **SIZES[size])
    with serving(desk) as console:
        page = context.new_page()
        page.goto(f"{console}/sign-in")
        complaints["sign-in"] = serious(page)
        page.goto(f"{console}/enter?token={branch.link('李主任')}")
        for path in paths:
            page.goto(console.removesuffix("/console") + path)
            complaints[path] = serious(page)
        page.evaluate("document.querySelector('main').append(new Image())")
        assert [one.partition(":")[0] for one in serious(page)] == ["image-alt"], "it would be noticed"
        context.close()
    assert {path: found for path, found in complaints.items() if found} == {}
