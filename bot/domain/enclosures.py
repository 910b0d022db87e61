"""Enclosures: the files that staff send to members, of kinds that every phone can open; kept with what was written.

Pictures go without what a camera writes into them, as members' do: no member is told where an officer lives.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot import media, pictures
from bot.errors import Refusal
from bot.messages import LARGEST_FILE, Attachment, Upload
from bot.store import files

MOST: Final = 5
"""Files with one answer: so many messages WeChat lets follow each other."""

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
KINDS: Final = frozenset(
    {
        *media.IMAGES,
        "application/pdf",
        "text/plain",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        f"{_OFFICE}wordprocessingml.document",
        f"{_OFFICE}spreadsheetml.sheet",
        f"{_OFFICE}presentationml.presentation",
    }
)
"""The media types that may be sent, as their content says."""

WORDS: Final = "请看发来的文件。"
"""What is said where nothing was written."""

TOO_MANY: Final = "选了 {count} 个文件，一次最多发 {most} 个。请分几次发。"
TOO_LARGE: Final = "“{name}”有 {size}，一个文件最多 {most} MB。请压缩一下，或者分开再发。"
NOT_THIS: Final = "“{name}”发不了：会员的手机可能打不开。可以发照片、PDF、Word、Excel、PPT 和纯文本。"
BROKEN: Final = "“{name}”读不出来，图片可能坏了或者太大。请重新拍一张，或者截个图再发。"
NOT_GOOD: Final = "“{name}”：{why}"


def examined(uploads: Sequence[Upload]) -> list[Upload]:
    """The files as what they are, pictures bare, under safe names. Refusal for too many, and what cannot be sent."""
    if len(uploads) > MOST:
        raise Refusal(TOO_MANY.format(count=len(uploads), most=MOST))
    return [_examined(upload) for upload in uploads]


def keep(session: Session, uploads: Sequence[Upload], now: datetime) -> tuple[Attachment, ...]:
    """Keep files that were examined, to go out with an answer."""
    return tuple(files.keep(session, upload, now) for upload in uploads)


def _examined(upload: Upload) -> Upload:
    name = media.safe_name(upload.name)
    if len(upload.content) > LARGEST_FILE:
        size, most = media.size(len(upload.content)), LARGEST_FILE // 2**20
        raise Refusal(TOO_LARGE.format(name=name, size=size, most=most))
    try:
        found = media.examined(upload.name, upload.content)
    except Refusal as why:
        raise Refusal(NOT_GOOD.format(name=name, why=why)) from None
    if found.media_type not in KINDS:
        raise Refusal(NOT_THIS.format(name=name))
    bare = pictures.plain(found)
    if bare.media_type != found.media_type:
        raise Refusal(BROKEN.format(name=name))
    return bare
