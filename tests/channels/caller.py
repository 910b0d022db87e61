"""A process of its own that writes to some followers; its arguments are those of `main`."""

import asyncio
import sys
from datetime import UTC, datetime

from bot.channels.wechat.client import Client
from bot.store.database import Database
from bot.store.tokens import SharedToken


async def main(store: str, api_base: str, app_id: str, secret: str, *openids: str) -> None:
    """Write to all of them at once."""
    database = Database(store)
    client = Client(app_id, secret, api_base, SharedToken(database, lambda: datetime.now(UTC), f"wechat:{app_id}"))
    await asyncio.gather(*(client.message.send_text(openid, "您好") for openid in openids))
    await client.close()
    database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
