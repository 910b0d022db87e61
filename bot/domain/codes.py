"""Codes: what the QR codes of a unit hold, by channel, so that whoever scans one is asked whether they belong there.

A link into the web chat is ours to make. For the others the platform's word is needed, and is kept once it was given:
the name of the Telegram bot when it starts, WeChat's own address of a lasting code when that is made.
"""

import re
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from bot.accounts import Ability, why_not
from bot.config import Config
from bot.domain.units import Unit
from bot.store import settings

BOT: Final = "telegram-bot"
WECHAT: Final = "wechat-code:{scene}"
NO_BOT: Final = "机器人还没有启动过。启动服务，过一会儿再来看。"
NO_CODE: Final = "还没有生成。请管服务器的同事运行一次，以后一直在这里：\npython -m bot wechat qr --permanent unit:{id}"

_HERE_ONLY: Final = re.compile(r"//(localhost|127\.|\[::1\])")


def reachable(config: Config) -> bool:
    """Whether members' phones can reach this server: whether a link is worth sending."""
    return not _HERE_ONLY.search(config.web.public_url)


@dataclass(frozen=True)
class Code:
    """What one channel's code holds; where there is no address yet, what to do about it."""

    channel: str
    title: str
    address: str
    hint: str = ""


def of_unit(session: Session, config: Config, unit: Unit) -> list[Code]:
    """The codes of a unit, for each channel that is configured."""
    scene = f"unit-{unit.id}"
    found = [Code("web", "网页聊天", f"{config.web.public_url}/chat#{scene}")]
    if config.telegram.on:
        name = settings.known(session, BOT)
        found.append(Code("telegram", "Telegram", f"https://t.me/{name}?start={scene}" if name else "", NO_BOT))
    if config.wechat.on:
        found.append(_by_wechat(session, config, unit, scene))
    return found


def name_bot(session: Session, username: str) -> None:
    """The name by which links lead to the Telegram bot. In a writing transaction."""
    settings.remember(session, BOT, username)


def keep_wechat(session: Session, config: Config, scene: str, address: str) -> None:
    """The address that WeChat gave for a unit's lasting code of this account. In a writing transaction."""
    settings.remember(session, WECHAT.format(scene=scene), f"{config.wechat.app_id} {address}")


def _by_wechat(session: Session, config: Config, unit: Unit, scene: str) -> Code:
    account, address = (settings.known(session, WECHAT.format(scene=scene)) or " ").split(" ", 1)
    why = why_not(config.wechat.account, Ability.QR)
    kept = address if account == config.wechat.app_id else ""
    hint = f"公众号不能生成带参数的二维码：{why}" if why else NO_CODE.format(id=unit.id)
    return Code("wechat", "微信公众号", kept, hint)
