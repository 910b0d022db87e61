"""Forms: what is declared wrongly never starts, and a new version of a form reads the answers to the old one."""

import enum
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

import pytest

from bot.conversation import Ask, Form, Lean, Menu, Phone, form, private_fields
from bot.labels import Labelled
from bot.messages import Attachment, Reply
from tests.conversation.desk import MENU, NOTE, Desk, StoryForm, Topic, at_summary


@dataclass(frozen=True)
class NoAsk:
    """A field without a question."""

    title: str


@dataclass(frozen=True)
class NoAskAmongOthers:
    """A field whose annotation says something else."""

    title: Annotated[str, "标题"]


@dataclass(frozen=True)
class UnknownType:
    """A field that nothing can take."""

    title: Annotated[dict[str, str], Ask("标题？")]


class Plain(enum.Enum):
    """An enum without labels."""

    ONE = 1


@dataclass(frozen=True)
class UnlabelledChoice:
    """A choice that members could not read."""

    title: Annotated[Plain, Ask("哪个？")]


@dataclass(frozen=True)
class OneFile:
    """A tuple of just one file."""

    photo: Annotated[tuple[Attachment], Ask("图片？")]


@dataclass(frozen=True)
class NoDefault:
    """A field that is asked only sometimes and has no value otherwise."""

    name: Annotated[str, Ask("姓名？", when=lambda _values: False)]


@dataclass(frozen=True)
class NothingInstead:
    """A field that may be left out and has no value then."""

    name: Annotated[str, Ask("姓名？", optional=True)]


def declared(shape: type, **how: Any) -> Form:
    return form("declared", shape, title="试", **how)(lambda answer, turn: Reply("收下了。"))  # noqa: ARG005 - any handler


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        (NoAsk, r"NoAsk\.title has no Ask"),
        (NoAskAmongOthers, r"NoAskAmongOthers\.title has no Ask"),
        (UnknownType, "no kind of answer for dict"),
        (UnlabelledChoice, "no kind of answer for .*Plain"),
        (OneFile, "no kind of answer for tuple"),
        (NoDefault, r"NoDefault\.name is asked only sometimes and needs a default"),
        (NothingInstead, r"NothingInstead\.name may be left out and needs a default"),
    ],
)
def test_a_form_declared_wrongly_does_not_start(shape: type, why: str) -> None:
    with pytest.raises(TypeError, match=why):
        declared(shape)


def test_two_entries_of_one_name_do_not_start() -> None:
    with pytest.raises(TypeError, match="two forms are called note"):
        Menu((NOTE, replace(NOTE, says=())))
    with pytest.raises(TypeError, match="two entries of the menu are called 写便条"):
        Menu((NOTE, replace(NOTE, name="other")))


def test_private_fields_are_known() -> None:
    assert private_fields(StoryForm) == {"name", "phone"}


# --- a new version


class NewTopic(Labelled):
    """One topic is gone, one is new."""

    TECHNIQUE = "technique", "技术革新"
    CANTEEN = "canteen", "食堂"


@dataclass(frozen=True)
class NewStory:
    """The story form a year later: fields gone, renamed, of another kind, stricter, new."""

    topic: Annotated[NewTopic, Ask("哪一类？", "类别")]
    headline: Annotated[str, Ask("标题？", "标题")]
    story: Annotated[str, Ask("经过？", "经过", min_length=30)]
    since: Annotated[bool, Ask("很久了吗？", "很久")]
    until: Annotated[date, Ask("哪天前要办好？", "期限", lean=Lean.FUTURE)]
    people: Annotated[Phone, Ask("谁的电话？", "电话")]
    urgent: Annotated[bool, Ask("急吗？", "紧急")]


@dataclass(frozen=True)
class SwappedStory:
    """Every field is of another kind than it was."""

    topic: Annotated[int, Ask("几类？", "类别")]
    title: Annotated[date, Ask("哪天？", "标题")]
    story: Annotated[tuple[Attachment, ...], Ask("图片？", "经过", optional=True)] = ()
    until: Annotated[Topic, Ask("哪一类？", "期限")] = Topic.SAFETY


def renewed(shape: type) -> tuple[Form, ...]:
    """The menu with a new version of the story form."""
    return (form("story", shape, title="事情", says=("说事",))(lambda answer, turn: Reply(repr(answer))),)  # noqa: ARG005


def test_a_new_version_asks_only_what_is_open() -> None:
    desk = at_summary(topic="安全生产")
    desk.entries = renewed(NewStory)
    assert "哪一类？ (1/7)" in desk.says("接着填")
    assert "标题？ (2/7)" in desk.says("食堂")
    assert "经过？ (3/7)" in desk.says("护栏松了")
    assert "很久了吗？ (4/7)" in desk.says("四号冲床的护栏螺丝老松，上个月已经有人差点被夹到手，建议换防松螺母")
    assert "谁的电话？ (6/7)" in desk.says("是")
    assert "急吗？ (7/7)" in desk.says("13800138000")
    assert "5. 期限：2026年11月24日" in desk.says("是")
    assert "until=datetime.date(2026, 11, 24)" in desk.says("提交")


def test_answers_of_another_kind_are_asked_again() -> None:
    desk = at_summary()
    desk.entries = renewed(SwappedStory)
    assert "几类？ (1/4)" in desk.says("接着填")
    assert "哪天？ (2/4)" in desk.says("3")
    assert "图片？ (3/4) [跳过]" in desk.says("今天")
    assert "哪一类？ (4/4)" in desk.says("跳过")
    assert "请核对" in desk.says("福利")


def test_a_form_that_is_gone_is_said_to_be_gone() -> None:
    desk = at_summary()
    desk.entries = tuple(entry for entry in MENU if getattr(entry, "name", "") != "story")
    assert desk.says("菜单").startswith("您上次没填完的那张表现在不用了，已经清除。")
    assert desk.drafts == []


def test_what_another_version_kept_is_left_out() -> None:
    desk = Desk(
        kept='{"drafts": [{"form": "note", "touched": "2026-11-23T01:00:00+00:00", "later": 1}], "mood": "good"}'
    )
    assert "写什么？" in desk.says("接着填")
