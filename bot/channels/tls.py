"""Whom the channels believe when they call a platform."""

import ssl
from functools import cache

import httpx


@cache
def certificates() -> ssl.SSLContext:
    """The certificates of the world, read once: that takes longer than the rest of a client's making."""
    return httpx.create_ssl_context()
