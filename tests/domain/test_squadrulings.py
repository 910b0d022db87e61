"""What the rules ask of a team, that it is warned in time, and what the organiser decides once sign-up closed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.config import Config
from bot.domain import events, registrations, squadcodes, squadlead, squadrules, squadrulings, squads, squadwatch, units
from bot.domain.acts import Act
from bot.domain.squadbook import Squad, SquadMember
from bot.domain.squadlead import Change
from bot.errors import Refusal
from tests.domain.squad_union import CLOSES, contest, names, place, row, team, told
from tests.domain.union import address, member, officer

GROUPS = Config().events.occasions.groups


def closed(act: Act) -> Act:
    """An hour after sign-up closed."""
    return replace(act, now=CLOSES + timedelta(hours=1))


RULES = [
    ({"team_least": 3}, ["", ""], ["还差 1 人"]),
    ({"team_least": 2, "team_most": 2}, ["", "", ""], ["超了 1 人"]),
    ({"team_least": 1, "team_women": 2}, ["women", ""], ["还差 1 名女职工"]),
    ({"team_least": 1, "team_women": 1, "team_groups": {"women": 2}}, ["women"], ["还差 1 名女职工"]),
    ({"team_least": 1, "team_groups": {"electrician": 2}}, ["electrician,women", ""], ["持电工证还差 1 名"]),
    ({"team_least": 1, "team_groups": {"gone": 1}}, [""], ["gone还差 1 名"]),
    (
        {"team_least": 3, "team_women": 1, "team_groups": {"electrician": 1, "youth": 0}},
        ["", ""],
        ["还差 1 人", "持电工证还差 1 名", "还差 1 名女职工"],
    ),
    ({"team_least": 2, "team_women": 1, "team_groups": {"electrician": 1}}, ["women,electrician", ""], []),
]


@pytest.mark.parametrize(("rules", "people", "expected"), RULES)
def test_what_is_missing_by_the_rules(rules: dict[str, object], people: list[str], expected: list[str]) -> None:
    one = events.Event(title="技能竞赛", **rules)
    rows = [SquadMember(groups=f",{groups},") for groups in people]
    assert squadrules.missing(one, rows, GROUPS) == expected


def test_whom_the_rules_ask_for() -> None:
    one = events.Event(team_least=4, team_women=1, team_groups={"electrician": 1}, groups=["members"])
    assert squadrules.asked(one, Config()) == ["women", "members", "electrician"]


def test_after_sign_up_closed_only_the_organiser_changes_anything(act: Act) -> None:
    one = contest(act, contact="竞赛办 0512")
    squad = team(act, one, "lina", "wang")
    code, then, lina = squadcodes.of(act.session, squad), closed(act), member(act, "lina")
    for deed in (
        lambda: squads.leave(then, one, member(act, "wang")),
        lambda: squads.join(then, code, member(act, "new"), address("new"), name="new"),
        lambda: squadlead.remove(then, one, lina, row(act, one, "wang")),
        lambda: squadlead.change(then, one, lina, Change(name="新队名")),
        lambda: squadlead.disband(then, one, lina),
    ):
        with pytest.raises(Refusal, match="竞赛办"):
            deed()
    li = officer(act)
    squadrulings.remove(then, li, one, squad, row(act, one, "lina"), "重复报名")
    assert names(act, squad) == ["wang"]
    assert place(act, squad).reply_to == address("wang")
    assert "重复报名" in told(act, "lina")[-1]


def test_an_incomplete_team_is_warned_twice_and_then_the_organiser_decides(act: Act) -> None:
    one = contest(act)
    squad, whole = team(act, one, "lina", "wang"), team(act, one, "sun", "qian", "zhou", name="永盛队")
    moments = [
        CLOSES - timedelta(days=3),
        CLOSES - timedelta(days=2),
        CLOSES - timedelta(days=1),
        CLOSES - timedelta(hours=12),
    ]
    found = []
    for moment in [*moments, CLOSES]:
        then = replace(act, now=moment)
        found.append(squadwatch.due(then))
        for number in found[-1]:
            squadwatch.warn(then, act.session.get_one(Squad, number))
            assert squadwatch.due(then) == []
    assert found == [[], [squad.id], [], [squad.id], [squad.id]]
    first, _, last = told(act, "lina")[-3:]
    assert "还差 1 人，报名到 12月10日 16:00 截止" in first
    assert f"入队 {squadcodes.of(act.session, squad)}" in first
    assert "由主办方决定" in last
    li, then = officer(act), closed(act)
    with pytest.raises(Refusal, match="符合要求"):
        squadrulings.admit(then, li, one, whole)
    with pytest.raises(Refusal, match="写明理由"):
        squadrulings.refuse(then, li, one, squad, " ")
    squadrulings.admit(then, li, one, squad)
    assert "照样可以参加" in told(act, "wang")[-1]
    squadrulings.refuse(then, li, one, squad, "少一人，{不安全}")
    assert "少一人，{不安全}" in told(act, "wang")[-1]
    assert "少一人，{不安全}" in told(act, "lina")[-1]
    assert (registrations.taken(act.session, one), squad.verdict) == (1, "refused")


def test_the_organiser_alone_decides_and_not_before_sign_up_closes(act: Act) -> None:
    one = contest(act)
    squad = team(act, one, "lina")
    branch = units.add(act, "分会", units.top(act))
    act.session.flush()
    with pytest.raises(Refusal, match=r"由“.*”来办"):
        squadrulings.admit(act, officer(act, "分会干事", branch), one, squad)
    with pytest.raises(Refusal, match="截止以后再决定"):
        squadrulings.refuse(act, officer(act), one, squad, "人不齐")
    squadrulings.disband(act, officer(act, "主任二"), one, squad, "重名")
    with pytest.raises(Refusal, match="已经解散"):
        squadrulings.admit(act, officer(act, "主任三"), one, squad)
