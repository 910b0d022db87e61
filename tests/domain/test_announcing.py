"""The month's announcement: drafted on the 25th, following the plan until somebody takes it in hand, approved once."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.config import Cases, Config, Notices, WeChat
from bot.domain import announcing, approving, audit, clockdrafts, events, minutes, noticebacklog, noticewords, units
from bot.domain.acts import Act
from bot.domain.noticebook import Notice, Recipient, State
from bot.numbered import fits, listed
from tests.domain.union import PARTY, event, later, member, officer, outgoing
from tests.scheduler.brought import tick

ANNOUNCE_AT = PARTY - timedelta(days=17, hours=5)
"""Tuesday, the 1st of December, 09:00."""

DRAFT_AT = ANNOUNCE_AT - timedelta(days=6)
TITLE = "劳动技能竞赛暨安全生产知识问答"
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
DECEMBER = date(2026, 12, 1)


def at(act: Act, moment: object, **sections: Any) -> Act:
    """The same transaction at that moment, under a configuration."""
    then = later(act, seconds=(moment - act.now).total_seconds())  # type: ignore[operator]
    config = act.config.model_copy(update=sections) if sections else act.config
    return Act(then.session, then.now, then.actor, config)


def drafted(act: Act, moment: object = DRAFT_AT, **sections: Any) -> Notice:
    """December's announcement, made at that moment."""
    then = at(act, moment, **sections)
    tick(then)
    found = announcing.of_month(then, DECEMBER)
    assert found
    return found


def test_it_is_drafted_at_nine_on_the_25th_for_the_first_working_day(act: Act) -> None:
    member(act)
    event(act)
    assert announcing.due(at(act, DRAFT_AT - SECOND)) == []
    notice = drafted(act)
    assert (notice.status, notice.due_at, notice.latest_at) == (
        State.WAITING, ANNOUNCE_AT, ANNOUNCE_AT + announcing.GRACE
    )  # fmt: skip
    assert (notice.title, notice.mass, notice.topic) == ("清河区总工会12月活动预告", True, "activity")
    assert "第3周（12月14日至20日）\n1. 冬至联欢会（12月18日 14:00）" in notice.text
    assert minutes.HEAD in notice.text
    assert "依据：《" in notice.text
    assert announcing.due(at(act, DRAFT_AT)) == []


def test_the_unions_own_days_say_which_day_is_the_first(tmp_path: Path) -> None:
    file = tmp_path / "days.toml"
    file.write_text("holidays = [2026-12-01]\n")
    config = Config(cases=Cases(days_file=str(file)))
    assert announcing.announced_at(Config(), date(2026, 12, 18)) == ANNOUNCE_AT
    assert announcing.announced_at(config, date(2026, 12, 18)) == ANNOUNCE_AT + timedelta(days=1)


def test_approved_it_goes_out_when_it_is_due_and_tells_who_may_approve(act: Act) -> None:
    member(act)
    event(act)
    boss, branch = officer(act), units.add(act, "分会", units.top(act))
    clerk = officer(act, "王干事", branch)
    notice = drafted(act)
    waiting = noticebacklog.waiting(act.session, boss, act.now)
    assert (waiting.count, waiting.pressing) == (1, False)
    assert noticebacklog.waiting(act.session, boss, ANNOUNCE_AT).pressing
    assert noticebacklog.to_approve(act.session, boss) == [notice]
    assert noticebacklog.waiting(act.session, clerk, ANNOUNCE_AT).count == 0
    tick(at(act, ANNOUNCE_AT + HOUR))
    assert outgoing(act) == []
    approving.approve(at(act, ANNOUNCE_AT + 2 * HOUR), notice, boss)
    tick(at(act, ANNOUNCE_AT + 2 * HOUR))
    assert [row.kind for row in outgoing(act)] == ["announcement"]
    assert outgoing(act)[0].text.startswith("【清河区总工会12月活动预告】\n第3周")
    assert outgoing(act)[0].buttons == ["报名", "退订"]


def test_not_approved_it_is_missed_and_staff_see_it(act: Act) -> None:
    member(act)
    event(act)
    boss, notice = officer(act), drafted(act)
    tick(at(act, ANNOUNCE_AT + announcing.GRACE + SECOND))
    assert notice.status is State.MISSED
    assert noticebacklog.missed(act.session, boss, ANNOUNCE_AT + announcing.GRACE) == [notice]
    assert noticebacklog.missed(act.session, boss, ANNOUNCE_AT + timedelta(days=40)) == []


def test_where_the_union_says_so_it_goes_out_by_itself(act: Act) -> None:
    member(act)
    event(act)
    own = {"notices": Notices(announce_unapproved=True)}
    assert drafted(act, **own).status is State.SCHEDULED
    tick(at(act, ANNOUNCE_AT, **own))
    assert len(outgoing(act)) == 1


