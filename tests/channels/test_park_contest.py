"""The park's contest, from the plan to the results: eight teams of four companies, on all three channels together.

Each team's four hold different phones. One team has no room at first and waits, one is not whole in time, it rains, and
at the end everything that was to be said was said once.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.domain import certifying, checkins, events, seats, units
from bot.domain.acts import OPERATOR
from bot.domain.events import Event
from knowledge import KnowledgeBase
from tests.channels.contest import CODE, HERE, Contest, Player, Side
from tests.channels.three import Phone, three
from tests.conftest import Clock

TITLE = "园区职工技能趣味竞赛"
COMPANIES = ("宏达机械", "良田广告", "东湖电子", "清源食品")
TEAMS = tuple(f"{company}{number}队" for company in COMPANIES for number in "一二")
LATE, SMALL = TEAMS[-1], TEAMS[2]
"""The team for which there is no room at first, and the one that stays one short."""

OPENS = datetime(2027, 6, 8, 2, 0, tzinfo=UTC)
JOIN_CODE = re.compile("入队 ([0-9A-Z]{10})")
SEATS = 7


pytestmark = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)


@pytest.fixture
def contest(sample_url: str, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Contest]:
    clock.now = OPENS
    with three(sample_url, clock, knowledge) as union:
        with union.app.act(OPERATOR) as act:
            park = units.named(act.session, "东湖工业园工会联合会")
            for company in COMPANIES:
                units.add(act, f"{company}工会", park)
        yield Contest(union)


@pytest.mark.timeout(300)  # some 300 messages by 31 people
def test_the_contest_from_the_plan_to_the_results(contest: Contest) -> None:
    contest.at(OPENS)
    the_organiser_sets_it_up(contest)
    teams_sign_up(contest)
    one_more_place_goes_to_the_team_that_waits(contest)
    who_is_not_whole_is_warned_and_decided_upon(contest)
    it_rains(contest)
    the_day_comes(contest)
    results_are_told(contest)
    the_books_are_right(contest)


def the_organiser_sets_it_up(contest: Contest) -> None:
    """It came with the year's plan; there is room for seven teams."""
    contest.union.does(f"{HERE}/edit/save", **contest.fields(seats=str(SEATS)))
    page = contest.union.page(HERE)
    assert "每队至少 4 人" in page
    assert str(SEATS) in page


