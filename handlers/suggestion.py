"""A member leaves a rationalization suggestion, by name or without."""

from dataclasses import dataclass
from typing import Annotated

from bot.conversation import Ask, form
from bot.domain import suggestions
from bot.domain.suggestions import Topic
from bot.messages import Attachment, Reply
from handlers.turn import Turn

THANKS = "感谢您的建议！编号 {number}，{days} 天内答复，答复会发到这里。\n随时回复编号就能查进度。"


@dataclass(frozen=True)
class SuggestionForm:
    """What we ask of one who has an idea."""

    topic: Annotated[Topic, Ask("您的建议属于哪一类？", "类别")]
    title: Annotated[str, Ask("请用一句话概括您的建议", "一句话", min_length=4, max_length=60)]
    body: Annotated[str, Ask("现状是什么？建议怎么改？预计有什么效果？", "内容", min_length=10, max_length=3000)]
    photos: Annotated[
        tuple[Attachment, ...], Ask("可以发送图片或文件，发完回复“完成”；没有就跳过", "图片或文件", optional=True)
    ] = ()
    anonymous: Annotated[bool, Ask("是否匿名？", "署名", yes="匿名", no="署名")] = False
    contact: Annotated[
        str | None,
        Ask(
            "怎样联系您？（姓名、班组或电话，也可以跳过）",
            "联系方式",
            max_length=60,
            optional=True,
            private=True,
            when=lambda values: not values.get("anonymous"),
        ),
    ] = None


@form(
    "suggestion",
    SuggestionForm,
    title="提建议",
    says=("提建议", "合理化建议", "建议", "/suggest"),
    english="Make a suggestion",
)
def suggest(answer: SuggestionForm, turn: Turn) -> Reply:
    """File it, and give the member a number to ask about it by."""
    act = turn.unnamed if answer.anonymous else turn.act
    filed = suggestions.file(act, turn.member, turn.address, **vars(answer))
    return Reply(THANKS.format(number=filed.number, days=turn.act.config.cases.suggestion_days), (filed.number,))
