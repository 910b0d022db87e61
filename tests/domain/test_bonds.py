"""Bonds between cases: linked on both sides; merged and taken out again; each member's talk stays their own."""

import pytest

from bot.domain import audit, bonds, cases, dossiers, mergers, outcomes, retrievals, staff, telling, timeline, units
from bot.domain.acts import Act
from bot.domain.bonds import Why
from bot.domain.casebook import Case, State
from bot.domain.mergers import Merger
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from tests.domain.union import Union, address, at_once, case, later, member, officer, outgoing

OWN = "我们班组三个人的加班费，欠条在我手里"
OURS = "已和单位谈妥，加班费下周五发到卡上。"


def told(act: Act, who: str) -> list[str]:
    return [row.text for row in outgoing(act) if row.address == who]


def actions(act: Act, one: Case) -> list[str]:
    return [row.action for row in audit.trail(act.session, one)]


def merged(act: Act) -> tuple[Case, Case, Officer]:
    """The case of b was merged into that of a."""
    main, one, li = case(act, "a"), case(act, "b", facts=OWN), officer(act)
    cases.take(act, main, li)
    bonds.merge(act.by(li.actor), one, li, main)
    return one, main, li


def branches(act: Act) -> tuple[Unit, Unit]:
    top = units.top(act)
    found = units.add(act, "分会甲", top), units.add(act, "分会乙", top)
    act.session.flush()
    return found


def test_a_link_shows_on_both_sides_and_is_taken_away_from_either(act: Act) -> None:
    one, other, li = case(act, "a"), case(act, "b"), officer(act)
    bonds.link(act, other, li, one, Why.MATTER)
    bonds.link(act, one, li, other, Why.EMPLOYER)
    assert bonds.linked(act.session, one) == [(other, Why.EMPLOYER)]
    assert bonds.linked(act.session, other) == [(one, Why.EMPLOYER)]
    assert actions(act, one)[-1] == actions(act, other)[-1] == "case.linked"
    bonds.unlink(act, other, li, one)
    assert bonds.linked(act.session, one) == bonds.linked(act.session, other) == []
    with pytest.raises(Refusal, match="没有关联"):
        bonds.unlink(act, one, li, other)
    assert outgoing(act) == []


def test_nobody_links_what_they_may_not_see_or_a_case_with_itself(act: Act) -> None:
    here, there = branches(act)
    member(act, "a").unit_id, member(act, "b").unit_id = here.id, there.id
    one, other, wang = case(act, "a"), case(act, "b"), officer(act, "王干事", here)
    with pytest.raises(Refusal, match="另一件不归您的单位管"):
        bonds.link(act, one, wang, other, Why.MATTER)
    with pytest.raises(Refusal, match="另一件不归您的单位管"):
        bonds.merge(act, one, wang, other)
    with pytest.raises(Refusal, match="不归您的单位管"):
        bonds.link(act, other, wang, one, Why.MATTER)
    with pytest.raises(Refusal, match="自己"):
        bonds.link(act, one, wang, one, Why.MATTER)


def test_a_merged_case_ends_with_a_way_back_and_its_member_is_told_kindly(act: Act) -> None:
    one, main, li = merged(act)
    assert (one.status, one.due_at, one.ask_at) == (State.RESOLVED, None, None)
    assert one.outcome == f"已并入 {main.number}，一起办理。"
    assert [part for part, _ in mergers.parts(act.session, main)] == [one]
    assert (actions(act, one)[-1], actions(act, main)[-1]) == ("case.merged", "case.took_in")
    (words,) = told(act, "b")
    assert words.startswith(f"【{one.number}】")
    assert main.number not in words, "it is somebody else's"
    assert f"补充 {one.number}" in words
    assert len(told(act, "a")) == 1
    with pytest.raises(Refusal, match="办结"):
        cases.reply(act, one, li, "在吗")


