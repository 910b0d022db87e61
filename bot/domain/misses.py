"""A notice whose time passed before it could go: it is not sent any more, and staff are told."""

from typing import Final

from bot.domain import audit, groups, units
from bot.domain.acts import Act
from bot.domain.noticebook import Notice, State
from bot.domain.postbox import Postbox
from bot.domain.postings import Kind, Posting

TOLD: Final = "⏰ 有一条{kind}（{unit}）过了最迟发送时间，没有发出去。要不要改期再发，请看：{link}"


def miss(act: Act, notice: Notice) -> None:
    """It is missed; the staff group of its unit, or of the nearest above, is told. The caller holds it."""
    notice.state, notice.ended_at = State.MISSED.value, act.now
    audit.log(act, "notice.missed", notice, kind=notice.kind)
    if group := groups.of_unit(act.session, notice.unit_id):
        unit, link = act.session.get_one(units.Unit, notice.unit_id), f"{act.config.web.public_url}/console/notices"
        words = TOLD.format(kind=notice.sort.label, unit=unit.name, link=f"{link}/{notice.id}")
        Postbox(act, group).post(Posting(group_id=group.id, kind=Kind.ALERT.value, words=words), [])
