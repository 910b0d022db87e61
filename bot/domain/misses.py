"""Staff are told of a notice that could not go at its time: that it is missed, or waits for somebody's approval."""

from typing import Final

from bot.domain import audit, groups, units
from bot.domain.acts import Act
from bot.domain.noticebook import Notice, State
from bot.domain.postbox import Postbox
from bot.domain.postings import Kind, Posting

TOLD: Final = "⏰ 有一条{kind}（{unit}）过了最迟发送时间，没有发出去。要不要改期再发，请看：{link}"
GROWN: Final = "✋ 有一条{kind}（{unit}）到时间了，但现在有 {count} 人会收到，要有人批准才能发出去，请看：{link}"


def miss(act: Act, notice: Notice) -> None:
    """It is missed; the staff group of its unit, or of the nearest above, is told. The caller holds it."""
    notice.state, notice.ended_at = State.MISSED.value, act.now
    audit.log(act, "notice.missed", notice, kind=notice.kind)
    _tell(act, notice, TOLD)


def hold_back(act: Act, notice: Notice, count: int) -> None:
    """It is due, and goes to more by now than may get it unapproved: it waits. The caller holds it."""
    notice.state = State.WAITING.value
    audit.log(act, "notice.grown", notice)
    _tell(act, notice, GROWN, count=count)


def _tell(act: Act, notice: Notice, words: str, **more: int) -> None:
    if group := groups.of_unit(act.session, notice.unit_id):
        unit, link = act.session.get_one(units.Unit, notice.unit_id), f"{act.config.web.public_url}/console/notices"
        told = words.format(kind=notice.sort.label, unit=unit.name, link=f"{link}/{notice.id}", **more)
        Postbox(act, group).post(Posting(group_id=group.id, kind=Kind.ALERT.value, words=told), [])
