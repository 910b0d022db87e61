"""What an officer does to weigh a suggestion, and with one that is adopted: reviews, works, effects, awards."""

from typing import Final

from starlette.responses import Response

from bot.console import written
from bot.console.pages.suggestion import own, seen
from bot.console.pages.suggestion_steps import colleague, files, went
from bot.console.visit import Page, Visit
from bot.domain import awards, effects, reviews, works
from bot.domain.box import VERDICTS
from bot.domain.roles import Right
from bot.domain.sums import AwardShare
from bot.errors import Refusal

NO_ADVICE: Final = "请选一个意见：采纳、暂存备用，或者暂不采纳。"
NO_SHARE: Final = "没有找到这一份奖金，请刷新页面再看。"


def ask(visit: Visit) -> Response:
    """Ask a colleague for a review."""
    one = own(visit)
    reviews.ask(visit.act, one, visit.officer, colleague(visit, one, "reviewer", Right.SEE_SUGGESTIONS))
    return went(one, "review-asked")


def give(visit: Visit) -> Response:
    """Give the review that one was asked for."""
    one = seen(visit)
    advice = next((each for each in VERDICTS if each.value == visit.typed.get("advice")), None)
    scores = [written.count(visit.typed.get(name, ""), "分数") for name in ("usefulness", "feasibility", "novelty")]
    if advice is None:
        raise Refusal(NO_ADVICE)
    useful, feasible, novel = ((each or 0) for each in scores)
    reviews.give(
        visit.act,
        one,
        visit.officer,
        usefulness=useful,
        feasibility=feasible,
        novelty=novel,
        advice=advice,
        note=visit.text("note"),
    )
    return went(one, "review-given")


def vote(visit: Visit) -> Response:
    """Write down how a meeting voted."""
    one = own(visit)
    yes, no, abstained = (written.count(visit.typed.get(name, ""), "票数") or 0 for name in ("yes", "no", "abstained"))
    held = written.day(visit.typed.get("held_on", ""), "会议")
    note = visit.text("note")
    reviews.vote(visit.act, one, visit.officer, held_on=held, yes=yes, no=no, abstained=abstained, note=note)
    return went(one, "voted")


def assign(visit: Visit) -> Response:
    """Have it carried out by a department."""
    one = own(visit)
    to = colleague(visit, one, "to", Right.ANSWER_SUGGESTIONS) if visit.typed.get("to") else None
    works.assign(
        visit.act,
        one,
        visit.officer,
        department=visit.text("department"),
        person=visit.text("person"),
        due_on=written.day(visit.typed.get("due_on", ""), "完成"),
        cost=written.money(visit.typed.get("cost", "")),
        to=to,
    )
    return went(one, "assigned")


def report(visit: Visit) -> Response:
    """Say how the work goes, with pictures."""
    one, percent = own(visit), written.count(visit.typed.get("percent", ""), "完成百分之几")
    works.report(visit.act, one, visit.officer, percent=percent, body=visit.text("body"), files=files(visit))
    return went(one, "work-reported")


def carry_out(visit: Visit) -> Response:
    """The work is done."""
    one = own(visit)
    works.carry_out(visit.act, one, visit.officer, body=visit.text("body"), files=files(visit))
    return went(one, "carried-out")


def give_back(visit: Visit) -> Response:
    """It cannot be carried out so."""
    one = own(visit)
    works.give_back(visit.act, one, visit.officer, visit.text("reason"))
    return went(one, "given-back")


def verify(visit: Visit) -> Response:
    """Write down what it brought."""
    one = own(visit)
    effects.verify(
        visit.act,
        one,
        visit.officer,
        benefit=written.money(visit.typed.get("benefit", "")),
        since=written.day(visit.typed.get("since", ""), "开始"),
        until=written.day(visit.typed.get("until", ""), "截止"),
        verified_by=visit.text("verified_by"),
        story=visit.text("story") or None,
    )
    return went(one, "effect-verified")


def award(visit: Visit) -> Response:
    """Award what the last verified effect brings."""
    one = own(visit)
    awards.award(visit.act, one, visit.officer, visit.typed.get("prize", ""))
    return went(one, "idea-awarded")


def reserve(visit: Visit) -> Response:
    """Award a good idea that cannot be used yet."""
    one = own(visit)
    awards.reserve(visit.act, one, visit.officer)
    return went(one, "idea-awarded")


def pay(visit: Visit) -> Response:
    """A share was paid."""
    one, chosen = own(visit), visit.typed.get("share", "")
    shares = {str(each.id): each for each in _shares(visit)}
    if chosen not in shares:
        raise Refusal(NO_SHARE)
    awards.pay(visit.act, shares[chosen], visit.officer, written.day(visit.typed.get("paid_on", ""), "发放"))
    return went(one, "share-paid")


STEPS: Final[dict[str, Page]] = {
    "ask": ask,
    "vote": vote,
    "assign": assign,
    "report": report,
    "carry-out": carry_out,
    "give-back": give_back,
    "verify": verify,
    "award": award,
    "reserve": reserve,
    "pay": pay,
}
"""What one who answers suggestions can do beside that, by the last part of its address."""


def _shares(visit: Visit) -> list[AwardShare]:
    made = awards.of(visit.session, seen(visit))
    return awards.shares(visit.session, *made) if made else []
