"""Who gets which certificate of an event, with what in it: one for taking part, one for those who won something.

What stands on them is data: event.certificate has `body` (for who took part) and `award_body` (for who has a result),
each with its title, and `signed`. An empty body: there is no such certificate.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from bot import media
from bot.domain import audit, certificates, hosting, own_data, participants, results, units
from bot.domain.acts import Act
from bot.domain.certificates import Sheet
from bot.domain.events import Event, Stage
from bot.domain.members import Member
from bot.domain.participants import Participant
from bot.domain.results import Result
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.labels import Labelled
from bot.messages import Address, Reply, Upload
from bot.store import files, outbox


class Kind(Labelled):
    """What a certificate is for; its keys in event.certificate begin so."""

    PART = "", "参加证书"
    AWARD = "award_", "获奖证书"


FIELDS: Final = {
    "name": "姓名或队名", "event": "活动", "award": "奖项", "rank": "名次", "date": "活动日期", "union": "主办工会",
    "unit": "单位",
}  # fmt: skip
"""What may stand in braces in a text, and what it becomes."""

STANDARD: Final = {
    "title": "参加证书",
    "body": "{name}：\n参加了{union}于{date}举办的“{event}”。特发此证，以资纪念。",
    "award_title": "荣誉证书",
    "award_body": "{name}：\n在{union}举办的“{event}”中荣获{award}。特发此证，以资鼓励。",
    "signed": "{union}",
}
"""The texts that are offered."""

SAMPLE: Final = {"name": "王小明", "award": "一等奖", "rank": "第1名"}
LONGEST: Final = {"title": 20, "award_title": 20, "body": 300, "award_body": 300, "signed": 60}
LABELS: Final = {
    "title": "参加证书的标题", "body": "参加证书的正文", "award_title": "获奖证书的标题",
    "award_body": "获奖证书的正文", "signed": "落款",
}  # fmt: skip
WIDEST: Final = {"name": "王" * 82, "award": "奖" * results.LONGEST, "rank": "第9999名", "unit": "会" * 60}

UNKNOWN: Final = "{label}里的“{{{field}}}”不认识。可以用：{fields}。"
TOO_LONG: Final = "{label}最多 {most} 个字，现在有 {size} 个。"
NO_ROOM: Final = "{label}的字太多，一张纸印不下（姓名、奖项按最长的算）。请写短一点。"
NOT_WON: Final = "{label}里不能写“{{{field}}}”：没得奖的人没有。写到获奖证书里。"
NO_TITLE: Final = "{label}不能空着。"
OFF: Final = "草稿、已取消和已归档的活动没有证书。"
NONE: Final = "“{title}”现在没有给您的证书。有证书的，活动办完、结果公布以后才能领。"
NO_NAME: Final = "您报名“{title}”时没留姓名，证书上没有名字可写。请联系主办单位补上。"
NOBODY: Final = "还没有人能领证书：活动没办完，或者成绩还没公布。"
SENT: Final = "“{title}”的证书（PDF），请存好，也可以打印。"

_FIELD: Final = re.compile(r"\{([^{}]*)\}")


class Issued(NamedTuple):
    """A certificate for one participant."""

    to: Participant
    kind: Kind
    result: Result | None


def save(act: Act, officer: Officer, event: Event, texts: Mapping[str, str]) -> None:
    """Keep what stands on an event's certificates; both bodies empty: there are none. Refusal says what is wrong."""
    hosting.require(act.session, officer, event)
    act.session.refresh(event, with_for_update=True)
    if event.stage(act) in {Stage.DRAFT, Stage.CANCELLED, Stage.ARCHIVED}:
        raise Refusal(OFF)
    event.certificate = checked(act, event, texts)
    given = [kind.name.lower() for kind in Kind if event.certificate and event.certificate[f"{kind.value}body"]]
    audit.log(act, "event.certificate_set", event, kinds=",".join(given))


def checked(act: Act, event: Event, texts: Mapping[str, str]) -> dict[str, str] | None:
    """The texts as they are kept, None where neither has a body; a Refusal names what is wrong with one."""
    kept = {name: texts.get(name, "").strip() for name in LABELS}
    for name, text in kept.items():
        if len(text) > LONGEST[name]:
            raise Refusal(TOO_LONG.format(label=LABELS[name], most=LONGEST[name], size=len(text)))
        for field in _FIELD.findall(text):
            if field not in FIELDS:
                known = "、".join(f"{{{one}}} {label}" for one, label in FIELDS.items())
                raise Refusal(UNKNOWN.format(label=LABELS[name], field=field, fields=known))
            if field in {"award", "rank"} and not name.startswith(Kind.AWARD.value):
                raise Refusal(NOT_WON.format(label=LABELS[name], field=field))
    for kind in Kind:
        if kept[f"{kind.value}body"]:
            _require_room(act, event, kept, kind)
    return kept if kept["body"] or kept["award_body"] else None


def issued(act: Act, event: Event, found: Iterable[Participant]) -> list[Issued]:
    """Which certificate each of them may have now: for what they won once it is published, else for having come."""
    texts, stage = event.certificate, event.stage(act)
    if not texts or stage in {Stage.DRAFT, Stage.CANCELLED, Stage.ARCHIVED}:
        return []
    everybody = list(found)
    won = {one.registration_id: one for one in results.of_event(act.session, event)} if event.results_at else {}
    over = stage is Stage.HELD or event.results_at is not None
    came = participants.who_came(act.session, event, everybody) if over and texts.get("body") else []
    here = {id(one) for one in came}
    given = []
    for one in everybody:
        result = won.get(one.place.id)
        if result and _has_all(texts.get("award_body", ""), result):
            given.append(Issued(one, Kind.AWARD, result))
        elif id(one) in here:
            given.append(Issued(one, Kind.PART, result))
    return given


