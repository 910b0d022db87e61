"""Why a notice did not reach somebody, in words that an officer reads."""

from typing import Final

from bot.domain.noticebook import Way, Why

WAYS: Final = {way.value: way.label for way in Way}
"""How a copy went."""

KNOWN: Final = {why.value: why.label for why in Why}
OTHER: Final = "平台的代码 {code}"


def of(code: str) -> str:
    """A reason by its code: our own in words, a platform's as it is."""
    return KNOWN.get(code) or (OTHER.format(code=code) if code else "")
