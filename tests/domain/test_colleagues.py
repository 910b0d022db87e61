"""What colleagues do among themselves with a case: notes, handing it over, whom to ask next."""

import pytest

from bot.domain import audit, cases, entries, outcomes, units
from bot.domain.acts import Act
from bot.domain.cases import State
from bot.domain.staff import Officer
from bot.errors import Refusal
from tests.domain.union import Union, at_once, case, later, member, officer, outgoing


def test_a_case_is_handed_over_and_its_clock_runs_on(act: Act) -> None:
    one, li, wang = case(act), officer(act), officer(act, "王干事")
    cases.take(act, one, li)
    due = one.due_at
    cases.hand_over(later(act, hours=3).by(li.actor), one, li, wang)
    assert (one.officer_id, one.state, one.due_at) == (wang.id, State.ASSIGNED, due)
    last = audit.trail(act.session, one)[-1]
    assert (last.action, last.actor_id, last.facts) == ("case.handed_over", li.id, {"to": wang.id})
    with pytest.raises(Refusal, match="王干事已经接手了"):
        cases.reply(act, one, li, "您好")
    cases.reply(act, one, wang, "您好")
    told = [row.text for row in outgoing(act)]
    assert all(
        words in text for words, text in zip(("接手了您的事", "改由王干事办理", "王干事回复您"), told, strict=True)
    )


def test_what_nobody_has_is_handed_over_by_who_may_see_it(act: Act) -> None:
    top = units.top(act)
    street, trade = units.add(act, "街道", top), units.add(act, "行业", top)
    member(act).unit_id = street.id
    one, li, clerk, other = case(act), officer(act), officer(act, "王干事", street), officer(act, "赵干事", trade)
    with pytest.raises(Refusal, match="不归您的单位管"):
        cases.hand_over(act, one, other, clerk)
    cases.hand_over(act, one, li, clerk)
    assert (one.officer_id, one.state) == (clerk.id, State.ASSIGNED)


def test_what_a_colleague_has_is_theirs_to_give_and_that_of_those_above(act: Act) -> None:
    street = units.add(act, "街道", units.top(act))
    member(act).unit_id = street.id
    one, boss = case(act), officer(act)
    wang, zhao, sun = (officer(act, name, street) for name in ("王干事", "赵干事", "孙干事"))
    cases.take(act, one, wang)
    with pytest.raises(Refusal, match="这件事王干事已经接手了，有事请和王干事商量"):
        cases.hand_over(act, one, zhao, sun)
    cases.hand_over(act, one, boss, zhao)
    assert one.officer_id == zhao.id
    cases.hand_over(act, one, zhao, boss)
    with pytest.raises(Refusal, match="李主任已经接手了"):
        cases.hand_over(act, one, wang, sun)


def test_a_case_is_not_handed_to_just_anybody(act: Act) -> None:
    top = units.top(act)
    street, trade = units.add(act, "街道", top), units.add(act, "行业", top)
    member(act).unit_id = street.id
    one, boss, wang = case(act), officer(act), officer(act, "王干事", street)
    stranger, gone = officer(act, "赵干事", trade), officer(act, "孙干事", street)
    gone.active = False
    with pytest.raises(Refusal, match="不能转给自己"):
        cases.hand_over(act, one, wang, wang)
    cases.take(act, one, wang)
    for to, why in ((wang, "本来就由王干事"), (stranger, "赵干事看不到"), (gone, "孙干事看不到")):
        with pytest.raises(Refusal, match=why):
            cases.hand_over(act, one, boss, to)
    outcomes.resolve(act, one, wang, "好了")
    with pytest.raises(Refusal, match="办结"):
        cases.hand_over(act, one, wang, boss)
    assert "case.handed_over" not in {row.action for row in audit.trail(act.session, one)}


def test_who_may_take_a_case_and_who_may_give_it(act: Act) -> None:
    top = units.top(act)
    street, trade = units.add(act, "街道", top), units.add(act, "行业", top)
    member(act).unit_id = street.id
    one, boss, wang, zhao = case(act), officer(act), officer(act, "王干事", street), officer(act, "赵干事", trade)
    officer(act, "孙干事", street).active = False
    assert cases.takers(act.session, one, act.today) == [boss, wang]
    assert [cases.may_hand_over(act.session, one, who) for who in (boss, wang, zhao)] == [True, True, False]
    cases.take(act, one, wang)
    assert cases.takers(act.session, one, act.today) == [boss]
    cases.hand_over(act, one, wang, boss)
    assert cases.takers(act.session, one, act.today) == [wang]
    assert [cases.may_hand_over(act.session, one, who) for who in (boss, wang, zhao)] == [True, False, False]
    outcomes.resolve(act, one, boss, "好了")
    assert not cases.may_hand_over(act.session, one, boss)


