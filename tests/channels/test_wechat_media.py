"""Files that members send: fetched with a good token, no more of them than we take, from no address but WeChat's."""

from collections.abc import Iterator

import pytest

from bot.channels.wechat.attachments import NOT_ALLOWED, NOT_FETCHED, fetch
from bot.channels.wechat.client import Client
from bot.channels.wechat.codes import Refused
from bot.channels.wechat.reading import Media
from bot.errors import DeliveryFailed, Retry
from tests.channels.api import MEDIA, STABLE, OneToken, api, calling
from tests.channels.official import JPEG
from tests.conftest import Clock
from tests.emulators.wechat import WeChatPlatform

FILM = b"\x00\x00\x00\x18ftypmp42" + b"x" * 2000


@pytest.fixture
def platform(clock: Clock) -> Iterator[WeChatPlatform]:
    with api(clock) as running:
        yield running


def fetched(platform: WeChatPlatform, kind: str, content: bytes, limit: int = 10_000) -> tuple[bytes, str]:
    media_id = platform.media.add(kind, content, platform.clock())

    async def file(client: Client) -> tuple[bytes, str]:
        return await client.media(media_id, limit)

    return calling(platform, OneToken(), file)


def test_a_picture_is_given_as_it_is(platform: WeChatPlatform) -> None:
    assert fetched(platform, "image", JPEG) == (JPEG, "image/jpeg")


@pytest.mark.parametrize("inline", [True, False])
def test_a_film_is_given_or_its_address(platform: WeChatPlatform, inline: bool) -> None:  # noqa: FBT001 - a parameter
    platform.videos_inline = inline
    assert fetched(platform, "video", FILM) == (FILM, "video/mp4")


@pytest.mark.parametrize("inline", [True, False])
def test_no_more_is_read_than_shows_that_it_is_too_much(platform: WeChatPlatform, inline: bool) -> None:  # noqa: FBT001 - a parameter
    platform.videos_inline = inline
    content, _ = fetched(platform, "video", FILM * 1000, limit=100)
    assert len(content) == 101


def test_a_token_that_is_no_good_is_fetched_anew_once(platform: WeChatPlatform) -> None:
    platform.next(MEDIA, 40001)
    assert fetched(platform, "image", JPEG)[0] == JPEG
    assert (platform.calls[MEDIA], platform.tokens_issued) == (2, 2)
    platform.next(MEDIA, "token-never")
    with pytest.raises(Refused, match="40001"):
        fetched(platform, "image", JPEG)
    assert platform.calls[MEDIA] == 4


def test_what_is_gone_after_three_days_is_refused(platform: WeChatPlatform, clock: Clock) -> None:
    media_id = platform.media.add("image", JPEG, platform.clock())
    clock.forward(days=4)
    with pytest.raises(Refused, match="40007"):
        calling(platform, OneToken(), lambda client: client.media(media_id, 1000))


@pytest.mark.parametrize("fault", ["reset", "html", "hang"])
def test_a_file_that_does_not_come_may_be_asked_for_again(platform: WeChatPlatform, fault: str) -> None:
    media_id = platform.media.add("image", JPEG, platform.clock())
    platform.next(MEDIA, fault)
    with pytest.raises(Retry):
        calling(platform, OneToken(), lambda client: client.media(media_id, 1000), timeout=0.3)


ELSEWHERE = (
    "http://127.0.0.1:9/",
    "http://qpic.cn.example.com/a",
    "file:///etc/passwd",
    "http://x@example.com",
    "//a.qpic.cn",
)
NOWHERE = ("", "//a.qpic.cn", "http://[", "http://[::1", "\x85", "http://", "9" * 100_000)


@pytest.mark.parametrize("url", [*ELSEWHERE, *NOWHERE], ids=lambda url: url[:30])
def test_no_address_is_asked_that_is_not_wechats(platform: WeChatPlatform, url: str) -> None:
    got = calling(platform, OneToken(), lambda client: fetch(client, Media("image", "m", url), allowed=False))
    assert got.upload is None
    assert got.missing == NOT_ALLOWED.format(what="照片")
    assert not platform.calls


@pytest.mark.parametrize("url", ["http://a.qpic.cn/\x7f", "http://a.qpic.cn/" + "9" * 70_000], ids=["marks", "long"])
def test_an_address_that_is_none_is_asked_for_again_in_words(platform: WeChatPlatform, url: str) -> None:
    got = calling(platform, OneToken(), lambda client: fetch(client, Media("image", "m", url), allowed=False))
    assert got.missing == NOT_FETCHED.format(what="照片")


def test_a_file_whose_number_is_beyond_measure_is_not_asked_for(platform: WeChatPlatform) -> None:
    with pytest.raises(DeliveryFailed):
        calling(platform, OneToken(), lambda client: client.media("9" * 70_000, 1000))
    assert platform.calls.keys() <= {STABLE}
