"""A desk to try the engine at: a menu of its own, a clock that stands still, and a state that is JSON at every step."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from bot.conversation import Ask, Conversation, Engine, Form, Lean, Menu, Option, Phone, Said, Start, command, form
from bot.conversation.answers import Scope
from bot.errors import Refusal
from bot.labels import Labelled
from bot.messages import Attachment, Reply, Tap
from knowledge import closest
from tests.conftest import START

TODAY = date(2026, 11, 23)
SCOPE = Scope(TODAY, closest)


class Topic(Labelled):
    """What it is about."""

    SAFETY = "safety", "安全生产"
    TECHNIQUE = "technique", "技术革新"
    WELFARE = "welfare", "生活福利"


@dataclass(frozen=True)
class StoryForm:
    """One question of every kind."""

    topic: Annotated[Topic, Ask("哪一类？", "类别")]
    title: Annotated[str, Ask("标题？", "标题", min_length=2, max_length=20)]
    story: Annotated[str, Ask("经过？", "经过", min_length=4, max_length=5000)]
    since: Annotated[date | None, Ask("从哪天开始？", "开始", lean=Lean.PAST)]
    until: Annotated[date, Ask("哪天前要办好？", "期限", lean=Lean.FUTURE)]
    people: Annotated[int, Ask("几个人？", "人数", least=1, most=50)]
    photos: Annotated[tuple[Attachment, ...], Ask("图片？", "图片", optional=True)] = ()
    anonymous: Annotated[bool, Ask("匿名吗？", "署名", yes="匿名", no="实名")] = False
    name: Annotated[
        str | None, Ask("姓名？", "姓名", optional=True, private=True, when=lambda values: not values["anonymous"])
    ] = None
    phone: Annotated[Phone | None, Ask("电话？", "电话", private=True, when=lambda values: not values["anonymous"])] = (
        None
    )


@dataclass(frozen=True)
class PlaceForm:
    """A short one, whose choices are looked up and may be gone; it takes no files and shows no summary."""

    place: Annotated[str, Ask("哪里？", "地点", choices=lambda turn: turn.places())]
    share: Annotated[Decimal, Ask("多少？", "数量", most=100)]


@dataclass(frozen=True)
class NoteForm:
    """One line."""

    note: Annotated[str, Ask("写什么？", "便条", max_length=50)]


@dataclass(frozen=True)
class CardForm:
    """Another line."""

    card: Annotated[str, Ask("卡片上写什么？", "卡片", max_length=50)]


@dataclass
class Turn:
    """A turn on lists instead of tables."""

    now: datetime
    filed: list[Any]
    offered_places: Sequence[Option]
    refusing: bool

    @property
    def today(self) -> date:
        """The day."""
        return TODAY if self.now == START else self.now.date()

    def places(self) -> Sequence[Option]:
        """Where it may be."""
        if not self.offered_places:
            raise Refusal("现在没有可选的地点。")
        return self.offered_places

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Undone as a whole when it is refused."""
        before = list(self.filed)
        try:
            yield
        except Refusal:
            self.filed[:] = before
            raise


def take(answer: object, turn: Turn) -> Reply:
    """Write it down; refuse it afterwards where that is wanted."""
    turn.filed.append(answer)
    if turn.refusing:
        raise Refusal("名额满了。")
    return Reply("收下了。")


STORY = form(
    "story", StoryForm, title="事情", says=("说事", "/story"), opening=lambda _turn: "慢慢说。", english="Tell a story"
)(take)
PLACE = form("place", PlaceForm, title="地点", says=("选地点",), confirm=False)(take)
NOTE = form("note", NoteForm, title="便条", says=("写便条",))(take)
CARD = form("card", CardForm, title="卡片", says=("写卡片",))(take)


