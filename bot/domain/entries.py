"""Entries are revised by two: one officer writes, another approves, then it is live everywhere."""

import re
from collections.abc import Sequence

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from bot.domain import audit, cases, roles, units
from bot.domain.acts import Act
from bot.domain.cases import Case
from bot.domain.proofs import Proof, proof
from bot.domain.revisions import Revision, State, current, live_revision, unfinished, version
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Reply
from knowledge import Entry, KnowledgeBase, NextStep, joined, mask
from knowledge.calculators import NAMES as CALCULATORS

UNSOLVED = "没解决我的问题"
ARTICLES = "查看条文"
NEXT_STEPS = {NextStep.GRIEVANCE: "诉求投诉", NextStep.LEGAL_AID: "法律援助", NextStep.UNION: "人工"}

NOT_YOURS = "这份草稿是同事写的，请他来改；或者等他提交后再看。"
NOT_DRAFT = "这份稿子已经提交或处理过，不能再改了。要改请从条目页重新点“修改”。"
NOT_SUBMITTED = "这份稿子现在不在等批准，可能同事刚处理过。请看办理记录。"
OWN_GROUP = "本会服务"
"""Where an entry of the union's own stands until its author says otherwise."""

LONGEST_ASK = 80
"""Characters of an ask that is taken from a story; the officer writes the rest."""

NOTHING_SAID = "这件事还没有答复或结果，没有可以写成条目的内容。"
_ADDRESSED = re.compile(r"[\u4e00-\u9fa5](?:师傅|先生|女士|大姐|大哥|同志)您?")
OWN = "自己写的不能自己批准，请另一位同事来看。"
TOP_ONLY = "批准要由{union}本级的工作人员来做；您可以提交，由他们批准。"
CHANGED = "这份稿子在您看的时候又改过了。请看过新的再批准。"
OVERTAKEN = "这一条在提交以后已经有别的修改上线了。请退回，让同事对照现在的内容重新改。"
NO_REASON = "请写一句为什么不批准，写稿的同事要看。"
FAULTY = "还有问题没改好：{faults}"


def told(entry: Entry, base: KnowledgeBase, also: Sequence[Entry] = ()) -> Reply:
    """An entry as members read it: the answer, its calculator and articles, two related ones, the next step, a no.

    `also` are those that the question may have meant too; they come before the related ones.
    """
    beside = [*also, *(found for name in entry.related if (found := base.entry(name)))]
    related = list(dict.fromkeys(other.title for other in beside if other is not entry))
    sums = (CALCULATORS[entry.calculator],) if entry.calculator in CALCULATORS else ()
    articles = (ARTICLES,) if entry.statutes else ()
    return Reply(entry.answer, (*sums, *articles, *related[:2], NEXT_STEPS[entry.next], UNSOLVED))


def begin(act: Act, officer: Officer, entry: str, text: str, note: str = "") -> Revision:
    """Begin a draft of an entry; the officer's own unfinished one is taken up again, with this text."""
    mine = unfinished(act.session, officer, entry)
    if mine:
        rewrite(act, mine, officer, text)
        return mine
    return _new(act, officer, entry, text, note, State.DRAFT)


def begin_new(
    act: Act, officer: Officer, *, title: str = "", asks: Sequence[str] = (), answer: str = "", note: str = ""
) -> Revision:
    """Begin an entry of the union's own; its id is given here."""
    revision = _new(act, officer, "", "", note, State.DRAFT)
    lists: dict[str, list[str]] = {"asks": list(asks), "statutes": [], "related": [], "covers": []}
    about = {"id": revision.entry, "title": title, "group": OWN_GROUP, "next": NextStep.UNION.value}
    revision.text = joined({**about, **lists, "reviewed": act.today, "varies": False}, answer)
    act.session.flush()
    return revision


def from_case(act: Act, officer: Officer, case: Case) -> Revision:
    """Begin a draft with what a case taught: its facts as a question, its outcome or our last words as the answer.

    Names, phones and the employer are masked; the officer reads it before anybody else does.
    """
    ours = [remark.body for remark in cases.remarks(act.session, case) if remark.officer_id]
    answer = case.outcome or (ours[-1] if ours else "")
    if not answer:
        raise Refusal(NOTHING_SAID)
    asks = [_unnamed(case, case.facts).replace("\n", " ")[:LONGEST_ASK]]
    return begin_new(act, officer, asks=asks, answer=_unnamed(case, answer), note="来自一件诉求的答复")


def rewrite(act: Act, revision: Revision, officer: Officer, text: str) -> None:
    """Write a draft anew; only its author, and only until it is submitted."""
    _own_draft(act, revision, officer)
    if revision.text != text:
        revision.text = text
        audit.log(act, "entry.rewritten", revision, entry=revision.entry)


def submit(act: Act, revision: Revision, officer: Officer, shipped: Sequence[Entry]) -> None:
    """Give a draft to the colleagues; Refusal where it is not fit to go live."""
    _own_draft(act, revision, officer)
    _require_sound(act, revision, shipped)
    _move(act, revision, State.SUBMITTED, "entry.submitted")


