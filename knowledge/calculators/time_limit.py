"""How long one may still claim: a year for arbitration, wages while employed without limit, a year for injuries.

Labour Dispute Mediation and Arbitration Law 27; Regulations on Work-Related Injury Insurance 17.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from knowledge.calculators.sheet import Line, Sheet, WrongInput, shown
from knowledge.calculators.spans import check_days, check_order, on

YEAR: Final = 12
URGENT: Final = 30
"""Days; with fewer left, the member is told to go at once."""

ENDS, LEFT, RULE = "最后一天", "还剩", "时效"
INJURY: Final = "工伤保险条例第十七条"
INJURY_DELAYED: Final = "工伤保险行政案件规定第七条"
ARBITRATION: Final = "劳动争议调解仲裁法第二十七条"


class Claim(StrEnum):
    """What is claimed: the clock depends on it."""

    WAGES = "wages"
    OTHER = "other"
    INJURY = "injury"


@dataclass(frozen=True)
class Clock:
    """What is claimed, and today; for wages whether one is still employed or when one left; else when it was known.

    `known`: the day on which the wrong was known, or of the accident. `claimed`: the last day on which one can prove
    to have claimed, complained, or been promised.
    """

    claim: Claim
    today: date
    employed: bool = False
    left: date | None = None
    known: date | None = None
    claimed: date | None = None

    @property
    def begins(self) -> date:
        """The day after which the year runs; a claim within the year starts it anew."""
        if self.claim is Claim.WAGES:
            return _needed(self.left, "离职日期")
        known = _needed(self.known, "日期")
        restarts = self.claim is Claim.OTHER and self.claimed is not None and self.claimed <= on(known, YEAR)
        return self.claimed if restarts and self.claimed else known

    @property
    def ends(self) -> date:
        """The last day."""
        return on(self.begins, YEAR)


def work_out(facts: Clock) -> Sheet:
    """The last day and how many are left."""
    check_days(facts.today, facts.left, facts.known, facts.claimed)
    if facts.claim is Claim.WAGES and facts.employed:
        return _no_limit()
    _check(facts)
    left = (facts.ends - facts.today).days
    words = f"{left} 天" if left > 0 else "今天是最后一天" if left == 0 else f"已过 {-left} 天"
    lines = (Line(ENDS, facts.ends, f"{shown(facts.begins)}起一年"), Line(LEFT, words))
    return Sheet(lines, _articles(facts, left), _assumes(facts), PROVE[facts.claim], _notes(facts, left))


TOO_LATE: Final = (
    "先别放弃，马上联系工会：一年里要过、投诉过，或单位答应过，时效可能重新算；有不可抗力的会中止。",
    "单位在仲裁时没提时效、以后才提的，法院一般不支持。",
)
PROVE: Final = {
    Claim.WAGES: "离职证明或最后上班的记录、工资流水、欠条、催要的聊天记录。",
    Claim.OTHER: "知道这件事那天的通知或聊天记录；催要、投诉的回执、短信、录音（时效能重新算）。",
    Claim.INJURY: "事故时间地点的证明、诊断书、劳动关系证明、证人。",
}


def _no_limit() -> Sheet:
    lines = (Line(RULE, "还在职的，要拖欠的工资不受一年限制"),)
    notes = ("一旦离职，就要从离职那天起一年内申请。经济补偿、双倍工资、年假补偿等不一定按工资算，稳妥起见也按一年。",)
    prove = "工资流水、考勤、工资条、催要的聊天记录；时间久了证据会丢，别拖。"
    return Sheet(lines, (ARBITRATION,), ("要的是劳动报酬（工资、加班费、奖金、提成）。",), prove, notes)


def _check(facts: Clock) -> None:
    begins = facts.left if facts.claim is Claim.WAGES else facts.known
    if begins and begins > facts.today:
        raise WrongInput(f"{shown(begins)}还没有到，时效还没开始算。")
    if facts.claimed and facts.known:
        check_order(facts.known, facts.claimed, "去要的日子比知道的日子还早")
        check_order(facts.claimed, facts.today, "去要的日子还没到")


def _notes(facts: Clock, left: int) -> tuple[str, ...]:
    if facts.claim is Claim.INJURY:
        told = ["单位应在30日内申请工伤认定；单位不办，您或家属、工会在一年内直接向单位所在地人社局申请。"]
        return (
            (*told, "先别放弃，马上联系工会：不是您自己的原因耽误的时间，不算在一年里。") if left < 0 else tuple(told)
        )
    if left < 0:
        return TOO_LATE
    if left <= URGENT:
        return ("时间很紧，先把仲裁申请交上去，材料可以后补。",)
    if facts.claim is Claim.WAGES:
        return ()
    return ("发书面催告、去劳动监察投诉、单位答应给，都能让一年重新算，留好凭证。",)


def _assumes(facts: Clock) -> tuple[str, ...]:
    last = "最后一天碰上放假怎么顺延，别去赌，早几天交。"
    if facts.claim is Claim.WAGES:
        return ("要的是劳动报酬；离职后又要过、投诉过的，可能重新算，把凭证带来。", last)
    if facts.claim is Claim.INJURY:
        return ("从受伤那天，或诊断、鉴定为职业病那天算。这是认定工伤的期限，不是仲裁时效。", last)
    if facts.claimed and facts.claimed == facts.begins:
        return ("最后一次去要的凭证拿得出来。", last)
    if facts.claimed:
        return ("最后一次去要时已经过了一年，没有重新算；单位那时书面答应过的，另说。", last)
    return ("知道之后没有去要过、投诉过。", last)


def _articles(facts: Clock, left: int) -> tuple[str, ...]:
    if facts.claim is Claim.INJURY:
        return (INJURY, INJURY_DELAYED) if left < 0 else (INJURY,)
    return (ARBITRATION, "劳动争议司法解释（二）第二十条") if left < 0 else (ARBITRATION,)


def _needed(day: date | None, what: str) -> date:
    if day is None:
        raise WrongInput(f"还差{what}，写了才能算。")
    return day
