"""Sums of money: decimal yuan in Python, whole fen in the store, so that nothing is ever rounded on the way."""

from decimal import Decimal
from typing import Any, Final

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

FEN: Final = Decimal("0.01")
"""The least sum there is."""


class Money(TypeDecorator[Decimal]):
    """Yuan to the fen. ValueError where a sum has parts of a fen: whoever reckons rounds, not the store."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> int | None:
        """Yuan as fen."""
        if value is None:
            return None
        if value != value.quantize(FEN):
            raise ValueError("a sum of money has parts of a fen")
        return int(value * 100)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal | None:  # noqa: ANN401 - the library's
        """Fen as yuan; sums of many come as other numbers from some stores."""
        return None if value is None else int(value) * FEN
