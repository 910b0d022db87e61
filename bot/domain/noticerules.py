"""What a notice may be: how long its words, where its link leads, who it may be for. Refusals say what to change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from bot import media
from bot.domain import calendar, noticewords, schedules, survey, units
from bot.domain.acts import Act
from bot.domain.audiences import Audience
from bot.domain.events import Event
from bot.domain.noticebook import Notice
from bot.domain.noticekinds import BY_HAND, PERSONAL, Kind
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.messages import Attachment

LONGEST_TITLE: Final = 40
LONGEST_TEXT: Final = 2000
LONGEST_LINK: Final = 400
LONGEST_BUTTON: Final = 20
MOST_BUTTONS: Final = 4
SIGN_UP: Final = "报名："
"""What a button begins with that leads to signing up; the event's title follows, however long it is."""

IN_LISTS: Final = frozenset({Kind.ANNOUNCEMENT, Kind.DIGEST, Kind.URGENT})
"""Go as WeChat's mass messages where nobody says otherwise."""

NO_KIND: Final = "“{kind}”由系统到点自动发，不能手写。请选别的类型。"
LONG_TITLE: Final = "标题有 {count} 个字，最多 {most} 个。请短一点，会员在手机上才看得全。"
LONG_TEXT: Final = "正文有 {count} 个字，最多 {most} 个。请精简，或者把细节放到链接里。"
NO_LINK: Final = "链接要写完整的网址，以 http:// 或 https:// 开头，最多 {most} 个字符。请检查一下。"
MANY_BUTTONS: Final = "按钮最多 {most} 个，现在有 {count} 个。请只留最要紧的。"
LONG_BUTTON: Final = "按钮“{button}”要 1 到 {most} 个字。请短一点。"
SAME_BUTTON: Final = "按钮“{button}”写了两次。请去掉一个。"
NO_TOPIC: Final = "没有“{topic}”这一类。请从列表里重新选。"
ONLY_SURVEY: Final = "只有“问卷”能带问题。请把类型改成问卷，或者删掉问题。"
SURVEY_TITLE: Final = "问卷的标题里不能有要填的{}：会员是按标题找问卷来填的。请写成固定的标题，每次一个名字。"
NO_FILES: Final = "问卷第 {number} 个问题要传文件，问卷里做不到。请改成别的回答方式。"
NO_PICTURE: Final = "“{name}”不是图片。请用 JPG 或 PNG 图片。"
NOT_BELOW: Final = "发送对象要在“{unit}”和它的下级里。要发给别的单位，请以那个单位的名义另写一条。"
NO_UNIT: Final = "“{unit}”已经撤销，没有人可发。请选接管它的单位。"
NO_GROUP: Final = "没有“{group}”这个群体。请从列表里重新选。"
NO_EVENT: Final = "选了“报名、排队或来过的人”，却没有选活动。请先选活动。"
DRAFT_EVENT: Final = "“{title}”还没发布，会员看不到。请先发布活动，再写这条通知。"
LATE: Final = "最迟发送时间（{when}）已经过了。请改晚一点，或者空着，由系统定。"
NO_TITLE: Final = "还没有写标题。请写一句话，让会员一看就知道是什么事。"
NO_TEXT: Final = "还没有写正文。请写上要告诉会员的事。"
NO_QUESTIONS: Final = "问卷里还没有问题。请至少写一个问题。"
TOO_EARLY: Final = "最迟发送时间（{latest}）早于发送时间（{due}），到时一条也发不出。请改其中一个。"


@dataclass(frozen=True)
class Draft:
    """All that an officer says of a notice. `mass` None: as is usual for its kind; `variants` None: as they are.

    `questions` are rows of a survey (`survey.Item`), `schedule` is what `bot.domain.schedules` reads. A draft may lack
    words; who hands it in is told.
    """

    kind: Kind
    title: str
    text: str
    audience: Audience | None = None
    picture: Attachment | None = None
    link: str = ""
    buttons: Sequence[str] = ()
    questions: Sequence[Mapping[str, Any]] = ()
    topic: str = ""
    urgent: bool = False
    mass: bool | None = None
    event: Event | None = None
    schedule: Mapping[str, Any] = field(default_factory=dict)
    latest_at: datetime | None = None
    variants: Mapping[str, Any] | None = None

    @property
    def texts(self) -> list[str]:
        """All words in which fields may stand."""
        found = [self.title, self.text, *self.buttons]
        for words in (self.variants or {}).values():
            found += [words.get("text", ""), *words.get("buttons", ())]
        return found


