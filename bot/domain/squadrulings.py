"""What the organiser of an event decides about its squads: who may come though not whole, who may not."""

from typing import Final

from bot.domain import audit, calendar, hosting, registrations, squadplaces, squadrolls, squads
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.squadbook import Squad, SquadMember, Verdict
from bot.domain.squadlead import forsake
from bot.domain.squadrolls import MINE
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Reply

GONE: Final = "这个队已经解散了。"
IS_WHOLE: Final = "这个队符合要求，不用另外决定。"
TOO_EARLY: Final = "报名到 {until} 截止，这个队还能加人，截止以后再决定。急着处理的，可以破例同意，或者解散。"
NO_PLACE: Final = "这个队没有名额，没有可以决定的；在排队的，轮到了再说。"
NO_REASON: Final = "请写明理由，全队都会看到。"
NOT_OF_IT: Final = "这个人已经不在队里了。"
ADMITTED: Final = "主办方同意了：“{team}”（{title}）虽然{what}，照样可以参加。"
REFUSED: Final = "对不住，“{team}”这次参加不了“{title}”：{reason}\n欢迎下次早点组队，回复“活动”看近期还有什么。"
ENDED: Final = "对不住，主办方解散了“{team}”（{title}）：{reason}\n有疑问请联系主办方；回复“活动”看近期还有什么。"
TAKEN_OUT: Final = "主办方把您移出了“{team}”（{title}）：{reason}"
ONE_LESS: Final = "主办方把 {name} 移出了“{team}”（{title}），现在 {size} 人。{standing}"


def admit(act: Act, officer: Officer, event: Event, squad: Squad) -> None:
    """Let a squad come that is not whole; its members are told."""
    _hold(act, officer, event, squad)
    lacks = _lacks(act, event, squad)
    if not lacks:
        raise Refusal(IS_WHOLE)
    squad.verdict, squad.verdict_at = Verdict.ADMITTED.value, act.now
    audit.log(act, "squad.admitted", squad, event=event.id)
    text = ADMITTED.format(team=squad.name, title=event.title, what="，".join(lacks))
    squadrolls.tell(act, squad, squadrolls.members(act.session, squad), Reply(text, (MINE,)))


def refuse(act: Act, officer: Officer, event: Event, squad: Squad, reason: str) -> None:
    """Do not let a squad come that was not whole when sign-up closed; all of it are told why, its place is free."""
    _hold(act, officer, event, squad)
    if not _lacks(act, event, squad):
        raise Refusal(IS_WHOLE)
    if event.signup_closes and event.why_closed(act) is None:
        raise Refusal(TOO_EARLY.format(until=calendar.shown(event.signup_closes, act.config.zone)))
    if squadplaces.of(act.session, squad) is None:
        raise Refusal(NO_PLACE)
    squad.verdict, squad.verdict_at = Verdict.REFUSED.value, act.now
    audit.log(act, "squad.refused", squad, event=event.id)
    squadplaces.dissolve(act, event, squad, _with_reason(REFUSED, reason))


def disband(act: Act, officer: Officer, event: Event, squad: Squad, reason: str) -> None:
    """End a squad; all of it are told why."""
    _hold(act, officer, event, squad)
    squadplaces.dissolve(act, event, squad, _with_reason(ENDED, reason))


def remove(act: Act, officer: Officer, event: Event, squad: Squad, row: SquadMember, reason: str) -> None:
    """Take one out of a squad; they and the leader are told. A leader's part goes to the next."""
    _hold(act, officer, event, squad)
    if row.squad_id != squad.id or row.left_at:
        raise Refusal(NOT_OF_IT)
    text, name = _with_reason(TAKEN_OUT, reason).format(team=squad.name, title=event.title), row.name
    forsake(act, event, squad, row)
    squadrolls.tell(act, squad, [row], Reply(text, ("活动",)))
    rows = squadrolls.members(act.session, squad)
    told = ONE_LESS.format(
        name=name, team=squad.name, title=event.title, size=len(rows),
        standing=squads.standing(event, squad, rows, act.config),
    )  # fmt: skip
    squadrolls.tell(act, squad, rows[:1], Reply(told, (MINE,)), key="organiser")


def _hold(act: Act, officer: Officer, event: Event, squad: Squad) -> None:
    """The event's row is held from here on; refused where it is not the officer's, or the squad is no more."""
    hosting.require(act.session, officer, event)
    act.session.refresh(event, with_for_update=True)
    registrations.require_list(event)
    act.session.refresh(squad)
    if squad.disbanded_at:
        raise Refusal(GONE)


def _lacks(act: Act, event: Event, squad: Squad) -> list[str]:
    return squads.missing(event, squad, squadrolls.members(act.session, squad), act.config)


def _with_reason(text: str, reason: str) -> str:
    """The words with the reason in its place; what a reason has in braces stays as it was written."""
    words = reason.strip()
    if not words:
        raise Refusal(NO_REASON)
    return text.replace("{reason}", words.replace("{", "{{").replace("}", "}}"))
