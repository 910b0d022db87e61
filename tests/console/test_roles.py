"""Who sees what: every page and every action, for every role, in one's own unit, below, above and elsewhere."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from bot.console.app import ACTIONS, PAGES, Desk
from bot.domain import cases, events, members, revisions, roles, staff, suggestions, units
from bot.domain.acts import OPERATOR
from bot.domain.alerts import Alert
from bot.domain.drives import Drive
from bot.domain.noticebook import Notice, NoticeTemplate
from bot.domain.roles import Role
from bot.domain.squadbook import Squad
from tests.console.branch import Branch
from tests.console.conftest import browser, founded, signed_in
from tests.console.house import PLACES, House, build
from tests.console.rights import ADMINISTRATOR, DOES, HANDLER, HEAD, LOOK, MENU, NOBODY, OPENS, TOLD, WHO, WORK
from tests.emptied import EmptiedFile

BOUND = (
    "{code}/edit", "{registration}", "{squad}", "{number}", "{officer}", "{subject}", "{unit}", "{member}", "{alert}",
    "{drive}", "{notice}", "{template}",
)  # fmt: skip
"""What in an address names something of a unit."""


@pytest.fixture(scope="session")
def built() -> list[House]:
    """The union of four units, once it is built."""
    return []


@pytest.fixture
def house(desk: Desk, emptied_store: EmptiedFile, built: list[House]) -> House:
    """The union of four units."""
    founded(desk, emptied_store, "house", lambda desk: built.append(build(desk)))
    return replace(built[-1], branch=Branch(desk))


@pytest.fixture(params=WHO)
def who(request: pytest.FixtureRequest) -> str:
    """A role, or none."""
    return str(request.param)


@pytest.fixture
def client(desk: Desk, house: House, who: str) -> Iterator[TestClient]:
    """The browser of an officer who is that in `own`."""
    with desk.act(OPERATOR) as act:
        own = act.session.get_one(units.Unit, house.units["own"])
        staff.add(act, "来看的人", own, [] if who == NOBODY else [Role(who)])
    with browser(desk) as client:
        yield signed_in(client, house.branch.link("来看的人"))


def foreign(place: str) -> bool:
    return place in {"above", "other"}


def words_of(place: str) -> tuple[str, ...]:
    return (
        f"诉求的话 {place}",
        f"建议的话 {place}",
        f"回复的话 {place}",
        f"会员{place}",
        f"征集的话 {place}",
        f"活动的话 {place}",
        f"通知的话 {place}",
        f"模板的话 {place}",
    )


def told(page: str) -> set[str]:
    """The places of which a page tells something."""
    return {place for place in PLACES if any(word in page for word in words_of(place))}


pytestmark = [pytest.mark.usefixtures("store_url"), pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)]


def test_every_page_and_action_is_written_down_here() -> None:
    assert {path for path, *_ in PAGES} == set(OPENS)
    for path, *_ in ACTIONS:
        assert [begin for begin in DOES if path.startswith(begin)], path


def test_every_page_opens_for_whom_it_should(client: TestClient, house: House, who: str) -> None:
    for path, expected in OPENS.items():
        told_apart = "{" in path or path == "/console/search"
        for place in PLACES if told_apart else ("own",):
            for subject in ("cases", "suggestions") if "{subject}" in path else ("cases",):
                page = client.get(house.path(path, place, subject), params={"number": house.cases[place]})
                should = 200 if who in expected else 403
                bound = any(part in path for part in BOUND)
                if should == 200 and bound and foreign(place):
                    should = 404
                if should == 200 and path == "/console/search" and foreign(place):
                    should = 422
                assert page.status_code == should, (path, place, subject)
                assert not told(page.text) & {"above", "other"}, (path, place)


def test_what_one_may_see_is_what_is_shown(client: TestClient, who: str) -> None:
    mine = {"own", "below"}
    for path, may in (
        ("cases", LOOK), ("suggestions", LOOK), ("deliveries", WORK), ("members", HEAD), ("notices", TOLD),
    ):  # fmt: skip
        assert told(client.get(f"/console/{path}").text) == (mine if who in may else set()), path
    assert told(client.get("/console").text) == (mine if who in LOOK else set())
    named = {place for place in PLACES if f"同事{place}" in client.get("/console/staff").text}
    assert named == (mine if who == ADMINISTRATOR else set())


def test_a_page_that_is_not_ones_own_says_so_kindly(client: TestClient, who: str) -> None:
    page = client.get("/console/staff")
    assert page.status_code == (200 if who == ADMINISTRATOR else 403)
    if who != ADMINISTRATOR:
        assert "请管理员" in page.text
        assert "default-src 'self'" in page.headers["content-security-policy"]


def test_the_menu_names_what_one_may_open(client: TestClient, who: str) -> None:
    page = client.get("/console").text
    menu = page.partition("<nav")[2].partition("</nav>")[0]
    links = dict(re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)', menu))
    assert set(links.values()) == {word for word, may in MENU.items() if who in may}
    assert [client.get(path).status_code for path in links] == [200] * len(links)


def test_no_page_leads_where_one_may_not_go(client: TestClient, house: House, who: str) -> None:
    links, forms = dict[str, str](), dict[str, str]()
    for path in [house.path(path, "own") for path, may in OPENS.items() if who in may and "{key}" not in path]:
        page = client.get(path, params={"number": house.cases["own"]}).text
        links |= {_kind(there): there for there in re.findall(r'href="(/console[^"?#]*)', page)}
        forms |= {_kind(there): there for there in re.findall(r'action="(/console/[^"]*)', page)}
    assert {there: client.get(there).status_code for there in links.values()} == dict.fromkeys(links.values(), 200)
    del forms["/console/leave"]
    assert [there for there in forms.values() if client.post(there, data={"body": ""}).status_code == 403] == []


def _kind(address: str) -> str:
    """One of many entries stands for all."""
    return re.sub(r"/entries/[^/]+", "/entries/…", address)


def test_everything_is_done_by_whom_it_should_and_where(desk: Desk, client: TestClient, house: House, who: str) -> None:
    words = dict.fromkeys(("body", "outcome", "note", "answer"), "好") | {"verdict": "adopted"}
    words |= dict.fromkeys(("below", "into", "unit", "sure"), "other 别处")
    before = _all(desk, house)
    for path in [path for path, *_ in ACTIONS if path != "/console/leave"]:
        able = who in next(may for begin, may in DOES.items() if path.startswith(begin))
        bound = any(part in path for part in (*BOUND, "resend"))
        for place in ("above", "other", "own") if bound else ("own",):
            there = house.path(path, place)
            answer = client.post(there, data=words | {"message": str(house.lost[place])}, follow_redirects=False)
            if not able:
                assert answer.status_code == 403, there
            elif bound and foreign(place):
                assert answer.status_code == 404, there
            else:
                assert answer.status_code in {200, 303, 404, 422}, there
            assert not told(answer.text) & {"above", "other"}, there
        assert _all(desk, house) == before, path


def _all(desk: Desk, house: House) -> list[object]:
    """What is kept of what is not one's own."""
    with desk.look() as act:
        found = [cases.numbered(act.session, house.cases[place]) for place in ("above", "other")]
        ideas = [suggestions.numbered(act.session, house.ideas[place]) for place in ("above", "other")]
        officers = [act.session.get_one(staff.Officer, house.officers[place]) for place in ("above", "other")]
        homes = [act.session.get_one(units.Unit, house.units[place]) for place in ("above", "other")]
        people = [act.session.get_one(members.Member, house.members[place]) for place in ("above", "other")]
        drafts = [events.coded(act.session, house.drafts[place]) for place in ("above", "other")]
        one = events.coded(act.session, house.code)
        assert one
        return [
            *[
                (case.state, case.officer_id, len(cases.remarks(act.session, case, internal=True)))
                for case in found
                if case
            ],
            *[(idea.state, idea.answer, idea.officer_id, idea.shown) for idea in ideas if idea],
            *[act.session.get_one(Drive, house.drives[place]).opened_at for place in ("above", "other")],
            *[act.session.get_one(Alert, house.alerts[place]).closed_at for place in ("above", "other")],
            *[(officer.name, officer.active, officer.unit_id) for officer in officers],
            *[(unit.name, unit.parent_id, unit.closed_at) for unit in homes],
            *[member.unit_id for member in people],
            *[(draft.title, draft.draft) for draft in drafts if draft],
            *[
                (notice.title, notice.state, notice.changed_at)
                for notice in (act.session.get_one(Notice, house.notices[place]) for place in ("above", "other"))
            ],
            *[act.session.get_one(NoticeTemplate, house.templates[place]).dropped_at for place in ("above", "other")],
            *[act.session.get_one(Squad, house.squads[place]).disbanded_at for place in ("above", "other")],
            one.cancelled,
            revisions.version(act.session),
        ]


@pytest.mark.parametrize("who", [HANDLER], indirect=True)
def test_a_role_in_two_units_counts_where_it_is_held(desk: Desk, client: TestClient, house: House) -> None:
    """A handler in their own unit who may only look elsewhere sees that case and cannot work on it."""
    with desk.act(OPERATOR) as act:
        one = staff.named(act.session, "来看的人")
        assert one
        roles.give(act, one, Role.READER, act.session.get_one(units.Unit, house.units["other"]))
    page = client.get(f"/console/cases/{house.cases['other']}")
    assert page.status_code == 200
    assert "发送回复" not in page.text
    for step in ("take", "reply", "close", "note", "hand-over"):
        assert client.post(f"/console/cases/{house.cases['other']}/{step}", data={"body": "好"}).status_code == 403
    assert client.post(f"/console/suggestions/{house.ideas['other']}/answer").status_code == 403
    assert client.post(f"/console/cases/{house.cases['own']}/take").status_code == 200
