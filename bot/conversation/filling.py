"""A form while it is filled: which question is open, what an answer changes, what to ask next."""

import json
from dataclasses import replace
from datetime import datetime

from bot.conversation import words
from bot.conversation.answers import DONE, SKIP, Said, Scope
from bot.conversation.files import Files
from bot.conversation.forms import STALE, Form, Question, Values
from bot.conversation.kinds import Text
from bot.conversation.state import Draft
from bot.conversation.taps import token
from bot.errors import Refusal, Rejected
from bot.messages import Reply


class Filling:
    """One form, its draft, and the scope in which its answers are read."""

    def __init__(self, form: Form, draft: Draft, scope: Scope) -> None:
        self.form, self.draft, self.scope = form, draft, replace(scope, answers=draft.answers)

    @property
    def values(self) -> Values:
        """The finished answers."""
        return self.form.read(self.draft.answers, self.scope)

    @property
    def asked(self) -> list[Question]:
        """The questions that this member gets."""
        return self.form.applicable(self.values, self.scope)

    @property
    def question(self) -> Question | None:
        """The open one: the one that is being corrected, or the first without an answer; None at the summary."""
        correcting = next((question for question in self.asked if question.name == self.draft.correcting), None)
        return correcting or self.form.next_question(self.values, self.scope)

    @property
    def step(self) -> str:
        """What a button must carry to be of this form, of this filling of it, and of the question that is open.

        One of the summary must also be of these very answers: nothing is handed in that was not shown so.
        """
        question = self.question
        if question is None:
            return self._token("summary of", json.dumps(self.draft.answers, sort_keys=True))
        return self._token(question.name)

    @property
    def ready(self) -> bool:
        """Whether it may be handed in now: whatever is still open may be left out."""
        return all(question.optional or question.name in self.values for question in self.asked)

    @property
    def complete(self) -> Values:
        """The values of all questions: files that were sent count also without 完成, what was left out by default.

        Files count also where an answer made their question needless: nothing that was sent is lost.
        """
        asked = self.asked
        sent = [one for one in self.form.found(self.scope) if one in asked or isinstance(one.kind, Files)]
        begun = {one.name: one.read(stored, self.scope) for one in sent if (stored := self._held(one))}
        return {question.name: question.default for question in asked} | begun | dict(self.values)

    @property
    def text_held(self) -> str | None:
        """A text that we took for a question or a command, and that may be the answer to the open question."""
        question = self.question
        return self.draft.held if question and isinstance(question.kind, Text) else None

    def offers(self, text: str) -> bool:
        """Whether the text is, to the letter, one of the open question's options."""
        question = self.question
        try:
            return question is not None and text in self.options(question)
        except Refusal:
            return False  # nothing to choose from any more; the prompt will say so

    def touch(self, now: datetime) -> None:
        """The member was here."""
        self.draft.touched = now.isoformat()

    def take(self, said: Said) -> None:
        """Store an answer to the open question, or raise Rejected and change nothing."""
        question = self._open()
        taken = question.kind.take(said, self.scope, self._held(question))
        self._store(question, taken)
        if said.reference and not isinstance(question.kind, Files):
            self.draft.references[question.name] = said.reference
        self.draft.held = None
        if question.kind.full(taken):
            self.draft.correcting = None

    def refer(self, text: str, reference: str) -> None:
        """Remember the message with which the form began, if its text is among the answers."""
        self.draft.references |= {name: reference for name, stored in self.draft.answers.items() if stored == text}

    def mended(self, question: Question, text: str) -> str | None:
        """What to store for a text that stands in for the one that answered a question before, or Rejected."""
        word = words.plain(text)
        if text not in self.options(question) and word in words.SKIPS:
            if question.optional:
                return None
            if word in words.MUST_SKIPS:
                raise Rejected(words.MUST_ANSWER)
        return question.kind.take(Said(text), self.scope, self._held(question))

    def mend(self, question: Question, text: str) -> None:
        """Store such a text, or raise Rejected and change nothing."""
        self.draft.answers[question.name] = self.mended(question, text)
        if self.draft.correcting == question.name:
            self.draft.correcting = None

    def skip(self) -> None:
        """Leave the open question out; where files were sent just now, no more are to come."""
        question = self._open()
        if not question.optional:
            raise Rejected(words.MUST_ANSWER)
        held = self._held(question)
        if isinstance(question.kind, Files) and held and not question.finished(held):
            self.take(Said(DONE))
            return
        self._store(question, None)
        self.draft.correcting = self.draft.held = None

    def keep(self) -> None:
        """Leave the answer that was to be corrected as it is."""
        self.draft.correcting = self.draft.held = None

    def back(self) -> None:
        """Ask the question before again; its answer stays until there is a new one."""
        asked, question = self.asked, self.question
        here = asked.index(question) if question else len(asked)
        if here == 0:
            raise Rejected(words.FIRST_ALREADY)
        self.draft.correcting, self.draft.held = asked[here - 1].name, None

    def correct(self, number: int) -> None:
        """Ask the question of that number in the summary again."""
        values = self.values
        answered = {place: one.name for place, one in enumerate(self.asked, 1) if one.name in values}
        if not answered:
            raise Rejected(words.NOTHING_YET)
        if number not in answered:
            raise Rejected(words.NO_SUCH_ITEM.format(last=max(answered)))
        self.draft.correcting, self.draft.held = answered[number], None

    @property
    def place_for_files(self) -> Question | None:
        """The question that asks this member for files."""
        return next((question for question in self.asked if isinstance(question.kind, Files)), None)

    def keep_files(self, said: Said) -> None:
        """Files sent before their turn wait at the question that asks for them; after it, they join the others."""
        place = self.place_for_files
        if place is None:
            raise Rejected(words.NO_FILES_HERE)
        text = DONE if place.name in self.values else ""
        self.draft.answers[place.name] = place.kind.take(Said(text, said.files), self.scope, self._held(place))

    def prompt(self) -> Reply:
        """What to say next: the open question, or the summary; Refusal where there is nothing left to choose from."""
        question = self.question
        reply = replace(self._ask(question) if question else self._summary(), step=self.step)
        if not self.text_held:
            return reply
        text = f"{reply.text}\n{words.IF_MEANT.format(meant=words.MEANT)}"
        return replace(reply, text=text, buttons=(*reply.buttons, words.MEANT))

    def unfinished(self) -> Reply:
        """How far it is, with what can be done about it."""
        text = words.UNFINISHED.format(title=self.form.title, done=len(self.values), total=len(self.asked))
        return Reply(text, (words.GO_ON, words.RESTART, words.DROP), step=self.offer)

    @property
    def offer(self) -> str:
        """What a button must carry to be of the offer to go on with this filling."""
        return self._token("offer of")

    def options(self, question: Question) -> list[str]:
        """What is offered to tap for a question; Refusal where there is nothing left."""
        return [option.label for option in question.kind.options(self.scope, self._held(question))]

    def _held(self, question: Question) -> str | None:
        """What is stored for a question, if today's form can read it."""
        stored = self.draft.answers.get(question.name)
        return None if stored is None or question.read(stored, self.scope) is STALE else stored

    def _open(self) -> Question:
        question = self.question
        if question is None:
            raise Rejected(words.NOT_TAKEN)
        return question

    def _store(self, question: Question, answer: str | None) -> None:
        """Whatever message answered before, it is the answer no more."""
        self.draft.answers[question.name] = answer
        self.draft.references.pop(question.name, None)

    def _token(self, *names: str) -> str:
        return token(self.form.name, self.draft.opened, *names)

    def _ask(self, question: Question) -> Reply:
        asked, values = self.asked, self.values
        text = question.ask.instead(values) or question.ask.prompt
        if len(asked) > 1:
            text += f" ({asked.index(question) + 1}/{len(asked)})"
        options = self.options(question)
        if self.draft.correcting == question.name and question.name in values:
            text += "\n" + words.BEFORE.format(shown=question.shown(values[question.name], self.scope))
            options.append(words.KEEP)
        elif question.optional and DONE not in options:
            options.append(SKIP)
        controls = (words.BACK, words.CANCEL) if asked.index(question) else (words.CANCEL,)
        return Reply(text, tuple(options), controls, question.kind.wish)

    def _summary(self) -> Reply:
        values = self.values
        items = [
            f"{number}. {question.label}：{question.shown(values[question.name], self.scope)}"
            for number, question in enumerate(self.asked, 1)
        ]
        text = words.SUMMARY.format(items="\n".join(items), example=min(2, len(items)))
        return Reply(text, (words.SUBMIT,), (words.BACK, words.CANCEL))
