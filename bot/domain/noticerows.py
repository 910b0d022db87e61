"""The ledger of one notice taken away as a list: members by their number and unit, no name; that it was stands written.

What a page shows of it, `bot.domain.reckonings` finds.
"""

from typing import Final

from bot.domain import audit, reckonings
from bot.domain.acts import Act
from bot.domain.noticebook import Notice, Recipient
from bot.domain.reckonings import Filters
from bot.errors import Refusal

TOO_MANY: Final = "超过 {most} 行，一次导不出来。请先按结果、原因、渠道或单位筛选，再导出。"


def take(act: Act, notice: Notice, wanted: Filters, most: int) -> list[Recipient]:
    """The rows that are picked out; Refusal where there are more than that."""
    found = reckonings.people(act.session, notice, wanted, limit=most + 1)
    if len(found) > most:
        raise Refusal(TOO_MANY.format(most=most))
    audit.log(act, "notice.taken", notice, count=len(found))
    return found