def take_back(act: Act, revision: Revision, officer: Officer) -> None:
    """Its author takes a submitted one back, to write on."""
    act.session.refresh(revision, with_for_update=True)
    if revision.author_id != officer.id:
        raise Refusal(NOT_YOURS)
    if revision.state != State.SUBMITTED.value:
        raise Refusal(NOT_SUBMITTED)
    _move(act, revision, State.DRAFT, "entry.taken_back")


def drop(act: Act, revision: Revision, officer: Officer) -> None:
    """Its author gives a draft up."""
    _own_draft(act, revision, officer)
    _move(act, revision, State.DROPPED, "entry.dropped")


def approve(act: Act, revision: Revision, officer: Officer, shipped: Sequence[Entry], seen: str) -> None:
    """Another officer of the top unit makes it live. `seen`: the mark of the text that they read.

    One at a time: what two approvals say to each other must be checked in the order in which they go live.
    """
    _one_at_a_time(act)
    _require_other(act, revision, officer)
    if revision.seen != seen:
        raise Refusal(CHANGED)
    live = live_revision(act.session, revision.entry)
    if revision.basis != (live.id if live else None):
        raise Refusal(OVERTAKEN)
    _require_sound(act, revision, shipped)
    revision.live_no = version(act.session) + 1
    _decide(act, revision, officer, State.APPROVED, "entry.approved")


def decline(act: Act, revision: Revision, officer: Officer, reason: str) -> None:
    """Another officer does not approve, and says why."""
    _require_other(act, revision, officer)
    if not reason.strip():
        raise Refusal(NO_REASON)
    revision.reason = reason
    _decide(act, revision, officer, State.DECLINED, "entry.declined")


def roll_back(act: Act, officer: Officer, entry: str, to: Revision | None) -> Revision:
    """Propose an older version again (None: the shipped one); it is a revision like others, for another to approve."""
    text, note = (to.text, f"恢复到第 {to.id} 稿") if to else ("", "恢复到最初的内容")
    live = live_revision(act.session, entry)
    if text == (live.text if live else ""):
        raise Refusal("现在上线的就是这个内容，不用恢复。")
    return _new(act, officer, entry, text, note, State.SUBMITTED)


def may_approve(session: Session, officer: Officer, revision: Revision) -> bool:
    """Whether an officer is the second of two: one who edits at the top unit, and not the author."""
    return officer.id != revision.author_id and at_the_top(session, officer)


def at_the_top(session: Session, officer: Officer) -> bool:
    """Whether an officer edits the knowledge base at the top unit."""
    top = units.root(session)
    return top is not None and top.id in roles.reach(session, officer, Right.KNOWLEDGE)


def proved(act: Act, revision: Revision, shipped: Sequence[Entry]) -> Proof:
    """What is wrong with a revision, as things are live now."""
    own = next((entry for entry in shipped if entry.id == revision.entry), None)
    return proof(revision.entry, revision.text, current(act.session, shipped), own, act.today)


def _new(act: Act, officer: Officer, entry: str, text: str, note: str, state: State) -> Revision:
    live = live_revision(act.session, entry)
    revision = Revision(
        entry=entry,
        text=text,
        note=note[:200],
        state=state.value,
        basis=live.id if live else None,
        author_id=officer.id,
        begun_at=act.now,
    )
    act.session.add(revision)
    act.session.flush()
    revision.entry = entry or f"own-{revision.id}"
    audit.log(act, "entry.rolled_back" if state is State.SUBMITTED else "entry.begun", revision, entry=revision.entry)
    return revision


def _unnamed(case: Case, text: str) -> str:
    """Without the names that the case itself knows, and what knowledge.mask finds."""
    for known, mark in ((case.number, "〔编号〕"), (case.employer, "〔单位〕"), (case.known_as, "〔姓名〕")):
        text = text.replace(known, mark) if known else text
    return mask(_ADDRESSED.sub("您", text))


def _own_draft(act: Act, revision: Revision, officer: Officer) -> None:
    act.session.refresh(revision, with_for_update=True)
    if revision.author_id != officer.id:
        raise Refusal(NOT_YOURS)
    if revision.state != State.DRAFT.value:
        raise Refusal(NOT_DRAFT)


def _require_other(act: Act, revision: Revision, officer: Officer) -> None:
    act.session.refresh(revision, with_for_update=True)
    if revision.state != State.SUBMITTED.value:
        raise Refusal(NOT_SUBMITTED)
    if revision.author_id == officer.id:
        raise Refusal(OWN)
    if not at_the_top(act.session, officer):
        raise Refusal(TOP_ONLY.format(union=act.config.union.name))


def _require_sound(act: Act, revision: Revision, shipped: Sequence[Entry]) -> None:
    if faults := proved(act, revision, shipped).faults:
        raise Refusal(FAULTY.format(faults="".join(faults)))


def _move(act: Act, revision: Revision, state: State, action: str) -> None:
    revision.state = state.value
    audit.log(act, action, revision, entry=revision.entry)


def _decide(act: Act, revision: Revision, officer: Officer, state: State, action: str) -> None:
    revision.approver_id, revision.decided_at = officer.id, act.now
    _move(act, revision, state, action)


def _one_at_a_time(act: Act) -> None:
    """SQLite has one writer anyway."""
    if act.session.get_bind().dialect.name == "postgresql":
        act.session.execute(sql("LOCK TABLE entry_revision IN SHARE ROW EXCLUSIVE MODE"))
