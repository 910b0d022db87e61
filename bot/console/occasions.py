"""The console's addresses about events and the year's plan, each with the rights of which an officer needs one."""

from bot.console.door import Needs
from bot.console.pages import events, plan, plan_item, roster
from bot.console.visit import Page
from bot.domain.roles import Right

_EVENTS, _ORGANISE = (Right.SEE_EVENTS,), (Right.EVENTS,)

PAGES: tuple[tuple[str, Page, Needs], ...] = (
    ("/console/events", events.board, _EVENTS),
    ("/console/events/{code}", events.show, _EVENTS),
    (plan.HERE, plan.board, _EVENTS),
    (f"{plan.HERE}/chart", plan.chart, _EVENTS),
    (f"{plan.HERE}/{{item}}", plan_item.show, _EVENTS),
)
"""Each page."""

ACTIONS: tuple[tuple[str, Page, Page, Needs], ...] = (
    ("/console/events/{code}/roster", roster.take, events.show, _EVENTS),
    ("/console/events/{code}/cancel", events.cancel, events.show, _ORGANISE),
    (f"{plan.HERE}/read", plan.read, plan.board, _ORGANISE),
    (f"{plan.HERE}/save", plan.save, plan.board, _ORGANISE),
    (f"{plan.HERE}/confirm", plan.confirm, plan.board, _ORGANISE),
    (f"{plan.HERE}/{{item}}/finish", plan_item.finish, plan_item.show, _EVENTS),
    *((f"{plan.HERE}/{{item}}/{name}", do, plan_item.show, _ORGANISE) for name, do in plan_item.STEPS.items()),
)
"""Each thing that is done, and the page on which a refusal of it is shown."""

WITH_FILES = (f"{plan.HERE}/read",)
"""What may be done with files."""
