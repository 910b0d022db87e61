"""For test_audit: what becomes of a suggestion and of a drive, each deed with the row that it leaves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.domain import decisions, drives, forgetting, pairing, suggestions, units, voices
from bot.domain.acts import Act
from bot.domain.box import State, Suggestion
from bot.domain.drives import Drive
from bot.domain.staff import Officer
from bot.domain.voices import Named, Part
from bot.messages import Attachment
from tests.domain.union import address, member, officer, suggestion

SECRET = "机密"
PHONE = "13900001111"
FILE = Attachment("k", f"{SECRET}.png", "image/png", 1)
Deed = Callable[[Act], object]


def secret(act: Act, who: str = "lina", **fields: Any) -> tuple[Suggestion, Officer]:
    """A suggestion of secrets, and an officer who may answer it."""
    words = {"title": SECRET, "body": SECRET, "situation": SECRET, "effect": SECRET, "whom": SECRET}
    contact = {"contact": f"{SECRET} {PHONE}", "photos": [FILE], "others": [Named(f"{SECRET}乙", 40)]}
    one = suggestion(act, who, **words, **contact | fields)
    return one, officer(act, f"{SECRET}主任")


def answered(act: Act, verdict: State) -> tuple[Suggestion, Officer]:
    one, li = secret(act)
    decisions.answer(act, one, li, verdict, SECRET)
    return one, li


def pair(act: Act) -> tuple[Suggestion, Suggestion, Officer]:
    one, li = secret(act)
    return one, secret(act, "wang")[0], li


def drive(act: Act, **plan: Any) -> tuple[Drive, Officer]:
    """One that is planned for this week and the next."""
    li = officer(act, SECRET)
    days = {"begins": act.today, "ends": act.today + timedelta(days=13)}
    given = {"title": SECRET, "focus": SECRET, "topics": [SECRET], **days, **plan}
    return drives.draft(act, li, units.top(act), **given), li


def _filed(_act: Act) -> Deed:
    return secret


def _codes(act: Act) -> Deed:
    one, _ = secret(act)
    return lambda act: voices.codes(act, one)


def _joined(act: Act) -> Deed:
    ((_, code),) = voices.codes(act, secret(act)[0])
    return lambda act: voices.join(act, code, member(act, SECRET), address(SECRET))


def _acknowledged(act: Act) -> Deed:
    one, li = secret(act)
    return lambda act: suggestions.acknowledge(act, one, li, major=True)


def _remarked(act: Act) -> Deed:
    one, _ = secret(act)
    return lambda act: suggestions.remark(act, one, SECRET, [FILE])


def _replied(act: Act) -> Deed:
    one, li = secret(act)
    return lambda act: suggestions.reply(act, one, li, SECRET, [FILE])


def _noted(act: Act) -> Deed:
    one, li = secret(act)
    return lambda act: suggestions.note(act, one, li, SECRET)


def _sorted(act: Act) -> Deed:
    one, li = secret(act)
    return lambda act: suggestions.sort(act, one, li, topic="safety", major=True)


def _handed_over(act: Act) -> Deed:
    one, li = secret(act)
    wang = officer(act, f"{SECRET}王")
    return lambda act: suggestions.hand_over(act, one, li, wang)


def _answered(act: Act) -> Deed:
    one, li = secret(act)
    return lambda act: decisions.answer(act, one, li, State.ADOPTED, SECRET)


def _withdrawn(act: Act) -> Deed:
    one, _ = secret(act)
    return lambda act: suggestions.withdraw(act, one)


def _appealed(act: Act) -> Deed:
    one, _ = answered(act, State.DECLINED)
    return lambda act: suggestions.appeal(act, one, SECRET)


def _published(act: Act) -> Deed:
    one, li = secret(act)
    return lambda act: suggestions.publish(act, one, li, SECRET, SECRET)


def _unpublished(act: Act) -> Deed:
    one, li = secret(act)
    suggestions.publish(act, one, li, SECRET, SECRET)
    return lambda act: suggestions.unpublish(act, one, li)


def _archived(act: Act) -> Deed:
    one, li = answered(act, State.RESERVED)
    return lambda act: suggestions.archive(act, one, li)


def _supported(act: Act) -> Deed:
    one, _ = secret(act)
    return lambda act: voices.support(act, one, member(act, SECRET), address(SECRET), SECRET)


def _unsupported(act: Act) -> Deed:
    one, _ = secret(act)
    voices.support(act, one, member(act, SECRET), address(SECRET), SECRET)
    return lambda act: voices.unsupport(act, one, address(SECRET))


def _merged(act: Act) -> Deed:
    one, main, li = pair(act)
    return lambda act: pairing.merge(act, one, li, main)


def _split(act: Act) -> Deed:
    one, main, li = pair(act)
    pairing.merge(act, one, li, main)
    return lambda act: pairing.split(act, one, li)


def _freed(act: Act) -> Deed:
    one, main, li = pair(act)
    pairing.merge(act, one, li, main)
    return lambda act: pairing.free(act, main)


def _forgotten(act: Act) -> Deed:
    one, _ = secret(act)
    return lambda act: forgetting.proposer(act, one)


def _voice_forgotten(act: Act) -> Deed:
    one, _ = secret(act)
    ((_, code),) = voices.codes(act, one)
    lina = member(act, SECRET)
    voices.join(act, code, lina, address(SECRET))
    voice = voices.of_suggestion(act.session, one, Part.PROPOSER)[0]
    return lambda act: forgetting.voice(act, voice, lina)


def _drafted(_act: Act) -> Deed:
    return drive


def _changed(act: Act) -> Deed:
    one, li = drive(act)
    plan: dict[str, Any] = {
        "title": f"{SECRET}二",
        "focus": SECRET,
        "topics": [],
        "begins": one.begins,
        "ends": one.ends,
    }
    return lambda act: drives.change(act, one, li, **plan)


def _opened(act: Act) -> Deed:
    one, li = drive(act)
    return lambda act: drives.open_(act, one, li)


def _ended(act: Act) -> Deed:
    one, li = drive(act)
    drives.open_(act, one, li)
    return lambda act: drives.end(act, one, li)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "suggestions.file": ("suggestion.filed", _filed),
    "teams.codes": ("suggestion.codes_given", _codes),
    "teams.join": ("suggestion.joined", _joined),
    "suggestions.acknowledge": ("suggestion.acknowledged", _acknowledged),
    "exchange.remark": ("suggestion.remarked", _remarked),
    "exchange.reply": ("suggestion.replied", _replied),
    "exchange.note": ("suggestion.noted", _noted),
    "suggestions.sort": ("suggestion.sorted", _sorted),
    "suggestions.hand_over": ("suggestion.handed_over", _handed_over),
    "decisions.answer": ("suggestion.answered", _answered),
    "rethinking.withdraw": ("suggestion.withdrawn", _withdrawn),
    "rethinking.appeal": ("suggestion.appealed", _appealed),
    "publishing.publish": ("suggestion.published", _published),
    "publishing.unpublish": ("suggestion.unpublished", _unpublished),
    "suggestions.archive": ("suggestion.archived", _archived),
    "support.support": ("suggestion.supported", _supported),
    "support.unsupport": ("suggestion.unsupported", _unsupported),
    "pairing.merge": ("suggestion.merged", _merged),
    "pairing.split": ("suggestion.split", _split),
    "pairing.free": ("suggestion.split", _freed),
    "forgetting.proposer": ("suggestion.forgotten", _forgotten),
    "forgetting.voice": ("suggestion.voice_forgotten", _voice_forgotten),
    "drives.draft": ("drive.drafted", _drafted),
    "drives.change": ("drive.changed", _changed),
    "drives.open_": ("drive.opened", _opened),
    "drives.end": ("drive.ended", _ended),
}