def of_member(act: Act, event: Event, member: Member) -> Issued | None:
    """The member's own; None where there is none (yet)."""
    mine = participants.of_member(act.session, event, member)
    return next(iter(issued(act, event, [mine])), None) if mine else None


def send(act: Act, event: Event, member: Member, address: Address) -> None:
    """Send a member their certificate as a file in the chat; it is kept as other files that are made for members."""
    mine = of_member(act, event, member)
    if mine is None:
        raise Refusal(NONE.format(title=event.title))
    if not _name(act.session, mine.to):
        raise Refusal(NO_NAME.format(title=event.title))
    content = certificates.write([sheet(act, event, mine)], act.config.events.certificate_font)
    audit.log(act, "event.certificate_sent", event)
    upload = Upload(media.safe_name(f"证书 {event.title}.pdf"), certificates.MEDIA_TYPE, content)
    kept = files.keep(act.session, upload, act.now)
    key = f"{own_data.KIND}:certificate:{audit.last(act.session, event)}"
    reply = Reply(SENT.format(title=event.title), files=(kept,))
    outbox.put(act.session, address, reply, key=key, kind=own_data.KIND, now=act.now)


def take_all(act: Act, officer: Officer, event: Event) -> bytes:
    """All certificates of an event in one PDF, those of people without an account among them, but for nameless ones."""
    hosting.require(act.session, officer, event)
    given = issued(act, event, participants.of_event(act.session, event))
    named = [one for one in given if _name(act.session, one.to)]
    if not named:
        raise Refusal(NOBODY)
    audit.log(act, "event.certificates_taken", event, count=len(named))
    return certificates.write([sheet(act, event, one) for one in named], act.config.events.certificate_font)


def sample(act: Act, event: Event, texts: Mapping[str, str]) -> bytes:
    """What the certificates look like, made out to nobody; a Refusal names what is wrong with the texts."""
    kept = checked(act, event, texts) or STANDARD
    kinds = [kind for kind in Kind if kept[f"{kind.value}body"]]
    values = {**_common(act, event), **SAMPLE, "unit": _common(act, event)["union"]}
    made = [_filled(kept, kind, values, f"{event.code.upper()}-00000") for kind in kinds]
    return certificates.write(made, act.config.events.certificate_font)


def sheet(act: Act, event: Event, one: Issued) -> Sheet:
    """One certificate, filled in."""
    unit = act.session.get(units.Unit, one.to.unit_id) if one.to.unit_id else None
    values = {
        **_common(act, event),
        "name": _name(act.session, one.to),
        "award": (one.result.award if one.result else None) or "",
        "rank": f"第{one.result.rank}名" if one.result and one.result.rank else "",
        "unit": unit.name if unit else "",
    }
    mate = f"-{one.to.mate.id}" if one.to.mate and not one.to.mate.leader else ""
    return _filled(event.certificate or STANDARD, one.kind, values, f"{event.code.upper()}-{one.to.place.id:05d}{mate}")


def _require_room(act: Act, event: Event, kept: Mapping[str, str], kind: Kind) -> None:
    """A title, and a text that has room also with the longest names."""
    label = f"{kind.value}title"
    if not kept[label]:
        raise Refusal(NO_TITLE.format(label=LABELS[label]))
    if not kept["signed"]:
        raise Refusal(NO_TITLE.format(label=LABELS["signed"]))
    longest = _filled(kept, kind, {**_common(act, event), **WIDEST}, "")
    if not certificates.fits(longest, act.config.events.certificate_font):
        raise Refusal(NO_ROOM.format(label=LABELS[f"{kind.value}body"]))


def _filled(texts: Mapping[str, str], kind: Kind, values: Mapping[str, str], number: str) -> Sheet:
    def put(text: str) -> str:
        return _FIELD.sub(lambda found: values[found[1]], text)

    title, body, signed = (put(texts[name]) for name in (f"{kind.value}title", f"{kind.value}body", "signed"))
    return Sheet(title, body, signed, values["date"], number)


def _common(act: Act, event: Event) -> dict[str, str]:
    """What is the same on all certificates of an event."""
    host = units.numbered(act.session, hosting.host_of(act.session, event) or 0)
    moment = event.over_at.astimezone(act.config.zone).date() if event.over_at else None
    day = f"{moment.year}年{moment.month}月{moment.day}日" if moment else f"{event.month.year}年{event.month.month}月"
    return {"event": event.title, "date": day, "union": host.name if host else act.config.union.name}


def _has_all(body: str, result: Result) -> bool:
    """Whether a result has what the text of the award's certificate says of one."""
    fields = set(_FIELD.findall(body))
    return bool(body) and ("award" not in fields or bool(result.award)) and ("rank" not in fields or bool(result.rank))


def _name(session: Session, one: Participant) -> str:
    """Whom it is made out to: a person, of a squad with its name, or a team; empty where no name was given."""
    title = participants.titles(session, [one.place])[one.place.id]
    if not participants.is_team(one.place):
        return one.name
    return f"{one.name}（{title}）" if one.place.squad_id and one.name else title
