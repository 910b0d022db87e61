"""A member changes a message that was heard before: where it answered a question, the answer changes with it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation import words
from bot.conversation.answers import Said
from bot.conversation.drafts import Drafts
from bot.conversation.filling import Filling
from bot.conversation.forms import Question
from bot.conversation.state import Conversation, Draft
from bot.errors import Refusal
from bot.messages import Reply

if TYPE_CHECKING:
    from bot.conversation.engine import Engine, Turn


class Edits:
    """The messages of one conversation that may still be changed, in one turn; what it says goes to `replies`."""

    def __init__(
        self, engine: "Engine", turn: "Turn", kept: Conversation, replies: list[Reply], drafts: Drafts
    ) -> None:
        self.engine, self.turn, self.kept, self.replies, self.drafts = engine, turn, kept, replies, drafts

    def change_nothing(self, said: Said) -> bool:
        """Whether the answer would stay what it is, and nothing must be said to the new words either."""
        found = self._find(said)
        if found is None:
            return False
        filling, question = found
        stored = filling.draft.answers[question.name]
        try:
            same = said.text == stored or filling.mended(question, said.text) == stored
        except Refusal:
            return False
        return same and (said.text == stored or not self.engine.watch(said.text, filling.form.name, self.turn))

    def as_heard(self, said: Said) -> Said:
        """The message as it is to be heard: an edit as a new one, where nothing came of it and nothing was said since.

        A tap has no words of its own that could be changed later.
        """
        if said.tap:
            said = replace(said, reference="")
        if said.edited and said.reference and said.reference == self.kept.unused and self._find(said) is None:
            said = replace(said, edited=False)
        if not said.edited:
            self.kept.unused = ""
        return said

    def take(self, said: Said) -> None:
        """Change the answer that the message gave, or say that it is too late; then ask on."""
        found, changed = self._find(said), None
        if found:
            changed = self._mend(*found, said.text)
        else:
            self._say(words.EDIT_NOT_TAKEN)
        form = self.drafts.open
        if form and changed is form.filling.draft:
            form.go_on()
        elif form:
            form.prompt()

    def _mend(self, filling: Filling, question: Question, text: str) -> Draft | None:
        """Change the answer, or say why not; the unfinished form that changed."""
        label = question.label
        try:
            if self._leads_elsewhere(filling, question, text):
                self._say(words.EDIT_NOT_TAKEN)
                return None
            filling.mend(question, text)
        except Refusal as why:
            self._say(words.EDIT_REJECTED.format(why=why, label=label))
            return None
        filling.touch(self.turn.now)
        self._say(words.EDITED.format(label=label))
        return filling.draft

    def _leads_elsewhere(self, filling: Filling, question: Question, text: str) -> bool:
        """Whether nobody who typed this would have meant it as an answer: 取消, 菜单, /start."""
        if text in filling.options(question) or words.plain(text) in words.SKIPS:
            return False
        found = self.engine.menu.find(text)
        whole = found is not None and not found[1]
        return whole or words.steers(text) or bool(words.COMMAND.fullmatch(text))

    def _find(self, said: Said) -> tuple[Filling, Question] | None:
        """The form and the question that the message answered, the form on top first."""
        for draft in reversed(self.kept.drafts) if said.reference else ():
            if draft.form not in self.engine.menu.forms:
                continue
            filling = self.drafts.filling(draft)
            for question in filling.asked:
                if draft.references.get(question.name) == said.reference and question.name in draft.answers:
                    return filling, question
        return None

    def _say(self, text: str) -> None:
        self.replies.append(Reply(text))
