"""The kinds of notices to many, and what each may do by itself."""

from typing import Final

from bot.labels import Labelled


class Kind(Labelled):
    """What a notice is."""

    ANNOUNCEMENT = "announcement", "月度预告"
    REMINDER = "reminder", "活动提醒"
    INVITATION = "invitation", "征集邀请"
    CHANGE = "change", "变动通知"
    DIGEST = "digest", "专刊"
    NOTICE = "notice", "普通通知"
    URGENT = "urgent", "紧急通知"
    SURVEY = "survey", "问卷"


PERSONAL: Final = frozenset({Kind.REMINDER, Kind.CHANGE})
"""Concern what a member signed up for: on WeChat they go as personal messages, never as a mass message."""

BY_HAND: Final = (Kind.NOTICE, Kind.URGENT, Kind.CHANGE, Kind.SURVEY, Kind.DIGEST, Kind.ANNOUNCEMENT)
"""Those that staff write."""

EVERY: Final = tuple(kind.value for kind in Kind)
