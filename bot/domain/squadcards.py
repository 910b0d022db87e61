"""Cards of squads: the QR code of the link by which one joins, as a picture that the leader can pass on."""

import io
from typing import Final

import segno

from bot import media
from bot.domain import audit, own_data, squadcodes
from bot.domain.acts import Act
from bot.domain.squadbook import Squad
from bot.domain.squadcodes import Way
from bot.messages import Address, Attachment, Reply, Upload
from bot.store import files, outbox

FILE: Final = "入队码 {team}.png"
SENT: Final = "这是“{team}”的入队二维码，转给队友，用手机扫一扫，点“同意入队”就行。"


def send(act: Act, squad: Squad, address: Address) -> Way | None:
    """Send the leader the QR code as a picture; None where no link leads to us from elsewhere.

    The way is that of the leader's own channel, where there is one. The file is kept as long as others that are made
    for members (`own_data.forget`).
    """
    ways = squadcodes.ways(act.session, act.config, squadcodes.of(act.session, squad))
    way = next((one for one in ways if one.channel == address.channel), ways[0] if ways else None)
    if way is None:
        return None
    audit.log(act, "squad.card_sent", squad)
    reply = Reply(SENT.format(team=squad.name), files=(_drawn(act, squad, way),))
    key = f"{own_data.KIND}:squad:{audit.last(act.session, squad)}"
    outbox.put(act.session, address, reply, key=key, kind=own_data.KIND, now=act.now)
    return way


def _drawn(act: Act, squad: Squad, way: Way) -> Attachment:
    drawn = io.BytesIO()
    segno.make(way.address, error="m").save(drawn, kind="png", scale=10, border=4)
    name = media.safe_name(FILE.format(team=squad.name))
    return files.keep(act.session, Upload(name, "image/png", drawn.getvalue()), act.now)