def test_what_its_member_adds_stays_in_their_talk_and_hastens_the_main_case(act: Act) -> None:
    one, main, li = merged(act)
    cases.reply(act, main, li, "我们去看看")
    due, after = main.due_at, later(act, hours=2)
    cases.add(after, one, "又记起一件事")
    assert (one.status, one.due_at) == (State.RESOLVED, None)
    assert main.due_at
    assert due
    assert main.due_at < due
    assert [remark.body for remark in cases.remarks(act.session, one)] == ["又记起一件事"]
    assert [remark.body for remark in cases.remarks(act.session, main)] == ["我们去看看"]
    assert actions(act, main)[-1] == "case.part_added_to"
    assert cases.goes_on(later(act, days=200), one)
    bonds.answer(later(after, hours=1), one, li, "收到，谢谢")
    assert told(act, "b")[-1].endswith("收到，谢谢")
    assert cases.remarks(act.session, one)[-1].officer_id == li.id
    assert main.due_at > due


def test_what_one_member_wrote_is_never_told_to_the_other(act: Act) -> None:
    one, main, li = merged(act)
    cases.add(act, one, OWN)
    bonds.answer(act, one, li, f"{OWN}，收到")
    outcomes.resolve(act, main, li, "李娜的工资补发了")
    bonds.tell(act, main, li, OURS)
    assert not any(OWN in text for text in [*told(act, "a"), timeline.told(act, main)])
    assert not any("李娜" in text for text in [*told(act, "b"), timeline.told(act, one)])


def test_a_merger_is_a_step_of_a_members_own_two_cases(act: Act) -> None:
    main, one, li = case(act, "a"), case(act, "a", facts=OWN), officer(act)
    bonds.merge(act.by(li.actor), one, li, main)
    assert f"您的 {main.number} 是同一件事" in told(act, "a")[-1]
    assert f"结果：已并入 {main.number}" in timeline.told(act, one)
    for its, other in ((one, main), (main, one)):
        assert any(step.endswith(f"和 {other.number} 合并办理") for step in timeline.steps(act, its))
    bonds.unmerge(later(act, hours=1), one, li)
    assert timeline.steps(act, one)[-1].endswith(f"和 {main.number} 分开办理")


def test_of_anothers_case_no_number_is_told_anywhere(act: Act) -> None:
    one, main, li = merged(act)
    for its, who, other in ((one, "b", main), (main, "a", one)):
        here = act.now.astimezone(act.config.zone)
        held = str(dossiers.told(act.session, member(act, who), address(who), here))
        assert not [text for text in (timeline.told(act, its), *told(act, who), held) if other.number in text]
    assert "结果：和工会正在办的同一件事合在一起办" in timeline.told(act, one)
    bonds.unmerge(act, one, li)
    assert main.number not in timeline.told(act, one)


def test_a_message_that_staff_read_does_not_tell_that_an_anonymous_case_is_the_same_members(act: Act) -> None:
    main, one, li = case(act, "a"), case(act, "a", anonymous=True), officer(act)
    bonds.merge(act.by(li.actor), one, li, main)
    assert not [row for row in outgoing(act) if main.number in row.text]
    assert f"和 {main.number} 合并办理" in timeline.told(act, one)


def test_of_the_outcome_its_member_is_told_in_words_of_their_own_once(act: Act) -> None:
    one, main, li = merged(act)
    with pytest.raises(Refusal, match="还没有办结"):
        bonds.tell(act, main, li, OURS)
    outcomes.resolve(later(act, days=1), main, li, "李娜的工资补发了")
    assert len(told(act, "b")) == 1
    end = later(act, days=2)
    assert bonds.untold(act.session, main) == [one]
    assert bonds.tell(end, main, li, OURS) == 1
    days = act.config.cases.reopen_days
    assert told(act, "b")[-1] == telling.RESOLVED.format(number=one.number, outcome=OURS, days=days)
    assert (one.outcome, one.ask_at) == (OURS, end.now + outcomes.ASK_AFTER)
    with pytest.raises(Refusal, match="都已经告诉过"):
        bonds.tell(end, main, li, OURS)