def columns(act: Act, unit: Unit, draft: Draft) -> dict[str, Any]:
    """A draft as a unit's notice keeps it. Refusal, in words, of what cannot be."""
    _require_words(draft)
    _require_buttons(draft)
    _require_picture(draft)
    _require_topic(act, draft)
    wanted = draft.audience or Audience(unit.id)
    _require_audience(act, unit, draft, wanted)
    schedules.require(act, draft.schedule)
    if draft.latest_at and draft.latest_at <= act.now:
        raise Refusal(LATE.format(when=calendar.shown(draft.latest_at, act.config.zone)))
    return {
        **{name: getattr(draft, name) for name in ("title", "text", "link", "topic", "latest_at")},
        "kind": draft.kind.value,
        "buttons": list(draft.buttons),
        "questions": _questions(draft),
        "urgent": draft.urgent or draft.kind is Kind.URGENT,
        "mass": _mass(draft),
        "audience": wanted.data(),
        "event_id": draft.event.id if draft.event else None,
        "schedule": dict(draft.schedule),
        **({} if draft.variants is None else {"variants": dict(draft.variants)}),
    }


def require_whole(notice: Notice) -> None:
    """Refusal of a notice that cannot go out yet, as something of it is not said."""
    for missing, why in ((not notice.title, NO_TITLE), (not notice.text, NO_TEXT)):
        if missing:
            raise Refusal(why)
    if notice.sort is Kind.SURVEY and not notice.questions:
        raise Refusal(NO_QUESTIONS)
    noticewords.require([notice.title, notice.text, *notice.buttons], notice.event_id)


def require_in_time(act: Act, due: datetime, latest: datetime) -> None:
    """Refusal of a notice that would be too late before it could go out."""
    zone = act.config.zone
    if latest <= act.now:
        raise Refusal(LATE.format(when=calendar.shown(latest, zone)))
    if latest <= due:
        raise Refusal(TOO_EARLY.format(latest=calendar.shown(latest, zone), due=calendar.shown(due, zone)))


def _require_words(draft: Draft) -> None:
    if draft.kind not in BY_HAND:
        raise Refusal(NO_KIND.format(kind=draft.kind.label))
    longest = ((draft.title, LONGEST_TITLE, LONG_TITLE), (draft.text, LONGEST_TEXT, LONG_TEXT))
    for words, most, why in longest:
        if len(words) > most:
            raise Refusal(why.format(count=len(words), most=most))
    if draft.link and not _leads(draft.link):
        raise Refusal(NO_LINK.format(most=LONGEST_LINK))
    noticewords.require(draft.texts, draft.event.id if draft.event else None)


def _require_buttons(draft: Draft) -> None:
    if len(draft.buttons) > MOST_BUTTONS:
        raise Refusal(MANY_BUTTONS.format(most=MOST_BUTTONS, count=len(draft.buttons)))
    for at, button in enumerate(draft.buttons):
        if not button.strip() or (len(button) > LONGEST_BUTTON and not button.startswith(SIGN_UP)):
            raise Refusal(LONG_BUTTON.format(button=button, most=LONGEST_BUTTON))
        if button in draft.buttons[:at]:
            raise Refusal(SAME_BUTTON.format(button=button))


def _require_picture(draft: Draft) -> None:
    if draft.picture and draft.picture.media_type not in media.IMAGES:
        raise Refusal(NO_PICTURE.format(name=draft.picture.name))


def _require_topic(act: Act, draft: Draft) -> None:
    if draft.topic and draft.topic not in act.config.notices.topics:
        raise Refusal(NO_TOPIC.format(topic=draft.topic))


def _require_audience(act: Act, unit: Unit, draft: Draft, wanted: Audience) -> None:
    if wanted.unit_id not in units.subtree(act.session, unit.id):
        raise Refusal(NOT_BELOW.format(unit=unit.name))
    there = act.session.get_one(Unit, wanted.unit_id)
    if there.closed_at:
        raise Refusal(NO_UNIT.format(unit=there.name))
    for group in wanted.groups:
        if group not in act.config.events.occasions.groups:
            raise Refusal(NO_GROUP.format(group=group))
    if wanted.event and draft.event is None:
        raise Refusal(NO_EVENT)
    if draft.event and draft.event.draft:
        raise Refusal(DRAFT_EVENT.format(title=draft.event.title))


def _questions(draft: Draft) -> list[dict[str, Any]]:
    if draft.questions and draft.kind is not Kind.SURVEY:
        raise Refusal(ONLY_SURVEY)
    if draft.kind is Kind.SURVEY and noticewords.has_fields(draft.title):
        raise Refusal(SURVEY_TITLE)
    items = survey.items(draft.questions)
    for number, item in enumerate(items, 1):
        if item.answer == "file":
            raise Refusal(NO_FILES.format(number=number))
    return [item.model_dump(mode="json") for item in items]


def _mass(draft: Draft) -> bool:
    """Personal ones never go to a list."""
    return draft.kind not in PERSONAL and (draft.kind in IN_LISTS if draft.mass is None else draft.mass)


def _leads(link: str) -> bool:
    """Whether it is the whole address of a page."""
    try:
        found = urlsplit(link)
    except ValueError:
        return False
    plain = len(link) <= LONGEST_LINK and not any(sign.isspace() for sign in link)
    return plain and found.scheme in {"http", "https"} and bool(found.hostname)
