"""The unfinished forms of one conversation, while a step is taken: which one is open, which wait, which go."""

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from bot.conversation import words
from bot.conversation.answering import Answering
from bot.conversation.answers import MOST_FILES, Said, Scope
from bot.conversation.filling import Filling
from bot.conversation.kinds import Text
from bot.conversation.menu import Start
from bot.conversation.state import EXPIRES, PAUSES, Conversation, Draft
from bot.errors import Refusal
from bot.messages import Attachment, Reply

if TYPE_CHECKING:
    from bot.conversation.engine import Engine, Turn

MOST_DRAFTS = 3


class Drafts:
    """The forms of one conversation in one turn; what they say goes to `replies`.

    `offer`: a form that waits is to be offered again at the end of the step.
    """

    def __init__(self, engine: "Engine", kept: Conversation, turn: "Turn", replies: list[Reply]) -> None:
        self.engine, self.kept, self.turn, self.replies = engine, kept, turn, replies
        self.scope = Scope(turn.today, engine.match, turn)
        self.offer = False

    @property
    def open(self) -> Answering | None:
        """The form that is being filled now."""
        draft = self.kept.draft if self.kept.active else None
        if draft is None:
            return None
        return Answering(self.engine, self.turn, self.kept, self.replies, self.filling(draft), self.begin)

    @property
    def step(self) -> str:
        """What a button must carry to be of what is asked now: the open question, or whether to go on with a form."""
        draft = self.kept.draft
        if draft is None:
            return ""
        return self.filling(draft).step if self.kept.active else self.filling(draft).offer

    def tidy(self) -> None:
        """What is too old goes; what was left alone for a while waits until it is asked for."""
        kept, now = self.kept, self.turn.now
        for draft in list(kept.drafts):
            form = self.engine.menu.forms.get(draft.form)
            if form is None or draft.age(now) >= EXPIRES:
                kept.active = kept.active and draft is not kept.draft
                kept.drafts.remove(draft)
                self._say(words.EXPIRED.format(title=form.title) if form else words.GONE)
        if kept.idle(now) >= PAUSES:
            kept.notes.clear()
            self.pause()
        if kept.files and kept.idle(now) >= EXPIRES:
            self._say(words.FILES_GONE.format(count=len(kept.files)))
            kept.files = []
        kept.heard = now.isoformat()

    def pause(self) -> None:
        """The open form waits, and is offered again."""
        self.kept.active, self.offer = False, True

    def offer_again(self) -> None:
        """Offer the form that waits, where that is due."""
        if self.offer and not self.kept.active and self.kept.draft:
            self.replies.append(self.filling(self.kept.draft).unfinished())

    def steer(self, text: str) -> bool:
        """Follow a word that goes on with an unfinished form, drops it or begins it anew; False where it is none."""
        draft, word = self.kept.draft, words.plain(text)
        if draft is None:
            return False
        if word in words.GO_ONS:
            self._go_on(draft)
        elif word in words.CANCELS:
            self._drop(draft)
        elif word == words.RESTART:
            self.begin(Start(draft.form, fresh=True))
        else:
            return False
        return True

    def begin(self, start: Start) -> None:
        """Open a form; where one with the same answers waits already, go on with that."""
        kept, form = self.kept, self.engine.menu.forms[start.form]
        same = next((draft for draft in reversed(kept.drafts) if _begins(draft, start)), None)
        if same and not start.fresh:
            self._begin_again(same, start)
            return
        now = self.turn.now.isoformat()
        draft = Draft(form.name, now, dict(start.answers), opened=f"{kept.opened + 1} {now}")
        try:
            self.filling(draft).prompt()
        except Refusal as why:
            self._say(str(why))
            if self.open:
                self.open.prompt()
            return
        if same:
            kept.drafts.remove(same)
        kept.drafts.append(draft)
        kept.opened += 1
        self._make_room()
        self._go_on(draft, start.opening or form.opening(self.turn))

    def wait(self, files: tuple[Attachment, ...]) -> int:
        """Keep files until it is known what they belong to; how many found room."""
        room = MOST_FILES - len(self.kept.files)
        self.kept.files += [asdict(file) for file in files[:room]]
        if len(files) > room:
            self._say(words.FILES_ENOUGH.format(most=MOST_FILES, left=len(files) - room))
        return min(len(files), room)

    def keep_in_case(self, text: str) -> None:
        """Keep what one who comes back after a while says: they may go on as if the form were still open."""
        filling = self.filling(self.kept.draft) if self.offer and self.kept.draft else None
        if filling and filling.question and isinstance(filling.question.kind, Text):
            filling.draft.held = text

    def _begin_again(self, same: Draft, start: Start) -> None:
        """Offer a form that waits, or go on with it where the member said which one."""
        self.kept.drafts.remove(same)
        self.kept.drafts.append(same)
        if start.answers:
            same.held = None
            self._go_on(same, start.opening)
        else:
            self.pause()

    def _go_on(self, draft: Draft, opening: str = "") -> None:
        self.kept.active = True
        self.filling(draft).touch(self.turn.now)
        self._attach_waiting()
        prompt = self.filling(draft).prompt()
        self.replies.append(replace(prompt, text=f"{opening}\n{prompt.text}") if opening else prompt)

    def _drop(self, draft: Draft) -> None:
        self.kept.drafts.remove(draft)
        self.pause()
        self._say(words.CANCELLED.format(title=self.engine.menu.forms[draft.form].title))

    def _make_room(self) -> None:
        """Let the oldest unfinished form go when there are too many, and say so."""
        while len(self.kept.drafts) > MOST_DRAFTS:
            oldest = self.engine.menu.forms[self.kept.drafts.pop(0).form]
            self._say(words.PUSHED_OUT.format(most=MOST_DRAFTS, title=oldest.title))

    def _attach_waiting(self) -> None:
        """Give the open form the files that came before it, if it asks for files."""
        waiting = tuple(Attachment(**one) for one in self.kept.files)
        form = self.open if waiting else None
        if form and form.filling.place_for_files and form.attach(Said(files=waiting)):
            self.kept.files = []

    def filling(self, draft: Draft) -> Filling:
        """An unfinished form, to be read and changed."""
        return Filling(self.engine.menu.forms[draft.form], draft, self.scope)

    def _say(self, text: str) -> None:
        self.replies.append(Reply(text))


def _begins(draft: Draft, start: Start) -> bool:
    """Whether an unfinished form is the one that is wished for: of its name, with the answers it brings."""
    return draft.form == start.form and start.answers.items() <= draft.answers.items()
