"""A dossier: all that we hold of one member, in words, for themselves."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import (
    box,
    casebook,
    chorus,
    doorlist,
    members,
    mergers,
    parties,
    results,
    squadpapers,
    topics,
    verdicts,
)
from bot.domain.awards import Award, AwardShare
from bot.domain.box import Suggestion, SuggestionRemark
from bot.domain.casebook import Case, Remark
from bot.domain.chorus import Part, Voice
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.offers import WaitingPlace
from bot.domain.parties import Labels
from bot.domain.registrations import Registration
from bot.domain.units import Unit
from bot.messages import Address, Attachment
from bot.store.conversations import ConversationRow

Data = dict[str, Any]
NO_LABELS: Final[Labels] = {}


def told(
    session: Session,
    member: Member,
    address: Address,
    now: datetime,
    groups: Labels = NO_LABELS,
    about: Labels = NO_LABELS,
) -> Data:
    """All that we hold of a member, in words. `now` is in the union's time zone.

    `groups`, `about`: what groups and topics are called.
    """
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)  # noqa: S101 - asked for above
    unit = session.get_one(Unit, member.unit_id).name
    places = sorted({place.channel for place in places_of(session, member, address)})
    talk = session.get(ConversationRow, (address.channel, address.id))
    drafts = talk.state.get("drafts", []) if talk else []
    return {
        "整理时间": _at(now, zone),
        "会员": {
            "单位": unit,
            "第一次来": _at(member.met_at, zone),
            "渠道": places,
            "收活动通知": "是" if member.subscribed else "否",
            **topics.told(session, member, groups, about),
        },
        "诉求": [_case(session, case, zone) for case in cases_of(session, member, address)],
        "建议": [_suggestion(session, one, zone) for one in suggestions_of(session, member, address)],
        "附议和共同建议": [_voice(session, one, zone) for one in voices_of(session, member, address)],
        "建议的奖励": [_share(session, one) for one in shares_of(session, member)],
        "报名": [parties.came(place, event, zone, groups) for place, event in _registrations(session, member)],
        "排队": [parties.waited(place, event, zone, groups) for place, event in _queues(session, member)],
        "签到": doorlist.told(session, member, zone),
        "活动成绩": results.of_member(session, member),
        "队伍": squadpapers.told(session, member, zone, groups),
        "没填完的": [{"表": draft["form"], "写了": draft["answers"]} for draft in drafts],
    }


def cases_of(session: Session, member: Member, address: Address) -> list[Case]:
    """A member's cases: those by name, and those that were filed from where they write, oldest first.

    What was filed anonymously is theirs in the chat that filed it alone, though they write from several.
    """
    places = places_of(session, member, address)
    filed = [(place, case) for place in places for case in casebook.of_address(session, place)]
    found = {case.id: case for place, case in filed if place == address or not case.anonymous}
    named = session.scalars(select(Case).where(Case.member_id == member.id))
    found |= {case.id: case for case in named}
    return [found[number] for number in sorted(found)]


def suggestions_of(session: Session, member: Member, address: Address) -> list[Suggestion]:
    """Their suggestions, in the same way."""
    places = places_of(session, member, address)
    filed = [(place, one) for place in places for one in box.of_address(session, place)]
    found = {one.id: one for place, one in filed if place == address or not one.anonymous}
    named = session.scalars(select(Suggestion).where(Suggestion.member_id == member.id))
    found |= {one.id: one for one in named}
    return [found[number] for number in sorted(found)]


def voices_of(session: Session, member: Member, address: Address) -> list[Voice]:
    """What they support, and what they proposed with others."""
    places = places_of(session, member, address)
    found = {one.id: one for place in places for one in chorus.of_address(session, place)}
    found |= {one.id: one for one in session.scalars(select(Voice).where(Voice.member_id == member.id))}
    return [found[number] for number in sorted(found)]


def shares_of(session: Session, member: Member) -> list[AwardShare]:
    """Their parts of awards."""
    return list(session.scalars(select(AwardShare).where(AwardShare.member_id == member.id).order_by(AwardShare.id)))


def places_of(session: Session, member: Member, address: Address) -> list[Address]:
    """Where they write from."""
    return list(dict.fromkeys([address, *members.addresses(session, member.id)]))


def lines(value: Any, depth: int = 0) -> Iterator[str]:  # noqa: ANN401 - plain data
    """Plain data as lines to read."""
    space = "  " * depth
    if isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, dict | list):
                yield f"{space}{key}：{'' if one else '没有'}"
                yield from lines(one, depth + 1)
            else:
                yield f"{space}{key}：{one}"
    elif isinstance(value, list):
        for number, one in enumerate(value, 1):
            yield f"{space}{number}. " + ("" if isinstance(one, dict | list) else str(one))
            if isinstance(one, dict | list):
                yield from lines(one, depth + 1)


def _registrations(session: Session, member: Member) -> list[tuple[Registration, Event]]:
    """Those that were given back too."""
    mine = select(Registration, Event).join(Event, Event.id == Registration.event_id)
    found = session.execute(mine.where(Registration.member_id == member.id).order_by(Registration.id))
    return [(place, event) for place, event in found]


def _queues(session: Session, member: Member) -> list[tuple[WaitingPlace, Event]]:
    """Also those that are over."""
    mine = select(WaitingPlace, Event).join(Event, Event.id == WaitingPlace.event_id)
    found = session.execute(mine.where(WaitingPlace.member_id == member.id).order_by(WaitingPlace.id))
    return [(place, event) for place, event in found]


def _case(session: Session, case: Case, zone: ZoneInfo) -> Data:
    phone = case.identity.phone if case.identity else case.phone
    names = case.identity.files if case.identity else {}
    verdict = verdicts.latest(session, case)
    data = {
        "编号": case.number,
        "类别": case.kind_label,
        "状态": case.state_label,
        "登记": _at(case.opened_at, zone),
        "办结": _at(case.closed_at, zone),
        "署名": "匿名" if case.anonymous else "实名",
        "称呼": case.known_as,
        "电话": phone,
        "单位": case.employer,
        "开始": case.since.isoformat() if case.since else None,
        "经过": case.facts,
        **{one["label"]: one["shown"] for one in case.details},
        "文件": _names(case.attachments, names),
        "往来": [_said(said, zone, names) for said in casebook.remarks(session, case)],
        "结果": mergers.outcome_told(session, case),
        "您的评价": {"解决了": "是" if verdict.settled else "否", "打分": verdict.rating, "说": verdict.words}
        if verdict
        else None,
    }
    return {key: value for key, value in data.items() if value}


def _suggestion(session: Session, one: Suggestion, zone: ZoneInfo) -> Data:
    team = chorus.of_suggestion(session, one, Part.PROPOSER)
    data = {
        "编号": one.number,
        "类别": one.topic_label,
        "状态": one.state_label,
        "登记": _at(one.filed_at, zone),
        "署名": "匿名" if one.anonymous else "署名",
        "联系方式": one.contact,
        "共同建议人": [voice.name for voice in team],
        "一句话": one.title,
        "现状": one.situation,
        "内容": one.body,
        "预计效果": one.effect,
        "对谁有好处": one.whom,
        "文件": _names(one.attachments, {}),
        "往来": [_said(said, zone, {}) for said in box.remarks(session, one)],
        "答复": one.answer,
        "公开栏": f"{one.public_title}：{one.public_text}" if one.shown else None,
    }
    return {key: value for key, value in data.items() if value}


def _voice(session: Session, one: Voice, zone: ZoneInfo) -> Data:
    data = {
        "编号": session.get_one(Suggestion, one.suggestion_id).number,
        "身份": Part(one.part).label,
        "时间": _at(one.joined_at, zone),
        "姓名": one.name,
        "占比": one.weight,
        "理由": one.words,
    }
    return {key: value for key, value in data.items() if value}


def _share(session: Session, one: AwardShare) -> Data:
    award = session.get_one(Award, one.award_id)
    data = {
        "编号": session.get_one(Suggestion, award.suggestion_id).number,
        "姓名": one.name,
        "金额": f"{one.sum} 元",
        "积分": one.points,
        "发放": one.paid_on.isoformat() if one.paid_on else None,
    }
    return {key: value for key, value in data.items() if value}


def _said(said: Remark | SuggestionRemark, zone: ZoneInfo, named: Data) -> Data:
    return {
        "谁": "工会" if said.officer_id else "您",
        "时间": _at(said.said_at, zone),
        "说": said.body,
        "文件": _names(said.attachments, named),
    }


def _names(attached: list[Attachment], named: Data) -> list[str]:
    """Of files whose names are sealed, what their member called them."""
    return [named.get(file.key, file.name) for file in attached]


def _at(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""
