"""One step of a conversation, while it is taken: what a message is, and who is to hear it."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from bot.conversation import words
from bot.conversation.answering import Answering
from bot.conversation.answers import MOST_FILES, Said, Scope, pick
from bot.conversation.filling import Filling
from bot.conversation.forms import Form
from bot.conversation.menu import Answer, Command, Start
from bot.conversation.state import EXPIRES, PAUSES, Conversation, Draft
from bot.errors import Refusal
from bot.messages import Attachment, Reply

if TYPE_CHECKING:
    from bot.conversation.engine import Engine, Turn

MOST_DRAFTS = 3
LONGEST_NUMBER = 2
"""Digits of a number that may stand for a button."""


class Step:
    """One step: begin(), hear(), end()."""

    def __init__(self, engine: "Engine", kept: Conversation, turn: "Turn") -> None:
        self.engine, self.kept, self.turn = engine, kept, turn
        self.scope = Scope(turn.today, engine.match, turn)
        self.replies: list[Reply] = []
        self.offer = False  # a form that waits is to be offered again

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
            kept.active, self.offer, kept.files = False, True, []
        kept.heard = now.isoformat()

    def hear(self, said: Said, unreadable: str = "") -> None:
        """Take what was said, or say that it cannot be read."""
        was_active = self.kept.active
        if unreadable or not (said.text or said.files):
            self._say(words.UNREADABLE.format(what=unreadable) if unreadable else words.EMPTY)
            if form := self.open:
                form.prompt()
            return
        self._warn(said.text)
        if self.open:
            self._hear_form(self.open, said)
        else:
            self._hear_free(said)
        self.offer = self.offer or (was_active and not self.kept.active)

    def end(self) -> tuple[Reply, ...]:
        """Offer a waiting form again, and remember what was offered to tap."""
        if self.offer and not self.kept.active and self.kept.draft:
            waiting = self._filling(self.kept.draft).unfinished()
            self.replies.append(Reply(waiting, (words.GO_ON, words.RESTART, words.DROP)))
        self.kept.offered = list(self.replies[-1].buttons) if self.replies else []
        return tuple(self.replies)

    @property
    def open(self) -> Answering | None:
        """The form that is being filled now."""
        draft = self.kept.draft if self.kept.active else None
        return Answering(self.engine, self.turn, self.kept, self.replies, self._filling(draft)) if draft else None

    def _warn(self, text: str) -> None:
        name = self.kept.draft.form if self.kept.active and self.kept.draft else None
        if text and (warning := self.engine.watch(text, name, self.turn)):
            self.replies.append(warning)

    # --- who hears it

    def _hear_form(self, form: Answering, said: Said) -> None:
        """An option of the open question, a word that steers, something from the menu, or an answer."""
        filling = form.filling
        if filling.question is None:
            said = replace(said, text=self._tapped(said.text))
        if filling.offers(said.text):
            form.answer(said)
        elif self._steer_drafts(said.text) or form.steer(said.text):
            return
        elif found := self.engine.menu.find(said.text):
            self._follow(*found)
        else:
            form.answer(said)

    def _hear_free(self, said: Said) -> None:
        """A word that steers, something from the menu, or free text; files wait for a form."""
        if said.files:
            self.kept.files = [*self.kept.files, *(asdict(file) for file in said.files)][-MOST_FILES:]
        text = self._tapped(said.text)
        if not text:
            self._say(words.FILES_ALONE)
        elif self._steer_drafts(text):
            return
        elif text in words.STEERING:
            self._say(words.NOTHING_OPEN)
        elif found := self.engine.menu.find(text):
            self._follow(*found)
        elif unclear := self._unclear(text):
            self._say(unclear)
        else:
            self._run(lambda: self.engine.free(text, self.turn))

    def _steer_drafts(self, text: str) -> bool:
        """Follow a word that goes on with an unfinished form, drops it or begins it anew; False where it is none."""
        draft = self.kept.draft
        if draft is None:
            return False
        if text in words.GO_ONS:
            self._go_on(draft)
        elif text in words.CANCELS:
            self._drop(draft)
        elif text == words.RESTART:
            self._begin(Start(draft.form, fresh=True))
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
        self.kept.active, self.offer = False, True
        self._say(words.CANCELLED.format(title=self.engine.menu.forms[draft.form].title))

    # --- what is no answer

    def _follow(self, entry: Form | Command, groups: dict[str, str]) -> None:
        """Open a form, or run a command and go on with the form that was open."""
        if isinstance(entry, Form):
            self._begin(Start(entry.name))
            return
        before = self.kept.draft if self.kept.active else None
        self._run(lambda: entry.run(self.turn, **groups))
        if self.open and self.kept.draft is before:
            self.open.prompt()

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
            self.replies.extend([answer] if isinstance(answer, Reply) else answer)

    def _begin(self, start: Start) -> None:
        """Open a form; one of the same kind that waits is offered instead, unless the new one brings answers."""
        kept, form = self.kept, self.engine.menu.forms[start.form]
        same = next((draft for draft in kept.drafts if draft.form == form.name), None)
        if same:
            kept.drafts.remove(same)
        if same and not start.answers and not start.fresh:
            kept.drafts.append(same)
            kept.active, self.offer = False, True
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

    def _attach_held(self) -> None:
        """Give the form the files that came before it was open."""
        held, self.kept.files = tuple(Attachment(**one) for one in self.kept.files), []
        if held and self.open:
            self.open.attach(Said(files=held))

    # --- small things

    def _filling(self, draft: Draft) -> Filling:
        return Filling(self.engine.menu.forms[draft.form], draft, self.scope)

    def _tapped(self, text: str) -> str:
        """A number stands for the button that was offered last."""
        if text.isdecimal() and len(text) <= LONGEST_NUMBER and self.kept.offered:
            index = pick(text, self.kept.offered, lambda _said, _labels: None)
            return text if index is None else self.kept.offered[index]
        return text

    def _unclear(self, text: str) -> str | None:
        """What to say to a text in which there is nothing to read, or a number that stands for no button."""
        if not any(char.isalnum() for char in text):
            return words.UNREADABLE.format(what="只有表情或符号的消息")
        if text.isdecimal() and len(text) <= LONGEST_NUMBER and self.kept.offered:
            return words.NO_SUCH_BUTTON.format(last=len(self.kept.offered))
        return None

    def _say(self, text: str) -> None:
        self.replies.append(Reply(text))
