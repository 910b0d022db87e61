"""A member waits for a place at an event that is full, takes or refuses the one that is offered, or waits no more."""

from typing import Final

from bot.conversation import Start, command, form
from bot.domain import admission, offers, registrations, waitlist
from bot.domain.events import Event
from bot.domain.registrations import Full, Team
from bot.errors import Refusal
from bot.messages import Reply
from handlers import event as events
from handlers import extras, signup
from handlers.signup import JoinForm, TeamForm
from handlers.turn import Turn

QUEUED: Final = "排上了：{title}，第 {position} 位。有名额马上通知您；不想等了，回复“退出排队：{title}”。"
OPENING: Final = "“{title}”现在满了。填好就排队，有人退出按先后通知您。"
REFUSED: Final = "好的，“{title}”的这个名额给下一位。"
LEFT: Final = "好的，不排“{title}”的队了。"


@form("wait", JoinForm, title="活动排队", at_once=extras.barred)
def wait(answer: JoinForm, turn: Turn) -> Reply:
    """Put the member into the queue, or in a place that came free meanwhile."""
    return _wait(turn, answer, name=answer.name)


@form("wait-team", TeamForm, title="团队排队", at_once=extras.barred)
def wait_team(answer: TeamForm, turn: Turn) -> Reply:
    """Put the whole team into the queue, or in a place that came free meanwhile."""
    return _wait(turn, answer, team=signup.team_of(answer))


@command(pattern=r"排队\s*[:：]?\s*(?P<what>.{2,80})")
def begin(turn: Turn, what: str) -> Start | Reply:
    """Begin to wait for a place; where there is one, sign up."""
    one = events.meant(turn, what)
    if why := one.why_closed(turn.act):
        return signup.closed(one, why, turn)
    if place := offers.of(turn.session, one, turn.member):
        raise Refusal(offers.told(turn.act, one, place))
    squads = bool(one.team_least and one.team_joins)
    wanted = events.claim(one, turn)
    if squads or admission.barred(turn.act, one, wanted) or not admission.full(turn.act, one, wanted):
        return signup.sign_up.run(turn, one.code)  # type: ignore[return-value] # it says several things, never a list
    form_of = "wait-team" if one.team_least else "wait"
    return Start(form_of, {"event": one.code}, opening=OPENING.format(title=one.title))


@command(pattern=r"要\s*[:：]\s*(?P<what>.{2,80})")
def accept(turn: Turn, what: str) -> Reply:
    """Take the place that is held."""
    one = _asked(turn, what)
    waitlist.accept(turn.act, one, turn.member)
    return signup.joined(one, turn)


@command(pattern=r"不要\s*[:：]\s*(?P<what>.{2,80})")
def refuse(turn: Turn, what: str) -> Reply:
    """Let the next one have it."""
    one = _asked(turn, what)
    waitlist.refuse(turn.act, one, turn.member)
    return Reply(REFUSED.format(title=one.title), ("活动",))


@command(pattern=r"(?:退出|取消)排队\s*[:：]?\s*(?P<what>.{2,80})")
def give_up(turn: Turn, what: str) -> Reply:
    """Wait no more."""
    one = _asked(turn, what)
    waitlist.give_up(turn.act, one, turn.member)
    return Reply(LEFT.format(title=one.title), ("活动",))


ENTRIES: Final = (begin, accept, refuse, give_up, wait, wait_team)
"""What MENU has of it."""


def _wait(turn: Turn, answer: JoinForm | TeamForm, *, name: str | None = None, team: Team | None = None) -> Reply:
    one = events.coded(turn, answer.event)
    if no := extras.why_barred(one, answer.needed, turn):
        return no
    given = extras.given(one, turn, answer)
    try:
        with turn.attempt():
            registrations.join(turn.act, one, turn.member, turn.address, name=name, team=team, extras=given)
        return signup.joined(one, turn)
    except Full:
        waitlist.wait(turn.act, one, turn.member, turn.address, name=name, team=team, extras=given)
    place = waitlist.position(turn.session, one, turn.member)
    return Reply(QUEUED.format(title=one.title, position=place), (f"退出排队：{one.title}", "我的活动"))


def _asked(turn: Turn, what: str) -> Event:
    """The event that is meant: rather one that the member waits for, also where its title recurs."""
    return events.meant(turn, what, [one for _, one in waitlist.of_member(turn.session, turn.member)])
