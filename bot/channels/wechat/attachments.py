"""Pictures, voice and film: fetched from WeChat at once, for there they are gone after three days."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool

from bot.channels.files import received
from bot.channels.wechat.client import NO_ADDRESS, Client
from bot.channels.wechat.reading import Media
from bot.errors import DeliveryFailed, Refusal
from bot.messages import LARGEST_FILE, Upload

log = logging.getLogger(__name__)

NAMES: Final = {"image": ("照片", "照片.jpg"), "voice": ("语音", "语音.amr"), "video": ("视频", "视频.mp4")}
TOO_LARGE: Final = "这个{what}超过 {most} MB，收不下。请拍短一点、小一点，或者打字告诉我；前面填好的都还在。"
NOT_FETCHED: Final = "刚才的{what}没有从微信传过来，请再发一次，或者打字告诉我；前面填好的都还在。"
NOT_ALLOWED: Final = "这个公众号收不到{what}，请打字告诉我，或者在网页里上传。"

PICTURES: Final = (".qpic.cn", ".qlogo.cn", ".weixin.qq.com")
"""Hosts on which WeChat keeps pictures; no other address is asked."""

PAUSES: Final = (0.3, 1.0)
"""Seconds before each further try."""


@dataclass(frozen=True)
class Fetched:
    """The file, or in words why there is none."""

    upload: Upload | None = None
    missing: str = ""


async def fetch(client: Client, media: Media, *, allowed: bool) -> Fetched:
    """The file of a message. Without the permission to download, only pictures can be had."""
    what, name = NAMES[media.kind]
    if not allowed and not (media.url and _is_wechats(media.url, client.api_base)):
        return Fetched(missing=NOT_ALLOWED.format(what=what))
    try:
        content = await _content(client, media, allowed=allowed)
    except DeliveryFailed as failure:
        log.warning("attachment not fetched: %s", failure.code)
        return Fetched(missing=NOT_FETCHED.format(what=what))
    if len(content) > LARGEST_FILE:
        return Fetched(missing=TOO_LARGE.format(what=what, most=LARGEST_FILE // 2**20))
    try:
        return Fetched(await run_in_threadpool(received, name, content))
    except Refusal as why:
        return Fetched(missing=str(why))


async def _content(client: Client, media: Media, *, allowed: bool) -> bytes:
    """The bytes, at most one more than we take; a few tries, since WeChat's own stores are slow at times."""
    for pause in (*PAUSES, None):
        try:
            if allowed:
                content, _ = await client.media(media.media_id, LARGEST_FILE)
            else:
                content, _ = await client.download(media.url, LARGEST_FILE)
        except DeliveryFailed as failure:
            if pause is None or failure.code == NO_ADDRESS:
                raise
            await asyncio.sleep(pause)
        else:
            return content
    raise AssertionError


def _is_wechats(url: str, api_base: str) -> bool:
    """Whether an address is on one of WeChat's own hosts (or on the server that stands in for it)."""
    try:
        asked, ours = urlsplit(url), urlsplit(api_base)
    except ValueError:  # no address at all, such as http://[
        return False
    if asked.netloc == ours.netloc and asked.scheme == ours.scheme:
        return True
    return asked.scheme in {"http", "https"} and (asked.hostname or "").endswith(PICTURES)