def test_of_two_who_hand_a_case_over_at_once_one_gives_it(union: Union) -> None:
    with union.act() as act:
        number, li = case(act).number, officer(act)
        staff = [officer(act, f"干事{number}").id for number in range(8)]
        one = cases.numbered(act.session, number)
        assert one
        cases.take(act, one, li)

    def give(which: int) -> int:
        with union.act() as act:
            one = cases.numbered(act.session, number)
            assert one
            cases.hand_over(act, one, act.session.get_one(Officer, li.id), act.session.get_one(Officer, staff[which]))
            return staff[which]

    got = [one for one in at_once(give, 8) if isinstance(one, int)]
    with union.act() as act:
        one = cases.numbered(act.session, number)
        assert one
        assert [one.officer_id] == got


def test_a_note_is_for_staff_alone(act: Act) -> None:
    one, li, wang = case(act), officer(act), officer(act, "王干事")
    said = [cases.add(act, one, "签过合同"), cases.reply(act, one, li, "请把合同拍给我们")]
    assert len(outgoing(act)) == 1
    due = one.due_at
    note = cases.note(later(act, hours=1), one, wang, "这家公司上月也有人来问。")
    assert note.internal
    assert (one.due_at, one.officer_id, one.state) == (due, li.id, State.IN_PROGRESS)
    assert len(outgoing(act)) == 1
    assert cases.remarks(act.session, one) == said
    assert cases.remarks(act.session, one, internal=True) == [*said, note]


def test_a_note_is_written_by_who_may_see_the_case_closed_or_not(act: Act) -> None:
    top = units.top(act)
    street, trade = units.add(act, "街道", top), units.add(act, "行业", top)
    member(act).unit_id = street.id
    one, boss, stranger = case(act), officer(act), officer(act, "赵干事", trade)
    with pytest.raises(Refusal, match="不归您的单位管"):
        cases.note(act, one, stranger, "看看")
    outcomes.resolve(act, one, boss, "好了")
    assert cases.note(act, one, boss, "下次先打电话。").internal
    assert one.state == State.RESOLVED


@pytest.mark.parametrize("nothing", ["", "  ", "\n"])
def test_a_note_says_something(act: Act, nothing: str) -> None:
    one, li = case(act), officer(act)
    with pytest.raises(Refusal, match="备注"):
        cases.note(act, one, li, nothing)


def test_no_entry_is_made_of_a_note(act: Act) -> None:
    one, li = case(act), officer(act)
    cases.note(act, one, li, "对方律师难缠")
    with pytest.raises(Refusal, match="还没有答复"):
        entries.from_case(act, li, one)
    cases.reply(act, one, li, "可以申请仲裁。")
    cases.note(act, one, li, "对方律师难缠")
    assert "难缠" not in entries.from_case(act, li, one).text


def test_the_next_one_is_who_has_the_fewest_open_cases(act: Act) -> None:
    top = units.top(act)
    li, wang = officer(act), officer(act, "王干事")
    officer(act, "赵干事", units.add(act, "街道", top))
    gone = officer(act, "孙干事")
    gone.active = False
    assert cases.next_officer(act.session, top.id, act.today) is li
    assert cases.next_officer(act.session, top.id, act.today, but=li) is wang
    one = case(act)
    cases.take(act, one, li)
    assert cases.next_officer(act.session, top.id, act.today) is wang
    outcomes.resolve(act, one, li, "好了")
    assert cases.next_officer(act.session, top.id, act.today) is li


def test_there_may_be_nobody_to_ask(act: Act) -> None:
    street = units.add(act, "街道", units.top(act))
    assert cases.next_officer(act.session, street.id, act.today) is None
    clerk = officer(act, "王干事", street)
    assert cases.next_officer(act.session, street.id, act.today, but=clerk) is None
