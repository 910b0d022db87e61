"""Suggestions that mean the same go on as one: everybody is told, hears on, and can be taken out again."""

import pytest

from bot.domain import audit, box, pairing, stages, suggestions, voices
from bot.domain.acts import Act
from bot.domain.box import State, Suggestion
from bot.domain.staff import Officer
from bot.errors import Refusal
from tests.domain.union import Union, address, at_once, later, member, officer, outgoing, suggestion


def three(act: Act) -> tuple[Suggestion, Suggestion, Suggestion, Officer]:
    one, two, main = (suggestion(act, who, title=f"{who}的热饭") for who in ("lina", "wang", "zhao"))
    return one, two, main, officer(act)


def heard(act: Act, who: str) -> list[str]:
    return [row.text for row in outgoing(act) if row.address == who]


def test_both_sides_know_of_it_and_all_hear_how_it_ends_once(act: Act) -> None:
    one, _, main, li = three(act)
    voices.support(act, one, member(act, "fan"), address("fan"))
    voices.support(act, main, member(act, "fan"), address("fan"))
    pairing.merge(act, one, li, main)
    assert (one.status, one.merged_into_id, one.due_at) == (State.MERGED, main.id, None)
    assert main.number in heard(act, "lina")[0]
    assert main.number in heard(act, "fan")[0]
    assert audit.trail(act.session, main)[-1].facts == {"other": one.number}
    suggestions.answer(act, main, li, State.ADOPTED, "给zhao先买。")
    assert [len(heard(act, who)) for who in ("lina", "fan", "zhao")] == [2, 2, 1]
    assert "采纳" in heard(act, "lina")[-1]
    for private in ("zhao的热饭", "先买"):
        assert private not in "".join([*heard(act, "lina"), *heard(act, "fan")])


def test_all_behind_it_count_once(act: Act) -> None:
    one, two, main, li = three(act)
    for idea, who in ((one, "fan"), (main, "fan"), (main, "lina"), (one, "zhao"), (two, "other")):
        voices.support(act, idea, member(act, who), address(who))
    for idea in (one, two):
        pairing.merge(act, idea, li, main)
    # fan and other, lina and wang, who proposed the same; zhao proposed this one
    assert voices.supporters(act.session, main) == 4
    for who, why in (("wang", "已经并入"), ("other", "已经附议")):
        with pytest.raises(Refusal, match=why):
            voices.support(act, main, member(act, who), address(who))
    with pytest.raises(Refusal, match=f"附议 {main.number}"):
        voices.support(act, one, member(act, "new"), address("new"))


def test_what_was_in_it_goes_along_and_no_circle_closes(act: Act) -> None:
    one, two, main, li = three(act)
    pairing.merge(act, one, li, two)
    pairing.merge(act, two, li, main)
    assert {part.id for part in stages.parts(act.session, main)} == {one.id, two.id}
    assert "zhao" not in heard(act, "lina")[-1]
    assert main.number in heard(act, "lina")[-1]
    for source, into, why in ((main, one, main.number), (main, main, "自己"), (one, main, "先拆开")):
        with pytest.raises(Refusal, match=why):
            pairing.merge(act, source, li, into)


@pytest.mark.parametrize("state", [State.FILED, State.REVIEWING, State.RESERVED, State.ADOPTED])
def test_taken_out_again_it_is_where_it_was_and_due_anew(act: Act, state: State) -> None:
    one, _, main, li = three(act)
    one.state, one.due_at = state.value, act.now
    pairing.merge(act, one, li, main)
    then = later(act, days=50)
    pairing.split(then, one, li)
    assert (one.status, one.merged_into_id, one.merged_from) == (state, None, None)
    assert one.due_at == (None if state is State.RESERVED else stages.soon(then.now, act.config))
    assert "单独" in heard(act, "lina")[-1]
    with pytest.raises(Refusal, match="没有并入"):
        pairing.split(then, one, li)


def test_who_withdraws_the_main_one_leaves_the_others_theirs(act: Act) -> None:
    one, _, main, li = three(act)
    pairing.merge(act, one, li, main)
    suggestions.withdraw(act, main)
    assert (one.status, main.status) == (State.FILED, State.WITHDRAWN)
    assert one.due_at
    assert "单独" in heard(act, "lina")[-1]


@pytest.mark.parametrize("state", [State.ASSIGNED, State.CARRIED_OUT, State.WITHDRAWN, State.DECLINED])
def test_what_is_carried_out_or_ended_goes_into_no_other(act: Act, state: State) -> None:
    one, _, main, li = three(act)
    one.state, one.due_at = state.value, None
    with pytest.raises(Refusal, match=one.number):
        pairing.merge(act, one, li, main)


def test_two_that_are_merged_into_each_other_at_once_make_no_circle(union: Union) -> None:
    with union.act() as act:
        pair, li = [suggestion(act, who).number for who in ("lina", "wang")], officer(act).id

    def merge(place: int) -> None:
        with union.act() as act:
            one, into = (box.numbered(act.session, number) for number in (pair[place], pair[1 - place]))
            assert one
            assert into
            pairing.merge(act, one, act.session.get_one(Officer, li), into)

    assert sum(isinstance(why, Refusal) for why in at_once(merge, 2)) == 1
