"""Forgetting who stood behind a suggestion: what they proposed stays, and nothing says any more whose it was."""

from typing import Final

from sqlalchemy import update

from bot.domain import audit, chorus, retention
from bot.domain.acts import Act, ActorKind
from bot.domain.audit import AuditRow
from bot.domain.box import State, Suggestion
from bot.domain.chorus import Part, Voice
from bot.domain.members import Member

AT_WORK: Final = (State.ADOPTED, State.ASSIGNED, State.CARRIED_OUT, State.VERIFIED, State.REWARDED)
"""Adopted: who is to be rewarded must be known."""


def proposer(act: Act, suggestion: Suggestion) -> None:
    """Who filed a suggestion, and the way back to them, go for good, and the names of those who never joined."""
    suggestion.contact = suggestion.member_id = suggestion.route = None
    suggestion.signed = False
    for one in chorus.of_suggestion(act.session, suggestion, Part.PROPOSER):
        if one.joined_at is None:
            one.name = one.code = None
    retention.unlink(act.session, suggestion)
    audit.log(act, "suggestion.forgotten", suggestion)


def voice(act: Act, voice: Voice, member: Member) -> None:
    """A member's support is gone; as a co-proposer they are nobody any more, but for the name while it is at work."""
    suggestion = act.session.get_one(Suggestion, voice.suggestion_id)
    if voice.part == Part.SUPPORTER:
        act.session.delete(voice)
    else:
        voice.member_id = voice.channel = voice.address = voice.digest = None
        voice.name = voice.name if suggestion.status in AT_WORK else None
    theirs = update(AuditRow).where(
        AuditRow.subject == Suggestion.__tablename__,
        AuditRow.subject_id == suggestion.id,
        AuditRow.actor == ActorKind.MEMBER.value,
        AuditRow.actor_id == member.id,
    )
    act.session.execute(theirs.values(actor_id=None), execution_options={"synchronize_session": False})
    audit.log(act, "suggestion.voice_forgotten", suggestion)
