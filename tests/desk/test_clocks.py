"""What a group sees of a clock that ran out: where the case went, and who is next."""

from bot.domain import cases
from tests.desk.office import CHAT, LOWER, STREET, TOP, Office, climbs, named, warns


def test_a_clock_that_ran_out_is_told_in_the_group_above_with_the_next_person(office: Office) -> None:
    office.opens(STREET, LOWER)
    office.opens(TOP, CHAT)
    number = office.files(unit=STREET)
    (card,) = office.shows(LOWER)
    assert office.shows() == []
    office.later(days=10)
    climbs(office)
    *_, told = office.shows(LOWER)
    assert told.text == f"⏰ {number} 到时没有回复，请单位主席@赵干事 督办。"
    office.later(days=10)
    climbs(office)
    above, alert = office.shows()
    assert f"单位：{TOP}" in above.text
    assert alert.text == f"⏰ {number} 到时没有回复，已转到{TOP}。@李主任 请接手。"
    assert alert.post.mentions == (("@李主任", office.accounts["李主任"]),)
    assert alert.post.reply_to == above.id
    assert office.shows(LOWER) == [card, told]
    assert (f"已转到{TOP}" in card.text, card.post.buttons) == (True, ())
    office.says("赵干事", card, "还来得及吗", LOWER)
    assert "不归您的单位管" in office.shows(LOWER)[-1].text


def test_the_next_person_is_the_one_with_the_least_to_do(office: Office) -> None:
    office.opens()
    busy = office.files(who="wang")
    office.does(busy, lambda act, case: cases.take(act, case, named(act, "李主任")))
    number = office.files(unit=STREET)
    office.later(days=10)
    with office.act() as act:
        found = cases.numbered(act.session, number)
        assert found
        for _ in range(2):  # to the chair there, then upward
            cases.climb(act, found)
    assert any(f"{number} 到时没有回复，已转到{TOP}。@王干事 请接手。" in one.text for one in office.shows())


def test_at_the_top_a_clock_that_ran_out_makes_it_urgent_and_mentions_who_has_it(office: Office) -> None:
    office.opens()
    number = office.files()
    (card,) = office.shows()
    office.taps("王干事", card, "接手")
    office.later(days=10)
    climbs(office)
    _, alert = office.shows()
    assert alert.text == f"⏰ {number} 到时没有回复，已是最上级，改为紧急。@王干事 请马上处理。"
    assert card.text.startswith(f"🔴 紧急 {number}")
    climbs(office)
    assert len(office.shows()) == 2


def test_of_a_clock_that_runs_out_the_one_who_has_the_case_is_warned_once(office: Office) -> None:
    office.opens()
    number = office.files()
    (card,) = office.shows()
    office.taps("王干事", card, "接手")
    office.later(hours=30)
    warns(office)
    *_, warning = office.shows()
    assert warning.text == f"⏳ {number} 快到期：11月25日 10:00 前要办。@王干事 请尽快。"
    assert warning.post.mentions == (("@王干事", office.accounts["王干事"]),)
    warns(office)
    assert len(office.shows()) == 2


def test_a_warning_that_was_answered_meanwhile_is_no_news(office: Office) -> None:
    office.opens()
    office.files()
    (card,) = office.shows()
    office.taps("王干事", card, "接手")
    office.later(hours=30)
    warns(office)
    office.says("王干事", card, "已经联系了厂里")
    assert not any("快到期" in one.text for one in office.shows())


def test_a_list_in_the_lower_group_loses_the_button_of_what_went_up(office: Office) -> None:
    office.opens(STREET, LOWER)
    office.opens(TOP, CHAT)
    numbers = [office.files(unit=STREET, who=f"m{one}") for one in range(4)]
    (several,) = office.shows(LOWER)
    with office.act() as act:
        found = cases.numbered(act.session, numbers[0])
        assert found
        for _ in range(2):  # to the chair there, then upward
            cases.climb(act, found)
    office.does(numbers[0], lambda act, case: cases.take(act, case, named(act, "李主任")))
    assert office.shows(LOWER) == [several]
    assert f"1. {numbers[0]} 其他诉求 · {TOP} · 已转到{TOP}" in several.text
    assert [row[0] for row in several.labels] == ["2 接手", "3 接手", "4 接手"]
