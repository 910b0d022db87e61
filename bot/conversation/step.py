"""One step of a conversation, while it is taken: what a message is, and who is to hear it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import places
from bot.conversation import taps, words
from bot.conversation.answering import Answering
from bot.conversation.answers import Said
from bot.conversation.drafts import Drafts
from bot.conversation.edits import Edits
from bot.conversation.files import Files
from bot.conversation.forms import Form
from bot.conversation.kinds import Choice, PhoneNumber, Text, YesNo
from bot.conversation.menu import Answer, Command, Start
from bot.conversation.state import Conversation
from bot.errors import Refusal
from bot.messages import Reply

if TYPE_CHECKING:
    from bot.conversation.engine import Engine, Turn

TAPPED = (Choice, YesNo, Files, PhoneNumber)
"""Questions that no such number answers: there it stands for a button."""


class Step:
    """One step: begin(), hear(), end()."""

    def __init__(self, engine: "Engine", kept: Conversation, turn: "Turn") -> None:
        self.engine, self.kept, self.turn = engine, kept, turn
        self.replies: list[Reply] = []
        self.drafts = Drafts(engine, kept, turn, self.replies)
        self.edits = Edits(engine, turn, kept, self.replies, self.drafts)
        self.silent = False

    def adds_nothing(self, said: Said) -> bool:
        """Whether this is a tap that was heard already, or an edit that leaves an answer as it is."""
        return taps.again(self.kept, said, self.turn.now) or (said.edited and self.edits.change_nothing(said))

    def begin(self, said: Said) -> None:
        """What is too old goes; what was left alone for a while waits."""
        self.drafts.tidy()
        self.kept.tapped = taps.tapped(said)

    def hear(self, said: Said, unreadable: str = "") -> None:
        """Take what was said, or say that it cannot be read."""
        said, was_active = self.edits.as_heard(said), self.kept.active
        something = bool(said.text or said.files or (said.edited and not unreadable))
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
        """Offer a waiting form again, and remember what was offered to tap; where a person has the talk, keep still."""
        if self.silent and not self.replies:
            return ()
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
        if said.edited:
            self.edits.take(said)
        elif said.tap:
            self._hear_tap(form, said, said.tap.step)
        else:
            self._hear_words(form, said)

    def _hear_words(self, form: Answering | None, said: Said) -> None:
        if form:
            self._hear_form(form, said)
        else:
            self._hear_free(said)

    def _hear_tap(self, form: Answering | None, said: Said, step: str) -> None:
        """A button of what is asked now is as good as typed; one of anything earlier answers nothing."""
        if step == self.drafts.step or not (step or form):
            self._hear_words(form, said)
        elif form and not step:
            self._hear_loose(form, said.text)
        elif not form and (found := self.engine.menu.find(said.text)):
            self._follow(*found)
        elif form:
            self._refuse_late(form)
        else:
            self.drafts.offer = bool(self.kept.draft)
            self._say(words.LATE if self.kept.draft else words.LATE_ALONE)

    def _hear_loose(self, form: Answering, text: str) -> None:
        """Follow a button that belongs to no form, in the middle of one: it may lead anywhere but answers nothing."""
        if words.plain(text) not in words.ANSWERING and (self.drafts.steer(text) or form.steer(text)):
            return
        if found := self.engine.menu.find(text):
            self._follow(*found)
        elif answer := self.engine.aside(text, self.turn):
            self.replies.append(answer)
            form.prompt()
        else:
            self._refuse_late(form)

    def _refuse_late(self, form: Answering) -> None:
        self._say(words.LATE)
        form.prompt()

    def _hear_form(self, form: Answering, said: Said) -> None:
        """An option of the open question, a word that steers, something from the menu, or an answer."""
        filling = form.filling
        if not said.tap and (filling.question is None or isinstance(filling.question.kind, TAPPED)):
            said = replace(said, text=taps.by_number(said.text, self.kept.offered))
        found = None if form.is_story(said.text) else self.engine.menu.find(said.text)
        if filling.offers(said.text):
            form.answer(said)
            return
        if said.files and (found or words.steers(said.text)):
            self._set_aside(form, said)
            said = replace(said, files=())
        if self.drafts.steer(said.text) or form.steer(said.text):
            return
        if found:
            self._interrupt(form, said.text, *found)
        elif words.COMMAND.fullmatch(said.text):
            self._say(words.NO_SUCH_COMMAND.format(text=said.text[:30]))
            form.prompt()
        else:
            self._answer(form, said)

    def _answer(self, form: Answering, said: Said) -> None:
        """Take an answer; a text of which nothing came may be mended."""
        draft = form.filling.draft
        before = dict(draft.answers)
        form.answer(said)
        if draft is self.kept.draft and draft.answers == before:
            self.kept.unused = said.reference

    def _set_aside(self, form: Answering, said: Said) -> None:
        """Take files first that come with words which lead elsewhere."""
        if form.filling.place_for_files:
            form.attach(said)
        else:
            self.drafts.wait(said.files)

    def _hear_free(self, said: Said) -> None:
        """A word that steers, something from the menu, or free text; files wait for a form.

        While a person has the talk, it is theirs.
        """
        known = self.engine.menu.find(said.text) is not None
        if (answer := self.engine.person(said, self.turn, known=known)) is not None:
            self.replies.extend(answer)
            self.silent = True
            return
        taken = self.drafts.wait(said.files)
        text = said.text if said.tap else self._meant(said.text)
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
            self.kept.unused = said.reference
        else:
            self._hear_question(said, text)

    def _hear_question(self, said: Said, text: str) -> None:
        """Answer free text: it may be mended afterwards, and so may a text that became an answer of a form."""
        self.drafts.keep_in_case(text)
        self._run(lambda: self.engine.free(text, self.turn))
        form = self.drafts.open
        if form is None:
            self.kept.unused = said.reference
        elif said.reference:
            form.filling.refer(text, said.reference)

    # --- what is no answer

    def _interrupt(self, form: Answering, text: str, entry: Form | Command, groups: dict[str, str]) -> None:
        """Follow the menu in the middle of a form; what only looks like a command may still be the answer."""
        question = form.filling.question
        if groups and question and isinstance(question.kind, Text) and not text.startswith("/"):
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

    def _meant(self, text: str) -> str:
        """The button of the last reply that a number or a word with a slip stands for; else the text itself."""
        offered = self.kept.offered
        text = taps.by_number(text, offered)
        return text if self.engine.menu.find(text) else taps.by_likeness(text, offered, self.engine.match)

    def _unclear(self, text: str) -> str | None:
        """What to say to a text that is nothing to answer: no words, a number without a button, a bare position."""
        if not any(char.isalnum() for char in text):
            return words.UNREADABLE.format(what="只有表情或符号的消息")
        if taps.is_number(text) and self.kept.offered:
            return words.NO_SUCH_BUTTON.format(last=len(self.kept.offered))
        return words.PLACE_ALONE if places.is_position(text) else None

    def _say(self, text: str) -> None:
        self.replies.append(Reply(text))
