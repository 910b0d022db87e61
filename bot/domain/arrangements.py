"""Arrangements: all that the organiser of an event may say about it, and what of it cannot be."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.config.occasions import Group
from bot.domain import calendar, survey
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.errors import Refusal

SHORTEST_TITLE: Final = 2
LONGEST_TITLE: Final = 60
LONGEST_LINE: Final = 80
LONGEST_FEE: Final = 40
LONGEST_DETAILS: Final = 1000
MOST_SEATS: Final = 100_000
MOST_GUESTS: Final = 20
SMALLEST_TEAM: Final = 2
LARGEST_TEAM: Final = 100

TITLE: Final = "名称请写 2 到 60 个字，比如“冬至联欢会”。"
LONG: Final = "{what}太长了：写了 {size} 个字，最多 {most} 个字。多的写进“详细说明”。"
NO_GROUP: Final = "没有“{key}”这个群体。请从列出的里面选。"
BACKWARDS: Final = "结束（{ends}）不能早于开始。跨天的活动，请写上结束那一天。"
NO_START: Final = "写了结束时间，没写哪天几点开始。请补上开始的日期和钟点。"
NO_DAY: Final = "要报名的活动得先定下日期和钟点。请补上“开始”，或者选“不用报名”。"
WINDOW: Final = "报名截止要晚于开始报名。请改一下这两个时间。"
LATE: Final = "报名截止不能晚于活动开始。请改早一点，或者空着（报到开始为止）。"
LATE_OPEN: Final = "活动已经开始了才开始报名，不行。请改早一点，或者空着。"
SEATS: Final = "名额请写 1 到 100000 的整数，不限就空着。"
GUESTS: Final = "每人可带的同伴请写 0 到 20。"
CAP: Final = "“{what}”的上限请写 1 到总名额之间的整数，不限就空着。"
TEAM_SIZE: Final = "每队人数请写 2 到 100 的整数，最多的不能少于最少的。"
TEAM_NEED: Final = "每队至少几名“{what}”，不能比每队最多的人数还多。请改小一点，不要求就空着。"
ONLY_JOINS: Final = "“{what}”只有队员各自凭入队码加入时才能管住。请选“队员各自加入”，或者去掉这一条。"
NO_GUESTS: Final = "以队报名的活动不能另带同伴。请把“每人可带同伴”写成 0，或者改为个人报名。"
NO_CAPS: Final = "以队报名时名额是队数，不能按群体限人。请去掉群体的上限。"
ONLY_SIGN_UP: Final = "选了“不用报名”，就没有名额、组队和问题。要留着，请选“要报名”。"


@dataclass(frozen=True)
class Arrangement:
    """What is to be of an event. Moments are UTC or zoned; `month` counts where `starts_at` is None.

    Empty words are None; `seats` and the caps None: no limit. `questions` are rows of a survey (`survey.Item`).
    """

    title: str
    month: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str | None = None
    audience: str | None = None
    details: str | None = None
    fee: str | None = None
    contact: str | None = None
    unit_id: int | None = None
    groups: tuple[str, ...] = ()
    signup: bool = False
    signup_opens: datetime | None = None
    signup_closes: datetime | None = None
    seats: int | None = None
    unit_seats: int | None = None
    group_seats: Mapping[str, int] = field(default_factory=dict)
    guests: int = 0
    team_least: int | None = None
    team_most: int | None = None
    team_women: int | None = None
    team_groups: Mapping[str, int] = field(default_factory=dict)
    team_one_unit: bool = False
    team_joins: bool = False
    questions: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def of(cls, event: Event) -> "Arrangement":
        """What is of an event now."""
        given = {name: getattr(event, name) for name in cls.__dataclass_fields__}
        return cls(**given | {"groups": tuple(event.groups), "questions": tuple(event.questions)})

    def columns(self) -> dict[str, Any]:
        """The event's own columns."""
        plain = {"groups": list(self.groups), "questions": [dict(row) for row in self.questions]}
        return asdict(self) | plain | {"group_seats": dict(self.group_seats), "team_groups": dict(self.team_groups)}


