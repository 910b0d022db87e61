"""What a platform posts to us, taken no further than it may be large."""

from collections.abc import AsyncIterator


class TooLarge(Exception):
    """More than such a request can have."""


async def taken(stream: AsyncIterator[bytes], most: int) -> bytes:
    """A request's body of at most so many bytes; raises TooLarge as soon as it is more."""
    body = bytearray()
    async for part in stream:
        body += part
        if len(body) > most:
            raise TooLarge
    return bytes(body)
