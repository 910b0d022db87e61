"""The digest: every two months, of what was done, without a name; approved once; nothing where nothing was done."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from bot.domain import approving, checkins, digests, outcomes, registrations, suggestions
from bot.domain.acts import Act
from bot.domain.noticebook import Notice, State
from bot.domain.suggestions import State as Answer
from tests.domain.test_announcing import SECOND, at
from tests.domain.union import PARTY, address, case, event, later, member, officer, outgoing, suggestion
from tests.scheduler.brought import tick

DECEMBER = date(2026, 12, 1)
DRAFT_AT = datetime(2026, 12, 20, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai, on a Sunday."""

SEND_AT = datetime(2026, 12, 31, 1, 0, tzinfo=UTC)


def busy(act: Act) -> None:
    """A party to which three came, a suggestion adopted and shown, a case resolved; one event to come."""
    li, one = officer(act), event(act, starts_at=PARTY - timedelta(days=10))
    for who in ("lina", "wang", "zhao"):
        registrations.join(act, one, member(act, who), address(who))
    held = at(act, PARTY - timedelta(days=10))
    act.session.flush()
    for place in registrations.of_event(act.session, one):
        times = {"at": held.now, "taken_at": held.now, "way": "staff", "nonce": f"n{place.id}"}
        act.session.add(checkins.CheckIn(event_id=one.id, registration_id=place.id, **times))
    idea = suggestion(act)
    suggestions.answer(act, idea, li, Answer.ADOPTED, "好主意。")
    idea.shown, idea.public_title, idea.public_text = True, "夜班热饭", "夜班也有热饭。"
    hidden = suggestion(act, title="不公开的")
    suggestions.answer(act, hidden, li, Answer.ADOPTED, "好主意。")
    outcomes.resolve(act, case(act), li, "解决了")
    event(act, "spring", title="写春联", month=date(2027, 1, 1), starts_at=PARTY + timedelta(days=30))
    act.session.flush()


def made(act: Act) -> Notice | None:
    return act.session.scalars(select(Notice).where(Notice.key == "digest:2026-12")).first()


def test_it_tells_what_was_done_and_names_nobody(act: Act) -> None:
    busy(act)
    assert digests.due(at(act, DRAFT_AT - SECOND)) == []
    tick(at(act, DRAFT_AT))
    notice = made(act)
    assert notice
    assert (notice.status, notice.title) == (State.WAITING, "工会专刊（11—12月）")
    assert (notice.topic, notice.mass) == ("digest", True)
    assert (notice.due_at, notice.latest_at) == (SEND_AT, SEND_AT + timedelta(days=10))
    for words in (
        "【这两个月的活动】\n· 冬至联欢会（12月8日，到场 3 人）",
        "【大家的建议，已经采纳】\n· 夜班热饭\n",
        "【办了多少事】\n答复建议 2 条，办结诉求 1 件。",
        "【1月预告】\n· 写春联（1月17日 14:00）",
        "【法律一分钟】",
    ):
        assert words in notice.text
    assert not any(words in notice.text for words in ("lina", "不公开的", "夜班没有热饭"))


def test_approved_it_goes_out_on_the_last_working_day(act: Act) -> None:
    busy(act)
    tick(at(act, DRAFT_AT))
    notice = made(act)
    assert notice
    approving.approve(at(act, DRAFT_AT), notice, officer(act, "王主席"))
    tick(at(act, SEND_AT - SECOND))
    assert [row for row in outgoing(act) if row.kind == "digest"] == []
    tick(at(act, SEND_AT))
    assert len([row for row in outgoing(act) if row.kind == "digest"]) == 3
    event(act, "late", title="迟到的", starts_at=PARTY - timedelta(days=3))
    assert not digests.outdated(at(act, SEND_AT), notice)


def test_where_nothing_was_done_there_is_none(act: Act) -> None:
    member(act)
    event(act, starts_at=PARTY + timedelta(days=10))
    tick(at(act, DRAFT_AT))
    assert made(act) is None


def test_it_follows_what_happens_until_it_is_approved(act: Act) -> None:
    busy(act)
    tick(at(act, DRAFT_AT))
    outcomes.resolve(later(act, days=1), case(act), officer(act, "王主席"), "解决了")
    tick(at(act, DRAFT_AT))
    notice = made(act)
    assert notice
    assert "办结诉求 2 件" in notice.text
