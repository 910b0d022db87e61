"""Voices: who stands behind a suggestion beside the one who filed it: co-proposers (共同建议人), supporters (附议).

`chorus` is what they are kept as, `teams` the co-proposers, `support` the supporters.
"""

from bot.domain.chorus import Named, Part, Share, Voice, mark, of_address, of_suggestion, proposers, supporters
from bot.domain.support import open_to, support, unsupport
from bot.domain.teams import codes, join

__all__ = [
    "Named", "Part", "Share", "Voice", "codes", "join", "mark", "of_address", "of_suggestion", "open_to", "proposers",
    "support", "supporters", "unsupport",
]  # fmt: skip
