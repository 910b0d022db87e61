"""Cases: never without an owner and a clock; the talk goes both ways; who stays unknown is not kept."""

from datetime import date, timedelta

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from bot.domain import audit, calendar, cases, filings, outcomes, units
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.audit import AuditRow
from bot.domain.cases import Case, State
from bot.domain.staff import Officer
from bot.domain.worklist import Wanted, Worklist
from bot.errors import Refusal
from bot.messages import Attachment
from tests.domain.union import Union, address, at_once, case, later, member, officer, outgoing

PHOTO = Attachment("key", "工资条.png", "image/png", 9)


def reply_due(act: Act) -> object:
    return calendar.deadline(act.now, act.config.cases.reply_hours, calendar.office(act.config))


def test_a_case_opens_at_the_members_unit_with_a_number_and_a_clock(act: Act) -> None:
    branch = units.add(act, "分会", units.top(act))
    member(act).unit_id = branch.id
    one = case(act, employer="清河电子厂", since=date(2026, 8, 1), evidence=[PHOTO], name="李娜", phone="13800138000")
    assert one.number.startswith("WQ-2026-0001-")
    assert (one.state, one.unit_id, one.officer_id, one.urgent) == (State.NEW, branch.id, None, False)
    assert one.due_at == reply_due(act)
    assert one.attachments == [PHOTO]
    assert (one.kind_label, one.state_label) == ("其他诉求", "待受理")
    assert cases.numbered(act.session, one.number) is one
    assert cases.of_address(act.session, address()) == [one]


@pytest.mark.parametrize("words", ["我不想活了", "工友刚从架子上摔下来", "群体讨薪", "工地上出了人命"])
def test_words_of_danger_make_it_urgent_at_once(act: Act, words: str) -> None:
    one = case(act, facts=f"老板不给钱，{words}")
    assert one.urgent
    assert one.danger
    assert one.due_at == act.now + timedelta(hours=act.config.cases.urgent_hours)


@pytest.mark.parametrize("state", ["new", "waiting"])
def test_the_database_itself_holds_that_an_open_case_has_a_clock(act: Act, state: str) -> None:
    one = case(act)
    with pytest.raises(IntegrityError), act.session.begin_nested():
        one.state, one.due_at = state, None


def test_an_officer_takes_a_case_and_a_colleague_is_refused(act: Act) -> None:
    one, li, wang = case(act), officer(act), officer(act, "王干事")
    cases.take(act, one, li)
    assert (one.state, one.officer_id) == (State.IN_PROGRESS, li.id)
    with pytest.raises(Refusal, match="李主任已经接手了，有事请和李主任商量"):
        cases.take(act, one, wang)
    with pytest.raises(Refusal, match="李主任已经接手了，有事请和李主任商量"):
        cases.reply(act, one, wang, "在吗")
    with pytest.raises(Refusal, match="李主任已经接手了，有事请和李主任商量"):
        outcomes.resolve(act, one, wang, "好了")
    assert one.officer_id == li.id


def test_of_many_who_take_a_case_at_once_one_has_it(union: Union) -> None:
    with union.act() as act:
        number = case(act).number
        staff = [officer(act, f"干事{number}").id for number in range(8)]

    def take(which: int) -> int:
        with union.act() as act:
            one = cases.numbered(act.session, number)
            assert one
            cases.take(act, one, act.session.get_one(Officer, staff[which]))
            return staff[which]

    got = [one for one in at_once(take, 8) if isinstance(one, int)]
    with union.act() as act:
        assert [one.officer_id for one in act.session.scalars(select(Case))] == got


def test_a_reply_reaches_the_outbox_takes_the_case_and_winds_the_clock(act: Act) -> None:
    one, li = case(act), officer(act)
    remark = cases.reply(act.by(li.actor), one, li, "请问签过合同吗？")
    (row,) = outgoing(act)
    assert (row.kind, row.channel, row.address, row.key) == ("case", "test", "lina", f"remark:{remark.id}")
    assert "请问签过合同吗？" in row.text
    assert row.buttons == [f"补充 {one.number}"]
    assert row.latest_at is None
    assert (one.state, one.officer_id) == (State.IN_PROGRESS, li.id)
    assert one.due_at == calendar.deadline(act.now, 3 * act.config.cases.reply_hours, calendar.office(act.config))
    assert cases.remarks(act.session, one) == [remark]


def test_taking_a_case_is_in_the_trail_once(act: Act) -> None:
    one, li = case(act), officer(act)
    cases.take(act, one, li)
    cases.reply(act, one, li, "您好")
    outcomes.resolve(act, one, li, "解决了")
    actions = [row.action for row in audit.trail(act.session, one)]
    assert actions == ["case.filed", "case.taken", "case.replied", "case.resolved"]


@pytest.mark.parametrize("nothing", ["", "  ", "\n"])
def test_staff_must_say_something(act: Act, nothing: str) -> None:
    one, li = case(act), officer(act)
    with pytest.raises(Refusal):
        cases.reply(act, one, li, nothing)
    with pytest.raises(Refusal):
        outcomes.resolve(act, one, li, nothing)
    assert one.state == State.NEW
    assert outgoing(act) == []


def test_a_closed_case_has_its_outcome_no_clock_and_cannot_be_answered(act: Act) -> None:
    one, li = case(act), officer(act)
    outcomes.resolve(act, one, li, "补发了工资")
    assert (one.state, one.due_at, one.closed_at, one.outcome) == (State.RESOLVED, None, act.now, "补发了工资")
    assert "补发了工资" in outgoing(act)[-1].text
    with pytest.raises(Refusal, match="办结"):
        cases.take(act, one, li)
    with pytest.raises(Refusal, match="办结"):
        cases.reply(act, one, li, "还有")


