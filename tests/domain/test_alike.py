"""The box in memory: it knows what the store holds, and shows nobody what they may not see."""

from concurrent.futures import ThreadPoolExecutor

from bot.domain import alike, audit, pairing, suggestions, units
from bot.domain.acts import Act
from bot.domain.alike import Box
from bot.domain.box import State, Suggestion
from tests.domain.union import Union, member, officer, suggestion

ASKED = "食堂的饭菜太咸了"
SALTY, PARKING = "食堂饭菜太咸", "停车场加装照明"


def idea(act: Act, title: str, who: str = "lina") -> Suggestion:
    found = suggestion(act, who, title=title, body=f"{title}，希望尽快改。")
    act.session.flush()
    return found


def test_what_means_the_same_is_found_as_soon_as_it_is_filed(act: Act) -> None:
    box, salty = Box(), idea(act, SALTY)
    idea(act, PARKING)
    assert box.like(act.session, ASKED) == [salty]
    again = idea(act, "食堂的菜太咸了")
    assert set(box.like(act.session, ASKED)) == {salty, again}
    assert len(box) == 3
    assert box.like(act.session, ASKED, limit=1)[0] in {salty, again}


def test_it_fills_a_little_at_a_time_newest_first_and_passes_none_over(act: Act) -> None:
    box = Box()
    first = [idea(act, f"{PARKING}{number}号") for number in range(7)]
    assert box.refresh(act.session, most=3)
    assert len(box) == 3
    assert box.like(act.session, first[0].title, limit=7)  # a look-up takes in the rest
    assert len(box) == 7
    for number in range(5):
        idea(act, f"{SALTY}{number}")
    assert [box.refresh(act.session, most=2) for _ in range(3)] == [True, True, False]
    assert len(box) == 12


def test_only_what_one_may_see_is_found(act: Act) -> None:
    street = units.add(act, "街道", units.top(act))
    member(act).unit_id = street.id
    box, salty = Box(), idea(act, SALTY)
    assert box.like(act.session, ASKED, unit_ids={street.id}) == [salty]
    assert box.like(act.session, ASKED, unit_ids={units.top(act).id}) == []
    assert box.like(act.session, ASKED, shown_only=True) == []
    suggestions.publish(act, salty, officer(act), "少放盐", "食堂少放盐")
    assert box.like(act.session, ASKED, shown_only=True) == [salty]


def test_one_that_was_merged_stands_for_the_one_it_is_in(act: Act) -> None:
    box, salty, main, li = Box(), idea(act, SALTY), idea(act, "改善伙食", "wang"), officer(act)
    pairing.merge(act, salty, li, main)
    assert box.like(act.session, ASKED) == [main]


def test_what_is_done_is_found_what_was_withdrawn_or_erased_is_not(act: Act) -> None:
    box, done, gone, erased = Box(), *(idea(act, SALTY, who) for who in ("a", "b", "c"))
    assert len(box.like(act.session, ASKED)) == 3
    suggestions.answer(act, done, officer(act), State.ADOPTED, "好")
    suggestions.withdraw(act, gone)
    erased.title, erased.body, erased.erased_at = "", "", act.now
    audit.log(act, alike.ERASED, erased)
    assert box.like(act.session, ASKED) == [done]
    assert len(box) == 2


def test_many_look_while_one_takes_in(union: Union) -> None:
    with union.act() as act:
        salty = idea(act, SALTY).id
        for number in range(40):
            idea(act, f"{PARKING}{number}号")
    box = Box()

    def look(_: int) -> list[int]:
        with union.database.read() as session:
            box.refresh(session, most=10)
            return [one.id for one in box.like(session, ASKED)]

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(look, range(12)))
    assert len(box) == 41
    assert look(0) == [salty]
