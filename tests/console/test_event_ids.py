"""What belongs to one event is nothing under the address of another, also for who organises both; and no file runs."""

from dataclasses import asdict

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.console.app import Desk
from bot.domain import checkins, leaflets, paperlists, registrations, stewards
from bot.domain.acts import OPERATOR, Act
from bot.domain.audit import AuditRow
from bot.domain.checkins import Way
from bot.domain.leaflets import Role
from bot.domain.squadbook import Squad, SquadMember
from bot.messages import Upload
from bot.store import files
from tests.console.branch import PNG, Branch
from tests.domain.door_deeds import expected, tonight
from tests.domain.union import member, officer

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
MINE = "/console/events/mine"


@pytest.fixture
def theirs(branch: Branch) -> dict[str, int | str]:
    """Two events tonight; of the other one: a place with a file, a check-in, a link, a photo, a team, one on paper."""
    with branch.desk.act(OPERATOR) as act:
        li = officer(act, "李主任")
        tonight(act, "mine", title="象棋比赛", team_least=2)
        other = tonight(act, "theirs", title="跳棋比赛", seats=None)
        place = expected(act, other)
        file = files.keep(act.session, Upload("证明.png", "image/png", PNG), act.now)
        place.files = [asdict(file)]
        sheet = paperlists.read(act.session, other, "孙大").rows
        paperlists.enter(act, li, other, sheet)
        paper = next(one for one in registrations.of_event(act.session, other) if one.name == "孙大")
        stewards.give(act, li, other, "东门")
        return {
            "place": place.id,
            "key": file.key,
            "paper": paper.id,
            "check-in": checkins.take(act, other, place, nonce="n" * 8, way=Way.LIST).id,
            "steward": stewards.of_event(act.session, other)[0].id,
            "photo": leaflets.add(act, li, other, Role.PHOTO, [Upload("a.png", "image/png", PNG)])[0].id,
            "squad": _squad(act, other.id),
        }


def _squad(act: Act, event: int) -> int:
    one = Squad(event_id=event, name="红旗队", created_at=act.now)
    act.session.add(one)
    act.session.flush()
    who = member(act, "zhao")
    row = SquadMember(squad_id=one.id, event_id=event, member_id=who.id, channel="test", address="zhao", name="赵",
                      leader=True, joined_at=act.now)  # fmt: skip
    act.session.add(row)
    return one.id


def test_what_is_anothers_is_not_there(li: TestClient, desk: Desk, theirs: dict[str, int | str]) -> None:
    before = deeds(desk)
    for page in ("files/{place}/{key}", "edit/files/{photo}", "teams/{squad}/files/{key}"):
        assert li.get(f"{MINE}/{page.format(**theirs)}").status_code == 404, page
    for step, sent in (
        ("door/take", {"key": f"r{theirs['place']}"}),
        ("door/undo", {"check-in": theirs["check-in"]}),
        ("door/unlink", {"steward": theirs["steward"]}),
        ("paper/strike", {"registration": theirs["paper"]}),
        ("after/photo-remove", {"photo": theirs["photo"]}),
        ("edit/remove-file", {"leaflet": theirs["photo"]}),
        (f"teams/{theirs['squad']}/disband", {"reason": "不合规则"}),
        (f"teams/{theirs['squad']}/admit", {}),
    ):
        assert li.post(f"{MINE}/{step}", data=sent, follow_redirects=False).status_code in {404, 422}, step
    li.post(f"{MINE}/after/results", data={f"rank-{theirs['place']}": "1"})
    assert deeds(desk) == before


def deeds(desk: Desk) -> list[str]:
    """All that was done by now."""
    with desk.look() as act:
        return list(act.session.scalars(select(AuditRow.action).order_by(AuditRow.id)))


def refused(li: TestClient, name: str, content: bytes, role: str = "cover") -> str:
    """What is said of a file that is sent."""
    sent = li.post(f"{MINE}/edit/add-file", data={"role": role}, files={"file": (name, content, "image/png")})
    assert sent.status_code == 422, name
    return sent.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("封面.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("封面.png", b"<!doctype html><script>alert(1)</script>"),
        ("封面.png", b"GIF89a" + b"<script>alert(1)</script>" * 9),
    ],
)
@pytest.mark.usefixtures("theirs")
def test_what_could_run_is_no_picture_and_no_attachment(li: TestClient, name: str, content: bytes, desk: Desk) -> None:
    assert "alert(1)" not in refused(li, name, content)
    assert "alert(1)" not in refused(li, name, content, "attachment")
    with desk.look() as act:
        assert not [one for one in act.session.scalars(select(leaflets.Leaflet)) if one.role != Role.PHOTO]


@pytest.mark.usefixtures("theirs")
def test_a_helper_sees_nothing_that_their_own_link_is_not_for(li: TestClient) -> None:
    """The link of the one who asks stands on that answer alone: no address, no later page has it."""
    page = li.post(f"{MINE}/door/link", data={"label": "<b>东门</b>"})
    assert page.text.count("/checkin/") == 1
    assert "<b>东门</b>" not in page.text
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("same-origin", "no-store")
    assert "手机打不开" in page.text, "this server is known to itself alone"
    assert "/checkin/" not in li.get(f"{MINE}/door").text
