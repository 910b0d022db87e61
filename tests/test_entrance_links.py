"""A helper's link over HTTP: good for one event and its time; who guesses waits; only our own page may send."""

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.domain import stewards
from bot.domain.events import Event
from bot.domain.stewards import Steward
from tests.conftest import Clock
from tests.domain.union import officer
from tests.entrance import House, house, phone, take

__all__ = ["house", "phone"]

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def test_only_our_own_page_may_send_and_only_so_much(phone: TestClient, house: House) -> None:
    there, good = f"{house.link}/take", {"entries": [{"nonce": "aaaaaaaa", "key": "r1"}]}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert phone.post(there, json=good, headers=headers).status_code == 403
    assert phone.post(there, content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 415
    assert phone.post(there, content=b"[" * 60_000, headers={"Content-Type": "application/json"}).status_code == 400
    big = phone.post(there, content=b" " * 70_000, headers={"Content-Type": "application/json"})
    assert big.status_code == 413
    foreign = phone.post(house.link, data={"key": "r1"}, headers={"Origin": "https://evil.example"})
    assert (foreign.status_code, "没有记下" in foreign.text) == (403, True)
    assert house.rows() == []
    assert phone.get(there).status_code == 405


def test_a_link_that_is_closed_or_over_says_so_and_tells_nothing(phone: TestClient, house: House) -> None:
    def shut(status: int, words: str) -> None:
        for answer in (phone.get(house.link), phone.post(house.link, data={"key": "r1"})):
            assert (answer.status_code, words in answer.text, "机密" in answer.text) == (status, True, False)
            assert f"{house.link}/door.js" in answer.text, "the phone drops what it kept"
        for answer in (phone.get(f"{house.link}/list"), phone.post(f"{house.link}/take", json={"entries": []})):
            assert (answer.status_code, set(answer.json())) == (status, {"words"})

    house.clock.forward(hours=29)
    shut(410, "已经停用")
    house.clock.forward(hours=-29)
    assert phone.get(house.link).status_code == 200
    with house.act() as act:
        one, row = act.session.scalars(select(Event)).one(), act.session.scalars(select(Steward)).one()
        stewards.close(act, officer(act, "赵主任"), one, row)
    shut(410, "已经停用")
    house.token = "nobody"
    shut(404, "没有这个签到链接")


def test_who_guesses_links_must_wait_and_who_has_one_need_not(phone: TestClient, house: House) -> None:
    answers = [phone.get(f"/checkin/guess-{number}").status_code for number in range(21)]
    assert answers == [404] * 20 + [429]
    assert "试得太多" in phone.get("/checkin/guess").text
    assert phone.get(house.link).status_code == 200
    for odd in ("%00", "x" * 3000, "%F0%9F%98%80", "' OR 1=1 --"):
        assert phone.get(f"/checkin/{odd}").status_code in {404, 429}


def test_before_the_day_nobody_is_checked_in(phone: TestClient, house: House, clock: Clock) -> None:
    clock.forward(hours=-24)
    state, words = take(phone, house, {"nonce": "aaaaaaaa", "key": "r1"})[0]
    assert (state, "还没到签到时间" in words) == ("refused", True)


def test_nothing_of_an_address_gets_into_an_answers_headers(phone: TestClient) -> None:
    for odd in ("x%0d%0aSet-Cookie:%20a=b", "%E5%B7%A5", "x" * 200):
        answer = phone.get(f"/checkin/{odd}/worker.js")
        assert (answer.status_code, answer.headers.get("Service-Worker-Allowed")) == (404, None)
    assert phone.get("/checkin/nobody/worker.js").headers["Service-Worker-Allowed"] == "/checkin/nobody"
