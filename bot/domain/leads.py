"""Leads: the counted way to a notice's link. How often it was opened is kept, never by whom, from where or when."""

import secrets
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.config import Config
from bot.domain import audit, codes
from bot.domain.acts import Act
from bot.domain.noticebook import Notice, NoticeLink
from bot.errors import Refusal

SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without 0 and o, 1, i and l, which are taken for each other."""

LENGTH: Final = 10
UNSAFE: Final = "链接要以 http:// 或 https:// 开头。请改好再发。"


def link(act: Act, notice: Notice) -> str:
    """The link as a member gets it: the counted way, or itself where no phone reaches us; empty where there is none."""
    if not safe(_target(act.config, notice)) or not codes.reachable(act.config):
        return notice.link
    return shown(act.config, of(act, notice))


def known(act: Act, notice: Notice) -> str:
    """The same without making a way: the link itself where there is none yet."""
    code = _code(act.session, notice, _target(act.config, notice)) if codes.reachable(act.config) else None
    return shown(act.config, code) if code else notice.link


def of(act: Act, notice: Notice) -> str:
    """The code of the way to a notice's link, made when it is first asked for; Refusal where it is no web address."""
    session, url = act.session, _target(act.config, notice)
    if not safe(url):
        raise Refusal(UNSAFE)
    if code := _code(session, notice, url):
        return code
    session.execute(select(Notice.id).where(Notice.id == notice.id).with_for_update())
    if code := _code(session, notice, url):
        return code
    row = NoticeLink(code=drawn(), notice_id=notice.id, url=url)
    session.add(row)
    audit.log(act, "notice.link_counted", notice)
    return row.code


def drawn() -> str:
    """Letters and figures that nobody guesses."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def shown(config: Config, code: str) -> str:
    """The address of a way."""
    return f"{config.web.public_url.rstrip('/')}/go/{code}"


def safe(url: str) -> bool:
    """Whether it is an address that a browser opens as a page, and nothing else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and url.isprintable() and " " not in url


def leads_to(session: Session, code: str) -> str | None:
    """Where a way leads; None where there is no such way."""
    url = session.scalar(select(NoticeLink.url).where(NoticeLink.code == code))
    return url if url and safe(url) else None


def opened(session: Session, code: str) -> None:
    """It was opened once more."""
    one = update(NoticeLink).where(NoticeLink.code == code).values(opens=NoticeLink.opens + 1)
    session.execute(one, execution_options={"synchronize_session": False})


def opens(session: Session, notice: Notice) -> int:
    """How often a notice's links were opened, all of them together."""
    return session.scalar(select(func.sum(NoticeLink.opens)).where(NoticeLink.notice_id == notice.id)) or 0


def _target(config: Config, notice: Notice) -> str:
    """Where the link leads: one that begins with / is a page of ours."""
    ours = notice.link.startswith("/") and not notice.link.startswith("//")
    return f"{config.web.public_url.rstrip('/')}{notice.link}" if ours else notice.link


def _code(session: Session, notice: Notice, url: str) -> str | None:
    session.flush()
    mine = select(NoticeLink.code).where(NoticeLink.notice_id == notice.id, NoticeLink.url == url)
    return session.scalar(mine)
