"""Walk-ins: who comes without having signed up gets a place at the door, and is checked in, in one step."""

from datetime import datetime
from typing import Final

from bot.domain import checkins, registrations
from bot.domain.acts import Act
from bot.domain.checkins import CheckIn, Way
from bot.domain.events import Event
from bot.domain.registrations import Full, Source
from bot.domain.staff import Officer
from bot.domain.stewards import Steward
from bot.errors import Refusal

LONGEST_NAME: Final = 40
MOST: Final = 20
"""People who come as one."""

FULL: Final = "没有空位了（名额 {seats}），没有登记。场地坐得下的话，请办活动的同事在“编辑”里把名额调高，再登记。"
SHARED_OUT: Final = (
    "没有空位了：总名额或者这个单位的名额满了，没有登记。场地坐得下的话，请办活动的同事在“编辑”里把名额调高，再登记。"
)
NO_NAME: Final = "请写上姓名，{most} 个字以内。"
HOW_MANY: Final = "一起来几个人？请写 1 到 {most}。"
TEAMS: Final = "这个活动按队报名，现场不能单独加人。请领队来说一声，由办活动的同事处理。"


def enter(  # noqa: PLR0913 - who came, and who wrote it down
    act: Act, event: Event, *,
    nonce: str, name: str, unit_id: int | None = None, places: int = 1, phone: str | None = None,
    at: datetime | None = None, officer: Officer | None = None, steward: Steward | None = None,
) -> CheckIn:  # fmt: skip
    """Give somebody who is at the door a place and check them in; the same nonce again changes nothing.

    Refusal where no place is free, with what the organiser can do.
    """
    act.session.refresh(event, with_for_update=True)
    if known := checkins.sent(act.session, event, nonce):
        if known.way != Way.DOOR.value:
            raise Refusal(checkins.MIXED_UP)
        return known
    registrations.require_list(event)
    _require_whole(event, name, places)
    if why := checkins.why_shut(act, event, checkins.when(act, event, at)):
        raise Refusal(why)
    try:
        place = registrations.enter(
            act, event, officer, Source.DOOR, name=name, unit_id=unit_id, places=places, phone=phone
        )
    except Full:
        raise Refusal(SHARED_OUT if event.unit_seats or event.group_seats else FULL.format(seats=event.seats)) from None
    return checkins.take(act, event, place, nonce=nonce, way=Way.DOOR, at=at, officer=officer, steward=steward)


def _require_whole(event: Event, name: str, places: int) -> None:
    if event.team_least or event.team_joins:
        raise Refusal(TEAMS)
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise Refusal(NO_NAME.format(most=LONGEST_NAME))
    if not 0 < places <= MOST:
        raise Refusal(HOW_MANY.format(most=MOST))
