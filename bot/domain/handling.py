"""Who handles a case: taken, handed over, let go; and what its clock does with it when nobody did."""

from bot.config.kinds import of
from bot.domain import alerts, audit, clocks, filings, mergers, telling, units
from bot.domain.acts import Act
from bot.domain.casebook import Case, State, chair, may_hand_over
from bot.domain.staff import Officer
from bot.errors import Refusal

DONE = "这件事已经办结。"
HELD = "这件事{name}已经接手了，有事请和{name}商量。"
NOT_YOURS = "这件事不归您的单位管，请让能看到它的同事来办。"
NOT_TO_YOURSELF = "转交要选另一位同事，不能转给自己。"
THEIRS = "这件事本来就由{name}办理。要转交，请选另一位同事。"
CANNOT_TAKE = "{name}看不到这件事，不能接手。请选另一位同事。"
YOU_ARE_AWAY = "您登记了这几天不在，接手的事会自动转走。请先在“我的账号”里点“我回来了”。"
IS_AWAY = "{name}这几天不在，请选另一位同事。"


def sort(act: Act, case: Case, officer: Officer, kind: str) -> None:
    """An officer puts a case under another kind; its clocks run on. Refusal where it is not theirs."""
    claim(act, case, officer)
    its = of(act.config.cases.kinds, kind)
    if its.key != case.kind:
        was, case.kind, case.kind_label = case.kind_label, its.key, its.title
        audit.log(act, "case.sorted", case, was=was, kind=its.title)
        alerts.watch(act, case)


def take(act: Act, case: Case, officer: Officer) -> None:
    """An officer takes a case on, which its member is told. Refusal where a colleague has it or it is done."""
    if claim(act, case, officer):
        telling.taken(act, case, officer)


def claim(act: Act, case: Case, officer: Officer) -> bool:
    """See to it that a case is this officer's, and whether it was not before; an assigned one is begun with."""
    act.session.refresh(case, with_for_update=mergers.HELD)
    require_open(case)
    if not officer.active or not filings.may_answer(act.session, officer, case):
        raise Refusal(NOT_YOURS)
    if officer.is_away(act.today):
        raise Refusal(YOU_ARE_AWAY)
    if case.officer_id not in {None, officer.id}:
        raise Refusal(_held(act, case))
    if case.status not in {State.NEW, State.ASSIGNED}:
        return False
    case.officer_id = officer.id
    case.move(State.IN_PROGRESS)
    audit.log(act, "case.taken", case)
    return True


def hand_over(act: Act, case: Case, officer: Officer, to: Officer) -> None:
    """An officer gives a case to a colleague; its clock runs on. Refusal where it is not theirs to give or `to` take.

    It is given by the one who has it, by anybody who may see it while nobody has it, or from a unit above.
    """
    act.session.refresh(case, with_for_update=True)
    require_open(case)
    if not may_hand_over(act.session, case, officer):
        raise Refusal(_held(act, case) if case.officer_id else NOT_YOURS)
    if to.id == case.officer_id:
        raise Refusal(THEIRS.format(name=to.name))
    if to.id == officer.id:
        raise Refusal(NOT_TO_YOURSELF)
    if not to.active or not filings.may_answer(act.session, to, case):
        raise Refusal(CANNOT_TAKE.format(name=to.name))
    if to.is_away(act.today):
        raise Refusal(IS_AWAY.format(name=to.name))
    case.officer_id = to.id
    if case.status in {State.NEW, State.IN_PROGRESS}:
        case.move(State.ASSIGNED)
    audit.log(act, "case.handed_over", case, to=to.id)
    telling.handed_over(act, case, to)


def release(act: Act, case: Case) -> None:
    """The one who has an open case works on it no more: it is free in its unit, due as if new, or sooner."""
    act.session.refresh(case, with_for_update=True)
    if case.officer_id is not None and not case.done:
        _free(act, case)
        clocks.hasten(case, act.now, act.config)
        audit.log(act, "case.released", case)


def climb(act: Act, case: Case) -> None:
    """The clock ran out: the case goes to its unit's chair, then to the unit above; at the top it stays, and is urgent.

    In the unit above it is free to be taken.
    """
    why = clocks.why(case, act.now)
    head = None if case.in_chairs_hands else chair(act.session, case.unit_id, act.today, case.officer_id)
    above = None if head else units.above(act.session, case.unit_id)
    if head or above:
        _free(act, case)
    case.in_chairs_hands = head is not None
    if head:
        case.officer_id = head.id
        case.move(State.ASSIGNED)
    elif above:
        case.unit_id = above.id
    case.urgent = case.urgent or not (head or above)
    clocks.start(case, act.now, act.config)
    top = not (head or above)
    audit.log(act, "case.climbed", case, unit=case.unit_id, to=head.id if head else None, top=top, why=why)
    telling.climbed(act, case)


def require_open(case: Case) -> None:
    """Refusal where a case is done."""
    if case.done:
        raise Refusal(DONE)


def _free(act: Act, case: Case) -> None:
    """Nobody has it: whatever was under way begins anew."""
    if case.status is State.WAITING:
        clocks.resume(case, act.now, act.config)
    case.officer_id = None
    case.move(State.NEW)


def _held(act: Act, case: Case) -> str:
    return HELD.format(name=act.session.get_one(Officer, case.officer_id).name)
