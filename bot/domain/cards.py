"""Cards: how a case reads in a staff group, and the buttons below it. Never who an anonymous member is.

Names and phone numbers stand in no card, nor do numbers in what was said: staff see them in 详情, each for themselves.
"""

from collections.abc import Collection, Sequence
from zoneinfo import ZoneInfo

from bot.domain import calendar
from bot.domain.casebook import Case, Remark, State
from bot.domain.danger import DANGERS
from bot.domain.identities import SEALED, Known
from bot.store.outbox import Outgoing
from bot.store.outbox import State as Sent
from knowledge import mask

LONGEST_STORY = 700
LONGEST_LINE = 50
MOST = 8
"""Cases in one list: each has a row of buttons, and its lines must fit on a small phone."""

IDENTITY_SEALED = "身份已封存。要看，请在工作台这件事的页面上申请，由另一位同事批准"
HOW = "回复这条消息，就是回复会员；以“//”开头是内部备注，会员看不到。"
ALERT = "⏰ {number} {why}，已转到{unit}。{who}请接手。"
ALERT_CHAIR = "⏰ {number} {why}，请单位主席{who}督办。"
ALERT_TOP = "⏰ {number} {why}，已是最上级，改为紧急。{who}请马上处理。"
WHY = {"unanswered": "到时没有回复", "unresolved": "到了办结时限"}
WARNED = "⏳ {number} 快到期：{due} 前要办。{who}请尽快。"
ADDED = "💬 {number} 会员补充：\n{body}"
PROMPT = "{who}请回复这条消息，写上 {number} 的办结结果，会员会收到。不办结就不用回复。"
HANDED = "🤝 {number} 由{giver}转交给{who}，请接着办。"
LIST = "有 {count} 件待受理。先点“接手”，那一件会单独发出来，再回复它就是回复会员。"
LIST_DONE = "这几件都有人办了。要回复会员，请回复那一件单独的卡片。"
WAITS = "还没有人接手"
TAKE, GIVE, CLOSE, MORE = "接手", "转交", "办结", "详情"

SENT = {
    Sent.QUEUED: "⏳ 已发出，会员打开聊天就会收到",
    Sent.PARKED: "⏳ 平台要等会员下次说话才让送，到时第一时间送到；急事请打电话",
    Sent.SENDING: "⏳ 已发出，会员打开聊天就会收到",
    Sent.SENT: "✅ 已送达",
    Sent.FAILED: "❌ 没有送到，请到工作台“送达”里处理，或打电话",
    Sent.UNKNOWN: "❓ 不确定是否送达，请到工作台“送达”里看",
    Sent.WITHDRAWN: "已撤回，没有发出",
    Sent.STALE: "过期，没有发出",
}
TEXT, FILE = "文字", "文件 {at}"
_ALARMS = {danger.name: danger for danger in DANGERS}

Buttons = tuple[tuple[tuple[str, str], ...], ...]


def card(case: Case, unit: str, owner: str, zone: ZoneInfo, *, ours: bool, replies: int) -> str:
    """One case in full. `owner` has it (empty: nobody); `ours`: the group answers for it; `replies`: so many went."""
    head = f"{'🔴 紧急 ' if case.urgent else '📄 '}{case.number} {case.kind_label}"
    lines = [head, f"单位：{unit}", f"会员：{_member(case)}"]
    lines += [f"用人单位：{_hidden(case, case.employer)}"] if case.employer else []
    lines += [f"状态：{_state(case, unit, owner, ours=ours)}"]
    lines += (
        [f"时限：{calendar.shown(case.due_at, zone)} 前{'跟进或办结' if replies else '回复'}"] if case.due_at else []
    )
    lines += [f"已回复 {replies} 次"] if replies else []
    lines += ["", "会员说：", excerpt(case, case.facts, LONGEST_STORY)]
    lines += [f"（附件 {len(case.files)} 个，在工作台看）"] if case.files else []
    lines += ["", HOW] if ours and not case.done else []
    return "\n".join(lines)


def listed(
    cases: Sequence[Case],
    units: dict[int, str],
    owners: dict[int | None, str],
    zone: ZoneInfo,
    *,
    ours: Collection[int],
) -> str:
    """Several cases in one message, each with its number in the list. `ours`: the units for which the group answers."""
    count = len(list_buttons(cases, ours))
    lines = [LIST.format(count=count) if count else LIST_DONE]
    for place, case in enumerate(cases, 1):
        unit = units[case.unit_id]
        state = _state(case, unit, owners.get(case.officer_id, ""), ours=case.unit_id in ours)
        due = f"，{calendar.shown(case.due_at, zone)} 前" if case.due_at else ""
        lines += ["", f"{place}. {case.number} {case.kind_label} · {unit} · {state}{due}"]
        lines += [f"    {excerpt(case, ' '.join(case.facts.split()), LONGEST_LINE)}"]
    return "\n".join(lines)