def teams_sign_up(contest: Contest) -> None:
    """A leader on each channel in turn, their people on the others; the eighth team finds no room, and waits."""
    for number, name in enumerate(TEAMS):
        side = Side(name, COMPANIES[number // 2])
        contest.sides.append(side)
        side.players = [newcomer(contest, side, number, seat) for seat in range(3 if name == SMALL else 4)]
        told = lead(side)
        assert ("排" if name == LATE else "报上了") in told, told
        side.code = JOIN_CODE.search("\n".join(side.leader.phone.told))[1]  # type: ignore[index]
        for player in side.players[1:]:
            assert f"您进了“{name}”" in enter(player, side)
    contest.settles()
    whole = "\n".join(contest.side(TEAMS[0]).leader.phone.told)
    assert "人齐了，符合要求" in whole
    assert "还差 1 人" in contest.side(SMALL).leader.phone.says("我的队")


def newcomer(contest: Contest, side: Side, number: int, seat: int) -> Player:
    """Somebody of the company, who says so; every team's first woman is its second player."""
    way, name = (number + seat) % 3, f"{side.name}{'甲乙丙丁'[seat]}"
    opened = (contest.union.on_wechat, lambda: contest.union.on_telegram(name), contest.union.on_the_web)[way]
    phone: Phone = opened()
    assert "现在归" in phone.says(f"加入单位：{side.company}工会")
    return Player(name, phone, woman=seat == 1)


def lead(side: Side) -> str:
    """Make the team; what comes of it."""
    phone = side.leader.phone
    assert "每队至少 4 人" in phone.says(f"报名：{TITLE}") or "排队" in phone.told[-1]
    if "排队" in phone.told[-1]:
        phone.says(f"排队：{TITLE}")
    phone.says(side.name, side.company, side.leader.name, "13900139000", "不是", "跳过", "第一次参加")
    return phone.says("提交")


def enter(player: Player, side: Side) -> str:
    """Join with the code, and say yes."""
    told = player.phone.says(f"入队 {side.code}")
    assert f"您要进的是“{side.name}”" in told
    return player.phone.says(player.name, "是" if player.woman else "不是", "同意入队")


def one_more_place_goes_to_the_team_that_waits(contest: Contest) -> None:
    """There is room for one more: the team that waits is asked, and takes it."""
    contest.union.does(f"{HERE}/edit/save", **contest.fields(seats=str(SEATS + 1)))
    leader = contest.side(LATE).leader.phone
    contest.union.hears(leader, "有名额了")
    assert "报名成功" in leader.says(f"要：{TITLE}") or "报上" in leader.told[-1]


def who_is_not_whole_is_warned_and_decided_upon(contest: Contest) -> None:
    """Two days before, and on the last day; then the organiser says that the three may come."""
    contest.at(datetime(2027, 6, 20, 2, 0, tzinfo=UTC))
    contest.union.hears(contest.side(SMALL).leader.phone, "组队提醒")
    contest.at(datetime(2027, 6, 22, 1, 0, tzinfo=UTC))
    page = contest.union.page(f"{HERE}/teams")
    assert all(name in page for name in TEAMS)
    found = re.findall(rf"{HERE}/teams/(\d+)/admit", page)
    assert len(found) == 1
    contest.union.does(f"{HERE}/teams/{found[0]}/admit")
    for player in contest.side(SMALL).players:
        contest.union.hears(player.phone, "照样可以参加")


def it_rains(contest: Contest) -> None:
    """Two days later: everybody is told and their leaders asked; who was reminded by then is put right."""
    contest.at(datetime(2027, 6, 22, 10, 30, tzinfo=UTC))
    contest.union.hears(contest.players[0].phone, "活动提醒")
    contest.union.does(f"{HERE}/edit/save", **contest.fields(start_day="2027-06-25", end_day="2027-06-25"))
    for player in contest.players:
        assert "6月25日" in contest.union.hears(player.phone, "活动改期")
    assert "还来" in contest.sides[0].leader.phone.says(f"还来：{TITLE}") or contest.sides[0].leader.phone.told
    assert "没回" in contest.union.page(HERE)
    contest.at(datetime(2027, 6, 24, 10, 30, tzinfo=UTC))
    for player in contest.players:
        contest.union.hears(player.phone, "明天（6月25日）09:00开始")


def the_day_comes(contest: Contest) -> None:
    """Half of them are checked in by a helper's phone, half by the code at the door; one is ill."""
    contest.at(datetime(2027, 6, 25, 0, 30, tzinfo=UTC))
    contest.union.does(f"{HERE}/door/code")
    code = re.search(r"签到 (\d{4})", contest.union.page(f"{HERE}/door"))
    assert code
    by_code, by_helper = contest.players[:16], contest.players[16:-1]
    for player in by_code:
        assert "签到成功" in player.phone.says(f"签到 {code[1]}")
    answer = contest.union.desk.post(f"{HERE}/door/link", data={"label": "门口小赵"})
    link = re.search(r"/checkin/[\w-]+", answer.text)
    assert link, answer.text
    listed = contest.union.desk.get(f"{link[0]}/list").raise_for_status().json()
    keys = {row["name"]: row["key"] for row in listed["rows"]}
    sent = [{"nonce": f"helper-{number:04}", "key": keys[one.name]} for number, one in enumerate(by_helper)]
    for _ in range(2):  # the second time the answer had been lost on the way
        told = contest.union.desk.post(f"{link[0]}/take", json={"entries": sent}).raise_for_status().json()
        assert {one["state"] for one in told["answers"]} <= {"in", "already"}
    with contest.union.app.database.read() as session:
        assert checkins.count(session, the_event(session)) == len(contest.players) - 1


def the_event(session: Session) -> Event:
    found = events.coded(session, CODE)
    assert found
    return found


def results_are_told(contest: Contest) -> None:
    """Typed in as they stand on the board, published, told to everybody; each gets their certificate."""
    contest.at(datetime(2027, 6, 25, 6, 0, tzinfo=UTC))
    order = list(reversed(TEAMS))
    lines = "\n".join(f"{rank} {name} {100 - rank}分" for rank, name in enumerate(order, 1))
    contest.union.desk.post(f"{HERE}/after/read", data={"list": lines}).raise_for_status()
    contest.union.does(f"{HERE}/after/take", list=lines)
    contest.union.does(f"{HERE}/after/certificate", **certifying.STANDARD)
    contest.union.does(f"{HERE}/after/publish", note="谢谢各队，明年再来。")
    for player in contest.players:
        told = contest.union.hears(player.phone, "活动结果")
        assert f"第1名 {LATE}" in told
    winner = contest.side(LATE).players[1].phone
    winner.says(f"证书：{TITLE}")
    contest.union.hears(winner, "证书（PDF）")


def the_books_are_right(contest: Contest) -> None:
    """Eight teams have eight places; all that was to be said was said, once, and the platforms refused nothing."""
    contest.settles()
    with contest.union.app.database.read() as session:
        event = the_event(session)
        assert seats.taken(session, event) == event.seats == len(TEAMS)
    rows = contest.outbox()
    assert {row.state for row in rows} <= {"sent", "withdrawn"}
    assert len({row.key for row in rows}) == len(rows)
    for player in contest.players:
        assert "\n".join(player.phone.told).count("【活动改期】") == 1
    assert contest.union.clock.now - OPENS > timedelta(days=16)
