"""The page of an event's teams: what the organiser sees and decides, and what others see of it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bot.domain import members, squadrolls, squads
from bot.domain.events import Event
from bot.messages import Upload
from bot.store import files
from bot.store.outbox import Outgoing
from tests.conftest import START, Clock
from tests.console.branch import MEMBER, OTHER, PNG, Branch
from tests.domain import squad_union
from tests.domain.squad_union import contest

pytestmark = [pytest.mark.usefixtures("store_url"), pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)]
CLOSES = START + timedelta(hours=1)
HERE = "/console/events/contest/teams"


@pytest.fixture
def teams(branch: Branch) -> dict[str, int]:
    """A team of each unit: one of three with a sign, one of two."""
    with branch.desk.act() as act:
        one = contest(act, signup_closes=CLOSES)
        logo = files.keep(act.session, Upload("标志.png", "image/png", PNG), act.now)
        given: dict[str, Any] = {"leader_name": "张师傅", "phone": "13900139000", "groups": ("women",)}
        park = squads.create(act, one, members.meet(act, MEMBER), MEMBER, name="园区队", company="东湖厂",
                             profile="年年拿奖", files=(logo,), **given)  # fmt: skip
        for who in ("wang", "zhao"):
            squad_union.join(act, park, who)
        given |= {"leader_name": "刘护士", "phone": "13900139002"}
        ward = squads.create(act, one, members.meet(act, OTHER), OTHER, name="滨江队", company="滨江医院", **given)
        squad_union.join(act, ward, "qian")
        return {"park": park.id, "ward": ward.id, "qian": squads.members(act.session, ward)[1].id}


def test_the_organiser_sees_all_of_it(li: TestClient, teams: dict[str, int]) -> None:
    page = li.get(HERE).text
    for words in (
        "园区队",
        "东湖厂",
        "年年拿奖",
        "张师傅",
        "zhao",
        "完整",
        "滨江队",
        "刘护士",
        "还差 1 人",
        "13900139000",
    ):
        assert words in page, words
    logo = page.partition(f"{HERE}/{teams['park']}/files/")[2].partition('"')[0]
    assert li.get(f"{HERE}/{teams['park']}/files/{logo}").content == PNG
    assert li.get(f"{HERE}/{teams['ward']}/files/{logo}").status_code == 404
    assert MEMBER.id not in page


@pytest.mark.usefixtures("teams")
def test_another_sees_the_teams_of_their_own_unit(wang: TestClient) -> None:
    page = wang.get(HERE).text
    assert "园区队" in page
    assert "张师傅" in page
    assert "zhao" not in page
    assert "另有 2 人属于其他单位" in page
    assert "滨江队" not in page
    assert "另有 1 队属于其他单位" in page
    assert "13900139002" not in page
    assert "破例" not in page


def test_the_organiser_decides_once_sign_up_closed(
    li: TestClient, branch: Branch, teams: dict[str, int], clock: Clock
) -> None:
    ward = f"{HERE}/{teams['ward']}"
    assert "截止以后再决定" in li.post(f"{ward}/refuse", data={"reason": "人不齐", "team": str(teams["ward"])}).text
    clock.now = CLOSES + timedelta(minutes=1)
    again = li.post(f"{ward}/refuse", data={"reason": "", "team": str(teams["ward"])})
    assert (again.status_code, "写明理由" in again.text) == (422, True)
    assert "已破例同意" in li.post(f"{ward}/admit").text
    assert "破例同意" in li.get(HERE).text
    assert "已移出" in li.post(f"{ward}/remove", data={"member": str(teams["qian"]), "reason": "重复"}).text
    assert "不在队里了" in li.post(f"{ward}/remove", data={"member": str(teams["qian"]), "reason": "重复"}).text
    page = li.post(f"{ward}/refuse", data={"reason": "只剩一个人"}).text
    assert "已告诉全队" in page
    assert "没有同意的" in page
    with branch.desk.look() as act:
        assert [one.name for one in squadrolls.of_event(act.session, _contest(act.session))] == ["园区队"]
        texts = [row.text for row in act.session.scalars(select(Outgoing).where(Outgoing.address == OTHER.id))]
    assert any("只剩一个人" in text for text in texts)


def _contest(session: Session) -> Event:
    return session.scalars(select(Event).where(Event.code == "contest")).one()
