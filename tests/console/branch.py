"""A small union for the console's tests: whom it has, what they file."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from bot.console.app import Desk
from bot.domain import cases, members, staff, suggestions, units
from bot.domain.acts import OPERATOR, Act, Actor, ActorKind
from bot.domain.cases import Case, Story
from bot.domain.members import Member
from bot.domain.suggestions import Suggestion, Topic
from bot.messages import Address, Attachment, Upload
from bot.store import files
from bot.store.outbox import Outgoing
from tests.photos import PNG

__all__ = ["FACTS", "HOSPITAL", "MEMBER", "ORIGIN", "OTHER", "PARK", "PNG", "Branch", "found"]

ORIGIN = "http://127.0.0.1:8000"
PARK, HOSPITAL = "东湖工业园工会", "滨江医院工会"
MEMBER, OTHER = Address("web", "visitor-7f3a9c"), Address("wechat", "oWx-other-55")
FACTS = "公司拖欠三个月工资，一直说没钱。"


@dataclass
class Branch:
    """The union behind the console's pages."""

    desk: Desk

    def link(self, officer: str) -> str:
        """A sign-in token."""
        with self.desk.act(OPERATOR) as act:
            found = staff.named(act.session, officer)
            assert found
            return staff.sign_in_link(act, found)

    def case(self, facts: str = FACTS, *, address: Address = MEMBER, **fields: Any) -> str:
        """The number of a case that a member files."""
        with self.desk.act() as act:
            member = members.meet(act, address)
            mine = act.by(Actor(ActorKind.MEMBER, member.id))
            return cases.file(mine, member, address, "other", Story(facts, **fields)).number

    def anonymous(self) -> str:
        """The number of a case of one who gave a name and a phone, and then chose to stay unknown."""
        return self.case(
            anonymous=True, name="陈秘密", phone="13900001111", since=date(2026, 8, 1), employer="某电子厂"
        )

    def suggestion(self, title: str = "食堂延长开放", **fields: Any) -> str:
        """The number of a suggestion that a member leaves."""
        with self.desk.act() as act:
            member = members.meet(act, MEMBER)
            fields = {"topic": Topic.WELFARE, "body": "夜班下来食堂已经关门，建议开到九点。"} | fields
            return suggestions.file(act, member, MEMBER, title=title, **fields).number

    def adds(self, number: str, body: str) -> None:
        """The member adds something to a case."""
        with self.desk.act() as act:
            cases.add(act, self.found(act, number), body)

    def answers(self, number: str, body: str, officer: str = "王干事") -> None:
        """An officer answers a case."""
        with self.desk.act() as act:
            found = staff.named(act.session, officer)
            assert found
            cases.reply(act.by(found.actor), self.found(act, number), found, body)

    def keep(self, name: str, media_type: str, content: bytes) -> Attachment:
        """A file that a member sent."""
        with self.desk.act() as act:
            return files.keep(act.session, Upload(name, media_type, content), act.now)

    def found(self, act: Act, number: str) -> Case:
        """The case of a number."""
        found = cases.numbered(act.session, number)
        assert found
        return found

    def read(self, number: str) -> Case:
        """The case as it is kept now."""
        with self.desk.look() as act:
            return self.found(act, number)

    def answer_to(self, number: str) -> Suggestion:
        """The suggestion as it is kept now."""
        with self.desk.look() as act:
            found = suggestions.numbered(act.session, number)
            assert found
            return found

    def outbox(self) -> list[Outgoing]:
        """All that goes out."""
        with self.desk.look() as act:
            return list(act.session.scalars(select(Outgoing).order_by(Outgoing.id)))

    def deliver(self, state: str, words: str = "") -> Outgoing:
        """The delivery loop's last word on the newest message."""
        with self.desk.act() as act:
            row = act.session.scalars(select(Outgoing).order_by(Outgoing.id.desc()).limit(1)).one()
            row.state, row.words, row.ended_at = state, words, act.now
            return row


def found(desk: Desk) -> Branch:
    """Found the union: a member of the park, one of the hospital."""
    with desk.act(OPERATOR) as act:
        district = units.add(act, desk.config.union.name)
        act.session.flush()
        park, hospital = units.add(act, PARK, district), units.add(act, HOSPITAL, district)
        act.session.flush()
        for name, unit in (("李主任", district), ("王干事", park), ("赵干事", hospital)):
            staff.add(act, name, unit)
        for address, unit in ((MEMBER, park), (OTHER, hospital)):
            _move(act, members.meet(act, address), unit)
    return Branch(desk)


def _move(act: Act, member: Member, unit: units.Unit) -> None:
    member.unit_id = unit.id
    act.session.flush()
