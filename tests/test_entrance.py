"""The entrance over HTTP: names and no phones, batches answered one by one, and twice alike, walk-ins, teams."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.domain import checkins, registrations, stewards
from bot.domain.checkins import CheckIn
from bot.domain.events import Event
from bot.domain.seats import Registration, Team
from bot.domain.stewards import Steward
from tests.conftest import UNION
from tests.domain.door_deeds import tonight
from tests.domain.union import address, member, officer
from tests.entrance import PHONE, House, house, phone, take

__all__ = ["house", "phone"]

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def test_the_page_has_names_and_no_phones_and_leaves_nothing_behind(phone: TestClient, house: House) -> None:
    page = phone.get(house.link)
    assert page.status_code == 200
    for words in ("象棋比赛", "机密lina", "王&lt;b&gt;芳", "带 1 人", "东门 小王"):
        assert words in page.text, words
    assert PHONE not in page.text
    assert "象棋" not in page.text.partition("<title>")[2].partition("</title>")[0]
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    for answer in (page, phone.get(f"{house.link}/list"), phone.get(f"{house.link}/worker.js")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in answer.headers["x-robots-tag"]
    assert phone.get(f"{house.link}/worker.js").headers["service-worker-allowed"] == house.link
    assert phone.get(f"{house.link}/list").json() == {
        "came": 0,
        "all": 3,
        "rows": [
            {"key": "r1", "name": "机密lina", "more": UNION, "at": ""},
            {"key": "r2", "name": "王<b>芳", "more": f"{UNION} · 带 1 人", "at": ""},
        ],
    }


def test_a_batch_is_answered_one_by_one_and_a_second_time_alike(phone: TestClient, house: House) -> None:
    told = house.clock() - timedelta(minutes=20)
    batch = (
        {"nonce": "aaaaaaaa", "key": "r1", "at": int(told.timestamp() * 1000)},
        {"nonce": "bbbbbbbb", "code": house.code("r2"), "qr": True},
        {"nonce": "cccccccc", "key": "r1"},
        {"nonce": "dddddddd", "name": "李师傅", "places": 1},
        {"nonce": "eeeeeeee", "name": "赵师傅"},
        {"nonce": "ffffffff", "code": "000000"},
        {"nonce": "gggggggg", "key": "r99"},
    )
    first = take(phone, house, *batch)
    assert [state for state, _ in first] == ["in", "in", "already", "in", "refused", "refused", "refused"]
    for number, words in ((2, "已经签到（09:40）"), (4, "把名额调高"), (5, "没有这个签到码"), (6, "名单上没有")):
        assert words in first[number][1]
    assert take(phone, house, *batch) == first
    rows = house.rows()
    assert [(row.way, row.at == told) for row in rows] == [("list", True), ("qr", False), ("door", False)]
    with house.act() as act:
        steward = act.session.scalars(select(Steward)).one()
        assert {row.steward_id for row in rows} == {steward.id}
        one = act.session.scalars(select(Event)).one()
        assert (checkins.count(act.session, one), registrations.taken(act.session, one)) == (4, 4)
        checkins.undo(act, one, act.session.get_one(CheckIn, rows[0].id))
    assert take(phone, house, batch[0])[0][0] == "undone"


BAD: tuple[Any, ...] = (
    [], {}, "x", {"entries": {}}, {"entries": [1]}, {"entries": [{}]}, {"entries": [{"nonce": "short", "key": "r1"}]},
    {"entries": [{"nonce": "aaaaaaaa"}]}, {"entries": [{"nonce": "aaaaaaaa", "key": "r1", "code": "123456"}]},
    {"entries": [{"nonce": "aaaaaaaa", "key": 1}]}, {"entries": [{"nonce": "a" * 41, "key": "r1"}]},
    {"entries": [{"nonce": "aaaaaaaa", "key": "r1"}] * 51},
)  # fmt: skip


@pytest.mark.parametrize("sent", BAD, ids=range(len(BAD)))
def test_what_is_none_of_ours_changes_nothing(phone: TestClient, house: House, sent: object) -> None:
    answer = phone.post(f"{house.link}/take", json=sent)
    assert (answer.status_code, "读不出来" in answer.json()["words"]) == (400, True)
    assert house.rows() == []


@pytest.mark.parametrize("at", [-1, 10**20, "x", True, 1.5, None])
def test_a_time_that_is_none_is_ours(phone: TestClient, house: House, at: object) -> None:
    assert take(phone, house, {"nonce": "aaaaaaaa", "key": "r1", "at": at})[0][0] == "in"
    assert house.rows()[0].at == house.clock()


def test_without_script_a_form_does_it_once(phone: TestClient, house: House) -> None:
    page = phone.get(house.link).text
    found = re.search(r'name="seed" value="([0-9a-f]{16})"', page)
    assert found
    form = {"seed": found[1], "key": "r1"}
    for _ in range(2):
        done = phone.post(house.link, data=form, headers={"Origin": "null"})
        assert "机密lina 签到了" in done.text
        assert "已到 10:00" in done.text
    assert len(house.rows()) == 1
    coded = phone.post(house.link, data={"seed": found[1], "code": house.code("r2")})
    assert "王&lt;b&gt;芳 签到了" in coded.text
    again = phone.post(house.link, data={"seed": "0" * 16, "key": "r1"})
    assert (again.status_code, "已经签到（10:00）" in again.text) == (422, True)
    wrong = phone.post(house.link, data={"seed": found[1], "code": "12"})
    assert (wrong.status_code, "没有这个签到码" in wrong.text) == (422, True)
    walked = phone.post(house.link, data={"seed": found[1], "name": "李师傅", "places": "1", "unit": ""})
    assert "李师傅 签到了" in walked.text
    full = phone.post(house.link, data={"seed": found[1], "name": "赵师傅", "places": "1"})
    assert "把名额调高" in full.text
    assert phone.post(house.link, data={"seed": found[1]}).status_code == 400
    assert [row.way for row in house.rows()] == ["list", "code", "door"]


def test_a_team_is_one_line_and_nobody_walks_in(phone: TestClient, house: House) -> None:
    with house.act() as act:
        starts = datetime.fromisoformat("2026-11-23T04:00+00:00")
        one = tonight(act, "cup", title="拔河", team_least=4, starts_at=starts)
        team = Team("宏达队", 5, 2, "王芳", PHONE)
        registrations.join(act, one, member(act, "zhao"), address("zhao"), team=team)
        house.token = stewards.give(act, officer(act, "赵主任"), one, "门口")
        key = f"r{act.session.scalars(select(Registration.id).where(Registration.event_id == one.id)).one()}"
    page = phone.get(house.link).text
    assert f"宏达队 · {UNION} · 全队 5 人" in page
    assert "现场报名（" not in page
    assert take(phone, house, {"nonce": "aaaaaaaa", "key": key}) == [("in", "王芳 签到了。")]
    assert phone.get(f"{house.link}/list").json()["came"] == 5
    assert take(phone, house, {"nonce": "bbbbbbbb", "key": "r1"})[0][0] == "refused", "a line of another event"
