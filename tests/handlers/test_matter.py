"""What a member answers without a number: to what they were asked about a case, or to the knowledge base."""

from collections.abc import Iterator

import pytest

from bot.config import Config
from bot.domain import cases, outcomes, referrals, units, verdicts
from bot.domain.acts import OPERATOR, Act
from bot.domain.cases import Case, Story
from bot.store.database import Database
from handlers import ask, feedback, matter
from handlers.turn import Turn
from knowledge import KnowledgeBase
from tests.conftest import UNION, Clock
from tests.domain.union import address, later, member, officer

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
def act(database: Database, config: Config, clock: Clock) -> Iterator[Act]:
    """One transaction."""
    with database.write() as session:
        act = Act(session, clock(), OPERATOR, config)
        units.add(act, UNION)
        yield act


@pytest.fixture
def turn(act: Act, knowledge: KnowledgeBase) -> Turn:
    return Turn(act, member(act), address(), knowledge)


def filed(act: Act) -> Case:
    return cases.file(act, member(act), address(), "other", Story("公司拖欠三个月工资，一直说没钱"))


def resolved(act: Act) -> Case:
    """A case whose member was asked whether it is settled."""
    case = filed(act)
    outcomes.resolve(act, case, officer(act), "付清了。")
    verdicts.ask(later(act, days=7), case)
    return case


def test_of_two_cases_it_is_asked_which_one_and_each_is_judged_once(act: Act, turn: Turn) -> None:
    one, two = resolved(act), resolved(act)
    which = matter.answered("没解决。", turn)
    assert which
    assert set(which.buttons) == {f"没解决 {one.number}", f"没解决 {two.number}"}
    verdicts.say(act, one, settled=True)
    told = matter.answered("解决了！", turn)
    assert told
    assert told.text.startswith(f"太好了，谢谢您告诉我们。{two.number} 就此结案。")
    assert matter.answered("解决了", turn) is None


def test_a_mere_word_is_no_consent_to_a_referral(act: Act, turn: Turn) -> None:
    case = filed(act)
    referrals.propose(act, case, officer(act), "区人社局", "归他们管")
    for said, whole in (("同意", "同意转介"), ("不同意", "不同意转介")):
        asked = matter.answered(said, turn)
        assert asked
        assert asked.buttons == (f"{whole} {case.number}",)
    assert referrals.pending(act.session, case)
    assert matter.answered("不同意转介", turn)
    assert [one.agreed for one in referrals.of_case(act.session, case)] == [False]


def test_after_an_answer_of_the_knowledge_base_it_is_said_of_that(act: Act, turn: Turn) -> None:
    case = resolved(act)
    ask.free("被辞退能拿多少钱", turn)
    assert "对不起，没帮上您" in str(feedback.unsolved.run(turn))
    assert case.done
    assert f"知道了，{case.number} 已经重新打开" in str(feedback.unsolved.run(turn))
