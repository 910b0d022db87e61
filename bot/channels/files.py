"""Files that members send, judged by what they are.

Programs are refused. Web pages (HTML, SVG, XML) and whatever else we do not know are held as
`application/octet-stream`, which no browser opens: a member may have a good reason to send them, and an officer can
still save them.
"""

from bot import media
from bot.messages import Upload


def received(name: str, content: bytes) -> Upload:
    """What a member sent, ready to be kept; raises Refusal for an empty file and for programs."""
    return media.examined(name, content)
