"""Counted links over HTTP: they lead on and are counted, nobody is told from it, and nonsense gets kind words."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select, update
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.config import Config
from bot.domain import leads, units
from bot.domain.acts import OPERATOR, Act
from bot.domain.noticebook import NoticeLink
from bot.go import Go
from bot.store.database import Database
from tests.conftest import UNION, Clock
from tests.domain.notice_member_deeds import notice

URL = "https://example.org/法律?页=1"

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Way:
    """A browser, and the way to a link."""

    browser: TestClient
    database: Database
    code: str

    @property
    def opens(self) -> int:
        """How often it was opened."""
        with self.database.read() as session:
            return session.scalars(select(NoticeLink.opens)).one()


@pytest.fixture
def way(database: Database, config: Config, clock: Clock) -> Way:
    """A link of a notice."""
    with database.write() as session:
        act = Act(session, clock(), OPERATOR, config)
        units.add(act, UNION)
        code = leads.of(act, notice(act, link=URL))
    application = Starlette(routes=Go(database, config).routes())
    return Way(TestClient(application, follow_redirects=False), database, code)


def test_a_tap_leads_on_and_is_counted_and_nothing_is_kept_of_who(way: Way) -> None:
    for times in (1, 2):
        answer = way.browser.get(f"/go/{way.code}", headers={"Cookie": "a=b"})
        assert (answer.status_code, way.opens) == (302, times)
    assert answer.headers["location"] == "https://example.org/%E6%B3%95%E5%BE%8B?%E9%A1%B5=1"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "counted"),
    [
        ({"User-Agent": "TelegramBot (like TwitterBot)"}, 0),
        ({"User-Agent": "Mozilla/5.0 (compatible; Baiduspider/2.0)"}, 0),
        ({"User-Agent": "Mozilla/5.0", "Sec-Purpose": "prefetch;prerender"}, 0),
        ({"User-Agent": "Mozilla/5.0 (Linux; Android 13; CUBOT P80) MicroMessenger/8.0.49"}, 1),
        ({"User-Agent": ""}, 1),
    ],
    ids=["telegram", "spider", "prefetch", "wechat-on-a-cubot", "none"],
)
def test_what_opens_it_by_itself_is_not_counted_where_it_says_so(
    way: Way, headers: dict[str, str], counted: int
) -> None:
    assert way.browser.get(f"/go/{way.code}", headers=headers).status_code == 302
    assert way.opens == counted


def test_asking_for_the_head_counts_nothing(way: Way) -> None:
    answer = way.browser.head(f"/go/{way.code}")
    assert (answer.status_code, answer.headers["location"][:19], way.opens) == (302, "https://example.org", 0)
    assert way.browser.post(f"/go/{way.code}").status_code == 405


@pytest.mark.parametrize("code", ["abcdefghjk", "x" * 3000, "%00", "%F0%9F%98%80", "' OR 1=1 --", "ABCDEFGHJK"])
def test_an_unknown_way_gets_a_page_with_words(way: Way, code: str) -> None:
    answer = way.browser.get(f"/go/{code}")
    assert (answer.status_code, way.opens) == (404, 0)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "没有找到这个链接" in answer.text
    assert UNION in answer.text


def test_what_is_no_web_page_is_led_to_by_nothing(way: Way) -> None:
    with way.database.write() as session:
        session.execute(update(NoticeLink).values(url="javascript:alert(1)"))
    assert way.browser.get(f"/go/{way.code}").status_code == 404