def card_buttons(case: Case, *, ours: bool) -> Buttons:
    """接手 · 转交 / 办结 · 详情, as far as they make sense."""
    if not ours:
        return ()
    if case.done:
        return ((_button(MORE, case, "more"),),)
    give, close, more = _button(GIVE, case, "give"), _button(CLOSE, case, "close"), _button(MORE, case, "more")
    return ((give, close), (more,)) if case.officer_id else ((_button(TAKE, case, "take"), give), (close, more))


def list_buttons(cases: Sequence[Case], ours: Collection[int]) -> Buttons:
    """A row for each case that is still to be taken here."""
    return tuple(
        (_button(f"{place} {TAKE}", case, "take"), _button(f"{place} {MORE}", case, "more"))
        for place, case in enumerate(cases, 1)
        if case.state == State.NEW.value and case.unit_id in ours
    )


def added(case: Case, remark: Remark) -> str:
    """What the member added."""
    files = f"\n（附件 {len(remark.files)} 个，在工作台看）" if remark.files else ""
    return ADDED.format(number=case.number, body=excerpt(case, remark.body, LONGEST_STORY)) + files


def receipt(number: str, rows: Sequence[Outgoing]) -> str:
    """What became of an answer, of its text and of each file where that is not the same; what arrived stands first.

    The platform's own words are for the console, and so is what a file is called.
    """
    states = [SENT[row.status] for row in rows] or [SENT[Sent.QUEUED]]
    if len(set(states)) == 1:
        return f"{number} {states[0]}"
    files = sum(1 for row in rows if row.files)
    names = [*([TEXT] * (len(rows) - files)), *(FILE.format(at=at if files > 1 else "") for at in range(1, files + 1))]
    lines = sorted(dict.fromkeys(zip(names, states, strict=True)), key=lambda line: line[1] != SENT[Sent.SENT])
    return "\n".join([number, *(f"{name.strip()} {state}" for name, state in lines)])


def details(case: Case, unit: str, link: str, known: Known | None = None) -> str:
    """Everything that the one who asked may know, for their eyes only; of an anonymous member no name or number.

    `known` is who the member is, where that is sealed and the one who asked may know it all the same.
    """
    known = known or (None if case.identity else Known(case.name or "", case.phone or ""))
    covered = case.anonymous or known is None
    facts, employer = (_hidden(case, text) if covered else text for text in (case.facts, case.employer or ""))
    named = f"{known.name or '没留称呼'}，{known.phone or '没留电话'}" if known else IDENTITY_SEALED
    who = "匿名，请不要追问身份" if case.anonymous else named
    lines = [
        f"{case.number} {case.kind_label}",
        f"会员：{who}",
        f"单位：{unit}",
        f"用人单位：{employer or '没写'}",
    ]
    lines += [f"开始时间：{case.since.isoformat()}"] if case.since else []
    alarm = _ALARMS.get(case.danger or "")
    lines += [f"会员当时已收到的提醒：{alarm.advice}"] if alarm else []
    return "\n".join([*lines, "", facts, "", f"工作台：{link}"])


def excerpt(case: Case, text: str, most: int) -> str:
    """The beginning of what a member wrote, without numbers and names that tell who it is."""
    hidden = _hidden(case, text)
    return hidden if len(hidden) <= most else f"{hidden[: most - 1]}…"


def _hidden(case: Case, text: str) -> str:
    """The text without what tells who somebody is; the member's own name is known, where one was given."""
    named = case.known_as.strip()
    return mask(text.replace(named, "〔姓名〕") if len(named) > 1 else text)


def _member(case: Case) -> str:
    if case.anonymous:
        return "匿名"
    return SEALED if case.identity else "实名（见详情）"


def _state(case: Case, unit: str, owner: str, *, ours: bool) -> str:
    if case.done:
        return case.state_label
    if not ours:
        return f"已转到{unit}"
    return f"{owner}在办" if owner else WAITS


def _button(label: str, case: Case, act: str) -> tuple[str, str]:
    return label, f"case:{case.id}:{act}"
