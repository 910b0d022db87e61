"""A member asks for legal aid or files a grievance: a form for each kind of case, made of what the union says of it."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from bot.config.kinds import LEGAL_AID, OTHER, TALK, CaseKind, Kinds, Question, of, told
from bot.conversation import Ask, Form, Lean, Option, Phone, Place, Values, form
from bot.domain import calendar, cases, danger, haste, retrievals
from bot.domain.cases import ADD, Story
from bot.domain.units import Unit
from bot.messages import Attachment, Reply
from handlers import same
from handlers.turn import Turn

FILED = "已登记，编号 {number}。{unit}的人会接手，{clock}前在这里回复您。"
FILED_URGENT = "已按紧急事项登记，编号 {number}，最迟 {clock} 有人联系您。\n{advice}"
PREPARE = "请先准备：{things}。"
READ = "可以先看看：“{title}”。"
CODE = (
    "您的取件码：{code}\n"
    "请抄下来收好，只说这一次，别告诉任何人。换了手机、丢了这个聊天，在别处回复“取件”加这 16 位数字，就能接着说。"
)
HOW = "想补充情况，回复“补充 {number}”；查进度，直接回复编号。"
CONFIDENTIAL = "想给姓名、电话再加一层保密，回复“身份保密 {number}”。"
OPENING = "只问几件必要的事，不想答的可以跳过。填到一半离开也不要紧，7 天内都留着。"
STORY = "发生了什么事？经过和您的要求，几句话写给我们就行。"
SINCE = "大约从哪天开始的？比如“3月5日”“两个月前”，只记得月份也行。"
EVIDENCE = "有合同、工资条、聊天记录、照片吗？一个个发来，发完回复“完成”；没有就跳过。"
ANONYMOUS = "要不要匿名？匿名的话，工作人员看不到您的姓名和电话，仍可以在这里给您回话。"
SAYS = ("诉求投诉", "投诉", "诉求", "举报", "我要投诉", "反映问题", "维权", "/grievance")
ENGLISH = {LEGAL_AID: "Ask for legal aid"}

_TYPES: dict[str, Any] = {
    "text": str, "number": Decimal, "yes_no": bool, "choice": str, "day": date, "place": Place,
}  # fmt: skip
Known = Callable[[Values], CaseKind | None]
"""Of which kind it is, as far as the answers tell."""


def forms(kinds: Kinds) -> tuple[Form, ...]:
    """A form for each kind, and the one for a grievance whose kind the story tells."""
    return (*(_of_kind(kind, kinds) for kind in kinds if kind.key != TALK), _grievance(kinds))


def _of_kind(kind: CaseKind, kinds: Kinds) -> Form:
    """The form that the kind's own words open."""
    fields = [_story(kind.story), *_asked(kind, lambda _values: kind), *_rest(lambda _values: kind)]
    shape = dataclasses.make_dataclass("CaseForm", fields, frozen=True, kw_only=True)
    name, english = kind.key.replace("_", "-"), ENGLISH.get(kind.key, "")
    made = form(name, shape, title=kind.title, says=kind.says, opening=lambda _turn: OPENING, english=english)
    return made(_filed(kinds, lambda _values: kind))


def _grievance(kinds: Kinds) -> Form:
    """The form for whatever it is: the story says of which kind, else the member does."""
    grievances = tuple(kind for kind in kinds if kind.key not in {LEGAL_AID, TALK})
    options = [Option(kind.key, kind.title) for kind in grievances]

    def known(values: Values) -> CaseKind | None:
        found = told(grievances, values.get("facts", ""))
        return of(kinds, values["kind"]) if values.get("kind") else found

    def unsaid(values: Values) -> bool:
        return "facts" in values and told(grievances, values["facts"]) is None

    ask = Ask("这件事属于哪一类？拿不准就跳过。", "类别", optional=True, when=unsaid, choices=lambda _turn: options)
    fields = [_story(), ("kind", Annotated[str | None, ask], None)]
    for kind in grievances:
        fields += _asked(kind, known)
    shape = dataclasses.make_dataclass("CaseForm", [*fields, *_rest(known)], frozen=True, kw_only=True)
    made = form(
        "grievance", shape, title="诉求投诉", says=SAYS, opening=lambda _turn: OPENING, english="File a grievance"
    )
    return made(_filed(kinds, known))


Field = tuple[str, Any] | tuple[str, Any, Any]


def _story(prompt: str = "") -> Field:
    return "facts", Annotated[str, Ask(prompt or STORY, "事情经过", min_length=8, max_length=5000)]


