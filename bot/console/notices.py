"""The console's addresses about notices to many, each with the rights of which an officer needs one."""

from bot.console.door import Needs
from bot.console.noticepages import HERE
from bot.console.pages import (
    notice,
    notice_board,
    notice_calendar,
    notice_edit,
    notice_figures,
    notice_people,
    notice_steps,
    notice_templates,
)
from bot.console.visit import Page
from bot.domain.roles import Right

_SEE, _WRITE, _APPROVE = (Right.SEE_NOTICES,), (Right.NOTICES,), (Right.APPROVE_NOTICES,)
_ONE = f"{HERE}/{{notice}}"

PAGES: tuple[tuple[str, Page, Needs], ...] = (
    (HERE, notice_board.board, _SEE),
    (notice_calendar.HERE, notice_calendar.show, _SEE),
    (notice_templates.HERE, notice_templates.board, _WRITE),
    (_ONE, notice.show, _SEE),
    (f"{_ONE}/progress", notice.progress, _SEE),
    (f"{_ONE}/picture", notice.picture, _SEE),
    (f"{_ONE}/people", notice_people.show, _SEE),
    (f"{_ONE}/reach/chart", notice_figures.reach, _SEE),
    (f"{_ONE}/answers/chart", notice_figures.answers, _SEE),
    (f"{_ONE}/edit", notice_edit.show, _WRITE),
)
"""Each page."""

ACTIONS: tuple[tuple[str, Page, Page, Needs], ...] = (
    (f"{HERE}/new", notice_board.new, notice_board.board, _WRITE),
    (f"{notice_templates.HERE}/{{template}}/drop", notice_templates.drop, notice_templates.board, _WRITE),
    *((f"{_ONE}/edit/{name}", do, notice_edit.show, _WRITE) for name, do in notice_edit.STEPS.items()),
    *((f"{_ONE}/{name}", do, notice.show, _APPROVE) for name, do in notice_steps.APPROVING.items()),
    *((f"{_ONE}/{name}", do, notice.show, _WRITE) for name, do in notice_steps.STEPS.items()),
    (f"{_ONE}/people/export", notice_people.export, notice_people.show, _WRITE),
)
"""Each thing that is done, and the page on which a refusal of it is shown."""

WITH_FILES = tuple(f"{_ONE}/edit/{name}" for name in notice_edit.STEPS)
"""What may be done with files."""
