"""One turn of a conversation: a step from (what is kept, what was said) to replies. It returns, it never sends."""

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from bot.conversation import words
from bot.conversation.answers import MOST_FILES, SKIP, Files, Matcher, Said, Scope, Text, pick
from bot.conversation.filling import Filling
from bot.conversation.forms import Form
from bot.conversation.menu import Answer, Command, Menu, Start
from bot.conversation.state import EXPIRES, PAUSES, Conversation, Draft
from bot.errors import Refusal, Rejected
from bot.messages import Attachment, Reply

MOST_DRAFTS = 3
MOST_BUTTONS = 99
SHORTEST_QUESTION = 4
LONGEST_QUESTION = 40
"""In a story, a longer text is the story itself, even if it ends in a question."""

_CORRECT = re.compile(r"(?:修改|更正|改)\s*第?\s*(\d{1,2})\s*[项条个]?")
_QUESTION = re.compile(r"[?？]\s*$|[吗呢嘛]\s*$|^(请问|问一下|想问|问个)|(怎么办|怎么算|多少钱|是什么意思)\s*$")


class Turn(Protocol):
    """What the engine needs to know of a turn; handlers know more of it."""

    @property
    def now(self) -> datetime:
        """The moment, in UTC."""

    @property
    def today(self) -> date:
        """The day in the union's time zone."""

    def attempt(self) -> AbstractContextManager[object]:
        """A part of the turn that is undone as a whole when it is refused."""


@dataclass(frozen=True)
class Engine:
    """The menu, the fuzzy matcher, and who answers what belongs to no form.

    `aside` answers a question asked in the middle of a form, or returns None where it is none that can be answered
    surely. `free` takes what is said outside any form. `watch` hears everything first, with the name of the open
    form, and may have something to say before all else.
    """

    menu: Menu
    match: Matcher
    aside: Callable[[str, Any], Reply | None]
    free: Callable[[str, Any], Answer]
    watch: Callable[[str, str | None, Any], Reply | None]

    def step(self, kept: Conversation, said: Said, turn: Turn, unreadable: str = "") -> tuple[Reply, ...]:
        """Take what was said, change what is kept, and return what to say."""
        step = _Step(self, kept, turn)
        step.begin()
        if unreadable:
            step.decline(words.UNREADABLE.format(what=unreadable))
        elif said.text or said.files:
            step.hear(said)
        else:
            step.decline(words.EMPTY)
        return step.end()


