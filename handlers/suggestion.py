"""A member leaves a rationalization suggestion, by name or without, alone or with others.

What helps those who do not write: each question is one short sentence with an example, and nearly all may be skipped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from bot.conversation import Ask, Option, Start, Values, form
from bot.domain import suggestions, voices
from bot.domain.suggestions import Suggestion
from bot.labels import Labelled
from bot.messages import Attachment, Reply
from handlers import bulletin, idea, occasion, partners, similar, trouble
from handlers.turn import Turn

THANKS: Final = (
    "感谢您的建议！编号 {number}。{days} 个工作日内告诉您受理了没有，{reply}前答复，都发到这里。\n"
    "随时回复编号就能查进度。"
)


class Signing(Labelled):
    """Who learns who it is."""

    ANONYMOUS = "anonymous", "匿名"
    NAMED = "named", "实名"
    SIGNED = "signed", "实名，名字可以公开"


def _unlike(values: Values) -> bool:
    """Whether the member did not add their voice to another."""
    return values.get("like") in {None, similar.ANEW}


def _apart(values: Values) -> bool:
    """Whether it goes on as a suggestion of its own."""
    return _unlike(values) and values.get("kind") != trouble.GRIEVANCE


def _at_once(values: Values) -> bool:
    return not _apart(values)


def _named(values: Values) -> bool:
    return _apart(values) and values.get("signing", Signing.NAMED) == Signing.NAMED


def _signed(values: Values) -> bool:
    return _apart(values) and values.get("signing") == Signing.SIGNED


def _with_others(values: Values) -> bool:
    return _apart(values) and values.get("signing") != Signing.ANONYMOUS


def _served(values: Values) -> bool:
    """Whether it is worth asking for whom: who has told what would come of it goes on telling."""
    return _apart(values) and bool(values.get("effect"))


def _signings(turn: Turn) -> Sequence[Option]:
    """Nobody's name is shown where there is no board."""
    board = turn.act.config.suggestions.board
    return [Option(one.value, one.label) for one in Signing if board or one is not Signing.SIGNED]


TITLE: Final = "请用一句话概括您的建议，比如“二车间装排风扇”。"
SITUATION: Final = "现在是什么样？比如“焊烟散不出去，熏眼睛”。不想写就跳过。"
BODY: Final = "建议怎么改？比如“窗户上装两台排风扇”。"
PHOTOS: Final = "有照片或图纸就发来，发完回复“完成”；没有就跳过。"
SIGNING: Final = "怎么署名？选匿名，工作人员看不到您是谁，照样能在这里答复您。"
NAME: Final = "公开栏上怎么写您的名字？比如“铆焊班李娜”。"
CONTACT: Final = "怎样联系您？（姓名、班组或电话，也可以跳过）"
EFFECT: Final = "预计有什么效果？比如“一个月少修两次机器”。说不准就跳过，也可以直接回复“提交”。"
WHOM: Final = "对谁有好处？比如“焊工班二十个人”。"
PARTNERS: Final = (
    "一个人提的就跳过。和别人一起的，写上名字和各占百分之几，比如“我 50，王强 30，张红 20”；一样多就写“王强、张红”。"
)


@dataclass(frozen=True, kw_only=True)
class SuggestionForm:
    """What we ask of one who has an idea."""

    drive: Annotated[str | None, Ask("参加征集，还是另外提？", "征集", look=occasion.look)] = None
    topic: Annotated[str, Ask(occasion.WHICH, "类别", look=occasion.topics)] = suggestions.Topic.OTHER.value
    title: Annotated[str, Ask(TITLE, "一句话", min_length=4, max_length=60)]
    like: Annotated[str | None, Ask("附议，还是另外提？", "相近的建议", look=similar.look)] = None
    situation: Annotated[str | None, Ask(SITUATION, "现状", max_length=1500, optional=True, when=_apart)] = None
    body: Annotated[str, Ask(BODY, "建议怎么改", min_length=4, max_length=3000, when=_unlike)] = ""
    kind: Annotated[str | None, Ask("登记为诉求，还是作为建议？", "登记成", look=trouble.look, when=_unlike)] = None
    photos: Annotated[tuple[Attachment, ...], Ask(PHOTOS, "图片或文件", optional=True, when=_apart)] = ()
    signing: Annotated[Signing, Ask(SIGNING, "署名", choices=_signings, when=_apart)] = Signing.NAMED
    name: Annotated[str | None, Ask(NAME, "公开署名", min_length=2, max_length=30, when=_signed)] = None
    contact: Annotated[
        str | None, Ask(CONTACT, "联系方式", max_length=60, optional=True, private=True, when=_named)
    ] = None
    effect: Annotated[str | None, Ask(EFFECT, "预计效果", max_length=1000, optional=True, when=_apart)] = None
    whom: Annotated[str | None, Ask(WHOM, "对谁有好处", max_length=500, optional=True, when=_served)] = None
    team: Annotated[
        str | None,
        Ask(PARTNERS, "一起提的人", max_length=200, optional=True, when=_with_others, check=partners.read),
    ] = None


@form(
    "suggestion",
    SuggestionForm,
    title="提建议",
    says=("提建议", "合理化建议", "建议", "/suggest"),
    english="Make a suggestion",
    at_once=_at_once,
)
def suggest(answer: SuggestionForm, turn: Turn) -> Reply | Start:
    """File it, and give the member a number to ask about it by; or what they chose instead."""
    if answer.kind == trouble.GRIEVANCE:
        return trouble.as_grievance(trouble.told(answer.title, answer.situation, answer.body), answer.photos)
    if former := similar.chosen(answer.like, turn):
        return similar.join(former, answer.title, turn, answer.photos)
    return _welcome(_filed(answer, turn), turn)


def _filed(answer: SuggestionForm, turn: Turn) -> Suggestion:
    anonymous = answer.signing is Signing.ANONYMOUS
    return suggestions.file(
        turn.unnamed if anonymous else turn.act,
        turn.member,
        turn.address,
        drive=occasion.chosen(answer.drive, turn),
        topic=answer.topic,
        title=answer.title,
        situation=answer.situation,
        body=answer.body,
        effect=answer.effect,
        whom=answer.whom,
        photos=answer.photos,
        anonymous=anonymous,
        signed=answer.signing is Signing.SIGNED,
        contact=answer.name or answer.contact,
        others=partners.read(answer.team) if answer.team else (),
    )


def _welcome(filed: Suggestion, turn: Turn) -> Reply:
    """The number, and by when they hear of it; a code for each of the others."""
    ours, by = turn.act.config.suggestions, filed.reply_by.astimezone(turn.act.config.zone)
    day = f"{by.month}月{by.day}日"
    lines = [THANKS.format(number=filed.number, days=ours.acknowledge_days, reply=day)]
    if given := voices.codes(turn.act, filed):
        lines.append(idea.codes_told(given))
    return Reply("\n".join(lines), (filed.number, *((bulletin.BOARD,) if ours.board else ())))
