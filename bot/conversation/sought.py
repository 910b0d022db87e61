"""A question that looks for its own words: whether something that was found is what the member means."""

import re
from dataclasses import dataclass
from typing import Final

from bot.conversation.answers import Said, Scope
from bot.conversation.kinds import AGREE, DENY, Choice

_THE_SAME: Final = re.compile("(?:同|就)?(?:是)?(?:同)?一(?:件|个|回)(?:事情|事)?|[。.!！~～ ]+")


@dataclass(frozen=True)
class Recognised(Choice):
    """One of what was found, or the contrary, which stands last: where one was found, yes and no will do."""

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """The key of the option that was meant."""
        options = self.options(scope, stored)
        word = _THE_SAME.sub("", said.text) or (said.text and "是")
        if len(options) == 2 and not said.tap and word in AGREE | DENY:  # noqa: PLR2004 - this one, and the contrary
            return options[word in DENY].key
        return super().take(said, scope, stored)
