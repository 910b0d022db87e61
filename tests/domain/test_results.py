"""Results: entered, read from pasted lines, published once, corrected; who reads which names."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import dossiers, members, registrations, resultlines, resultnews, results, seats, units
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.results import Standing
from bot.domain.seats import Registration, Source
from bot.domain.squadbook import Squad, SquadMember
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.store.outbox import Outgoing
from tests.domain.union import PARTY, address, event, later, member, officer, outgoing

pytestmark = [pytest.mark.usefixtures("shared"), pytest.mark.parametrize("shared", ["sqlite"], indirect=True)]


def at(act: Act, **span: float) -> Act:
    """So long after the party began, at two in the afternoon."""
    return replace(act, now=PARTY + timedelta(**span))


def joined(act: Act, one: Event, who: str, name: str | None) -> Registration:
    return registrations.join(act, one, member(act, who), address(who), name=name)


def night(act: Act) -> tuple[Act, Officer, Event, list[Registration]]:
    """The party is over: 王芳 and 王强 came, somebody without a name, and 李红 whom staff wrote down."""
    boss, one = officer(act), event(act, ends_at=PARTY + timedelta(hours=2))
    places = [joined(act, one, who, name) for who, name in (("fang", "王芳"), ("qiang", "王强"), ("who", None))]
    park = units.add(act, "东湖工业园工会", units.top(act))
    act.session.flush()
    places.append(registrations.enter(act, one, boss, Source.PAPER, name="李红", unit_id=park.id))
    act.session.flush()
    return at(act, hours=3), boss, one, places


def told(act: Act, who: str) -> list[Outgoing]:
    return [row for row in outgoing(act) if row.address == who]


def test_equals_share_a_rank_and_the_best_stand_first(act: Act) -> None:
    then, boss, one, (fang, qiang, who, hong) = night(act)
    entered = [Standing(fang.id, 2), Standing(who.id, award="纪念奖"), Standing(qiang.id, 2), Standing(hong.id, 1)]
    results.enter(then, boss, one, entered)
    found = results.of_event(act.session, one)
    assert [(row.registration_id, row.rank) for row in found] == [
        (hong.id, 1), (fang.id, 2), (qiang.id, 2), (who.id, None),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "一等奖", "10000", "１"])
def test_a_rank_is_a_whole_number(text: str) -> None:
    with pytest.raises(Refusal, match="名次要写 1 到 9999 的整数"):
        results.rank(text)


def test_what_cannot_be_is_refused_in_words(act: Act) -> None:
    then, boss, one, (fang, *_) = night(act)
    for standing, words in (
        (Standing(fang.id + 999, 1), "名单里没有这一项"),
        (Standing(fang.id, 1, award="奖" * 41), "不超过 40 个字"),
    ):
        with pytest.raises(Refusal, match=words):
            results.enter(then, boss, one, [standing])
    with pytest.raises(Refusal, match="还没开始"):
        results.enter(act, boss, one, [Standing(fang.id, 1)])
    with pytest.raises(Refusal, match="还没有登记成绩"):
        results.publish(then, boss, one, "")
    outsider = officer(act, "王干事", units.named(act.session, "东湖工业园工会"))
    with pytest.raises(Refusal, match="您可以看，不能改"):
        results.enter(then, outsider, one, [Standing(fang.id, 1)])


def test_everybody_is_told_their_own_and_the_list_with_others_names_covered(act: Act) -> None:
    then, boss, one, (fang, _, _, hong) = night(act)
    resultnews.enter(then, boss, one, [Standing(fang.id, 2, score="88"), Standing(hong.id, 1, "一等奖", "98.5")])
    resultnews.publish(then, boss, one, "谢谢大家！")
    assert {row.address for row in outgoing(act)} == {"fang", "qiang", "who"}  # 李红 has no address
    mine, others = told(act, "fang")[0], told(act, "who")[0].text
    lines = mine.text.splitlines()
    assert lines[:3] == ["【活动结果】“冬至联欢会”的结果公布了。", "王芳：第2名 88。", "谢谢大家！"]
    assert lines[3:] == ["第1名 李*（东湖工业园工会） 98.5 一等奖", "第2名 王*（清河区总工会） 88"]
    assert mine.buttons == ["结果：冬至联欢会"]
    assert "您这次没有名次，谢谢参加！" in others
    assert "王芳" not in others + told(act, "qiang")[0].text
    with pytest.raises(Refusal, match="公布过了"):
        resultnews.publish(then, boss, one, "")


def test_at_night_it_waits_for_the_morning(act: Act) -> None:
    then, boss, one, (fang, *_) = night(act)
    late = at(act, hours=8)
    resultnews.enter(then, boss, one, [Standing(fang.id, 1)])
    resultnews.publish(late, boss, one, "")
    assert {row.due_at for row in outgoing(act)} == {PARTY + timedelta(hours=18)}


def test_of_two_events_called_the_same_a_button_names_the_day(act: Act) -> None:
    then, boss, one, (fang, *_) = night(act)
    event(act, "party-before", starts_at=PARTY - timedelta(days=7))
    resultnews.enter(then, boss, one, [Standing(fang.id, 1)])
    resultnews.publish(then, boss, one, "")
    assert told(act, "fang")[0].buttons == ["结果：冬至联欢会（12月18日 14:00）"]


def test_a_correction_is_told_as_such_to_those_whose_result_is_another_now(act: Act) -> None:
    then, boss, one, (fang, qiang, _, _) = night(act)
    resultnews.enter(then, boss, one, [Standing(fang.id, 1), Standing(qiang.id, 2)])
    resultnews.publish(then, boss, one, "")
    after = later(then, hours=1)
    assert resultnews.enter(after, boss, one, [Standing(fang.id, 1), Standing(qiang.id, 1, score="98")]) == 1
    assert resultnews.enter(after, boss, one, [Standing(qiang.id, 1, score="98")]) == 0
    assert [row.text for row in told(act, "qiang")][1:] == [
        "【结果更正】“冬至联欢会”的结果有更正。王强现在是：第1名 98。"
    ]
    assert len(told(act, "fang")) == 1
    assert resultnews.enter(later(after, minutes=1), boss, one, [Standing(fang.id)]) == 1
    assert "王芳原来的名次、成绩取消了" in told(act, "fang")[1].text
    listed = resultnews.told(after, one, None).text
    assert listed.splitlines()[0] == "“冬至联欢会”的结果（12月18日 17:00 公布，12月18日 18:01 更正过）："


def test_nobody_reads_results_before_they_are_published(act: Act) -> None:
    then, boss, one, (fang, *_) = night(act)
    with pytest.raises(Refusal, match="没有公布结果"):
        resultnews.told(then, one, None)
    resultnews.enter(then, boss, one, [Standing(fang.id, 1)])
    with pytest.raises(Refusal, match="还没公布"):
        resultnews.told(then, one, None)
    assert outgoing(act) == []


def test_a_members_own_data_have_what_was_published(act: Act) -> None:
    then, boss, one, (fang, *_) = night(act)
    resultnews.enter(then, boss, one, [Standing(fang.id, 1, "一等奖")])

    def exported(who: str) -> object:
        told = dossiers.told(act.session, member(act, who), address(who), then.now.astimezone(act.config.zone))
        return told["活动成绩"]

    assert exported("fang") == []
    resultnews.publish(then, boss, one, "")
    assert exported("fang") == [{"活动": "冬至联欢会", "结果": "第1名 一等奖"}]
    assert exported("qiang") == []


def test_all_of_a_squad_are_told_by_its_name(act: Act) -> None:
    boss, one = officer(act), event(act, team_least=2, team_joins=True)
    squad = Squad(event_id=one.id, name="红旗队", created_at=act.now)
    act.session.add(squad)
    act.session.flush()
    place = Registration(event_id=one.id, joined_at=act.now, squad_id=squad.id)
    for who, name in (("fang", "王芳"), ("qiang", "王强")):
        mate = member(act, who)
        act.session.add(SquadMember(
            squad_id=squad.id, event_id=one.id, member_id=mate.id, channel="test", address=who, name=name,
            leader=who == "fang", joined_at=act.now,
        ))  # fmt: skip
    place.member_id, place.channel, place.address, place.name = (
        members.meet(act, address("fang")).id,
        "test",
        "fang",
        "王芳",
    )
    act.session.add(place)
    act.session.flush()
    then = at(act, hours=3)
    resultnews.enter(then, boss, one, [Standing(place.id, 1)])
    resultnews.publish(then, boss, one, "")
    texts = {row.address: row.text for row in outgoing(act)}
    assert texts == dict.fromkeys(
        ("fang", "qiang"), "【活动结果】“冬至联欢会”的结果公布了。\n“红旗队”：第1名。\n第1名 红旗队"
    )


TEAMS = ("红旗队", "3班队", "飞毛腿 一队", "飞毛腿 二队", "王芳", "王芳")


@pytest.fixture
def contest(act: Act) -> tuple[Event, dict[str, int]]:
    """Somebody of each of these names has a place; two are called the same."""
    one = event(act, seats=20)
    for number, name in enumerate(TEAMS):
        joined(act, one, f"m{number}", name)
    act.session.flush()
    return one, {place.name or "": place.id for place in seats.of_event(act.session, one)}


@pytest.mark.parametrize(
    ("line", "rank", "name", "score", "award"),
    [
        ("1 红旗队 98.5 一等奖", 1, "红旗队", "98.5", "一等奖"),
        ("1、红旗队，98.5分，一等奖", 1, "红旗队", "98.5分", "一等奖"),
        ("第一名\t“红旗队”\t12'30\"", 1, "“红旗队”", "12'30\"", ""),
        ("第2名 飞毛腿 一队 3分20秒", 2, "飞毛腿 一队", "3分20秒", ""),
        ("3班队 优秀组织奖", None, "3班队", "", "优秀组织奖"),
        ("红旗队 1:02.5", None, "红旗队", "1:02.5", ""),
    ],
)
def test_a_line_is_read(  # noqa: PLR0917
    act: Act, contest: tuple[Event, dict[str, int]], line: str, rank: int | None, name: str, score: str, award: str
) -> None:
    (one,) = resultlines.read(act.session, contest[0], line)
    assert one.doubts == ()
    number = contest[1][name.strip("“”")]
    assert (one.name, one.standing) == (name, Standing(number, rank, award, score))


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("1 红棋队 98", "名单里没有“红棋队”，是不是“红旗队”"),
        ("1 蓝天 98", "名单里没有“蓝天”"),
        ("1 红旗队伍 98", "是不是“红旗队”"),
        ("1 王芳 98", "有 2 个“王芳”"),
        ("98.5 红旗队", "“98.5”是名次还是成绩"),
        ("1 98.5 一等奖", "名单里没有"),
        ("1", "没有写是谁"),
        ("红旗队", "没有写名次、成绩或奖项"),
        ("1 红旗队 98 97", "有两个成绩：98、97"),
        ("1 红旗队 特等奖 其它", "名单里没有“红旗队 其它”"),
        ("1 红旗队 98\n2 红旗队 97", "前面已经有“红旗队”了"),
        ("1 红旗队 98\n1 3班队 97", "有两个第1名，成绩却不一样"),
    ],
)
def test_what_is_not_sure_is_said_and_not_kept(
    act: Act, contest: tuple[Event, dict[str, int]], text: str, doubt: str
) -> None:
    found = resultlines.read(act.session, contest[0], text)
    assert doubt in "；".join(found[-1].doubts)
    assert found[-1].standing not in resultlines.clear(found)


def test_nothing_and_too_much_are_refused(act: Act, contest: tuple[Event, dict[str, int]]) -> None:
    for text, words in ((" \n ", "还没有粘贴"), ("红旗队\n" * 501, "一次最多 500 行")):
        with pytest.raises(Refusal, match=words):
            resultlines.read(act.session, contest[0], text)
