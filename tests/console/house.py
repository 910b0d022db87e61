"""A union of four units for the walk through the console: one's own, one below, the one above, and another one."""

from dataclasses import asdict, dataclass, field

from sqlalchemy import select

from bot.console.app import Desk
from bot.domain import (
    alerts,
    cases,
    drafting,
    drives,
    entries,
    leaflets,
    members,
    noticetemplates,
    planitems,
    planlist,
    registrations,
    revisions,
    roles,
    staff,
    suggestions,
    units,
)
from bot.domain.acts import OPERATOR, Act, Actor, ActorKind
from bot.domain.audiences import Audience
from bot.domain.cases import Story
from bot.domain.events import Event
from bot.domain.noticekinds import Kind
from bot.domain.noticerules import Draft
from bot.domain.roles import Role
from bot.domain.squadbook import Squad, SquadMember
from bot.domain.suggestions import Topic
from bot.messages import Address, Attachment, Upload
from bot.store import files, outbox
from tests.console.branch import PNG, Branch
from tests.domain.union import event

PLACES = ("above", "own", "below", "other")


@dataclass
class House:
    """A union of four units, with the same in each: a case with a file, a suggestion, an officer, a lost message."""

    branch: Branch
    units: dict[str, int] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    ideas: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    officers: dict[str, int] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)
    alerts: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    drives: dict[str, int] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    leaflets: dict[str, int] = field(default_factory=dict)
    registrations: dict[str, int] = field(default_factory=dict)
    squads: dict[str, int] = field(default_factory=dict)
    notices: dict[str, int] = field(default_factory=dict)
    templates: dict[str, int] = field(default_factory=dict)
    revision: int = 0
    code: str = ""
    item: int = 0

    def path(self, path: str, place: str, subject: str = "cases") -> str:
        """An address with what is of that place."""
        number = self.ideas if "/suggestions/" in path or subject == "suggestions" else self.cases
        return path.format(
            number=number[place],
            code=self.drafts[place] if "{code}/edit" in path else self.code,
            leaflet=self.leaflets[place],
            registration=self.registrations[place],
            squad=self.squads[place],
            entry="wages-owed",
            revision=self.revision,
            officer=self.officers[place],
            unit=self.units[place],
            member=self.members[place],
            alert=self.alerts[place],
            drive=self.drives[place],
            item=self.item,
            notice=self.notices[place],
            template=self.templates[place],
            subject=subject,
            key=self.keys[f"{place}-{'events' if '/events/' in path else subject}"],
        )


def build(desk: Desk) -> House:
    """The officer of `own` is added by each test: here are the things."""
    house = House(Branch(desk))
    with desk.act(OPERATOR) as act:
        top = units.add(act, desk.config.union.name)
        act.session.flush()
        own, other = units.add(act, "own 本级", top), units.add(act, "other 别处", top)
        act.session.flush()
        below = units.add(act, "below 下级", own)
        act.session.flush()
        for place, unit in zip(PLACES, (top, own, below, other), strict=True):
            house.units[place] = unit.id
            _furnish(act, house, place, unit)
        author = staff.add(act, "出稿人", top)
        revision = entries.begin_new(act, author, title="新的一条", asks=["新问法"], answer="新回答")
        revision.state = revisions.State.SUBMITTED.value
        house.revision = revision.id
        party = event(act)
        house.code = party.code
        act.session.flush()
        _come(act, house, party)
        _team_up(act, house, party)
        planned = planlist.read("12月20日 14:00 联欢会", 2026).items
        house.item = planitems.draft(act, author, planned, 2026, "年度计划")[0].id
    return house