def test_it_is_taken_out_again_while_the_main_one_is_open_however_late(act: Act) -> None:
    one, main, li = merged(act)
    late = later(act, days=200)
    bonds.unmerge(late, one, li)
    assert (one.status, one.officer_id, one.outcome) == (State.IN_PROGRESS, li.id, None)
    assert one.due_at
    assert one.due_at > late.now
    assert mergers.parts(act.session, main) == []
    assert "单独办理" in told(act, "b")[-1]
    assert (actions(act, one)[-1], actions(act, main)[-1]) == ("case.parted", "case.gave_back")
    with pytest.raises(Refusal, match="没有并入"):
        bonds.unmerge(late, one, li)


def test_it_is_not_taken_out_once_the_main_one_ended_but_opens_by_itself_when_its_member_adds(act: Act) -> None:
    one, main, li = merged(act)
    outcomes.resolve(act, main, li, "补发了")
    with pytest.raises(Refusal, match="已经办结"):
        bonds.unmerge(act, one, li)
    assert not cases.goes_on(later(act, days=200), one)
    cases.add(later(act, days=3), one, "我的还没有发")
    assert (one.done, main.done, mergers.of_case(act.session, one)) == (False, True, None)


def test_danger_that_is_told_in_a_merged_case_makes_it_an_urgent_one_of_its_own(act: Act) -> None:
    one, main, _ = merged(act)
    cases.add(later(act, days=100), one, "老板说要弄死我")
    assert (one.status, one.urgent, one.danger) == (State.IN_PROGRESS, True, "violence")
    assert (main.urgent, mergers.of_case(act.session, one)) == (False, None)


def test_what_cannot_be_merged(act: Act) -> None:
    one, main, li = merged(act)
    with pytest.raises(Refusal, match="已经并入了别的事"):
        bonds.merge(act, main, li, case(act, "c"))
    with pytest.raises(Refusal, match="办结"):
        bonds.merge(act, case(act, "c"), li, one)
    with pytest.raises(Refusal, match="单独办"):
        bonds.merge(act, case(act, "c", facts="我不想活了"), li, main)
    wang, held = officer(act, "王干事"), case(act, "c")
    cases.take(act, held, wang)
    with pytest.raises(Refusal, match="王干事已经接手"):
        bonds.merge(act, held, li, main)


def test_a_case_goes_into_one_of_its_unit_or_above_and_not_sideways(act: Act) -> None:
    """Whoever gets the main one later sees all that is in it."""
    here, there = branches(act)
    member(act, "a").unit_id, member(act, "b").unit_id = here.id, there.id
    li, low, beside, top = officer(act), case(act, "a"), case(act, "b"), case(act, "c")
    with pytest.raises(Refusal, match="分会乙办"):
        bonds.merge(act, low, li, beside)
    bonds.merge(act, low, li, top)
    assert [part for part, _ in mergers.parts(act.session, top)] == [low]
    assert staff.named(act.session, li.name) is li


def test_one_who_stays_unknown_stays_so_in_a_merged_case(act: Act) -> None:
    main, one, li = case(act, "a"), case(act, "b", anonymous=True), officer(act)
    bonds.merge(act, one, li, main)
    cases.add(act, one, "我还有话")
    assert one.member_id is None
    rows = [row for row in audit.trail(act.session, main) if row.action == "case.part_added_to"]
    assert [(row.actor, row.actor_id) for row in rows] == [("member", None)]
    assert retrievals.issue(act, one)


def test_two_officers_who_merge_crosswise_at_once_leave_one_open(union: Union) -> None:
    with union.act() as act:
        pair = [case(act, who).number for who in "ab"]
        li = officer(act).id

    def merge(which: int) -> None:
        with union.act() as act:
            one, main = (cases.numbered(act.session, number) for number in (pair[which], pair[1 - which]))
            assert one
            assert main
            bonds.merge(act, one, act.session.get_one(Officer, li), main)

    got = at_once(merge, 2)
    with union.act() as act:
        found = [cases.numbered(act.session, number) for number in pair]
        assert sorted(one.done for one in found if one) == [False, True]
        assert len(act.session.query(Merger).all()) == 1
    assert sorted(type(one).__name__ for one in got) == ["NoneType", "Refusal"]
