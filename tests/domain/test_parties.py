"""What a party gave: changed while sign-up is open, gone along to another unit, its own to take and to erase."""

from datetime import timedelta

import pytest

from bot.domain import audit, dossiers, moves, offers, own_data, registrations, units, waitlist
from bot.domain.acts import Act
from bot.domain.filings import files_in_use
from bot.domain.offers import State
from bot.domain.registrations import Extras, Full, Source
from bot.errors import Refusal
from bot.messages import Attachment, Upload
from bot.store import files, outbox
from tests.domain import parties
from tests.domain.parties import join, planned, standing, wait
from tests.domain.union import PARTY, address, event, later, member, outgoing


@pytest.fixture
def tree(act: Act) -> dict[str, int]:
    return parties.tree(act)


def test_what_was_given_can_be_changed_until_sign_up_closes(act: Act) -> None:
    one = event(act, guests=2, signup_closes=PARTY - timedelta(days=1))
    kept, gone = (
        files.keep(act.session, Upload(name, "text/plain", b"x"), act.now) for name in ("留下.txt", "不要.txt")
    )
    join(act, one, "lina", 1, files=(gone,), answers=({"name": "a", "label": "甲", "shown": "乙", "value": "乙"},))
    place = registrations.change(act, one, member(act), name="李娜娜")
    assert (place.name, place.places, len(place.answers), place.attachments) == ("李娜娜", 2, 1, [gone])
    assert gone.key in files_in_use(act.session)
    registrations.change(act, one, member(act), extras=Extras(guests=2, files=(kept,)))
    assert (place.name, place.places, place.answers) == ("李娜娜", 3, [])
    assert (files.fetch(act.session, gone.key), files_in_use(act.session) & {kept.key}) == (None, {kept.key})
    planned(act, one, guests=0)
    registrations.change(act, one, member(act), extras=Extras(guests=1))
    assert place.places == 2, "what was promised is kept, whatever is allowed now"
    with pytest.raises(Refusal, match="没有报"):
        registrations.change(act, one, member(act, "wang"), name="王")
    with pytest.raises(Refusal, match="截止"):
        registrations.change(later(act, days=24, hours=4), one, member(act), name="李")


def test_more_guests_only_while_there_is_room(act: Act) -> None:
    one = event(act, seats=3, guests=2)
    place = join(act, one, "lina")
    join(act, one, "wang")
    with pytest.raises(Full, match=r"只剩 1 个名额，您要 2 个"):
        registrations.change(act, one, member(act), extras=Extras(guests=2))
    registrations.change(act, one, member(act), extras=Extras(guests=1))
    assert (place.places, registrations.taken(act.session, one)) == (2, 3)


def test_places_follow_a_member_to_another_unit_but_not_those_of_the_past(act: Act, tree: dict[str, int]) -> None:
    past, one, other = event(act, "past"), event(act, unit_seats=1), event(act, "other", seats=1)
    join(act, past, "lina")
    planned(act, past, starts_at=act.now - timedelta(days=1))
    place = join(act, one, "lina")
    wait(act, one, "wang")
    join(act, other, "zhao")
    wait(act, other, "lina")
    registrations.move(act, member(act), act.session.get_one(units.Unit, tree["二厂"]))
    assert [registrations.of_event(act.session, past)[0].unit_id, place.unit_id] == [tree["一厂"], tree["二厂"]]
    assert offers.live(act.session, other)[0].unit_id == tree["二厂"]
    assert standing(act, one) == {"wang": State.OFFERED}, "her branch has its place back"
    assert audit.trail(act.session, place)[-1].facts == {"unit": tree["二厂"]}


def test_who_was_written_down_goes_past_nobody_and_has_no_place_at_what_is_called_off(act: Act) -> None:
    one = event(act, seats=2, guests=2)
    join(act, one, "lina")
    wait(act, one, "wang", 1)
    with pytest.raises(Full) as told:
        registrations.enter(act, one, None, Source.PAPER, name="纸上", unit_id=None)
    assert str(told.value) == "“冬至联欢会”剩下的名额先给排在前面的人。"
    planned(act, one, cancelled=True)
    with pytest.raises(Refusal, match="取消"):
        registrations.enter(act, one, None, Source.PAPER, name="纸上", unit_id=None)


def test_who_leaves_is_not_asked_any_more_whether_they_still_come(act: Act) -> None:
    one, night = event(act), later(act, hours=13)
    join(act, one, "lina")
    moves.publish(night, "party", "年度计划", place="二楼")
    registrations.leave(night, one, member(act))
    assert [row.status for row in outgoing(act)] == [outbox.State.WITHDRAWN]


def test_a_turn_that_ended_keeps_nothing_that_was_answered(act: Act) -> None:
    one = event(act, seats=1)
    join(act, one, "lina")
    sent: Attachment = files.keep(act.session, Upload("证.txt", "text/plain", b"x"), act.now)
    wait(act, one, "wang", files=(sent,), answers=({"name": "a", "label": "甲", "shown": "乙", "value": "乙"},))
    (turn,) = offers.live(act.session, one)
    registrations.leave(act, one, member(act))
    place = waitlist.accept(act, one, member(act, "wang"))
    assert (turn.files, turn.answers, place.attachments, len(place.answers)) == ([], [], [sent], 1)
    join_again = event(act, "again", seats=1)
    join(act, join_again, "lina")
    wait(act, join_again, "wang", files=(files.keep(act.session, Upload("b", "text/plain", b"x"), act.now),))
    (turn,) = offers.live(act.session, join_again)
    (key,) = [file.key for file in turn.attachments]
    waitlist.give_up(act, join_again, member(act, "wang"))
    assert (turn.files, files.fetch(act.session, key)) == ([], None)


def test_own_data_has_all_that_was_given_and_lets_go_of_it_and_of_the_files(act: Act) -> None:
    one, other, lina = event(act, guests=2), event(act, "other", seats=3, guests=2), member(act)
    sent = [files.keep(act.session, Upload(name, "text/plain", b"x"), act.now) for name in ("证.txt", "表.txt")]
    answer = {"name": "size", "label": "衣服尺码", "shown": "大号", "value": "L"}
    given = [Extras(guests=2, groups=("women",), answers=(answer,), files=(file,)) for file in sent]
    place = registrations.join(act, one, lina, address(), name="李娜", extras=given[0])
    registrations.join(act, other, member(act, "wang"), address("wang"))
    turn = waitlist.wait(act, other, lina, address(), extras=given[1])
    assert {file.key for file in sent} <= files_in_use(act.session)
    labels = {"women": "女职工"}
    told = dossiers.told(act.session, lina, address(), act.now.astimezone(act.config.zone), labels)
    for kept, file in ((told["报名"][0], "证.txt"), (told["排队"][0], "表.txt")):
        assert (kept["同行"], kept["您说您是"], kept["文件"]) == ("2 人", "女职工", [file])
        assert kept["您的回答"] == {"衣服尺码": "大号"}
    own_data.erase(act, lina, address())
    act.session.flush()
    for party in (place, turn):
        assert (party.name, party.groups, party.answers, party.files, party.address) == (None, "", [], [], "")
    assert [files.fetch(act.session, file.key) for file in sent] == [None, None]
