"""What is dropped by itself, once nobody needs it any more."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.conversation.state import Conversation
from bot.domain import drafting, filings, own_data, questions
from bot.domain.acts import Act
from bot.store import conversations, intake, pruning, windows
from scheduler.work import Transact, while_more


def forget_updates(transact: Transact) -> None:
    """Drop updates that were worked off long ago."""
    with transact() as act:
        intake.forget(act.session, act.now)


def forget_questions(transact: Transact) -> None:
    """Drop members' questions that are older than a year."""
    with transact() as act:
        questions.forget(act)


def forget_windows(transact: Transact) -> None:
    """Drop what says how much may be sent to somebody, once that time is over."""
    with transact() as act:
        windows.forget(act.session, act.now)


def forget_talks(transact: Transact) -> None:
    """Drop what is kept of talks and messages for longer than anybody needs it."""
    for forget in (pruning.forget_messages, pruning.forget_replies, pruning.forget_talks):
        while_more(transact, partial(_forget_some, forget))
    with transact() as act:
        own_data.forget(act.session, act.now)


def forget_files(transact: Transact) -> None:
    """Drop files that belong to nothing any more, such as those of forms that were never handed in."""
    while_more(transact, _forget_files)


def _forget_some(forget: Callable[[Session, datetime], int], act: Act) -> bool:
    return forget(act.session, act.now) == pruning.BATCH


def _forget_files(act: Act) -> bool:
    talks = map(Conversation.load, conversations.states(act.session))
    used = filings.files_in_use(act.session) | drafting.pictures(act.session)
    used = used.union(*(talk.attached for talk in talks))
    return pruning.loose_files(act.session, act.now, used) == pruning.BATCH