def test_a_closed_case_opens_again_when_the_member_adds_and_can_be_closed_again(act: Act) -> None:
    one, li = case(act), officer(act)
    outcomes.resolve(act, one, li, "补发了工资")
    after = later(act, days=30)
    cases.add(after, one, "没有补发", [PHOTO])
    assert (one.state, one.officer_id, one.outcome, one.closed_at) == (State.IN_PROGRESS, li.id, None, None)
    assert one.due_at == reply_due(after)
    assert cases.remarks(act.session, one)[-1].attachments == [PHOTO]
    outcomes.resolve(later(after, hours=1), one, li, "这回补发了")
    assert len(outgoing(act)) == 2


def test_who_adds_to_a_case_that_nobody_answered_does_not_wait_longer(act: Act) -> None:
    one = case(act)
    due = one.due_at
    cases.add(later(act, hours=5), one, "又想起一件事")
    assert one.due_at == due


def test_what_is_added_after_an_answer_is_due_like_a_new_case(act: Act) -> None:
    one, li = case(act), officer(act)
    cases.reply(act, one, li, "请问签过合同吗？")
    after = later(act, hours=1)
    cases.add(after, one, "签过")
    assert one.due_at == reply_due(after)


def test_danger_that_is_added_makes_it_urgent(act: Act) -> None:
    one = case(act)
    cases.add(later(act, hours=1), one, "老板说要弄死我")
    assert (one.urgent, one.danger) == (True, "violence")
    assert one.due_at == act.now + timedelta(hours=1 + act.config.cases.urgent_hours)


def test_what_is_added_while_an_officer_closes_is_not_lost(union: Union) -> None:
    """The member's turn read the case before it was closed: it must see that it is closed now, and open it again."""
    with union.act() as act:
        number, li = case(act).number, officer(act).id
    with union.database.read() as session:
        before = session.scalars(select(Case).where(Case.number == number)).one()
        session.expunge(before)
    with union.act() as act:
        one = cases.numbered(act.session, number)
        assert one
        outcomes.resolve(act, one, act.session.get_one(Officer, li), "解决了")
    with union.act() as act:
        act.session.add(before)
        cases.add(act, before, "没有解决")
    with union.act() as act:
        one = cases.numbered(act.session, number)
        assert one
        assert (one.state, one.closed_at) == (State.IN_PROGRESS, None)
        assert one.due_at


def test_a_case_whose_clock_ran_out_climbs_the_tree_and_stays_at_the_top(act: Act) -> None:
    top = units.top(act)
    street = units.add(act, "街道", top)
    plant = units.add(act, "企业", street)
    member(act).unit_id = plant.id
    one, li = case(act), officer(act, unit=plant)
    cases.take(act, one, li)
    seen = list[tuple[int, str, int | None, bool]]()
    for _ in range(4):
        assert one.due_at
        late = later(act, seconds=(one.due_at - act.now).total_seconds())
        assert cases.overdue(act.session, late.now - timedelta(seconds=1)) == []
        assert cases.overdue(act.session, late.now) == [one]
        cases.climb(late, one)
        assert one.due_at > late.now
        seen.append((one.unit_id, one.state, one.officer_id, one.urgent))
    at_top = (top.id, "new", None, True)
    assert seen == [(street.id, "new", None, False), (top.id, "new", None, False), at_top, at_top]


def test_a_closed_case_does_not_climb(act: Act) -> None:
    one, li = case(act), officer(act)
    outcomes.resolve(act, one, li, "好了")
    assert cases.overdue(act.session, later(act, days=400).now) == []


def test_staff_see_what_is_theirs_and_below_urgent_first(act: Act) -> None:
    top = units.top(act)
    street, trade = units.add(act, "街道", top), units.add(act, "行业", top)
    member(act, "a").unit_id, member(act, "b").unit_id = street.id, trade.id
    calm, closed, urgent, other = case(act, "a"), case(act, "a"), case(act, "a", "想死"), case(act, "b")
    boss, clerk = officer(act), officer(act, "王干事", street)
    outcomes.resolve(act, closed, clerk, "好了")
    theirs = Worklist(act.session, clerk, act.now)
    assert theirs.page(Wanted()).cases == [urgent, calm]
    assert theirs.page(Wanted(done=True)).cases == [closed]
    assert set(Worklist(act.session, boss, act.now).page(Wanted()).cases) == {urgent, calm, other}
    assert filings.may_see(act.session, clerk, calm)
    assert not filings.may_see(act.session, clerk, other)


def test_one_who_stays_unknown_leaves_no_member_no_name_no_phone(act: Act) -> None:
    lina = member(act)
    named = act.by(Actor(ActorKind.MEMBER, lina.id))
    one = case(named, anonymous=True, name="陈秘密", phone="13900001111")
    cases.add(named, one, "还有一件事")
    row = {column.key: getattr(one, column.key) for column in inspect(Case).columns}
    assert row["member_id"] is row["name"] is row["phone"] is None
    assert "陈秘密" not in str(row)
    assert "13900001111" not in str(row)
    trail = act.session.scalars(select(AuditRow).where(AuditRow.subject == "case"))
    assert [(one.action, one.actor_id) for one in trail] == [("case.filed", None), ("case.added_to", None)]


def test_one_who_stays_unknown_is_answered_all_the_same(act: Act) -> None:
    one, li = case(act, anonymous=True), officer(act)
    cases.reply(act, one, li, "您好")
    assert [(row.channel, row.address) for row in outgoing(act)] == [("test", "lina")]