def _furnish(act: Act, house: House, place: str, unit: units.Unit) -> None:
    address = Address("test", f"member-{place}")
    member = members.meet(act, address)
    member.unit_id = unit.id
    act.session.flush()
    mine = act.by(Actor(ActorKind.MEMBER, member.id))
    file = {kind: _photo(act, f"{place}-{kind}") for kind in ("cases", "suggestions")}
    one = cases.file(mine, member, address, "other", Story(f"诉求的话 {place}", name=f"会员{place}",
                     evidence=[file["cases"]]))  # fmt: skip
    alert = alerts.watch(mine, one, "我们几十个工友都没发工资")
    assert alert
    house.alerts[place] = alert.id
    idea = suggestions.file(mine, member, address, topic=Topic.OTHER, title=f"建议的话 {place}", body="正文",
                            photos=[file["suggestions"]])  # fmt: skip
    officer = staff.add(act, f"同事{place}", unit)
    act.session.flush()
    plan = drives.draft(act, officer, unit, title=f"征集的话 {place}", focus="出主意", topics=(), begins=act.today,
                        ends=act.today)  # fmt: skip
    said = cases.reply(act.by(officer.actor), one, officer, f"回复的话 {place}")
    cases.release(act, one)
    act.session.flush()
    row = act.session.scalars(select(outbox.Outgoing).where(outbox.Outgoing.key == f"remark:{said.id}")).one()
    outbox.failed(row, "403", "gone", act.now)
    house.cases[place], house.ideas[place] = one.number, idea.number
    house.keys |= {f"{place}-{kind}": kept.key for kind, kept in file.items()}
    house.officers[place], house.lost[place], house.members[place] = officer.id, row.id, member.id
    house.drives[place] = plan.id
    drafted = event(act, f"draft-{place}", title=f"活动的话 {place}", draft=True, host_id=unit.id)
    roles.give(act, officer, Role.ORGANISER, unit)
    cover = leaflets.add(act, officer, drafted, leaflets.Role.COVER, [Upload("a.png", "image/png", PNG)])
    house.drafts[place], house.leaflets[place] = drafted.code, cover[0].id
    _notify(act, house, place, unit)


def _notify(act: Act, house: House, place: str, unit: units.Unit) -> None:
    """A notice of the unit's, written by its officer, with a picture; and a template."""
    officer = act.session.get_one(staff.Officer, house.officers[place])
    picture = _photo(act, f"{place}-notice")
    given = Draft(kind=Kind.NOTICE, title=f"通知的话 {place}", text="请看。", picture=picture,
                  audience=Audience(unit.id))  # fmt: skip
    one = drafting.write(act, officer, unit, given)
    act.session.flush()
    kept = noticetemplates.save(act, officer, one, f"模板的话 {place}")
    act.session.flush()
    house.notices[place], house.templates[place] = one.id, kept.id


def _come(act: Act, house: House, party: Event) -> None:
    """One of each unit signs up, with a file."""
    for place in PLACES:
        file, address = _photo(act, f"{place}-events"), Address("test", f"member-{place}")
        extras = registrations.Extras(files=(file,))
        one = registrations.join(act, party, members.meet(act, address), address, name=f"会员{place}", extras=extras)
        act.session.flush()
        house.registrations[place], house.keys[f"{place}-events"] = one.id, file.key


def _team_up(act: Act, house: House, party: Event) -> None:
    """A team of each unit, with a sign."""
    for place in PLACES:
        address = Address("test", f"captain-{place}")
        captain = members.meet(act, address)
        captain.unit_id = house.units[place]
        sign = Attachment(house.keys[f"{place}-events"], "队徽.png", "image/png", len(PNG))
        squad = Squad(event_id=party.id, name=f"会员{place}队", files=[asdict(sign)], created_at=act.now)
        act.session.add(squad)
        act.session.flush()
        row = SquadMember(squad_id=squad.id, event_id=party.id, member_id=captain.id, channel="test",
                          address=address.id, unit_id=captain.unit_id, name=f"会员{place}队长", leader=True,
                          joined_at=act.now)  # fmt: skip
        act.session.add(row)
        house.squads[place] = squad.id


def _photo(act: Act, name: str) -> Attachment:
    return files.keep(act.session, Upload(f"{name}.png", "image/png", PNG + name.encode()), act.now)
