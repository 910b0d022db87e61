"""The reminder of an event: the evening before, to those who come and want it; it follows an event that is moved."""

from tests.scheduler.office import Office

EVE = "2026-12-17 18:00"


def quiet(office: Office) -> None:
    """The announcement is out of the way."""
    office.tick_at("2026-12-01 09:00")
    office.far_end.arrived.clear()


def test_it_comes_the_evening_before_to_those_who_signed_up(office: Office) -> None:
    office.joins("lina")
    quiet(office)
    assert office.tick_at("2026-12-17 17:59") == []
    assert office.tick_at(EVE) == ["lina"]
    assert office.tick_at("2026-12-17 18:01") == []
    assert office.tick_at("2026-12-18 13:59") == []
    assert "明天（12月18日）14:00" in office.far_end.arrived[0][1]


def test_who_left_or_unsubscribed_gets_none(office: Office) -> None:
    office.welcome("zhao")
    office.joins("lina", "wang", "zhao")
    office.leaves("lina")
    office.unsubscribes("zhao")
    quiet(office)
    assert office.tick_at(EVE) == ["wang"]


def test_who_leaves_or_unsubscribes_between_queueing_and_sending_gets_none(office: Office) -> None:
    office.welcome("zhao")
    office.joins("lina", "wang", "zhao")
    quiet(office)
    office.go_to(EVE)
    office.tick()
    office.leaves("lina")
    office.unsubscribes("wang")
    assert office.deliver() == ["zhao"]


def test_it_follows_an_event_that_is_moved(office: Office) -> None:
    office.joins("lina")
    quiet(office)
    office.publish(day="2026-12-25 10:00")
    assert office.tick_at(EVE) == []
    assert office.tick_at("2026-12-24 18:00") == ["lina"]
    assert "明天（12月25日）10:00" in office.far_end.arrived[-1][1]


def test_an_event_moved_after_its_reminder_is_reminded_of_again(office: Office) -> None:
    office.joins("lina")
    quiet(office)
    assert office.tick_at(EVE) == ["lina"]
    office.publish(day="2026-12-20 14:00")
    assert office.tick_at("2026-12-18 18:00") == []
    assert office.tick_at("2026-12-19 18:00") == ["lina"]


def test_an_event_moved_between_queueing_and_sending_gives_no_wrong_day(office: Office) -> None:
    office.joins("lina")
    quiet(office)
    office.go_to(EVE)
    office.tick()
    office.publish(day="2026-12-20 14:00")
    assert office.deliver() == []
    assert office.tick_at("2026-12-19 18:00") == ["lina"]


def test_a_late_one_is_made_up_until_the_event_begins(office: Office) -> None:
    office.joins("lina")
    quiet(office)
    assert office.tick_at("2026-12-18 13:30") == ["lina"]
    assert "12月18日 14:00" in office.far_end.arrived[0][1]


def test_after_the_event_it_is_recorded_as_missed(office: Office) -> None:
    office.joins("lina")
    quiet(office)
    assert office.tick_at("2026-12-22 09:00") == []
    assert [state for key, state in office.notices().items() if key.startswith("reminder:")] == [("missed", 0)]


def test_what_needs_no_sign_up_is_not_reminded_of(office: Office) -> None:
    quiet(office)
    office.publish("open-day", "2026-12-18 09:00", signup=False)
    assert office.tick_at(EVE) == []
    assert sum(key.startswith("reminder:") for key in office.notices()) == 1