def check(act: Act, given: Arrangement) -> None:
    """Refusal of what cannot be in itself, in words that say the right form; what is only missing yet is let be."""
    groups = act.config.events.occasions.groups
    _check_words(given)
    for key in (*given.groups, *given.group_seats, *given.team_groups):
        if key not in groups:
            raise Refusal(NO_GROUP.format(key=key))
    _check_times(given, act.config.zone)
    survey.items(given.questions)
    if given.signup:
        _check_limits(given, groups)
        _check_team(given, groups)
    elif given.seats or given.team_least or given.questions:
        raise Refusal(ONLY_SIGN_UP)


def require_whole(given: Arrangement) -> None:
    """Refusal of what an event still lacks that members are to see."""
    if given.signup and given.starts_at is None:
        raise Refusal(NO_DAY)


def _check_words(given: Arrangement) -> None:
    if not SHORTEST_TITLE <= len(given.title) <= LONGEST_TITLE:
        raise Refusal(TITLE)
    lines = {"地点": given.place, "对象": given.audience, "联系人": given.contact}
    written = [(what, text, LONGEST_LINE) for what, text in lines.items()]
    written += [("费用", given.fee, LONGEST_FEE), ("详细说明", given.details, LONGEST_DETAILS)]
    for what, text, most in written:
        if text and len(text) > most:
            raise Refusal(LONG.format(what=what, size=len(text), most=most))


def _check_times(given: Arrangement, zone: ZoneInfo) -> None:
    starts, ends, opens, closes = given.starts_at, given.ends_at, given.signup_opens, given.signup_closes
    if ends and starts is None:
        raise Refusal(NO_START)
    if starts and ends and ends <= starts:
        raise Refusal(BACKWARDS.format(ends=calendar.shown(ends, zone)))
    if opens and closes and opens >= closes:
        raise Refusal(WINDOW)
    if starts and closes and closes.astimezone(zone).date() > starts.astimezone(zone).date():
        raise Refusal(LATE)
    if starts and opens and opens >= starts:
        raise Refusal(LATE_OPEN)


def _check_limits(given: Arrangement, groups: Mapping[str, Group]) -> None:
    if given.seats is not None and not 0 < given.seats <= MOST_SEATS:
        raise Refusal(SEATS)
    if not 0 <= given.guests <= MOST_GUESTS:
        raise Refusal(GUESTS)
    most = given.seats or MOST_SEATS
    for what, cap in _caps(given, groups):
        if not 0 < cap <= most:
            raise Refusal(CAP.format(what=what))


def _caps(given: Arrangement, groups: Mapping[str, Group]) -> Iterator[tuple[str, int]]:
    if given.unit_seats is not None:
        yield "每个单位", given.unit_seats
    for key, cap in given.group_seats.items():
        yield groups[key].label, cap


def _check_team(given: Arrangement, groups: Mapping[str, Group]) -> None:
    if given.team_least is None:
        if given.team_joins or given.team_most:
            raise Refusal(TEAM_SIZE)
        return
    least, most = given.team_least, given.team_most or LARGEST_TEAM
    if not SMALLEST_TEAM <= least <= most <= LARGEST_TEAM:
        raise Refusal(TEAM_SIZE)
    needs = {"女职工": given.team_women or 0, **{groups[key].label: few for key, few in given.team_groups.items()}}
    for what, few in needs.items():
        if not 0 <= few <= most:
            raise Refusal(TEAM_NEED.format(what=what))
    _check_rest(given)


def _check_rest(given: Arrangement) -> None:
    """What does not go together with teams, or only where their members join themselves."""
    only = {"每队最多几人": given.team_most, "同一单位": given.team_one_unit, "各群体至少几名": given.team_groups}
    for what, asked in only.items():
        if asked and not given.team_joins:
            raise Refusal(ONLY_JOINS.format(what=what))
    if given.guests:
        raise Refusal(NO_GUESTS)
    if given.group_seats:
        raise Refusal(NO_CAPS)
