"""Every error code of WeChat's that we know has its meaning here, and no code and no failure lets a secret out."""

import logging
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

from bot.channels.wechat.client import Client
from bot.channels.wechat.codes import A_DAY, A_MINUTE, ACTIONS, ALARMS, AN_HOUR, Refused, outcome
from bot.errors import DeliveryFailed, Parked, Retry, Unreachable
from tests.channels.api import MEDIA, SEND, STABLE, STORY, OneToken, api, calling, says, writer
from tests.channels.official import SECRET
from tests.conftest import Clock
from tests.emulators.wechat import WeChatPlatform

Meaning = tuple[type[DeliveryFailed] | None, float | None]
FAILS: Meaning = (DeliveryFailed, None)
MENDS: Meaning = (Retry, AN_HOUR)
"""The operator mends it: the message waits."""

MEANS: dict[int, Meaning] = {
    -1: (Retry, None),
    40001: MENDS,
    40014: MENDS,
    42001: MENDS,
    40013: MENDS,
    40125: MENDS,
    40243: MENDS,
    40164: MENDS,
    41001: MENDS,
    61004: MENDS,
    48004: MENDS,
    50002: MENDS,
    40003: (Unreachable, None),
    43004: (Unreachable, None),
    43019: (Unreachable, None),
    50005: (Unreachable, None),
    45009: (Retry, A_DAY / 8),
    45028: (Retry, A_DAY / 8),
    45011: (Retry, A_MINUTE),
    45066: (Retry, A_MINUTE),
    45015: (Parked, None),
    45047: (Parked, None),
    45065: (None, None),
    43101: FAILS,
    45002: FAILS,
    40007: FAILS,
    40037: FAILS,
    40130: FAILS,
    40032: FAILS,
    44002: FAILS,
    44004: FAILS,
    47001: FAILS,
    47003: FAILS,
    48001: FAILS,
}
"""What becomes of a message to one person, and after how many seconds it is tried again."""


@pytest.fixture(scope="module")
def platform() -> Iterator[WeChatPlatform]:
    with api(Clock()) as running:
        yield running


def refusal(platform: WeChatPlatform, code: int) -> Refused:
    """A message that WeChat refuses with that code, however often it is sent."""
    platform.next(SEND, code, times=2)
    with pytest.raises(Refused) as caught:
        calling(platform, OneToken(), says(writer(platform)))
    platform.heals(SEND)
    return caught.value


def test_no_code_is_without_a_meaning() -> None:
    assert set(MEANS) == set(ACTIONS)


@pytest.mark.parametrize("code", ACTIONS)
def test_a_code_means_what_the_table_says(
    platform: WeChatPlatform, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    refused = refusal(platform, code)
    told = outcome(refused)
    kind, after = MEANS.get(code, FAILS)
    assert type(told) is (kind or type(None))
    assert getattr(told, "after", None) == after
    assert told is None or (told.code == str(code) and told.words)
    alarms = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert alarms == ([f"WeChat {SEND}: {code}"] if ACTIONS[code] in ALARMS else [])


@pytest.mark.parametrize("code", [1, 99999, 89503, -2])
def test_a_code_that_nobody_knows_is_an_alarm_and_a_failure(
    platform: WeChatPlatform, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    refused = refusal(platform, code)
    assert type(outcome(refused)) is DeliveryFailed
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert logged(caplog) == f"WeChat {SEND}: {code}"


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """All that is logged by anybody but the platform itself."""
    return "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("uvicorn"))


@pytest.mark.parametrize("path", [SEND, STABLE, MEDIA])
@pytest.mark.parametrize("fault", ["hang", "reset", "lost", "html", "token-never", 40013, 40125, 45015, 47003, 99999])
def test_no_failure_tells_what_must_stay_with_us(
    platform: WeChatPlatform, path: str, fault: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    platform.next(path, fault, times=3)
    follower, tokens = writer(platform), OneToken()

    async def both(client: Client) -> None:
        if path == MEDIA:
            await client.media("media-that-is-not-there", 1000)
        await says(follower)(client)

    with pytest.raises(DeliveryFailed) as caught:
        calling(platform, tokens, both, timeout=0.2)
    platform.heals(path)
    told = logged(caplog) + "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    secrets = [SECRET, STORY, follower.openid, *platform.tokens.known]
    assert [secret for secret in secrets if secret in told] == []


def test_a_call_that_goes_well_tells_nothing_at_all(platform: WeChatPlatform, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    calling(platform, OneToken(), says(writer(platform)))
    assert logged(caplog) == ""
