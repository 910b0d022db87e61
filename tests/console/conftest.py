"""The console with a small union behind it: two branches under a district, an officer each, two members."""

from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.config import Config
from bot.console.app import Desk, routes
from bot.domain import revisions
from bot.store.database import Database
from knowledge import KnowledgeBase, Library
from tests.conftest import Clock
from tests.console.branch import ORIGIN, Branch, found
from tests.emptied import Emptied, EmptiedFile


@pytest.fixture
def desk(database: Database, config: Config, clock: Clock, knowledge: KnowledgeBase) -> Desk:
    """What the console stands on."""

    def live() -> tuple[int, dict[str, tuple[str, ...]]]:
        with database.read() as session:
            return revisions.version(session), revisions.live(session)

    return Desk(database, config, clock, Library(knowledge.entries, lambda: live()[0], live, knowledge))


@pytest.fixture
def branch(desk: Desk, emptied_store: Emptied | EmptiedFile) -> Branch:
    """The small union, with nothing filed yet."""
    founded(desk, emptied_store, "branch", found)
    return Branch(desk)


def founded(desk: Desk, emptied_store: Emptied | EmptiedFile, name: str, found: Callable[[Desk], object]) -> None:
    """Found a union, or bring back what one of that name was then."""

    def once() -> None:
        found(desk)
        desk.database.close()

    desk.database.close()
    emptied_store.begin(name, once)


@pytest.fixture
def stranger(desk: Desk) -> Iterator[TestClient]:
    """A browser that is not signed in."""
    with browser(desk) as client:
        yield client


@pytest.fixture
def li(desk: Desk, branch: Branch) -> Iterator[TestClient]:
    """李主任's browser: the officer of the whole district."""
    with browser(desk) as client:
        yield signed_in(client, branch.link("李主任"))


@pytest.fixture
def wang(desk: Desk, branch: Branch) -> Iterator[TestClient]:
    """王干事's browser: the officer of one branch."""
    with browser(desk) as client:
        yield signed_in(client, branch.link("王干事"))


def browser(desk: Desk) -> TestClient:
    """A browser that names its origin when it posts, as all do."""
    app = Starlette(routes=routes(desk))
    return TestClient(app, ORIGIN, headers={"Origin": ORIGIN}, raise_server_exceptions=True)


def signed_in(client: TestClient, token: str) -> TestClient:
    entered = client.get("/console/enter", params={"token": token}, follow_redirects=False)
    assert entered.status_code == 303
    return client
