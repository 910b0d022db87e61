"""How a notice looks before it goes: on each channel as members will read it, to how many, and what to think of."""

from typing import Any, Final

from bot import numbered
from bot.console.visit import Visit
from bot.domain import audiences, noticewords, quiethours, quotas, schedules
from bot.domain.noticebook import Notice
from bot.messages import Reply

LINK: Final = "/go/……"
"""Stands for the counted link, which there is once the notice goes out."""

QUIET: Final = "到时是免打扰时间（{begin}—{end}），不是紧急的会等到 {end} 以后再发。"
PAST: Final = "定的时间已经过了。请改成以后的时间。"


def of(visit: Visit, notice: Notice) -> dict[str, Any]:
    """The previews, the recipients by channel, and the warnings."""
    found = {channel: reply(visit, notice, channel) for channel in ("wechat", "telegram", "web")}
    split = audiences.split(visit.session, notice)
    return {
        "wechat": numbered.parts(numbered.plain(found["wechat"])),
        "telegram": found["telegram"],
        "web": found["web"],
        "picture": notice.picture,
        "split": sorted(split.items(), key=lambda pair: -pair[1]),
        "total": sum(split.values()),
        "warnings": _warnings(visit, notice),
    }


def reply(visit: Visit, notice: Notice, channel: str) -> Reply:
    """The notice as members read it there."""
    public = visit.act.config.web.public_url
    link = f"{public}{LINK}" if notice.link else ""
    return noticewords.reply(notice, channel, link=link, public_url=public, act=visit.act)


def _warnings(visit: Visit, notice: Notice) -> list[str]:
    rules, due = visit.act.config.notices, notice.due_at or schedules.due(visit.act, notice)
    told = [quotas.warning(visit.act, notice)]
    if due and due < visit.act.now and notice.schedule:
        told.append(PAST)
    if not notice.urgent and quiethours.falls(visit.act.config, due or visit.act.now):
        told.append(QUIET.format(begin=rules.quiet_from, end=rules.quiet_until))
    return [one for one in told if one]
