"""The leader of a team: tells the code again, takes members out, hands the lead on, changes the team, disbands it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from bot.conversation import Ask, Option, Phone, Start, command, form
from bot.domain import squadlead, squads
from bot.domain.events import Event
from bot.domain.squadbook import Squad, SquadMember
from bot.domain.squadlead import Change
from bot.errors import Refusal
from bot.messages import Attachment, Reply
from handlers import squad, squadsheet
from handlers.turn import Turn

NO_LEAD: Final = "您现在没有带队。回复“我的队”看看。"
NOT_FOUND: Final = "队里没有“{who}”。回复“我的队”看看现在有谁，照名单上的姓名或者序号写。"
TWO: Final = "队里有两位“{who}”，请写名单上的序号，比如“{verb}：2”。"
REMOVED: Final = "好的，{who} 不在队里了，也告诉了本人。入队码换了新的，旧的不能再用。"
HANDED: Final = "好的，{who} 现在是领队了，名额也跟着转。您还是队员；不去了，再回复“退队：{title}”。"
ASKED: Final = "真要解散“{team}”吗？名额会让给别的队，队友都会收到通知。"
SURE: Final = "确认解散：{title}"
DISBANDED: Final = "好的，“{team}”解散了，名额已经放出，队友会收到通知。"
RENEWED: Final = "换好了，旧的入队码不能再用。"
AGAIN: Final = {True: "“{title}”又报上了。", False: "“{title}”还是满的，你们队排上队了，有名额马上通知您。"}
CHANGED: Final = "改好了。"

_WHO: Final = r"(?P<who>[^，,：:]{1,40})(?:\s*[，,：:]\s*(?P<what>.{2,60}))?"
_WORDS: Final = r"\s*[:：]\s*(?P<words>.{1,500})"


@command(pattern=r"入队码(?:\s*[:：]\s*(?P<what>.{2,60}))?")
def code(turn: Turn, what: str | None) -> Reply:
    """The code once more, and the picture."""
    one, event = _led(turn, what)
    return squad.invite(turn, event, one)


@command(pattern=r"换入队码(?:\s*[:：]\s*(?P<what>.{2,60}))?")
def renew(turn: Turn, what: str | None) -> list[Reply]:
    """Another code."""
    one, event = _led(turn, what)
    squadlead.renew(turn.act, event, turn.member)
    return [Reply(RENEWED), squad.invite(turn, event, one)]


@command(pattern=rf"(?:移出|踢出)\s*[:：]\s*{_WHO}")
def remove(turn: Turn, who: str, what: str | None) -> list[Reply]:
    """Take a member out; the code is another one then."""
    one, event = _led(turn, what)
    row = _named(turn, one, who, "移出")
    name = row.name or squadsheet.LEFT
    squadlead.remove(turn.act, event, turn.member, row)
    return [Reply(REMOVED.format(who=name)), _sheet(turn, event)]


@command(pattern=rf"(?:换队长|换领队)\s*[:：]\s*{_WHO}")
def hand_on(turn: Turn, who: str, what: str | None) -> Reply:
    """Make another one the leader."""
    one, event = _led(turn, what)
    row = _named(turn, one, who, "换队长")
    squadlead.hand_on(turn.act, event, turn.member, row)
    return Reply(HANDED.format(who=row.name or squadsheet.LEFT, title=event.title), _here(event))


@command(pattern=rf"改队名{_WORDS}")
def rename(turn: Turn, words: str) -> Reply:
    """Call the team otherwise."""
    return _change(turn, Change(name=words))


@command(pattern=rf"(?s)改(?:队伍)?简介{_WORDS}")
def describe(turn: Turn, words: str) -> Reply:
    """Say something else of the team."""
    return _change(turn, Change(profile=words))


@command(pattern=rf"改参赛单位{_WORDS}")
def employ(turn: Turn, words: str) -> Reply:
    """Say of which company the team is."""
    return _change(turn, Change(company=words))


@command(pattern=r"解散队伍(?:\s*[:：]\s*(?P<what>.{2,60}))?")
def ask_end(turn: Turn, what: str | None) -> Reply:
    """Ask whether it is meant."""
    one, event = _led(turn, what)
    return Reply(ASKED.format(team=one.name), (SURE.format(title=event.title), *_here(event)))


@command(pattern=r"确认解散\s*[:：]\s*(?P<what>.{2,60})")
def end(turn: Turn, what: str) -> Reply:
    """Disband it."""
    one, event = _led(turn, what)
    name = one.name
    squadlead.disband(turn.act, event, turn.member)
    return Reply(DISBANDED.format(team=name), ("活动",))


@command(pattern=r"重新报名(?:\s*[:：]\s*(?P<what>.{2,60}))?")
def again(turn: Turn, what: str | None) -> Reply:
    """Sign the team up once more, which lost its place or its turn."""
    _, event = _led(turn, what)
    has = squadlead.again(turn.act, event, turn.member)
    return Reply(AGAIN[has].format(title=event.title), _here(event))


def _led_teams(turn: Turn) -> Sequence[Option]:
    led = _all_led(turn)
    if not led:
        raise Refusal(NO_LEAD)
    return [Option(event.code, squadsheet.HEAD.format(team=one.name, title=event.title)) for one, event in led]


@dataclass(frozen=True)
class SignForm:
    """Another sign (logo) of a team."""

    event: Annotated[str, Ask("哪个队？", "队伍", choices=_led_teams)]
    files: Annotated[tuple[Attachment, ...], Ask("请把队徽图片发来，发完回复“完成”。", "队徽")]


@form("squad-sign", SignForm, title="换队徽", confirm=False)
def sign(answer: SignForm, turn: Turn) -> Reply:
    """Keep it in place of the former."""
    return _change(turn, Change(files=answer.files), answer.event)


@dataclass(frozen=True)
class PhoneForm:
    """Where the leader of a team can be called."""

    event: Annotated[str, Ask("哪个队？", "队伍", choices=_led_teams)]
    phone: Annotated[Phone, Ask("您的电话？主办方好联系。", "领队电话", private=True)]


@form("squad-phone", PhoneForm, title="领队电话", confirm=False)
def call(answer: PhoneForm, turn: Turn) -> Reply:
    """Keep it, for the organiser."""
    return _change(turn, Change(phone=answer.phone), answer.event)


@command("换队徽", "改队徽")
def begin_sign(turn: Turn) -> Start:
    """Begin to send another sign."""
    return _begin("squad-sign", turn)


@command("领队电话", "改领队电话")
def begin_call(turn: Turn) -> Start:
    """Begin to leave a phone."""
    return _begin("squad-phone", turn)


def _begin(name: str, turn: Turn) -> Start:
    """A form about a team; of which, it need not ask who leads one only."""
    teams = _led_teams(turn)
    return Start(name, {"event": teams[0].key} if len(teams) == 1 else {})


def _change(turn: Turn, what: Change, code: str | None = None) -> Reply:
    _, event = _led(turn, code)
    squadlead.change(turn.act, event, turn.member, what)
    return Reply(f"{CHANGED}\n{_sheet(turn, event).text}", _here(event))


def _all_led(turn: Turn) -> list[tuple[Squad, Event]]:
    """The teams that the member leads, at what is still to come."""
    mine = squads.of_member(turn.session, turn.member)
    return [(one, event) for one, row, event in mine if row.leader and (not event.over_at or event.over_at > turn.now)]


def _led(turn: Turn, what: str | None) -> tuple[Squad, Event]:
    """The team that is meant; without words the only one that the member leads."""
    if not what:
        led = _all_led(turn)
        if len(led) == 1:
            return led[0]
        if not led:
            raise Refusal(NO_LEAD)
    one, _, event = squad.meant(turn, what)
    return one, event


def _named(turn: Turn, one: Squad, who: str, verb: str) -> SquadMember:
    """The member of that name, or of that place in the list."""
    rows, word = squads.members(turn.session, one), who.strip()
    found = [row for row in rows if row.name == word]
    if len(found) > 1:
        raise Refusal(TWO.format(who=word, verb=verb))
    if not found and re.fullmatch(r"[0-9]{1,3}", word) and 0 < int(word) <= len(rows):
        found = [rows[int(word) - 1]]
    if not found:
        raise Refusal(NOT_FOUND.format(who=word))
    return found[0]


def _sheet(turn: Turn, event: Event) -> Reply:
    one, row, event = squad.meant(turn, event.code)
    return squadsheet.sheet(turn, event, one, row)


def _here(event: Event) -> tuple[str, ...]:
    return (squadsheet.SHEET.format(title=event.title),)


ENTRIES: Final = (
    code, renew, remove, hand_on, rename, describe, employ, begin_call, call, begin_sign, sign, ask_end, end, again,
)  # fmt: skip
"""What MENU has of it."""
