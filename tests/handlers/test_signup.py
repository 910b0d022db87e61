"""What a member gives who signs up: how it is kept, how it comes back to be changed, and what is never shown."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.app import App
from bot.domain import events, leaflets, members, registrations, seats, staff, survey, waitlist
from bot.domain.acts import OPERATOR
from bot.domain.leaflets import Role
from bot.domain.seats import Party
from bot.messages import Address, Incoming, Reply, Upload
from handlers import surveys
from tests import occasions
from tests.conftest import Clock
from tests.domain.union import event, outgoing
from tests.photos import PNG

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

QUESTIONS: list[dict[str, Any]] = [
    {"name": "lunch", "label": "午饭", "prompt": "午饭怎么吃？", "answer": "choice", "options": ["自己带", "盒饭"]},
    {"name": "km", "label": "路程", "prompt": "能走几公里？", "answer": "number"},
    {"name": "bus", "label": "坐车", "prompt": "坐班车吗？", "answer": "yes_no"},
    {"name": "stop", "label": "上车点", "prompt": "在哪里上车？", "when": {"item": "bus", "answer": "是"}},
    {"name": "level", "label": "水平", "prompt": "水平打几分？", "answer": "grade"},
    {"name": "proof", "label": "证明", "prompt": "有证明吗？", "answer": "file", "optional": True},
]
ANSWERS = ("盒饭", "七点五", "是", "东门", "4")
Says = Callable[..., Reply]


@pytest.fixture
def says(app: App, clock: Clock) -> Says:
    def say(*texts: str, who: str = "lina", uploads: tuple[Upload, ...] = ()) -> Reply:
        for text in texts:
            clock.forward(seconds=5)
            reply = app.turn(Incoming(Address("test", who), uuid.uuid4().hex, text, uploads))[-1]
        return reply

    return say


def held(app: App, code: str = "party", who: str = "lina") -> Party:
    """The place of a member, or what they wait with."""
    with app.act(OPERATOR) as act:
        one, member = events.coded(act.session, code), members.meet(act, Address("test", who))
        assert one
        found = seats.of(act.session, one, member) or waitlist.of_member(act.session, member)[0][0]
        act.session.expunge(found)
        return found


def test_answers_are_kept_in_words_and_as_values_and_come_back_to_be_changed(app: App, says: Says) -> None:
    with app.act(OPERATOR) as act:
        event(act, questions=QUESTIONS, guests=2, group_seats={"youth": 3})
    says("报名：party", "李娜", "是", "1", *ANSWERS)
    says("", uploads=(Upload("证明.png", "image/png", PNG),))
    assert says("完成", "提交").text.startswith("报名成功")
    place = held(app)
    assert (place.name, place.places, place.in_groups) == ("李娜", 2, ("youth",))
    rows = {row["name"]: (row["label"], row["shown"], row["value"]) for row in place.extras.answers}
    [file] = place.extras.files
    assert rows == {
        "lunch": ("午饭", "盒饭", "盒饭"),
        "km": ("路程", "7.5", "7.5"),
        "bus": ("坐车", "是", True),
        "stop": ("上车点", "东门", "东门"),
        "level": ("水平", "4分", 4),
        "proof": ("证明", "证明.png", [file.key]),
    }
    shown = says("改报名：party").text
    assert (
        "5. 午饭：盒饭\n6. 路程：7.5\n7. 坐车：是\n8. 上车点：东门\n9. 水平：4分\n10. 证明：1 个（证明.png）" in shown
    )
    assert "9. 证明" in says("修改7", "否").text
    assert says("提交").text == "改好了：冬至联欢会。"
    assert [row["name"] for row in held(app).extras.answers] == ["lunch", "km", "bus", "level", "proof"]
    assert held(app).extras.files == (file,)


def test_a_question_that_became_another_one_is_asked_anew(app: App, says: Says) -> None:
    with app.act(OPERATOR) as act:
        event(act, questions=QUESTIONS[:3])
    says("报名：party", "李娜", "盒饭", "5", "是", "提交")
    other = QUESTIONS[0] | {"label": "晚饭", "prompt": "晚饭怎么吃？"}
    text = QUESTIONS[1] | {"answer": "text"}
    with app.act(OPERATOR) as act:
        event(act, questions=[other, text, QUESTIONS[2]])
    assert says("改报名：party").text.endswith("晚饭怎么吃？ (3/5)")
    assert "4. 路程：5\n5. 坐车：是" in says("盒饭").text


def test_a_team_waits_with_all_it_gave(app: App, says: Says) -> None:
    with app.act(OPERATOR) as act:
        event(act, seats=1, team_least=2, questions=QUESTIONS[:1])
    given = ("队名", "3", "1", "李娜", "13900139000", "盒饭")
    says("报名：party", *given, who="wang")
    says("报名：party", *given, "提交")
    assert "刚刚满了" in says("提交", who="wang").text
    assert says("提交", who="wang").text.startswith("排上了")
    place = held(app, who="wang")
    assert (place.team, place.phone, place.extras.answers[0]["shown"]) == ("队名", "+8613900139000", "盒饭")
    says("改报名：party", "修改3", "2", "提交")
    changed = held(app)
    assert (changed.team_size, changed.extras.answers[0]["shown"]) == (2, "盒饭")


@pytest.mark.parametrize(("contact", "ask"), [("女工委", "可以找女工委"), (None, "回复“人工”")])
def test_who_is_not_in_the_group_gives_no_name_and_is_told_whom_to_ask(
    app: App, says: Says, contact: str | None, ask: str
) -> None:
    with app.act(OPERATOR) as act:
        event(act, groups=["women", "model"], contact=contact)
    assert says("报名：party").text == "您是女职工吗？ (2/4)"
    reply = says("否")
    assert "只给“女职工”报名" in reply.text
    assert ask in reply.text
    with app.act(OPERATOR) as act:
        assert not registrations.of_member(act.session, members.meet(act, Address("test", "lina")))
    says("报名：party", "是", "是", "李娜", "提交")
    assert held(app).in_groups == ("women", "model")
    assert "现在满了" not in says("改报名：party", "修改2", "否").text


def test_a_draft_is_never_shown(app: App, says: Says) -> None:
    with app.act(OPERATOR) as act:
        event(act, draft=True)
    for words in ("活动", "报名", "本月活动", "查看：party", "报名：冬至联欢会", "排队：party", "资料：party"):
        assert "冬至联欢会（" not in says(words).text
        assert not any("联欢会" in button for button in says(words).buttons)


def test_the_cover_comes_with_the_details_and_the_papers_when_asked_for(app: App, says: Says) -> None:
    with app.act(OPERATOR) as act:
        officer = staff.named(act.session, "李主任")
        assert officer
        one = event(act)
        leaflets.add(act, officer, one, Role.COVER, [Upload("封面.png", "image/png", PNG)])
        leaflets.add(act, officer, one, Role.ATTACHMENT, [Upload("须知.txt", "text/plain", "带水".encode())])
    assert says("查看：party").files == ()
    assert sent(app) == ["封面.png"]
    assert says("资料：party").text == "“冬至联欢会”的资料："
    assert sent(app) == ["封面.png", "须知.txt"]
    assert any("刚才已经发过" in says("资料：party").text for _ in range(7))


def sent(app: App) -> list[str]:
    """The names of the files on their way."""
    with app.act(OPERATOR) as act:
        return [file.name for row in outgoing(act) for file in row.files]


def test_stored_answers_of_questions_that_are_gone_are_left_out(app: App) -> None:
    with app.act(OPERATOR) as act:
        officer = staff.named(act.session, "李主任")
        assert officer
        asked = occasions.publish(act, officer, "hike").questions
    items = survey.items(asked)
    kept = ({"name": "gone", "label": "没了", "shown": "是", "value": True},)
    assert surveys.stored(items, kept, (), "own") == {"own.diet/text/忌口": None, "own.health/text/身体情况": None}


def test_a_title_alone_opens_its_event_and_a_reminder_is_promised_where_one_will_come(
    app: App, says: Says, clock: Clock
) -> None:
    with app.act(OPERATOR) as act:
        event(act, starts_at=clock() + timedelta(days=4))
        event(act, "walk", title="健步走", starts_at=clock() + timedelta(hours=6))
        event(act, "secret", title="神秘活动", draft=True)
    assert says("冬至联欢会").text.startswith("冬至联欢会\n时间：")
    assert "这个我答不准" in says("神秘活动").text
    assert "活动前一天会提醒您" in says("报名：冬至联欢会", "王师傅", "提交").text
    joined = says("报名：健步走", "王师傅", "提交").text
    assert "报名成功" in joined
    assert "提醒您" not in joined
