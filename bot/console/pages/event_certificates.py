"""The certificates of an event: what stands on them, what they look like, and all of them to print."""

from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from bot.console import eventpages
from bot.console.visit import Page, Visit, done
from bot.domain import certificates, certifying, hosting, participants
from bot.domain.events import Event
from bot.messages import clean


def context(visit: Visit, event: Event) -> dict[str, object]:
    """What the page shows of them: the texts (the standard ones where none are set), and for how many there is one."""
    everybody = participants.of_event(visit.session, event)
    return {
        "texts": event.certificate or certifying.STANDARD,
        "on": event.certificate is not None,
        "fields": certifying.FIELDS,
        "longest": certifying.LONGEST,
        "count": len(certifying.issued(visit.act, event, everybody)),
    }


def save(visit: Visit) -> Response:
    """Keep what stands on them."""
    event = eventpages.found(visit)
    certifying.save(visit.act, visit.officer, event, _texts(visit))
    word = "certificate-saved" if event.certificate else "certificate-off"
    return done(eventpages.path(event, "after"), word, "#certificate")


def sample(visit: Visit) -> Response:
    """What they look like with the texts as they are typed now, made out to nobody."""
    event = eventpages.found(visit)
    hosting.require(visit.session, visit.officer, event)
    return _pdf(certifying.sample(visit.act, event, _texts(visit)), f"证书样张 {event.title}", inline=True)


def take_all(visit: Visit) -> Response:
    """All of them in one file."""
    event = eventpages.found(visit)
    return _pdf(certifying.take_all(visit.act, visit.officer, event), f"证书 {event.title}", inline=False)


STEPS: Final[dict[str, Page]] = {"certificate": save, "sample": sample, "certificates": take_all}
"""What is done here, by the last part of its address."""


def _texts(visit: Visit) -> dict[str, str]:
    return {name: clean(visit.typed.get(name, "")) for name in certifying.LABELS}


def _pdf(content: bytes, name: str, *, inline: bool) -> Response:
    way = "inline" if inline else "attachment"
    headers = {
        "Content-Disposition": f"{way}; filename*=UTF-8''{quote(name, safe='')}.pdf",
        "Content-Security-Policy": "frame-ancestors 'none'",
    }
    return Response(content, headers=headers, media_type=certificates.MEDIA_TYPE)
