"""How the bot gets its updates: getUpdates or a webhook (core.telegram.org/bots/api#getting-updates)."""

import re
import time
from typing import TYPE_CHECKING, Any

from tests.emulators.telegram.calls import Call, Json, bad, conflict
from tests.emulators.telegram.updates import Updates

if TYPE_CHECKING:
    from tests.emulators.telegram.account import Account

PORTS = (None, 80, 88, 443, 8443)


async def get_updates(account: "Account", call: Call) -> list[Json]:
    """getUpdates: confirms those before the offset, then gives what there is, or waits for it."""
    updates = account.updates
    _only_poll(updates)
    mine = updates.begins()
    updates.bell.ring()
    updates.want(call)
    _confirm(updates, call.number("offset"))
    limit = min(max(call.number("limit", 100), 1), 100)
    until = time.monotonic() + call.number("timeout")
    while not account.halted:
        updates.bell.muffle()
        if mine != updates.poll:
            raise conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
        _only_poll(updates)
        found, left = updates.waiting[:limit], until - time.monotonic()
        if found or left <= 0:
            return [update.json() for update in found]
        await updates.bell.wait(left)
    return []


def _only_poll(updates: Updates) -> None:
    if updates.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )


def _confirm(updates: Updates, offset: int) -> None:
    if offset < 0:
        kept = {update.id for update in updates.waiting[offset:]}
        updates.remove(lambda update: update.id not in kept)
    else:
        updates.remove(lambda update: update.id < offset)


def set_webhook(account: "Account", call: Call) -> bool:
    """setWebhook: an https address, a secret that comes with every update."""
    url, secret = call.text("url"), call.text("secret_token")
    if not url:
        return delete_webhook(account, call)
    _check(account, url, secret)
    account.updates.want(call)
    _drop(account.updates, call)
    webhook = account.updates.webhook
    webhook.secret, webhook.last_error = secret, None
    webhook.max_connections = min(max(call.number("max_connections", 40), 1), 100)
    webhook.url = url
    return True


def _check(account: "Account", url: str, secret: str) -> None:
    address = re.fullmatch(r"(https?)://([^/:?#]+)(?::(\d+))?(?:[/?#].*)?", url)
    if not address:
        raise bad("bad webhook: invalid webhook URL specified")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters" if len(secret) <= 256 else "secret token is too long")
    if account.takes_http:
        return
    if address[1] != "https":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if (address[3] and int(address[3])) not in PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def delete_webhook(account: "Account", call: Call) -> bool:
    """deleteWebhook: from now on the bot fetches its updates."""
    _drop(account.updates, call)
    webhook = account.updates.webhook
    webhook.secret, webhook.last_error, webhook.url = "", None, ""
    return True


def _drop(updates: Updates, call: Call) -> None:
    if call.flag("drop_pending_updates"):
        updates.clear()


def webhook_info(account: "Account", _: Call) -> Json:
    """What getWebhookInfo tells."""
    updates, webhook = account.updates, account.updates.webhook
    info: Json = {"url": webhook.url, "has_custom_certificate": False, "pending_update_count": len(updates.waiting)}
    more: dict[str, Any] = (
        {"max_connections": webhook.max_connections, "ip_address": "127.0.0.1"} if webhook.url else {}
    )
    if webhook.last_error:
        more["last_error_date"], more["last_error_message"] = webhook.last_error
    if updates.named:
        more["allowed_updates"] = updates.named
    return {**info, **more}


METHODS = {"setWebhook": set_webhook, "deleteWebhook": delete_webhook, "getWebhookInfo": webhook_info}
