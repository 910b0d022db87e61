"""The open board: what an officer put there, masked, for the circle it belongs to, and nobody's name unless wished."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain import bulletin, publishing, staff, suggestions, units, voices
from bot.domain.acts import Act
from bot.domain.box import State, Suggestion
from bot.domain.bulletin import Group
from bot.domain.effects import Effect
from bot.domain.staff import Officer
from bot.domain.voices import Named
from bot.domain.works import Work
from bot.errors import Refusal
from tests.domain.union import address, later, member, officer, outgoing, suggestion


def shown(act: Act, who: str = "lina", title: str = "热饭", **fields: object) -> Suggestion:
    one = suggestion(act, who, **fields)
    suggestions.publish(act, one, chief(act), title, "食堂开到九点")
    return one


def chief(act: Act) -> Officer:
    """One for all."""
    return staff.named(act.session, "李主任") or officer(act)


def done(act: Act, one: Suggestion, story: str | None) -> None:
    """It was carried out, and somebody told what came of it."""
    li = chief(act)
    one.state, one.due_at = State.VERIFIED.value, None
    work = {"department": "食堂", "person": "赵", "due_on": act.today, "assigned_at": act.now, "done_at": act.now}
    act.session.add(Work(suggestion_id=one.id, **work))
    span = {"since": date(2026, 11, 1), "until": date(2027, 10, 31), "verified_by": "财务科", "verified_at": act.now}
    act.session.add(Effect(suggestion_id=one.id, officer_id=li.id, story=story, **span))


def board(act: Act, group: Group | None = None, who: str = "lina") -> list[str]:
    return [one.number for one in bulletin.newest(act, member(act, who).unit_id, group)]


def test_nothing_stands_there_that_no_officer_put_there(act: Act) -> None:
    one = suggestion(act)
    assert board(act) == []
    li = officer(act)
    suggestions.publish(act, one, li, "热饭", "食堂开到九点")
    (found,) = bulletin.newest(act, member(act).unit_id)
    assert (found.title, found.text, found.names, found.supporters) == ("热饭", "食堂开到九点", (), 0)
    assert one.title not in str(found)
    assert bulletin.of_number(act, member(act).unit_id, one.number) == found
    suggestions.unpublish(act, one, li)
    assert board(act) == []
    with pytest.raises(Refusal, match="不在公开栏"):
        suggestions.unpublish(act, one, li)


def test_its_proposer_is_told_the_first_time(act: Act) -> None:
    one = shown(act)
    suggestions.publish(act, one, officer(act, "王干事"), "热饭和热水", "食堂开到十点")
    (told,) = outgoing(act)
    assert "热饭" in told.text
    assert "没有您的名字" in told.text


def test_numbers_and_names_are_masked(act: Act) -> None:
    one, li = suggestion(act, contact="李娜 13900001111", others=[Named("王二小")]), officer(act)
    suggestions.publish(act, one, li, "李娜的热饭", "王二小说打 13900001111，我叫赵大宝")
    (found,) = bulletin.newest(act, one.unit_id)
    for private in ("李娜", "王二小", "13900001111", "赵大宝"):
        assert private not in str(found)


def test_names_stand_there_only_where_wished_and_of_others_only_once_they_joined(act: Act) -> None:
    one = suggestion(act, contact="铆焊班李娜，电话 13900001111", signed=True, others=[Named("王二小"), Named("赵三")])
    (_, code), _ = voices.codes(act, one)
    voices.join(act, code, member(act, "wang"), address("wang"))
    assert publishing.names(act.session, one) == ("铆焊班李娜", "王二小")
    suggestions.publish(act, one, officer(act), "热饭", "赵三和王二小想要热饭")
    (found,) = bulletin.newest(act, one.unit_id)
    assert found.names == ("铆焊班李娜", "王二小")
    assert found.text == f"{publishing.NAME}和王二小想要热饭"
    one.signed = False
    assert publishing.names(act.session, one) == ()


@pytest.mark.parametrize(("title", "text"), [("", "好"), ("好", " "), ("长" * 81, "好"), ("好", "长" * 2001)])
def test_what_does_not_fit_is_refused(act: Act, title: str, text: str) -> None:
    with pytest.raises(Refusal, match="80"):
        suggestions.publish(act, suggestion(act), officer(act), title, text)


def test_a_circle_is_the_branch_below_the_top_and_the_top(act: Act) -> None:
    top = units.top(act)
    street, trade = units.add(act, "街道", top), units.add(act, "行业", top)
    shop = units.add(act, "企业", street)
    assert bulletin.circle(act.session, shop.id) == {top.id, street.id, shop.id}
    assert bulletin.circle(act.session, trade.id) == {top.id, trade.id}
    assert bulletin.circle(act.session, top.id) == {top.id, street.id, shop.id, trade.id}
    for who, unit in (("a", shop), ("b", trade)):
        member(act, who).unit_id = unit.id
    near, far = shown(act, "a"), shown(act, "b")
    assert (board(act, who="a"), board(act, who="b")) == ([near.number], [far.number])
    assert bulletin.of_number(act, trade.id, near.number) is None


def test_it_is_looked_through_by_how_far_they_are(act: Act) -> None:
    first, second = shown(act), shown(later(act, hours=1))
    answered, finished, gone, archived = (shown(act) for _ in range(4))
    suggestions.answer(act, answered, officer(act), State.RESERVED, "等等")
    done(act, finished, None)
    done(act, archived, None)
    archived.state = State.ARCHIVED.value
    suggestions.withdraw(act, gone)
    assert board(act, Group.OPEN) == [second.number, first.number]
    assert board(act, Group.ANSWERED) == [answered.number]
    assert set(board(act, Group.DONE)) == {finished.number, archived.number}
    assert [bulletin.count(act, first.unit_id, group) for group in (None, *Group)] == [5, 2, 1, 2]


def test_it_has_pages(act: Act) -> None:
    numbers = [shown(later(act, minutes=place)).number for place in range(bulletin.PAGE + 1)]
    unit = member(act).unit_id
    assert [one.number for one in bulletin.newest(act, unit, page=2)] == numbers[:1]
    assert len(bulletin.newest(act, unit, page=0)) == bulletin.PAGE


def test_stories_of_effect_come_first_and_are_masked(act: Act) -> None:
    told, untold, open_one = shown(act, contact="李娜"), shown(act), shown(act)
    done(act, told, "因为李娜，夜班有热饭了，电话 13900001111")
    done(later(act, days=1), untold, None)
    found = bulletin.stories(act, told.unit_id)
    assert [one.number for one in found] == [told.number, untold.number]
    assert found[0].story == "因为〔姓名〕，夜班有热饭了，电话 〔电话〕"
    assert open_one.number not in str(found)


def test_there_is_nothing_where_the_board_is_off(act: Act) -> None:
    one = shown(act)
    closed = act.config.suggestions.model_copy(update={"board": False})
    off = replace(act, config=act.config.model_copy(update={"suggestions": closed}))
    assert bulletin.newest(off, one.unit_id) == bulletin.stories(off, one.unit_id) == []
    assert bulletin.of_number(off, one.unit_id, one.number) is None
    with pytest.raises(Refusal, match="board"):
        suggestions.publish(off, one, officer(act), "热饭", "九点")