@command("菜单")
def menu(turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all commands
    """The menu."""
    return Reply("能办这些。", ("说事", "选地点"))


@command("拒绝我")
def refuse(turn: Turn) -> Reply:
    """Write something, then refuse."""
    turn.filed.append("half")
    raise Refusal("这个办不了。")


@command(pattern=r"查看\s*(?P<what>.{2,30})")
def look(turn: Turn, what: str) -> Reply:  # noqa: ARG001 - one signature for all commands
    """Nothing is ever found."""
    raise Refusal(f"没有找到“{what}”。")


@command(pattern=r"去(?P<key>north|south)")
def go_to(turn: Turn, key: str) -> Start:  # noqa: ARG001 - one signature for all commands
    """Begin with one answer given."""
    return Start("place", {"place": key}, opening="去那里。")


def aside(text: str, turn: Turn) -> Reply | None:  # noqa: ARG001 - the engine's signature
    """Whoever asks about wages is answered."""
    return Reply("工资按月发。") if "工资" in text else None


def free(text: str, turn: Turn) -> Reply:  # noqa: ARG001 - the engine's signature
    """Whatever is said."""
    return Reply(f"没听懂：{text[:20]}")


def watch(text: str, form: str | None, turn: Turn) -> Reply | None:  # noqa: ARG001 - the engine's signature
    """Danger comes first."""
    return Reply(f"先保重！（{form}）") if "跳楼" in text else None


PLACES = (Option("north", "北门"), Option("south", "南门"))
MENU = (STORY, PLACE, NOTE, CARD, menu, refuse, look, go_to)


@dataclass
class Desk:
    """One member's conversation; what is kept of it goes through JSON after every step."""

    entries: Sequence[Any] = MENU
    now: datetime = START
    kept: str = "null"
    filed: list[Any] = field(default_factory=list)
    places: Sequence[Option] = PLACES
    refusing: bool = False
    replies: tuple[Reply, ...] = ()

    def says(self, *texts: str, files: Sequence[Attachment] = (), unreadable: str = "", reference: str = "") -> str:
        """The member says one thing after the other; what is answered to the last, with its buttons."""
        return [self.hear(Said(text, tuple(files), reference=reference), unreadable) for text in texts][-1]

    def taps(self, label: str, step: str | None = None, message: str = "") -> str:
        """The member taps a button: of the last reply, unless another step is named."""
        step = self.step if step is None else step
        return self.hear(Said(label, tap=Tap(message or f"below {step}", step)))

    def edits(self, reference: str, text: str) -> str:
        """The member changes a message that was sent before."""
        return self.hear(Said(text, reference=reference, edited=True))

    def hear(self, said: Said, unreadable: str = "") -> str:
        """One turn."""
        conversation = Conversation.load(json.loads(self.kept))
        turn = Turn(self.now, self.filed, self.places, self.refusing)
        engine = Engine(Menu(self.entries), closest, aside, free, watch)
        self.replies = engine.step(conversation, said, turn, unreadable)
        self.kept = json.dumps(conversation.dump())
        return "\n".join(" ".join([reply.text, *(f"[{one}]" for one in reply.buttons)]) for reply in self.replies)

    @property
    def step(self) -> str:
        """The step that the buttons of the last reply belong to."""
        return self.replies[-1].step if self.replies else ""

    def sends(self, *names: str) -> str:
        """The member sends files, all at once."""
        return self.says("", files=[attachment(name) for name in names])

    def later(self, **span: float) -> None:
        """Time passes."""
        self.now += timedelta(**span)

    @property
    def state(self) -> dict[str, Any]:
        """What is kept."""
        kept: dict[str, Any] = json.loads(self.kept)
        return kept

    @property
    def drafts(self) -> list[str]:
        """The unfinished forms, the last one on top."""
        return [draft["form"] for draft in self.state["drafts"]]

    @property
    def answers(self) -> dict[str, str | None]:
        """The answers of the form on top, as they are stored."""
        answers: dict[str, str | None] = self.state["drafts"][-1]["answers"]
        return answers

    @property
    def unfinished(self) -> tuple[Any, ...]:
        """All answers of all unfinished forms, and whether the one on top is open."""
        state = self.state or {"drafts": [], "active": False}
        return state["active"], [(one["opened"], one["answers"], one["correcting"]) for one in state["drafts"]]


def attachment(name: str) -> Attachment:
    """What stands for a file of that name."""
    return Attachment(f"key-{name}", name, "image/png", 10)


SAID = {
    "topic": "安全生产", "title": "护栏松了", "story": "四号冲床的护栏松了", "since": "3月5日", "until": "明天",
    "people": "3", "photos": "跳过", "anonymous": "实名", "name": "李娜", "phone": "13800138000",
}  # fmt: skip


def told(upto: str) -> Desk:
    """A story up to the answer of that field; each message has its field's name for an id."""
    desk = Desk()
    desk.says("说事", reference="open")
    for name, text in SAID.items():
        desk.says(text, reference=name)
        if name == upto:
            break
    return desk


def at_summary(**instead: str) -> Desk:
    """A story that is filled in to the summary."""
    desk = Desk()
    desk.says("说事", *(SAID | instead).values())
    return desk


__all__ = ["SCOPE", "STORY", "TODAY", "Desk", "Form", "Topic", "at_summary", "attachment", "told"]