class _Step:
    """One step, while it is taken."""

    def __init__(self, engine: Engine, kept: Conversation, turn: Turn) -> None:
        self.engine, self.kept, self.turn = engine, kept, turn
        self.scope = Scope(turn.today, engine.match, turn)
        self.replies: list[Reply] = []
        self.waits = False  # a form waits and is to be offered again

    def begin(self) -> None:
        """What is too old goes; what was left alone for a while waits until it is asked for."""
        kept, now = self.kept, self.turn.now
        for draft in list(kept.drafts):
            form = self.engine.menu.forms.get(draft.form)
            if form is None or draft.age(now) >= EXPIRES:
                kept.active = kept.active and draft is not kept.draft
                kept.drafts.remove(draft)
                self._say(words.EXPIRED.format(title=form.title) if form else words.GONE)
        if kept.idle(now) >= PAUSES:
            kept.active, self.waits, kept.files = False, True, []
        kept.heard = now.isoformat()

    def decline(self, text: str) -> None:
        """Nothing that can be read came."""
        self._say(text)
        if filling := self.filling:
            self.replies.append(filling.prompt())

    def end(self) -> tuple[Reply, ...]:
        """Offer a waiting form again, and remember what was offered to tap."""
        if self.waits and not self.kept.active and self.kept.draft:
            waiting = self._filling(self.kept.draft)
            self.replies.append(Reply(waiting.unfinished(), (words.GO_ON, words.RESTART, words.DROP)))
        self.kept.offered = list(self.replies[-1].buttons) if self.replies else []
        return tuple(self.replies)

    @property
    def filling(self) -> Filling | None:
        """The form that is being filled now."""
        return self._filling(self.kept.draft) if self.kept.active and self.kept.draft else None

    def hear(self, said: Said) -> None:
        """Decide what a message is: an option of the open question, a word that steers, a command, an answer."""
        filling = self.filling
        self._warn(said.text, filling)
        if said.files and not filling:
            self.kept.files = [*self.kept.files, *(asdict(file) for file in said.files)][-MOST_FILES:]
        if filling and filling.offers(said.text):
            self._answer(filling, said)
            return
        if not (filling and filling.question):
            said = replace(said, text=self._tapped(said.text))
        if self._steer(said.text):
            return
        if said.text and (found := self.engine.menu.find(said.text)):
            self._follow(*found)
        elif filling:
            self._answer(filling, said)
        elif said.text and (unclear := self._unclear(said.text)):
            self._say(unclear)
        elif said.text:
            self._run(lambda: self.engine.free(said.text, self.turn))
        else:
            self._say(words.FILES_ALONE)

    def _warn(self, text: str, filling: Filling | None) -> None:
        if text and (warning := self.engine.watch(text, filling.form.name if filling else None, self.turn)):
            self.replies.append(warning)

    # --- words that steer

    def _steer(self, text: str) -> bool:
        """Follow a word that steers forms; False where the text is none."""
        draft, filling = self.kept.draft, self.filling
        if text in words.GO_ONS and draft:
            self._go_on(draft)
        elif text in words.CANCELS and draft:
            self._drop(draft)
        elif text == words.RESTART and draft:
            self._begin(Start(draft.form, fresh=True))
        elif filling:
            return self._steer_filling(filling, text)
        elif text in words.CANCELS | words.BACKS | words.SUBMITS | words.GO_ONS:
            self._say(words.NOTHING_OPEN)
        else:
            return False
        return True

    def _steer_filling(self, filling: Filling, text: str) -> bool:
        question, draft = filling.question, filling.draft
        if text in words.BACKS:
            self._change(filling, filling.back)
        elif found := _CORRECT.fullmatch(text):
            self._change(filling, lambda: filling.correct(int(found[1])))
        elif text in words.SUBMITS and filling.ready:
            self._submit(filling)
        elif text == words.SUBMIT:
            self.decline(words.NOTHING_TO_SUBMIT)
        elif question and text in words.SKIPS and (question.optional or text == SKIP):
            self._change(filling, filling.skip)
        elif draft.correcting and text == words.KEEP:
            draft.correcting = None
            self._next(filling)
        elif draft.held and text == words.MEANT:
            self._change(filling, lambda: filling.take(Said(draft.held or "")))
        else:
            return False
        return True

    def _go_on(self, draft: Draft) -> None:
        self.kept.active = True
        filling = self._filling(draft)
        filling.touch(self.turn.now)
        self.replies.append(filling.prompt())

    def _drop(self, draft: Draft) -> None:
        self.kept.drafts.remove(draft)
        self.kept.active, self.waits = False, True
        self._say(words.CANCELLED.format(title=self.engine.menu.forms[draft.form].title))

    # --- answers

    def _answer(self, filling: Filling, said: Said) -> None:
        question = filling.question
        if said.files and not (question and isinstance(question.kind, Files)):
            self._keep_files(filling, said)
            said = Said(said.text)
        if not said.text and not said.files:
            self.replies.append(filling.prompt())
        elif question and isinstance(question.kind, Text) and self._interrupts(filling, said.text):
            self.replies.append(filling.prompt(in_case_meant=True))
        else:
            self._change(filling, lambda: filling.take(said), said.text)

    def _interrupts(self, filling: Filling, text: str) -> bool:
        """Whether a text is a question that we answer, and not the answer; it is kept in case it was."""
        question = filling.question
        story = question and question.ask.narrative and len(text) > LONGEST_QUESTION
        if story or not _QUESTION.search(text) or not self._aside(text):
            return False
        filling.draft.held = text
        filling.touch(self.turn.now)
        return True

    def _change(self, filling: Filling, change: Callable[[], None], said: str = "") -> None:
        """Change the form and ask on; where that is rejected, what was said may be a question, else say why."""
        try:
            change()
        except Rejected as why:
            if not (said and self._aside(said)):
                self._say(str(why))
            self.replies.append(filling.prompt())
            return
        self._next(filling)

    def _keep_files(self, filling: Filling, said: Said) -> None:
        try:
            filling.keep_files(said)
        except Rejected as why:
            self._say(str(why))
            return
        filling.touch(self.turn.now)
        self._say(words.FILES_KEPT.format(count=len(said.files), title=filling.form.title))

    def _attach_held(self) -> None:
        """Files that came before the form was open."""
        held, self.kept.files = tuple(Attachment(**one) for one in self.kept.files), []
        if held and self.filling:
            self._keep_files(self.filling, Said(files=held))

    def _next(self, filling: Filling) -> None:
        filling.touch(self.turn.now)
        if filling.form.confirm or filling.question:
            self.replies.append(filling.prompt())
        else:
            self._submit(filling)

    def _submit(self, filling: Filling) -> None:
        """Hand the form in; where that is refused, everything stays as it was."""
        form = filling.form
        try:
            with self.turn.attempt():
                answer = form.submit(form.shape(**filling.complete), self.turn)
        except Refusal as why:
            self._say(str(why))
            self.replies.append(filling.prompt())
            return
        self.kept.drafts.remove(filling.draft)
        self.kept.active, self.waits = False, True
        self._add(answer)

    # --- what is no answer

    def _follow(self, entry: Form | Command, groups: dict[str, str]) -> None:
        if isinstance(entry, Form):
            self._begin(Start(entry.name))
            return
        before = self.filling
        self._run(lambda: entry.run(self.turn, **groups))
        if before and self.filling and self.filling.draft is before.draft:
            self.replies.append(before.prompt())

    def _run(self, act: Callable[[], Answer]) -> None:
        try:
            with self.turn.attempt():
                answer = act()
        except Refusal as why:
            self._say(str(why))
            return
        if isinstance(answer, Start):
            self._begin(answer)
        else:
            self._add(answer)

    def _begin(self, start: Start) -> None:
        """Open a form; one of the same kind that waits is offered instead, unless the new one brings answers."""
        kept, form = self.kept, self.engine.menu.forms[start.form]
        same = next((draft for draft in kept.drafts if draft.form == form.name), None)
        if same:
            kept.drafts.remove(same)
        if same and not start.answers and not start.fresh:
            kept.drafts.append(same)
            kept.active, self.waits = False, True
            return
        draft = Draft(form.name, self.turn.now.isoformat(), dict(start.answers))
        try:
            prompt = self._filling(draft).prompt()
        except Refusal as why:
            self._say(str(why))
            return
        kept.drafts = [*kept.drafts, draft][-MOST_DRAFTS:]
        kept.active = True
        self._attach_held()
        opening = start.opening or form.opening(self.turn)
        self.replies.append(replace(prompt, text=f"{opening}\n{prompt.text}") if opening else prompt)

    def _aside(self, text: str) -> bool:
        answer = self.engine.aside(text, self.turn) if len(text) >= SHORTEST_QUESTION else None
        if answer:
            self.replies.append(answer)
        return answer is not None

    # --- small things

    def _filling(self, draft: Draft) -> Filling:
        return Filling(self.engine.menu.forms[draft.form], draft, self.scope)

    def _tapped(self, text: str) -> str:
        """A number stands for the button that was offered last."""
        number = text.strip()
        if number.isdecimal() and int(number[:3]) <= MOST_BUTTONS and self.kept.offered:
            index = pick(number, self.kept.offered, lambda _said, _labels: None)
            return text if index is None else self.kept.offered[index]
        return text

    def _unclear(self, text: str) -> str | None:
        """What to say to a text in which there is nothing to read, or a number that stands for no button."""
        if not any(char.isalnum() for char in text):
            return words.UNREADABLE.format(what="只有表情或符号的消息")
        if text.isdecimal() and int(text[:3]) <= MOST_BUTTONS and self.kept.offered:
            return words.NO_SUCH_BUTTON.format(last=len(self.kept.offered))
        return None

    def _say(self, text: str) -> None:
        self.replies.append(Reply(text))

    def _add(self, answer: Reply | Sequence[Reply]) -> None:
        self.replies.extend([answer] if isinstance(answer, Reply) else answer)
