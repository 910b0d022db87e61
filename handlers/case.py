"""A member asks for legal aid or files a grievance, and goes on talking about it with the one who handles it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from bot.conversation import Ask, Lean, Option, Phone, Start, Values, command, form
from bot.domain import calendar, cases, danger, numbers
from bot.domain.cases import ADD, Kind
from bot.errors import Refusal
from bot.messages import Attachment, Reply
from handlers.turn import Turn

FILED = "已登记，编号 {number}。{clock}前会有人在这里回复您。\n想补充情况，回复“补充 {number}”；查进度，直接回复编号。"
FILED_URGENT = "已按紧急事项登记，编号 {number}，最迟 {clock} 有人联系您。\n{advice}"
ADDED = "已补充到 {number}，经办人会看到，{clock}前回复您。"
OPENING = "只问几件必要的事，不想答的可以跳过。填到一半离开也不要紧，7 天内都留着。"
NOT_YOURS = "没有找到您名下编号 {number} 的事项。请核对编号；如果是在别的手机或账号上办的，请用那一个来查。"
NONE_OPEN = "您在这里还没有登记过事项。要反映问题，回复“诉求投诉”或“法律援助”。"


def _named(values: Values) -> bool:
    """Whether the member has not chosen to stay anonymous."""
    return not values.get("anonymous")


@dataclass(frozen=True)
class CaseForm:
    """What we must know to help; everything else the officer asks."""

    facts: Annotated[
        str,
        Ask("发生了什么事？经过和您的要求，几句话写给我们就行。", "事情经过", min_length=8, max_length=5000),
    ]
    employer: Annotated[str | None, Ask("单位（或工地、平台、老板）叫什么？", "单位", max_length=80)]
    since: Annotated[
        date | None,
        Ask("大约从哪天开始的？比如“3月5日”“两个月前”，只记得月份也行。", "开始时间", lean=Lean.PAST),
    ]
    evidence: Annotated[
        tuple[Attachment, ...],
        Ask("有合同、工资条、聊天记录、照片吗？一个个发来，发完回复“完成”；没有就跳过。", "证据材料", optional=True),
    ] = ()
    anonymous: Annotated[
        bool,
        Ask(
            "要不要匿名？匿名的话，工作人员看不到您的姓名和电话，仍可以在这里给您回话。",
            "署名",
            yes="匿名",
            no="实名",
        ),
    ] = False
    name: Annotated[
        str | None, Ask("怎么称呼您？", "称呼", max_length=40, optional=True, private=True, when=_named)
    ] = None
    phone: Annotated[
        Phone | None,
        Ask("留个电话方便联系；只想在这里联系就跳过。", "电话", optional=True, private=True, when=_named),
    ] = None


def _file(kind: Kind, answer: CaseForm, turn: Turn) -> Reply:
    """Open the case, and tell the number, the clock, and in danger whom to call."""
    act = turn.unnamed if answer.anonymous else turn.act
    case = cases.file(act, turn.member, turn.address, kind, **vars(answer))
    clock = _clock(case, turn)
    found = danger.find(answer.facts)
    text = FILED_URGENT if found else FILED
    advice = found.advice if found else ""
    return Reply(text.format(number=case.number, clock=clock, advice=advice), (ADD.format(number=case.number),))


@form(
    "legal-aid",
    CaseForm,
    title="法律援助",
    says=("法律援助", "找律师", "申请法律援助", "/legal"),
    opening=lambda _turn: OPENING,
    english="Ask for legal aid",
)
def legal_aid(answer: CaseForm, turn: Turn) -> Reply:
    """Ask for a lawyer's help."""
    return _file(Kind.LEGAL_AID, answer, turn)


@form(
    "grievance",
    CaseForm,
    title="诉求投诉",
    says=("诉求投诉", "投诉", "诉求", "举报", "我要投诉", "反映问题", "维权", "/grievance"),
    opening=lambda _turn: OPENING,
    english="File a grievance",
)
def grievance(answer: CaseForm, turn: Turn) -> Reply:
    """File a grievance."""
    return _file(Kind.GRIEVANCE, answer, turn)


def _own_cases(turn: Turn) -> Sequence[Option]:
    mine = [Option(case.number, case.number) for case in cases.of_address(turn.session, turn.address)]
    if not mine:
        raise Refusal(NONE_OPEN)
    return mine


@dataclass(frozen=True)
class RemarkForm:
    """Something more about a case."""

    case: Annotated[str, Ask("补充到哪一件？", "编号", choices=_own_cases)]
    body: Annotated[str, Ask("请写下要补充的情况或要问的话。", "补充", max_length=5000)]
    files: Annotated[
        tuple[Attachment, ...], Ask("有图片或文件就发来，发完回复“完成”；没有就跳过。", "图片或文件", optional=True)
    ] = ()


@form("remark", RemarkForm, title="补充情况", says=("补充情况", "补充"), confirm=False)
def remark(answer: RemarkForm, turn: Turn) -> Reply:
    """Add it to the case, for the officer to see."""
    case = own(turn, answer.case)
    act = turn.unnamed if case.anonymous else turn.act
    cases.add(act, case, answer.body, answer.files)
    return Reply(ADDED.format(number=case.number, clock=_clock(case, turn)), (ADD.format(number=case.number),))


@command(pattern=rf"(?:补充|回复)\s*(?P<number>{numbers.PATTERN.pattern.replace('(JY|WQ)', 'WQ').replace('(', '(?:')})")
def add_to(turn: Turn, number: str) -> Start:
    """Begin to add something to a case of one's own."""
    return Start("remark", {"case": own(turn, numbers.read(number)).number})


def own(turn: Turn, number: str) -> cases.Case:
    """The member's own case of that number; nobody else's, whoever knows the number."""
    case = cases.numbered(turn.session, number)
    if case is None or case.reply_to != turn.address:
        raise Refusal(NOT_YOURS.format(number=number))
    return case


def _clock(case: cases.Case, turn: Turn) -> str:
    assert case.due_at  # noqa: S101 - an open case has a clock
    return calendar.shown(case.due_at, turn.act.config.zone)
