"""Parties in words: all that is kept of somebody's place at an event or turn in its queue, for themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.events import Event
from bot.domain.queues import WaitingPlace
from bot.domain.seats import Party, Registration

Labels = Mapping[str, str]
"""What each group is called, by its key."""


def came(place: Registration, event: Event, zone: ZoneInfo, labels: Labels) -> dict[str, Any]:
    """A place, also one that was given back."""
    data = {
        "活动": event.title,
        "报名": _at(place.joined_at, zone),
        "取消": _at(place.left_at, zone),
        "改期后问过您": _at(place.asked_at, zone),
        "您说还来": _at(place.confirmed_at, zone),
        "活动后评价": "答过（答了什么没有记您的名字）" if place.opined else "",
        **_given(place, labels),
    }
    return {key: value for key, value in data.items() if value}


def waited(place: WaitingPlace, event: Event, zone: ZoneInfo, labels: Labels) -> dict[str, Any]:
    """A turn in the queue, also one that is over."""
    data = {
        "活动": event.title,
        "开始排队": _at(place.since, zone),
        "状态": place.status.label,
        "名额留到": _at(place.until, zone),
        **_given(place, labels),
    }
    return {key: value for key, value in data.items() if value}


def groups(party: Party, labels: Labels) -> str:
    """The groups in which they said they are: 女职工、工会会员."""
    return "、".join(labels.get(one, one) for one in party.in_groups)


def _given(party: Party, labels: Labels) -> dict[str, Any]:
    guests = party.extras.guests
    return {
        "姓名": party.name,
        "队名": party.team,
        "电话": party.phone,
        "同行": f"{guests} 人" if guests else "",
        "您说您是": groups(party, labels),
        "您的回答": {one["label"]: one["shown"] for one in party.answers},
        "文件": [file.name for file in party.attachments],
    }


def _at(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""
