"""A notice tried out: sent to the officer who writes it, in their own chats, and to nobody else."""

import secrets
from dataclasses import replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import audit, noticewords
from bot.domain.acts import Act
from bot.domain.links import StaffAccount
from bot.domain.noticebook import Notice
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Address
from bot.store import outbox

KIND: Final = "trial"
MARK: Final = "【试发】"
NO_CHAT: Final = (
    "您还没有关联自己的聊天账号，没有地方可试发。请到“渠道”页生成一个代码，在 Telegram 里发给机器人，再来试。"
)


def chats(session: Session, officer: Officer) -> list[str]:
    """The channels on which an officer has an account of their own."""
    mine = select(StaffAccount.channel).where(StaffAccount.officer_id == officer.id)
    return list(session.scalars(mine.order_by(StaffAccount.channel)))


def send(act: Act, officer: Officer, notice: Notice) -> int:
    """Send a notice to the officer's own chats, marked as a trial; how many. Refusal where they have none."""
    mine = select(StaffAccount).where(StaffAccount.officer_id == officer.id).order_by(StaffAccount.channel)
    found = act.session.scalars(mine).all()
    if not found:
        raise Refusal(NO_CHAT)
    public = act.config.web.public_url
    for one in found:
        reply = noticewords.reply(notice, one.channel, link=notice.link, public_url=public, act=act)
        marked = replace(reply, text=f"{MARK}{reply.text}")
        key = f"trial:{notice.id}:{secrets.token_hex(6)}"
        outbox.put(act.session, Address(one.channel, one.account), marked, key=key, kind=KIND, now=act.now)
    audit.log(act, "notice.tried", notice, count=len(found))
    return len(found)
