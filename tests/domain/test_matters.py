"""A case on its way: waiting for its member, mediation, referral, its end, and what its member thought of it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.config import kinds
from bot.domain import audit, calendar, cases, clocks, mediations, outcomes, referrals, roles, timeline, units, verdicts
from bot.domain.acts import Act
from bot.domain.cases import Case, State, Story
from bot.domain.mediations import Result
from bot.domain.roles import Role
from bot.domain.staff import Officer
from bot.errors import Refusal
from tests.domain.union import address, case, later, member, officer, outgoing


def begun(act: Act) -> tuple[Case, Officer]:
    one, li = case(act), officer(act)
    cases.take(act, one, li)
    return one, li


def left(act: Act, one: Case) -> timedelta:
    """What is left of the time to resolve it."""
    assert one.resolve_by
    return calendar.worked(act.now, one.resolve_by, calendar.office(act.config))


def test_each_kind_has_its_own_clocks(act: Act) -> None:
    office = calendar.office(act.config)
    injury = cases.file(act, member(act), address(), "injury", Story("在车间轧伤了手，单位不管"))
    assert (injury.kind, injury.kind_label) == ("injury", "工伤")
    assert injury.due_at == calendar.deadline(act.now, 8, office)
    assert injury.resolve_by == calendar.deadline(act.now, 60 * 8, office)
    together = cases.file(act, member(act), address(), "collective", Story("全厂三十多个工友都没发工资"))
    assert together.urgent
    assert together.due_at == act.now + timedelta(hours=act.config.cases.urgent_hours)


def test_a_kind_that_the_union_gave_up_is_filed_as_another(act: Act) -> None:
    one = cases.file(act, member(act), address(), "no_such_kind", Story("食堂的饭太贵了，没人管"))
    assert (one.kind, one.kind_label) == ("other", "其他诉求")


def test_while_a_member_is_asked_the_time_to_resolve_the_case_stands_still(act: Act) -> None:
    one, li = begun(act)
    before = left(act, one)
    cases.reply(act, one, li, "请把工资条拍给我", waits=True)
    assert (one.status, one.waiting_since, one.warn_at) == (State.WAITING, act.now, None)
    assert one.due_at == act.now + timedelta(days=act.config.cases.wait_days)
    after = later(act, days=6)
    cases.add(after, one, "拍好了")
    assert (one.status, one.waiting_since, one.officer_id) == (State.IN_PROGRESS, None, li.id)
    assert left(after, one) == before
    assert one.due_at == calendar.deadline(after.now, act.config.cases.reply_hours, calendar.office(act.config))


def test_a_member_who_does_not_answer_is_waited_for_so_long_and_the_case_goes_on(act: Act) -> None:
    one, li = begun(act)
    cases.reply(act, one, li, "请把工资条拍给我", waits=True)
    assert clocks.running_out(act.session, (one.due_at or act.now) - timedelta(seconds=1)) == []
    after = later(act, days=act.config.cases.wait_days)
    assert cases.overdue(act.session, after.now) == [one]
    outcomes.wake(after, one)
    assert (one.status, one.officer_id) == (State.IN_PROGRESS, li.id)
    assert one.due_at
    assert one.due_at > after.now


def test_a_step_is_due_when_the_time_to_resolve_ends_at_the_latest(act: Act) -> None:
    one, li = begun(act)
    nearly = later(act, hours=((one.resolve_by or act.now) - act.now) / timedelta(hours=1) - 1)
    cases.reply(nearly, one, li, "还在催")
    assert one.due_at == one.resolve_by
    over = later(nearly, hours=1)
    cases.climb(over, one)
    assert audit.trail(act.session, one)[-1].facts["why"] == clocks.UNRESOLVED
    assert one.resolve_by
    assert one.resolve_by > over.now


def test_a_case_climbs_to_the_chair_of_its_unit_first(act: Act) -> None:
    top = units.top(act)
    street = units.add(act, "街道", top)
    member(act).unit_id = street.id
    act.session.flush()
    clerk = officer(act, "王干事", street)
    roles.take(act, clerk, Role.CHAIR, street)
    head = officer(act, "孙主席", street)
    one = case(act)
    cases.take(act, one, clerk)
    seen = []
    for _ in range(4):
        cases.climb(act, one)
        seen.append((one.unit_id, one.officer_id, one.state, one.urgent))
    assert seen[0] == (street.id, head.id, "assigned", False)
    assert seen[1] == (top.id, None, "new", False)
    assert seen[2:] == [(top.id, None, "new", True)] * 2
    facts = [row.facts for row in audit.trail(act.session, one) if row.action == "case.climbed"]
    assert [fact["why"] for fact in facts] == [clocks.UNANSWERED] * 4
    assert "街道的负责人督办" in outgoing(act)[1].text


def test_a_mediation_has_its_day_and_its_result(act: Act) -> None:
    one, li = begun(act)
    with pytest.raises(Refusal, match="现在以后"):
        mediations.arrange(act, one, li, act.now, "街道调解室")
    with pytest.raises(Refusal, match="在哪里"):
        mediations.arrange(act, one, li, later(act, days=2).now, " ")
    with pytest.raises(Refusal, match="先约"):
        mediations.conclude(act, one, li, Result.FAILED, "")
    at = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)
    first = mediations.arrange(act, one, li, at, "街道调解室")
    assert (one.status, one.warn_at) == (State.MEDIATION, at)
    assert one.due_at
    assert one.due_at > at
    assert "11月27日 09:30，地点：街道调解室" in outgoing(act)[-1].text
    moved = mediations.arrange(act, one, li, at + timedelta(days=3), "街道调解室")
    assert moved is first
    with pytest.raises(Refusal, match="达成了什么协议"):
        mediations.conclude(act, one, li, Result.AGREED, " ")
    mediations.conclude(act, one, li, Result.AGREED, "月底前付清 12000 元")
    assert one.status is State.IN_PROGRESS
    assert [row.result for row in mediations.of_case(act.session, one)] == ["agreed"]
    assert outgoing(act)[-1].text == f"【{one.number}】调解结果：达成协议。\n月底前付清 12000 元"


@pytest.mark.parametrize(("agrees", "state"), [(True, State.REFERRED), (False, State.IN_PROGRESS)])
def test_a_case_is_referred_only_if_its_member_agrees(act: Act, state: State, *, agrees: bool) -> None:
    one, li = begun(act)
    with pytest.raises(Refusal, match="没有要您同意的转介"):
        referrals.answer(act, one, agrees=agrees)
    referrals.propose(act, one, li, "区劳动监察大队", "他们可以查账")
    assert one.status is State.WAITING
    asked = outgoing(act)[-1]
    assert "区劳动监察大队" in asked.text
    assert asked.buttons == [f"同意转介 {one.number}", f"不同意转介 {one.number}"]
    after = later(act, days=1)
    referrals.answer(after, one, agrees=agrees)
    assert (one.status, one.officer_id) == (state, li.id)
    assert one.due_at
    assert one.due_at > after.now
    with pytest.raises(Refusal, match="没有要您同意的转介"):
        referrals.answer(after, one, agrees=not agrees)


def test_a_resolved_case_is_asked_about_after_a_week_and_closed_by_a_content_member(act: Act) -> None:
    one, li = begun(act)
    outcomes.resolve(act, one, li, "补发了")
    assert verdicts.to_ask(act.session, later(act, days=6.9).now) == []
    week = later(act, days=7)
    assert verdicts.to_ask(act.session, week.now) == [one]
    verdicts.ask(week, one)
    assert verdicts.to_ask(act.session, week.now) == []
    assert outgoing(act)[-1].buttons == [f"解决了 {one.number}", f"没解决 {one.number}"]
    verdicts.say(week, one, settled=True)
    assert one.status is State.CLOSED
    verdicts.rate(week, one, 4)
    verdicts.comment(week, one, "回得快")
    said = verdicts.latest(act.session, one)
    assert said
    assert (said.settled, said.rating, said.words) == (True, 4, "回得快")
    for wrong in (0, 6):
        with pytest.raises(Refusal, match="1 到 5"):
            verdicts.rate(week, one, wrong)


def test_a_no_opens_the_case_again_with_whoever_had_it(act: Act) -> None:
    one, li = begun(act)
    with pytest.raises(Refusal, match="还在办理中"):
        verdicts.say(act, one, settled=False)
    outcomes.resolve(act, one, li, "补发了")
    week = later(act, days=7)
    verdicts.say(week, one, settled=False)
    assert (one.status, one.officer_id, one.outcome, one.ask_at) == (State.IN_PROGRESS, li.id, None, None)
    assert one.due_at


def test_after_its_days_a_case_opens_no_more_and_is_filed_away(act: Act) -> None:
    one, li = begun(act)
    outcomes.resolve(act, one, li, "补发了")
    days = act.config.cases.reopen_days
    assert outcomes.to_file_away(later(act, days=days)) == []
    late = later(act, days=days, seconds=1)
    with pytest.raises(Refusal, match="重新登记一件"):
        cases.add(late, one, "又没发")
    assert outcomes.to_file_away(late) == [one]
    outcomes.close(late, one)
    assert one.status is State.CLOSED


def test_rates_are_by_kind_and_unit_and_each_members_last_word_counts(act: Act) -> None:
    top, li = units.top(act), officer(act)
    for who, settled, rating in (("a", True, 5), ("b", True, 2), ("c", None, None)):
        one = case(act, who)
        outcomes.resolve(act, one, li, "补发了")
        if who == "b":
            verdicts.say(act, one, settled=False)
            outcomes.resolve(act, one, li, "这回补发了")
        if settled is not None:
            verdicts.say(act, one, settled=settled)
            verdicts.rate(act, one, rating or 1)
    case(act, "d")
    found = verdicts.rates(act.session, [top.id], later(act, days=-1).now)
    assert found == {("other", top.id): verdicts.Rates(ended=3, answered=2, settled=2, rated=2, mean=3.5)}


def test_a_member_sees_the_steps_in_their_own_words_and_no_note_of_staff(act: Act) -> None:
    one, li = case(act), officer(act)
    act = act.by(li.actor)
    cases.take(act, one, li)
    cases.note(act, one, li, "老熟人，先拖一拖")
    cases.sort(act, one, li, "wage_arrears")
    cases.reply(act, one, li, "请把工资条拍给我", waits=True)
    told = timeline.told(act, one)
    assert told.splitlines() == [
        f"{one.number} 欠薪：等会员补充，12月3日 10:00前等您补充",
        "最近一条（工会）：请把工资条拍给我",
        "· 11月23日 10:00 您登记",
        "· 11月23日 10:00 李主任接手",
        "· 11月23日 10:00 归到“欠薪”",
        "· 11月23日 10:00 李主任请您补充",
    ]


def test_the_shipped_kinds_name_entries_that_exist() -> None:
    from knowledge import ENTRIES, load

    known = {entry.id for entry in load(ENTRIES)}
    assert {kind.entry for kind in kinds.read("") if kind.entry} <= known