def test_it_follows_the_plan_until_an_officer_has_touched_it(act: Act) -> None:
    member(act)
    event(act)
    notice, then = drafted(act), at(act, DRAFT_AT + HOUR)
    law = notice.text.partition(minutes.HEAD)[2]
    event(act, "chess", title="象棋比赛", starts_at=PARTY - timedelta(days=10))
    tick(then)
    assert "1. 象棋比赛" in notice.text
    assert notice.text.partition(minutes.HEAD)[2] == law
    assert [row.action for row in audit.trail(act.session, notice)] == ["notice.drafted", "notice.renewed"]
    notice.text = f"工会的话：{notice.text}"
    event(act, "song", title="歌咏会", starts_at=PARTY - timedelta(days=9))
    assert announcing.outdated(then, notice)
    tick(then)
    assert "歌咏会" not in notice.text
    assert clockdrafts.touched(notice)


def test_an_approved_one_stays_and_staff_see_that_the_plan_changed(act: Act) -> None:
    member(act)
    event(act)
    notice, then = drafted(act), at(act, DRAFT_AT + HOUR)
    approving.approve(then, notice, officer(act))
    assert not announcing.outdated(then, notice)
    event(act, "chess", title="象棋比赛", starts_at=PARTY - timedelta(days=10))
    tick(then)
    assert "象棋" not in notice.text
    assert announcing.outdated(then, notice)


def test_where_everything_is_called_off_it_is_cancelled_and_comes_back_with_the_plan(act: Act) -> None:
    member(act)
    one, then = event(act), at(act, DRAFT_AT + HOUR)
    notice = drafted(act)
    events.cancel(act, one)
    tick(then)
    assert notice.status is State.CANCELLED
    assert announcing.due(then) == []
    event(act, "chess", title="象棋比赛")
    tick(then)
    assert (notice.status, notice.ended_at) == (State.WAITING, None)
    assert "象棋比赛" in notice.text


def test_a_month_without_activities_is_not_drafted(act: Act) -> None:
    member(act)
    events.cancel(act, event(act))
    assert announcing.due(at(act, ANNOUNCE_AT)) == []


def test_a_service_that_starts_later_drafts_it_at_once_and_what_is_over_is_missed(act: Act) -> None:
    member(act)
    event(act)
    event(act, "old", month=date(2026, 11, 1), starts_at=PARTY - timedelta(days=30))
    tick(at(later(act, days=-30), ANNOUNCE_AT + HOUR))
    found = {one.key: one.status for one in act.session.scalars(select(Notice))}
    assert found == {"announcement:2026-12": State.WAITING}


def test_what_was_due_before_the_first_member_came_was_not_missed(act: Act) -> None:
    event(act)
    assert announcing.due(at(act, ANNOUNCE_AT)) == []
    member(at(act, ANNOUNCE_AT + HOUR))
    assert announcing.due(at(act, ANNOUNCE_AT + 2 * HOUR)) == []


def test_no_law_is_told_twice_within_a_year(act: Act) -> None:
    member(act)
    event(act)
    event(act, "next", month=date(2027, 1, 1), starts_at=PARTY + timedelta(days=30))
    event(act, "later", month=date(2027, 12, 1), starts_at=PARTY + timedelta(days=365))
    boss = officer(act)
    for days in (0, 6, 30, 42, 365):
        then = at(act, DRAFT_AT + timedelta(days=days))
        tick(then)
        for one in noticebacklog.to_approve(act.session, boss):
            approving.approve(then, one, boss)
    laws = [
        one.text.partition(minutes.HEAD)[2]
        for one in act.session.scalars(select(Notice).where(Notice.key.startswith("ann")))
    ]
    assert len(set(laws)) == 3


@pytest.mark.parametrize(
    ("count", "wechat", "units_named", "shortened"),
    [
        (4, False, True, False),
        (4, True, True, True),
        (12, False, True, False),
        (12, True, False, True),
        (70, False, False, True),
        (70, True, False, True),
    ],
)
def test_a_full_month_is_shortened_to_whole_lines(
    act: Act, count: int, *, wechat: bool, units_named: bool, shortened: bool
) -> None:
    """Where there is WeChat, it fits into one message of its; no line is cut."""
    member(act)
    street = units.add(act, "街道工会", units.top(act))
    for number in range(count):
        day = PARTY - timedelta(days=17 - number % 25)
        event(act, f"e{number}", title=f"第{number}次{TITLE}", starts_at=day, unit_id=street.id, place="实训中心")
    sections = {"wechat": WeChat(app_id="wx1", app_secret="s" * 32, token="t" * 16)} if wechat else {}
    notice = drafted(act, **sections)
    whole = noticewords.reply(notice, "wechat", public_url="")
    assert len(notice.text) <= 2000
    assert not wechat or fits(listed(whole))
    assert ("街道工会" in notice.text) is units_named
    assert ("回复“活动”看全部" in notice.text) is shortened
    lines = [line for line in notice.text.splitlines() if line[:1].isdigit()]
    assert all(line.endswith((TITLE, "）", "】")) for line in lines)


def test_it_reaches_nobody_twice_who_has_two_channels(act: Act) -> None:
    member(act)
    event(act)
    notice = drafted(act)
    approving.approve(at(act, DRAFT_AT), notice, officer(act))
    for hours in (0, 1):
        tick(at(act, ANNOUNCE_AT + hours * HOUR))
    assert len(act.session.scalars(select(Recipient)).all()) == 1
