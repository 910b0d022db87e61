"""Templates of notices: words kept to begin with again, in which {fields} stand for what is filled in each time."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import audit, drafting, roles
from bot.domain.acts import Act
from bot.domain.noticebook import Notice, NoticeTemplate
from bot.domain.noticekinds import Kind
from bot.domain.noticerules import Draft
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal

LONGEST_NAME: Final = 40
KEPT: Final = ("kind", "title", "text", "link", "buttons", "questions", "topic")

NO_NAME: Final = "请给模板起个名字，最多 {most} 个字，同事一看就知道什么时候用。"
SAME_NAME: Final = "“{name}”这个模板已经有了。请换个名字，或者先删掉旧的。"
GONE: Final = "这个模板同事刚删掉了。请刷新看看。"


def save(act: Act, officer: Officer, notice: Notice, name: str) -> NoticeTemplate:
    """Keep the words of a notice as a template of its unit; not its picture, and not to whom it goes or when."""
    drafting.require(act.session, officer, notice.unit_id)
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refusal(NO_NAME.format(most=LONGEST_NAME))
    same = select(NoticeTemplate.id).where(NoticeTemplate.unit_id == notice.unit_id, NoticeTemplate.name == name)
    if act.session.scalars(same.where(NoticeTemplate.dropped_at.is_(None))).first():
        raise Refusal(SAME_NAME.format(name=name))
    words: dict[str, Any] = {column: getattr(notice, column) for column in KEPT}
    one = NoticeTemplate(**words, unit_id=notice.unit_id, name=name, officer_id=officer.id, made_at=act.now)
    act.session.add(one)
    audit.log(act, "notice_template.saved", one, unit=one.unit_id)
    return one


def begin(act: Act, officer: Officer, unit: Unit, template: NoticeTemplate) -> Notice:
    """A new draft in a unit's name with the words of a template; what is filled in of an event comes with the event."""
    words: dict[str, Any] = {column: getattr(template, column) for column in KEPT if column != "kind"}
    topic = template.topic if template.topic in act.config.notices.topics else ""
    bare = Draft(kind=Kind(template.kind), **words | {"title": "", "text": "", "buttons": (), "topic": topic})
    one = drafting.write(act, officer, unit, bare)
    one.title, one.text, one.buttons = template.title, template.text, list(template.buttons)
    return one


def drop(act: Act, officer: Officer, template: NoticeTemplate) -> None:
    """A template is offered no more."""
    drafting.require(act.session, officer, template.unit_id)
    act.session.refresh(template, with_for_update=True)
    if template.dropped_at:
        raise Refusal(GONE)
    template.dropped_at = act.now
    audit.log(act, "notice_template.dropped", template)


def seen_by(session: Session, officer: Officer) -> list[NoticeTemplate]:
    """The templates of an officer's units, by name."""
    mine = select(NoticeTemplate).where(NoticeTemplate.unit_id.in_(roles.reaching(officer, Right.SEE_NOTICES)))
    return list(session.scalars(mine.where(NoticeTemplate.dropped_at.is_(None)).order_by(NoticeTemplate.name)))
