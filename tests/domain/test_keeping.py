"""What is done with is filed away; years later its texts are gone, and its figures stay."""

from sqlalchemy import inspect, select

from bot.domain import audit, awards, figures, pairing, reviews, suggestions, voices, works
from bot.domain.acts import CLOCK, Act, Actor, ActorKind
from bot.domain.box import State, Suggestion
from bot.domain.voices import Named
from bot.messages import Attachment, Upload
from bot.store.base import Base
from bot.store.files import keep
from scheduler.ideas import keep_suggestions
from tests.domain.union import address, later, member, officer, suggestion
from tests.domain.work_deeds import SECRET, answered, assign, awarded, only_share, verify


class Open:
    """The one transaction of the test, as a job opens its own."""

    def __init__(self, act: Act) -> None:
        self.act = act.by(CLOCK)

    def __enter__(self) -> Act:
        return self.act

    def __exit__(self, *_error: object) -> None:
        self.act.session.flush()


def tick(act: Act, **span: float) -> Act:
    then = later(act, **span)
    keep_suggestions(lambda: Open(then))
    return then


def test_one_not_adopted_is_filed_away_once_it_cannot_be_appealed(act: Act) -> None:
    one, _ = answered(act, State.DECLINED)
    tick(act, days=29)
    assert one.state == State.DECLINED
    tick(act, days=30)
    assert (one.state, one.archived_at) == (State.ARCHIVED, later(act, days=30).now)


def test_one_that_is_appealed_is_not(act: Act) -> None:
    one, _ = answered(act, State.DECLINED)
    suggestions.appeal(later(act, days=29), one, "请再看看。")
    tick(act, days=31)
    assert one.state == State.REVIEWING


def test_a_rewarded_one_is_filed_away_when_nothing_happened_for_a_month(act: Act) -> None:
    one, li, made = awarded(act)
    awards.pay(later(act, days=20), only_share(act, made), li, act.today)
    tick(act, days=45)
    assert one.state == State.REWARDED
    tick(act, days=51)
    assert one.state == State.ARCHIVED


def test_a_reserve_is_kept_as_long_as_the_union_says_and_what_was_adopted_is_no_end(act: Act) -> None:
    reserved, _ = answered(act, State.RESERVED)
    adopted, _ = answered(act)
    tick(act, days=1800)
    assert (reserved.state, adopted.state) == (State.RESERVED, State.ADOPTED)
    tick(act, days=1830)
    assert (reserved.state, reserved.title, adopted.state) == (State.ARCHIVED, "", State.ADOPTED)
    assert reserved.erased_at


def everything_sealed(act: Act) -> str:
    """All texts of all tables about suggestions, as they are read."""
    names = ("suggestion", "suggestion_remark", "voice", "review", "ballot", "work", "progress", "award_share")
    tables = [mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__tablename__ in names]
    rows = [row for table in tables for row in act.session.scalars(select(table))]
    return str([[getattr(row, column.key) for column in inspect(type(row)).columns] for row in rows])


def told(act: Act) -> Suggestion:
    """A suggestion of which every table has something that is somebody's."""
    lina = member(act)
    kept = keep(act.session, Upload(f"{SECRET}.png", "image/png", b"x"), act.now)
    by_lina = act.by(Actor(ActorKind.MEMBER, lina.id))
    one = suggestion(
        by_lina, title=SECRET, body=SECRET, situation=SECRET, effect=SECRET, whom=SECRET, contact=SECRET,
        photos=[kept], others=[Named(SECRET, None)],
    )  # fmt: skip
    li = officer(act)
    voices.support(act, one, member(act, "wang"), address("wang"), SECRET)
    suggestions.remark(by_lina, one, SECRET)
    reviews.ask(act, one, li, li)
    reviews.give(act, one, li, usefulness=5, feasibility=5, novelty=5, advice=State.ADOPTED, note=SECRET)
    reviews.vote(act, one, li, held_on=act.today, yes=5, no=0, abstained=0, note=SECRET)
    suggestions.answer(act, one, li, State.ADOPTED, SECRET)
    assign(act, one, li)
    return one


def test_years_later_nothing_is_left_of_anybodys_words_but_what_was_paid(act: Act) -> None:
    one, li = told(act), officer(act)
    works.carry_out(act, one, li, body=SECRET, files=[Attachment("gone", f"{SECRET}.png", "image/png", 1)])
    verify(act, one, li, "68000", story=None)
    made = awards.award(act, one, li)
    suggestions.publish(act, one, li, "夜班有热饭了", "食堂开到九点。")
    suggestions.archive(act, one, li)
    tick(act, days=365 * 5 + 1)
    assert (one.erased_at, SECRET in everything_sealed(act)) == (None, True)
    awards.take_points(act, one, address())
    awards.pay(act, awards.shares(act.session, made)[1], li, act.today)
    month = (act.session, [one.unit_id], 2026, 11, act.config)
    before = figures.months(*month)
    then = tick(act, days=365 * 5 + 1)
    act.session.refresh(one)
    assert one.erased_at == then.now
    assert SECRET not in everything_sealed(act)
    assert (one.member_id, one.route, one.public_title) == (None, None, "夜班有热饭了")
    assert all(row.actor_id is None for row in audit.trail(act.session, one) if row.actor == ActorKind.MEMBER)
    assert figures.months(*month) == before == figures.from_audit(*month)
    assert awards.points_of(act.session, member(act)) == 680
    tick(act, days=365 * 6)
    assert [row.action for row in audit.trail(act.session, one)].count("suggestion.erased") == 1


def test_for_good_is_for_good_and_what_was_merged_goes_with_the_main_one(act: Act) -> None:
    main, li = answered(act, State.RESERVED)
    part = suggestion(act, "wang", title=SECRET)
    pairing.merge(act, part, li, main)
    forever = act.config.suggestions.model_copy(update={"retention_months": 0})
    kept = Act(act.session, act.now, act.actor, act.config.model_copy(update={"suggestions": forever}))
    tick(kept, days=9000)
    assert (main.state, part.title) == (State.RESERVED, SECRET)
    tick(act, days=1900)
    tick(act, days=1901)
    act.session.refresh(part)
    assert (main.title, part.title) == ("", "")
    assert part.erased_at
