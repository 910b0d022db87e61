"""What the deeds for test_audit are written with."""

from collections.abc import Callable

from bot.domain.acts import Act

Deed = Callable[[Act], object]
Prepare = Callable[[Act], Deed]


class Deeds(dict[str, tuple[str, Prepare]]):
    """For each operation the row it leaves, and what prepares it: a function that returns the deed itself."""

    def leaves(self, action: str, operation: str) -> Callable[[Prepare], Prepare]:
        """Take in what prepares an operation."""

        def known(prepare: Prepare) -> Prepare:
            self[operation] = action, prepare
            return prepare

        return known
