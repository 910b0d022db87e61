"""Who files one case after the other is asked to wait a little; what they wrote stays. Danger never waits."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import danger, routes
from bot.domain.casebook import Case
from bot.domain.routes import Route
from bot.errors import Refusal
from bot.messages import Address

MOST: Final = 6
"""Cases from one address within an hour."""

HOUR: Final = timedelta(hours=1)
WAIT = (
    "您一小时里已经登记了 {count} 件，我们都收到了。这一件写的都留着，{minutes} 分钟后回复“提交”就行。"
    "是同一件事的，不用重新登记，回复“补充”加原来的编号；急事请直接打 {hotline}。"
)


def require_calm(session: Session, address: Address, story: str, now: datetime, hotline: str) -> None:
    """Refusal where many cases were filed from an address within the hour, and this one tells of no danger."""
    if danger.find(story):
        return
    digests = routes.digests(session, Case.__tablename__, address)
    lately = select(Case.opened_at).join(Case.route).where(Route.digest.in_(digests), Case.opened_at > now - HOUR)
    opened = session.scalars(lately.order_by(Case.opened_at.desc()).limit(MOST)).all()
    if len(opened) == MOST:
        minutes = int((opened[-1] + HOUR - now).total_seconds() // 60) + 1
        raise Refusal(WAIT.format(count=MOST, minutes=minutes, hotline=hotline))
