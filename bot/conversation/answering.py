"""An open form hears a message: a word that steers it, an answer, or a question in between."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation import words
from bot.conversation.answers import Said
from bot.conversation.files import ENOUGH, Files
from bot.conversation.filling import Filling
from bot.conversation.kinds import Text
from bot.conversation.start import Start
from bot.conversation.state import Conversation
from bot.errors import Refusal, Rejected
from bot.messages import Reply

if TYPE_CHECKING:
    from bot.conversation.engine import Engine, Turn

SHORTEST_QUESTION = 4
LONGEST_QUESTION = 40
"""In a story, a longer text is the story itself, even if it ends in a question."""

_QUESTION = re.compile(r"[?？]\s*$|[吗呢嘛]\s*$|^(请问|问一下|想问|问个)|(怎么办|怎么算|多少钱|是什么意思)\s*$")


class Answering:
    """One open form in one turn; what it says goes to `replies`, whether it was handed in to `kept`.

    `begin` opens the form that the one handed in leads to.
    """

    def __init__(
        self,
        engine: "Engine",
        turn: "Turn",
        kept: Conversation,
        replies: list[Reply],
        filling: Filling,
        begin: Callable[[Start], None],
    ) -> None:
        self.engine, self.turn, self.kept, self.replies = engine, turn, kept, replies
        self.filling, self.begin = filling, begin

    def prompt(self) -> None:
        """Ask the open question, or show the summary."""
        self.replies.append(self.filling.prompt())

    def go_on(self) -> None:
        """Ask what is still open; where nothing is and no summary is wanted, hand the form in."""
        form, values = self.filling.form, self.filling.values
        if self.filling.question or (form.confirm and not form.at_once(values)):
            self.prompt()
        else:
            self._submit()

    def steer(self, text: str) -> bool:
        """Follow a word that steers this form; False where the text is none."""
        filling, word = self.filling, words.plain(text)
        if word in words.BACKS:
            self._change(filling.back)
        elif found := words.CORRECT.fullmatch(word):
            self._change(lambda: filling.correct(_number(found[1])))
        elif word in words.SUBMITS and filling.ready:
            self._submit()
        elif word in words.SUBMITS:
            self._say(words.NOTHING_TO_SUBMIT)
            self.prompt()
        elif word == words.KEEP:
            self._change(filling.keep)
        elif word == words.MEANT:
            self._change(self._take_held)
        else:
            return self._skip(word)
        return True

    def answer(self, said: Said) -> None:
        """Take an answer to the open question; files may come at any time."""
        question = self.filling.question
        for_files = bool(question and isinstance(question.kind, Files))
        if said.files and not for_files:
            self.attach(said)
            said = replace(said, files=())
        elif said.files and said.text not in ENOUGH | {""}:
            self._say(words.NOT_TAKEN)
        nothing = not said.text and not said.files
        if nothing or (question and isinstance(question.kind, Text) and self._interrupts(said.text)):
            self.prompt()
        else:
            self._change(lambda: self.filling.take(said), said.text)

    def hold(self, text: str) -> None:
        """Keep a text that was taken for something else, in case it was the answer."""
        self.filling.draft.held = text
        self.filling.touch(self.turn.now)

    def is_story(self, text: str) -> bool:
        """Whether a text is too long to be anything but the answer to a question that asks for a story."""
        question = self.filling.question
        return bool(question and question.ask.narrative and len(text) > LONGEST_QUESTION)

    def attach(self, said: Said) -> bool:
        """Keep files that came before or after their turn for the question that asks for them, if it takes them."""
        try:
            self.filling.keep_files(said)
        except Rejected as why:
            self._say(str(why))
            return False
        self.filling.touch(self.turn.now)
        self._say(words.FILES_KEPT.format(count=len(said.files), title=self.filling.form.title))
        return True

    def _take_held(self) -> None:
        held = self.filling.text_held
        if held:
            self.filling.take(Said(held))

    def _skip(self, word: str) -> bool:
        question = self.filling.question
        skips = question and word in words.SKIPS and (question.optional or word in words.MUST_SKIPS)
        if skips:
            self._change(self.filling.skip)
        return bool(skips)

    def _interrupts(self, text: str) -> bool:
        """Whether a text is a question that we answer, and not the answer; it is kept in case it was."""
        if self.is_story(text) or not _QUESTION.search(text) or not self._aside(text):
            return False
        self.hold(text)
        return True

    def _aside(self, text: str) -> bool:
        answer = self.engine.aside(text, self.turn) if len(text) >= SHORTEST_QUESTION else None
        if answer:
            self.replies.append(answer)
        return answer is not None

    def _change(self, change: Callable[[], None], said: str = "") -> None:
        """Change the form and ask on; where that is rejected, what was said may be a question, else say why."""
        try:
            change()
        except Rejected as why:
            if not (said and self._aside(said)):
                self._say(str(why))
            self.prompt()
            return
        self.filling.touch(self.turn.now)
        self.go_on()

    def _submit(self) -> None:
        """Hand the form in; where that is refused, everything stays as it was."""
        form = self.filling.form
        try:
            with self.turn.attempt():
                answer = form.submit(form.filled(self.filling.complete), self.turn)
        except Refusal as why:
            self._say(str(why))
            self.prompt()
            return
        self.kept.drafts.remove(self.filling.draft)
        self.kept.active = False
        if isinstance(answer, Start):
            given = self.filling.draft.answers if answer.keep else {}
            self.begin(replace(answer, answers={**given, **answer.answers}))
            return
        self.replies.extend([answer] if isinstance(answer, Reply) else answer)

    def _say(self, text: str) -> None:
        self.replies.append(Reply(text))


def _number(figure: str) -> int:
    return "零一二三四五六七八九".index(figure) if figure in "一二三四五六七八九" else int(figure)