def _asked(kind: CaseKind, known: Known) -> list[Field]:
    """What only this kind asks; the member may leave out each of it."""
    return [(_field(kind, one), Annotated[_TYPES[one.answer] | None, _ask(one, kind, known)], None)
            for one in kind.questions]  # fmt: skip


def _field(kind: CaseKind, question: Question) -> str:
    return f"{kind.key}_{question.name}"


def _ask(question: Question, kind: CaseKind, known: Known) -> Ask:
    options = [Option(one, one) for one in question.options]

    def applies(values: Values) -> bool:
        return known(values) == kind

    choices = (lambda _turn: options) if options else None
    return Ask(question.prompt, question.label, optional=True, max_length=500, when=applies, choices=choices)


def _rest(known: Known) -> Iterator[Field]:
    """What is asked of everybody."""

    def apart(values: Values) -> bool:
        return values.get("same_as") in {None, same.ANEW}

    def named(values: Values) -> bool:
        return apart(values) and not values.get("anonymous")

    yield "employer", Annotated[str | None, Ask("单位（或工地、平台、老板）叫什么？", "单位", max_length=80)]
    yield "same_as", Annotated[str | None, Ask("是同一件事吗？", "同一件事", look=same.looking(known))], None
    since = Ask(
        SINCE, "开始时间", lean=Lean.PAST, optional=True, when=apart, instead=lambda values: _since(known(values))
    )
    yield "since", Annotated[date | None, since], None
    yield "evidence", Annotated[tuple[Attachment, ...], Ask(EVIDENCE, "证据材料", optional=True)], ()
    yield "anonymous", Annotated[bool, Ask(ANONYMOUS, "署名", yes="匿名", no="实名", when=apart)], False
    name = Ask("怎么称呼您？", "称呼", max_length=40, optional=True, private=True, when=named)
    yield "name", Annotated[str | None, name], None
    phone = Ask("留个电话方便联系；只想在这里联系就跳过。", "电话", optional=True, private=True, when=named)
    yield "phone", Annotated[Phone | None, phone], None


def _since(kind: CaseKind | None) -> str:
    return kind.since if kind else ""


def _filed(kinds: Kinds, known: Known) -> Callable[..., Reply]:
    """Open the case of what a form holds; tell its number, who answers by when, and what helps meanwhile."""

    def submit(answer: object, turn: Turn) -> Reply:
        values = vars(answer)
        kind = known(values) or of(kinds, OTHER)
        if former := same.chosen(values["same_as"], turn):
            return same.add(former, _told(kind, values), turn)
        act = turn.unnamed if values["anonymous"] else turn.act
        haste.require_calm(turn.session, turn.address, values["facts"], turn.now, act.config.union.hotline)
        case = cases.file(act, turn.member, turn.address, kind.key, _told(kind, values))
        return _welcome(case, kind, turn)

    return submit


def _told(kind: CaseKind, values: Values) -> Story:
    """What the member told, with the answers to the kind's own questions in words."""
    details = [
        {"name": one.name, "label": one.label, "shown": _shown(values[_field(kind, one)])}
        for one in kind.questions
        if values[_field(kind, one)] is not None
    ]
    common = ("facts", "employer", "since", "evidence", "anonymous", "name", "phone")
    return Story(details=details, **{name: values[name] for name in common})


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _welcome(case: cases.Case, kind: CaseKind, turn: Turn) -> Reply:
    """The number, who answers and by when; what to prepare, and what to read or to reckon meanwhile."""
    found = danger.find(case.facts)
    text = FILED_URGENT if case.urgent else FILED
    unit = turn.session.get_one(Unit, case.unit_id).name
    lines = [text.format(number=case.number, unit=unit, clock=clock(case, turn), advice=found.advice if found else "")]
    entry = turn.knowledge.entry(kind.entry) if kind.entry else None
    if not found:
        lines += [PREPARE.format(things="；".join(kind.prepare))] if kind.prepare else []
        lines += [READ.format(title=entry.title)] if entry else []
        lines += [HOW.format(number=case.number)]
        lines += [CONFIDENTIAL.format(number=case.number)] if case.name or case.phone else []
    lines += [CODE.format(code=retrievals.issue(turn.unnamed, case))] if case.anonymous else []
    helps = (entry.title if entry else "", kind.calculator) if not found else ()
    return Reply("\n".join(filter(None, lines)).strip(), (ADD.format(number=case.number), *filter(None, helps)))


def clock(case: cases.Case, turn: Turn) -> str:
    """By when the member hears of it; nothing where nothing is due."""
    return calendar.shown(case.due_at, turn.act.config.zone) if case.due_at else ""
