"""Items of the year's plan: drafts that members do not see, then events or tasks, and how the year goes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain import events, planbook, planitems, planlist, planyear, registrations, roles, units
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.planbook import Kind, PlanItem, State
from bot.domain.planitems import Fields
from bot.domain.planlist import Item
from bot.domain.plantimes import When
from bot.domain.planyear import Month
from bot.domain.staff import Officer
from bot.errors import Refusal
from tests.domain.union import address, event, later, member, officer, outgoing

YEAR = 2026
LIST = """重阳节敬老
12月5日 14:00-16:00 茶话会（三楼会议室），名额40，报名截止12月1日
12月：年终总结
四季度：工会干部考核
11月底前上报名册
10月：秋季运动会"""


@pytest.fixture
def boss(act: Act) -> Officer:
    return officer(act)


@pytest.fixture
def drafts(act: Act, boss: Officer) -> list[PlanItem]:
    """The tea party, the report, the appraisal, the list, the sports day that is past, one without a time."""
    first, *others = planitems.draft(act, boss, items(LIST), YEAR, "2026 年工作计划")
    return [*others, first]


def items(text: str) -> tuple[Item, ...]:
    return planlist.read(text, YEAR).items


def fields(item: PlanItem, **other: object) -> Fields:
    said = {"title": item.title, "when": item.when, "hours": item.hours or "", "place": item.place or "",
            "who": item.who or "", "closes": item.closes, "seats": item.seats, "department": ""}  # fmt: skip
    return Fields(**{**said, **other})  # type: ignore[typeddict-item]


def told(work: object) -> str:
    with pytest.raises(Refusal) as why:
        work()  # type: ignore[operator]
    return str(why.value)


def test_a_draft_is_no_event_and_a_second_time_nothing_new(act: Act, boss: Officer, drafts: list[PlanItem]) -> None:
    assert [one.title for one in drafts[:2]] == ["茶话会", "年终总结"]
    assert events.every(act.session) == []
    assert planitems.draft(act, boss, items(LIST), YEAR, "又一次") == []
    assert len(planitems.draft(act, None, items("12月6日 9:00 茶话会"), YEAR, "命令行")) == 1


def test_an_item_becomes_an_event_that_one_signs_up_for(act: Act, boss: Officer, drafts: list[PlanItem]) -> None:
    one = planitems.as_event(act, boss, drafts[0])
    zone = act.config.zone
    assert one.starts_at
    assert one.ends_at
    assert one.signup_closes
    assert (one.title, one.place, one.seats, one.signup) == ("茶话会", "三楼会议室", 40, True)
    assert f"{one.starts_at.astimezone(zone):%m-%d %H:%M} {one.ends_at.astimezone(zone):%H:%M}" == "12-05 14:00 16:00"
    assert f"{one.signup_closes.astimezone(zone):%m-%d %H:%M}" == "12-01 23:59"
    assert one in events.open_for_signup(act)
    assert (drafts[0].kind, drafts[0].state, drafts[0].event_id) == (Kind.EVENT, State.CONFIRMED, one.id)
    assert "已经确认过了" in told(lambda: planitems.as_event(act, boss, drafts[0]))
    month = planitems.as_event(act, boss, drafts[1])
    assert (month.month, month.starts_at, month.signup) == (date(2026, 12, 1), None, False)


def test_what_an_event_lacks_is_asked(act: Act, boss: Officer, drafts: list[PlanItem]) -> None:
    assert "跨了好几个月" in told(lambda: planitems.as_event(act, boss, drafts[2]))
    assert "没写是几月" in told(lambda: planitems.as_event(act, boss, drafts[5]))
    (hourless,) = planitems.draft(act, boss, items("12月8日 讲座"), YEAR, "计划")
    assert "没写几点开始" in told(lambda: planitems.as_event(act, boss, hourless))
    (late,) = planitems.draft(act, boss, items("12月8日 9:00 讲座，报名截止12月9日"), YEAR, "计划")
    assert "比活动还晚" in told(lambda: planitems.as_event(act, boss, late))
    (dayless,) = planitems.draft(act, boss, items("12月 讲座，名额40"), YEAR, "计划")
    assert "先得定下日期" in told(lambda: planitems.as_event(act, boss, dayless))
    assert events.every(act.session) == []


def test_what_is_doubtful_is_looked_at_first(act: Act, boss: Officer, drafts: list[PlanItem]) -> None:
    planitems.change(
        act,
        boss,
        drafts[5],
        **fields(drafts[5], when=When(date(2026, 12, 9), date(2026, 12, 9), exact=True), hours="09:00"),
    )
    assert drafts[5].doubts == {}
    assert planitems.as_event(act, boss, drafts[5]).starts_at


def test_a_change_of_a_confirmed_item_reaches_its_event(act: Act, boss: Officer, drafts: list[PlanItem]) -> None:
    one = planitems.as_event(act, boss, drafts[0])
    planitems.change(act, boss, drafts[0], **fields(drafts[0], place="大礼堂", seats=60, hours="15:00-17:00"))
    assert (one.place, one.seats) == ("大礼堂", 60)
    registrations.join(act, one, member(act), address())
    planitems.change(act, boss, drafts[0], **fields(drafts[0], place="食堂"))
    assert [row.buttons for row in outgoing(act)] == [["还来：茶话会", "取消报名：茶话会"]]
    registrations.call_off(act, one)
    assert "已经取消" in told(lambda: planitems.change(act, boss, drafts[0], **fields(drafts[0], place="食堂")))


def test_a_task_has_an_owner_and_a_day_and_is_done(act: Act, boss: Officer, drafts: list[PlanItem]) -> None:
    branch = units.add(act, "机修车间", units.top(act))
    act.session.flush()
    clerk = officer(act, "王干事", branch)
    assert "完成期限" in told(lambda: planitems.as_task(act, boss, drafts[3], clerk, act.today - timedelta(days=1)))
    planitems.as_task(act, boss, drafts[3], clerk, date(2026, 11, 30))
    assert planbook.due(act.session, clerk, date(2026, 11, 29)) == []
    assert planbook.due(act.session, clerk, date(2026, 11, 30)) == [drafts[3]]
    mine = act.by(clerk.actor)
    assert "写一句" in told(lambda: planitems.finish(mine, clerk, drafts[3], ""))
    assert "最上级" in told(lambda: planitems.finish(mine, officer(act, "赵干事", branch), drafts[3], "好"))
    planitems.finish(mine, clerk, drafts[3], "名册报了")
    assert (drafts[3].state, drafts[3].word) == (State.DONE, "名册报了")
    assert planbook.due(act.session, clerk, date(2027, 1, 1)) == []
    assert "不能再改" in told(lambda: planitems.drop(act, boss, drafts[3]))


def test_only_who_sees_the_plan_gets_a_task(act: Act, boss: Officer, drafts: list[PlanItem]) -> None:
    nobody = officer(act, "没角色")
    for row in roles.held(act.session, nobody):
        act.session.delete(row)
    act.session.flush()
    assert "不能交给他" in told(lambda: planitems.as_task(act, boss, drafts[3], nobody, act.today))


def test_the_plan_is_the_top_unions(act: Act, drafts: list[PlanItem]) -> None:
    branch = units.add(act, "机修车间", units.top(act))
    act.session.flush()
    clerk = officer(act, "王干事", branch)
    mine = act.by(Actor(ActorKind.STAFF, clerk.id))
    deeds = (
        lambda: planitems.draft(mine, clerk, items(LIST), YEAR, "计划"),
        lambda: planitems.draft(mine, None, items(LIST), YEAR, "计划"),
        lambda: planitems.change(mine, clerk, drafts[0], **fields(drafts[0])),
        lambda: planitems.as_event(mine, clerk, drafts[0]),
        lambda: planitems.as_task(mine, clerk, drafts[0], clerk, act.today),
        lambda: planitems.drop(mine, clerk, drafts[0]),
    )
    assert {told(deed) for deed in deeds} == {planitems.NOT_YOURS}


def test_an_event_is_called_off_where_people_are_told(act: Act, boss: Officer, drafts: list[PlanItem]) -> None:
    one = planitems.as_event(act, boss, drafts[0])
    assert "到活动页取消" in told(lambda: planitems.drop(act, boss, drafts[0]))
    registrations.call_off(act, one)
    planitems.drop(act, boss, drafts[0])
    planitems.drop(act, boss, drafts[1])
    assert len(planbook.of_year(act.session, YEAR)) == 4


def test_the_year_is_counted_by_month(act: Act, boss: Officer, drafts: list[PlanItem]) -> None:
    event(act)
    planitems.as_event(act, boss, drafts[0])
    planitems.as_task(act, boss, drafts[3], boss, date(2026, 11, 30))
    planitems.as_task(act, boss, drafts[1], boss, date(2026, 12, 31))
    planitems.finish(act, boss, drafts[1], "写好了")

    def months(when: Act) -> dict[int, Month]:
        return {one.number: one for one in planyear.progress(planyear.standings(when, YEAR), YEAR)}

    now = months(act)
    assert now[10] == Month(10, planned=1, overdue=1)
    assert now[11] == Month(11, planned=1, confirmed=1)
    assert now[12] == Month(12, planned=4, confirmed=3, done=1)
    assert now[0] == Month(0, planned=1)
    then = months(later(act, days=20))
    assert then[11].overdue == 1
    assert then[12].done == 2
    registrations.call_off(act, events.every(act.session)[-1])
    assert months(replace(act))[12].planned == 3
