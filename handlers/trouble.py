"""Who only tells of trouble in the form for suggestions is asked whether it is a grievance: then somebody helps."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.conversation import Option, Sought, Start, stored_files
from bot.messages import Attachment
from handlers.turn import Turn
from knowledge.remedies import complains, names_remedy

GRIEVANCE, SUGGESTION = "grievance", "suggestion"

HEARD: Final = (
    "听起来您遇到了难处。登记为诉求，会有专人帮您办，也可以匿名；要大家一起改进，就还是作为建议。您看哪种合适？"
)
FILE_IT, KEEP_IT = "登记为诉求", "还是作为建议"
OPENING: Final = "好的，按诉求登记，您写的已经填进去了，不用再写一遍。"
FIELDS: Final = ("title", "situation", "body")

Stored = Mapping[str, str | None]


def look(answers: Stored, _turn: Turn) -> Sought | None:
    """Asked where instead of what should be changed only trouble is told."""
    text = told(*(answers.get(name) for name in FIELDS))
    body = answers.get("body")
    if not body or names_remedy(text) or not complains(body):
        return None
    return Sought(HEARD, (Option(GRIEVANCE, FILE_IT), Option(SUGGESTION, KEEP_IT)))


def told(*parts: str | None) -> str:
    """All that was written, each once."""
    return "\n".join(dict.fromkeys(filter(None, parts)))


def as_grievance(facts: str, photos: Sequence[Attachment]) -> Start:
    """The form for a grievance, with the words and pictures in it."""
    evidence: dict[str, str | None] = {"evidence": stored_files(photos, done=False)} if photos else {}
    return Start("grievance", {"facts": facts, **evidence}, opening=OPENING)
