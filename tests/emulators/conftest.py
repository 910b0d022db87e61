"""A WeChat platform whose clock stands still, a server that hears its callbacks, and that server as a caller."""

from collections.abc import Iterator

import pytest

from tests.emulators.caller import Caller, Clock
from tests.emulators.echo import Echo, echoing, platform_for
from tests.emulators.wechat import WeChatPlatform


@pytest.fixture
def clock() -> Clock:
    """Stands still."""
    return Clock()


@pytest.fixture(scope="module")
def server() -> Iterator[Echo]:
    """One server for all tests of a file."""
    with echoing() as echo:
        yield echo


@pytest.fixture
def echo(server: Echo) -> Echo:
    """It has heard nothing yet."""
    server.begin()
    return server


@pytest.fixture
def platform(echo: Echo, clock: Clock) -> Iterator[WeChatPlatform]:
    """A verified service account, in plain mode unless the file's server has a key."""
    with platform_for(echo, clock=clock).running() as platform:
        yield platform


@pytest.fixture
def caller(platform: WeChatPlatform) -> Iterator[Caller]:
    """With a stable token."""
    caller = Caller(platform)
    yield caller
    caller.close()
