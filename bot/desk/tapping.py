"""What staff tap in their group: 接手 · 转交 · 办结 · 详情."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.desk import words
from bot.desks import Doing, Told
from bot.domain import board, cards, cases, contents, filings, groups, identities, postings
from bot.domain.acts import Act
from bot.domain.cases import Case
from bot.domain.groups import StaffGroup
from bot.domain.postings import Kind
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.messages import Address, Reply
from bot.store import outbox

DATA: Final = re.compile(r"case:(\d{1,10}):([a-z]{1,8})(?::(\d{1,10}))?")
MOST_NAMES: Final = 20


@dataclass(frozen=True)
class Tapping:
    """One tap on a button of a case, by an officer who may see it. `which`: the officer that was chosen."""

    act: Act
    group: StaffGroup
    doing: Doing
    case: Case
    officer: Officer
    which: int

    def take(self) -> Told:
        """Take the case on. Refusal where a colleague has it, whose name is told."""
        cases.take(self.act, self.case, self.officer)
        return Told(words.TAKEN.format(number=self.case.number))

    def give(self) -> Told:
        """Choose whom to hand it over to; then do so."""
        if self.which:
            return self._hand_over()
        if not cases.may_hand_over(self.act.session, self.case, self.officer):
            cases.take(self.act, self.case, self.officer)  # refuses, and says who has it
        able = cases.takers(self.act.session, self.case, self.act.today)
        names = [one for one in able if one.id != self.officer.id][:MOST_NAMES]
        if not names:
            raise Refusal(words.NOBODY)
        rows = [((one.name, f"case:{self.case.id}:give:{one.id}"),) for one in names]
        return Told(words.TO_WHOM, choices=(*rows, ((words.BACK, f"case:{self.case.id}:back"),)))

    def back(self) -> Told:
        """The card's own buttons again."""
        return Told(choices=self._buttons())

    def close(self) -> Told:
        """Ask for the outcome; who answers it closes the case."""
        if self.case.done or self.case.officer_id not in {None, self.officer.id}:
            cases.take(self.act, self.case, self.officer)  # refuses, and says why
        prompt = cards.PROMPT.format(number=self.case.number, who=f"@{self.officer.name} ")
        board.say(self.act, self.group, prompt, self.doing.message, self.case, kind=Kind.PROMPT, officer=self.officer)
        return Told(words.CLOSING)

    def more(self) -> Told:
        """Everything about the case, to the one who asked alone."""
        unit = self.act.session.get_one(Unit, self.case.unit_id).name
        link = f"{self.act.config.web.public_url}/console/cases/{self.case.number}"
        to = Address(contents.TELEGRAM, self.doing.sender.account)
        key = f"case:{self.case.id}:details:{self.doing.numbers[0]}"
        known = identities.shown(self.act.session, self.case, self.officer, self.act.now)
        text = cards.details(self.case, unit, link, known)
        outbox.put(self.act.session, to, Reply(text), key=key, kind="details", now=self.act.now)
        cases.looked_up(self.act, self.case)
        return Told(words.DETAILS)

    def _hand_over(self) -> Told:
        to = self.act.session.get(Officer, self.which)
        if to is None:
            raise Refusal(words.OLD)
        cases.hand_over(self.act, self.case, self.officer, to)
        return Told(words.GIVEN.format(name=to.name))

    def _buttons(self) -> cards.Buttons:
        posting = postings.of_message(self.act.session, self.group, self.doing.message)
        ours = groups.territory(self.act.session, self.group)
        if posting and posting.kind == Kind.LIST.value:
            return cards.list_buttons(postings.cases_of(self.act.session, posting), ours)
        return cards.card_buttons(self.case, ours=self.case.unit_id in ours)


DEEDS: Final[dict[str, Callable[[Tapping], Told]]] = {
    "take": Tapping.take,
    "give": Tapping.give,
    "back": Tapping.back,
    "close": Tapping.close,
    "more": Tapping.more,
}


def take(act: Act, group: StaffGroup, doing: Doing) -> Told:
    """What a button means. Refusal where it means nothing, or nothing to this officer."""
    found = DATA.fullmatch(doing.data)
    number, which = (int(found[1]), int(found[3] or 0)) if found else (0, 0)
    case = act.session.get(Case, number) if max(number, which) < postings.MOST else None
    deed = DEEDS.get(found[2]) if found else None
    officer = act.session.get_one(Officer, act.actor.id)
    if case is None or deed is None:
        raise Refusal(words.OLD)
    if not filings.may_see(act.session, officer, case):
        raise Refusal(words.NOT_YOURS_TO_TAP.format(number=case.number))
    postings.recognise(act.session, group, case, doing.message)
    return deed(Tapping(act, group, doing, case, officer, which))
