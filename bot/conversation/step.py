"""One step of a conversation, while it is taken: what a message is, and who is to hear it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation import words
from bot.conversation.answering import Answering
from bot.conversation.answers import Said, pick
from bot.conversation.drafts import Drafts
from bot.conversation.files import Files
from bot.conversation.forms import Form
from bot.conversation.kinds import Choice, PhoneNumber, Text, YesNo
from bot.conversation.menu import Answer, Command, Start
from bot.conversation.state import Conversation
from bot.errors import Refusal
from bot.messages import Reply

if TYPE_CHECKING:
    from bot.conversation.engine import Engine, Turn

LONGEST_NUMBER = 2
"""Digits of a number that may stand for a button."""

SLIP = 1
"""So many characters more or fewer may a mistyped button have."""

TAPPED = (Choice, YesNo, Files, PhoneNumber)
"""Questions that no such number answers: there it stands for a button."""


class Step:
    """One step: begin(), hear(), end()."""

    def __init__(self, engine: "Engine", kept: Conversation, turn: "Turn") -> None:
        self.engine, self.kept, self.turn = engine, kept, turn
        self.replies: list[Reply] = []
        self.drafts = Drafts(engine, kept, turn, self.replies)

    def begin(self) -> None:
        """What is too old goes; what was left alone for a while waits."""
        self.drafts.tidy()

    def hear(self, said: Said, unreadable: str = "") -> None:
        """Take what was said, or say that it cannot be read."""
        was_active, something = self.kept.active, bool(said.text or said.files)
        if unreadable or not something:
            self._say(words.UNREADABLE.format(what=unreadable) if unreadable else words.EMPTY)
        try:
            if something:
                self._hear(said)
            elif self.drafts.open:
                self.drafts.open.prompt()
        except Refusal as why:  # a question has nothing to choose from any more: its form waits
            self._say(str(why))
            self.drafts.pause()
        if was_active and not self.kept.active:
            self.drafts.offer = True

    def end(self) -> tuple[Reply, ...]:
        """Offer a waiting form again, and remember what was offered to tap."""
        self.drafts.offer_again()
        if not self.replies:
            self._say(words.EMPTY)
        last = self.replies[-1]
        if not self.kept.active and not last.controls:
            self.replies[-1] = replace(last, controls=(words.MENU,))
        self.kept.offered = list(last.buttons)
        return tuple(self.replies)

    # --- who hears it

    def _hear(self, said: Said) -> None:
        form, name = self.drafts.open, self.kept.draft.form if self.kept.active and self.kept.draft else None
        if said.text and (warning := self.engine.watch(said.text, name, self.turn)):
            self.replies.append(warning)
        if form:
            self._hear_form(form, said)
        else:
            self._hear_free(said)

    def _hear_form(self, form: Answering, said: Said) -> None:
        """An option of the open question, a word that steers, something from the menu, or an answer."""
        filling = form.filling
        if filling.question is None or isinstance(filling.question.kind, TAPPED):
            said = replace(said, text=self._tapped(said.text))
        found = None if form.is_story(said.text) else self.engine.menu.find(said.text)
        if filling.offers(said.text):
            form.answer(said)
            return
        if said.files and (found or words.steers(said.text)):
            self._set_aside(form, said)
            said = Said(said.text)
        if self.drafts.steer(said.text) or form.steer(said.text):
            return
        if found:
            self._interrupt(form, said.text, *found)
        elif words.COMMAND.fullmatch(said.text):
            self._say(words.NO_SUCH_COMMAND.format(text=said.text[:30]))
            form.prompt()
        else:
            form.answer(said)

    def _set_aside(self, form: Answering, said: Said) -> None:
        """Take files first that come with words which lead elsewhere."""
        if form.filling.place_for_files:
            form.attach(said)
        else:
            self.drafts.wait(said.files)

    def _hear_free(self, said: Said) -> None:
        """A word that steers, something from the menu, or free text; files wait for a form."""
        taken, text = self.drafts.wait(said.files), self._meant(self._tapped(said.text))
        if not text:
            if taken:
                self._say(words.FILES_ALONE)
        elif self.drafts.steer(text):
            return
        elif words.plain(text) in words.STEERING:
            self._say(words.NOTHING_OPEN)
        elif found := self.engine.menu.find(text):
            self._follow(*found)
        elif unclear := self._unclear(text):
            self._say(unclear)
        else:
            self.drafts.keep_in_case(text)
            self._run(lambda: self.engine.free(text, self.turn))

    # --- what is no answer

    def _interrupt(self, form: Answering, text: str, entry: Form | Command, groups: dict[str, str]) -> None:
        """Follow the menu in the middle of a form; what only looks like a command may still be the answer."""
        question = form.filling.question
        if groups and question and isinstance(question.kind, Text):
            form.hold(text)
        self._follow(entry, groups)

    def _follow(self, entry: Form | Command, groups: dict[str, str]) -> None:
        """Open a form, or run a command and go on with the form that was open."""
        if isinstance(entry, Form):
            self.drafts.begin(Start(entry.name))
            return
        self._run(lambda: entry.run(self.turn, **groups))

    def _run(self, act: Callable[[], Answer]) -> None:
        try:
            with self.turn.attempt():
                answer = act()
        except Refusal as why:
            answer = Reply(str(why))
        if isinstance(answer, Start):
            self.drafts.begin(answer)
            return
        self.replies.extend([answer] if isinstance(answer, Reply) else answer)
        if self.drafts.open:
            self.drafts.open.prompt()

    # --- small things

    def _tapped(self, text: str) -> str:
        """A number stands for the button that was offered last."""
        if text.isdecimal() and len(text) <= LONGEST_NUMBER and self.kept.offered:
            index = pick(text, self.kept.offered, lambda _said, _labels: None)
            return text if index is None else self.kept.offered[index]
        return text

    def _meant(self, text: str) -> str:
        """A word that is a button of the last reply but for a slip stands for that button."""
        if len(text) <= SLIP + 1 or text in self.kept.offered or self.engine.menu.find(text):
            return text
        near = [button for button in self.kept.offered if abs(len(button) - len(text)) <= SLIP]
        found = self.engine.match(text, near) if near else None
        return text if found is None else near[found]

    def _unclear(self, text: str) -> str | None:
        """What to say to a text in which there is nothing to read, or a number that stands for no button."""
        if not any(char.isalnum() for char in text):
            return words.UNREADABLE.format(what="只有表情或符号的消息")
        if text.isdecimal() and len(text) <= LONGEST_NUMBER and self.kept.offered:
            return words.NO_SUCH_BUTTON.format(last=len(self.kept.offered))
        return None

    def _say(self, text: str) -> None:
        self.replies.append(Reply(text))
