"""The way around: what waits behind each door; and that no page asks the store more questions where there is more."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from bot.console.app import Desk
from bot.domain import cases
from bot.messages import Address
from tests.conftest import Clock
from tests.console.branch import Branch

PATHS = ("/units", "/units/1", "/members", "/members/1", "/audit", "/calendar", "/staff")
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def doors(client: TestClient) -> dict[str, str]:
    """What stands in the menu: each word with its badge."""
    menu = client.get("/console/units").text.partition("<nav")[2].partition("</nav>")[0]
    found = re.findall(r'<a href="[^"]+"[^>]*>([^<]+)(?:<b class="([^"]*)">(\d+))?', menu)
    return {word: f"{count}{'!' if 'pressing' in kind else ''}" for word, kind, count in found}


@contextmanager
def questions(desk: Desk) -> Iterator[list[str]]:
    """What the store is asked meanwhile."""
    asked = list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(desk.database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(desk.database.engine, "before_cursor_execute", note)


def test_each_door_tells_what_waits_behind_it(li: TestClient, wang: TestClient, branch: Branch, clock: Clock) -> None:
    number = branch.case()
    branch.suggestion()
    for client in (li, wang):
        assert {doors(client)[word] for word in ("诉求", "建议")} == {"1"}
    assert doors(li)["日历"] == ""
    branch.answers(number, "您好")
    branch.deliver("failed")
    assert doors(wang)["送达"] == "1"
    clock.forward(days=30)
    li.get("/console/enter", params={"token": branch.link("李主任")})
    assert doors(li)["诉求"] == "1!"
    with branch.desk.act() as act:
        cases.release(act, branch.found(act, number))
    branch.case(address=Address("web", "somebody"))
    assert doors(li)["诉求"] == "2!"


def test_where_there_is_more_no_more_is_asked(li: TestClient, desk: Desk, branch: Branch) -> None:
    def asked() -> dict[str, int]:
        counts = {}
        for path in PATHS:
            with questions(desk) as found:
                assert li.get(f"/console{path}").status_code == 200
            counts[path] = len(found)
        return counts

    branch.case(name="张师傅")
    branch.suggestion()
    few = asked()
    for number in range(12):
        branch.case(name="李师傅", address=Address("web", f"w{number}"))
        branch.suggestion()
    assert [path for path, count in asked().items() if count > few[path]] == []
    assert max(few.values()) <= 30
