"""How the console words times, clocks, sizes and dangers for an officer."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import phonenumbers
from markupsafe import Markup, escape

from bot.domain import deliveries
from bot.domain.danger import DANGERS
from bot.media import IMAGES, size
from bot.store.outbox import Outgoing, State

__all__ = [
    "CHANNELS", "IMAGES", "WEEKDAYS", "Clock", "Wording", "advice", "became", "danger", "kind", "marked", "phone",
    "size", "span",
]  # fmt: skip

SOON = timedelta(hours=4)
DANGER_WORDS = {
    "self-harm": "可能自伤、轻生",
    "violence": "有人身危险",
    "accident": "可能正在出事故",
    "death": "有人死亡",
    "collective": "多人聚集、集体争议",
}
WEEKDAYS: Final = "一二三四五六日"
"""Monday first."""

CHANNELS = {
    "web": "网页聊天",
    "wechat": "微信",
    "telegram": "Telegram",
    "telegram-group": "Telegram 工作群",
    "terminal": "终端",
}

STANDINGS = {
    State.QUEUED: "发送中",
    State.SENDING: "发送中",
    State.PARKED: "等会员下次说话",
    State.SENT: "已送达",
    State.FAILED: "没送到（{reason}）",
    State.UNKNOWN: "不确定是否送到",
    State.WITHDRAWN: "已撤回，没有发出",
    State.STALE: "过了有用的时间，没有发出",
}

SENDABLE = ".jpg,.jpeg,.png,.gif,.webp,.pdf,.doc,.docx,.wps,.xls,.xlsx,.et,.ppt,.pptx,.dps,.txt,.csv"
"""The endings of files that staff can send, for the browser's own dialogue."""

_ANY_DANGER = re.compile("|".join(danger.words.pattern for danger in DANGERS))


def phone(number: str) -> str:
    """A phone number as people here write it."""
    return phonenumbers.format_number(phonenumbers.parse(number, "CN"), phonenumbers.PhoneNumberFormat.NATIONAL)


@dataclass(frozen=True)
class Clock:
    """How much time is left, in words, and how pressing that is: late, soon or calm."""

    words: str
    tone: str


@dataclass(frozen=True)
class Wording:
    """Words as of a moment, in the union's time zone."""

    now: datetime
    zone: ZoneInfo

    def clock(self, due: datetime) -> Clock:
        """还剩 3 小时, or 已超时 2 小时."""
        left = due - self.now
        if left <= timedelta():
            return Clock(f"已超时 {span(-left)}", "late")
        return Clock(f"还剩 {span(left)}", "soon" if left <= SOON else "calm")

    def when(self, moment: datetime) -> str:
        """今天 09:00, 6月23日 09:00, or with the year where it is another one."""
        there, today = moment.astimezone(self.zone), self.now.astimezone(self.zone).date()
        days = {today: "今天", today - timedelta(days=1): "昨天", today + timedelta(days=1): "明天"}
        day = days.get(there.date(), f"{there.month}月{there.day}日")
        year = f"{there.year}年" if there.year != today.year else ""
        return f"{year}{day} {there:%H:%M}"

    def until(self, begin: datetime, end: datetime) -> str:
        """The end of a span: only the hour, where it is on the day of its beginning."""
        there = end.astimezone(self.zone)
        return f"{there:%H:%M}" if there.date() == begin.astimezone(self.zone).date() else self.when(end)

    def local(self, moment: datetime) -> str:
        """The moment as a field for a day and a time of day takes it: 2026-11-25T14:30."""
        return f"{moment.astimezone(self.zone):%Y-%m-%dT%H:%M}"

    def time(self, moment: datetime) -> str:
        """The time of day of a moment: 14:00."""
        return f"{moment.astimezone(self.zone):%H:%M}"

    def hour(self) -> str:
        """The moment itself: 14:05."""
        return f"{self.now.astimezone(self.zone):%H:%M}"

    def day(self) -> str:
        """The day itself: 11月20日 星期五."""
        there = self.now.astimezone(self.zone)
        return f"{there.month}月{there.day}日 星期{'一二三四五六日'[there.weekday()]}"


def span(length: timedelta) -> str:
    """A length of time in its largest whole unit: 50 分钟, 3 小时, 2 天."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "不到 1 分钟"
    hours, days = minutes // 60, minutes // (60 * 24)
    return f"{days} 天" if hours >= 48 else f"{hours} 小时" if hours else f"{minutes} 分钟"  # noqa: PLR2004 - two days


def became(row: Outgoing) -> str:
    """What became of a message to a member, and why it did not arrive."""
    if row.status is State.QUEUED and row.channel == "web":
        return "等会员打开网页"
    return STANDINGS[row.status].format(reason=deliveries.reason(row))


def kind(name: str) -> str:
    """What a file is, for its tile: PDF, DOCX."""
    return name.rpartition(".")[2][:4].upper() if "." in name else "文件"


def marked(text: str) -> Markup:
    """A text, escaped, with its words of danger marked."""
    parts, end = [], 0
    for found in _ANY_DANGER.finditer(text):
        parts += [escape(text[end : found.start()]), Markup("<mark>"), escape(found[0]), Markup("</mark>")]
        end = found.end()
    return Markup().join([*parts, escape(text[end:])])


def danger(name: str) -> str:
    """What kind of danger a case tells of."""
    return DANGER_WORDS.get(name, "可能有危险")


def advice(name: str) -> str:
    """What the member was told to do at once."""
    return next((one.advice for one in DANGERS if one.name == name), "")
