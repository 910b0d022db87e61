"""What stands in cases, text by text, for those who may open them: what a search looks through and shows."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from bot.domain.casebook import Case, Remark

FACTS, EMPLOYER, NAME, OUTCOME = "经过", "用人单位", "称呼", "结果"
SAID, ANSWERED, NOTED = "会员说", "我们回复", "内部备注"
_OPENED: Final = (Case.employer, Case.name, Case.facts, Case.details, Case.outcome)


@dataclass(frozen=True)
class Text:
    """One text of a case, and what it is."""

    label: str
    words: str


def of(session: Session, case_ids: Collection[int]) -> dict[int, list[Text]]:
    """All texts of these cases. Of one whose identity is sealed the name is not among them."""
    found = dict[int, list[Text]]()
    for case in session.scalars(select(Case).where(Case.id.in_(case_ids)).options(load_only(*_OPENED))):
        texts = [(EMPLOYER, case.employer), (NAME, case.name), (FACTS, case.facts), (OUTCOME, case.outcome)]
        texts += [(one["label"], one["shown"]) for one in case.details]
        found[case.id] = [Text(label, words) for label, words in texts if words]
    said = select(Remark.case_id, Remark.officer_id, Remark.internal, Remark.body).where(Remark.case_id.in_(case_ids))
    for case_id, officer_id, internal, body in session.execute(said.order_by(Remark.id)):
        label = NOTED if internal else ANSWERED if officer_id else SAID
        found[case_id].append(Text(label, body))
    return found
