"""What a file really is, a name for it that is safe to keep, and how large it is in words.

The sender's word is not taken: neither the media type nor the ending of the name. Pictures, sound, film, PDF,
office files and plain text are known by their first bytes; whatever else there is, is `application/octet-stream`.
"""

import io
import re
import zipfile
from typing import Final

from bot.errors import Refusal
from bot.messages import Upload, clean

LONGEST_NAME = 120
_LONGEST_ENDING = 10
UNKNOWN = "application/octet-stream"

IMAGES: Final = ("image/jpeg", "image/png", "image/gif", "image/webp")
"""What every browser and messenger shows; everything else is only saved."""

LINK_DAYS: Final = 14
"""So long a link to a file is good that stands in a message."""

_KILOBYTE = 1024
_EMPTY = "这个文件是空的，请重新选一次。"
_PROGRAM = "这是程序文件，为了大家的安全我们不收。请发图片、PDF 或 Word、Excel 文件，也可以截图发来。"

_PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"dex\n")
_PROGRAM_MEMBERS = {"AndroidManifest.xml", "META-INF/MANIFEST.MF"}
_ZIP = b"PK\x03\x04"
_PROGRAM_NAME = re.compile(
    r"\.(apk|app|bat|cmd|com|cpl|dll|exe|hta|ipa|jar|js|lnk|msi|pif|ps1|reg|scr|sh|vbe|vbs|wsf)$", re.IGNORECASE
)
_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS = (
    ((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), "image/heic"),
    ((b"avif", b"avis"), "image/avif"),
    ((b"M4A ", b"M4B "), "audio/mp4"),
    ((b"qt  ",), "video/quicktime"),
    ((b"3gp", b"3g2"), "video/3gpp"),
    ((b"iso", b"mp4", b"avc1", b"dash", b"M4V", b"MSNV"), "video/mp4"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIPPED = (
    ("word/", _OFFICE + "wordprocessingml.document"),
    ("xl/", _OFFICE + "spreadsheetml.sheet"),
    ("ppt/", _OFFICE + "presentationml.presentation"),
)
_OLD_OFFICE = {
    "doc": "application/msword",
    "wps": "application/msword",
    "xls": "application/vnd.ms-excel",
    "et": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "dps": "application/vnd.ms-powerpoint",
}
_MARKUP = re.compile(rb"<(!doctype|html|head|body|script|iframe|svg|\?xml|math|object)", re.IGNORECASE)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf", "text/plain": ".txt"}


def examined(name: str, content: bytes) -> Upload:
    """A file as what it is, under a safe name; raises Refusal for an empty one and for programs."""
    if not content:
        raise Refusal(_EMPTY)
    media_type = judged(content)
    kept = safe_name(name, media_type)
    if _PROGRAM_NAME.search(kept) or (media_type != "text/plain" and _is_program(content)):
        raise Refusal(_PROGRAM)
    if media_type == "application/x-ole-storage":
        media_type = _OLD_OFFICE.get(kept.rpartition(".")[2].lower(), UNKNOWN)
    return Upload(kept, media_type, content)


def size(count: int) -> str:
    """A file's size in words: 340 KB, 2.1 MB."""
    kilobytes = count / _KILOBYTE
    return f"{kilobytes / _KILOBYTE:.1f} MB" if kilobytes >= _KILOBYTE else f"{max(1, round(kilobytes))} KB"


def safe_name(name: str, media_type: str = UNKNOWN) -> str:
    """The file's own name without folders, line ends or marks that change how it is read; at most 120 characters."""
    last = re.split(r"[/\\]", clean(name))[-1]
    plain = re.sub(r'[\s<>:"|?*]+', " ", last).strip(" .")
    if not plain:
        return "文件" + _ENDINGS.get(media_type, "")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) <= LONGEST_NAME or not stem or len(ending) > _LONGEST_ENDING:
        return plain[:LONGEST_NAME]
    return stem[: LONGEST_NAME - len(dot + ending)] + dot + ending


def judged(content: bytes) -> str:
    """The media type of these bytes, by what they are."""
    for start, media_type in _STARTS:
        if content.startswith(start):
            return media_type
    if content.startswith(b"BM") and content[6:10] == bytes(4):
        return "image/bmp"
    if content.startswith(b"RIFF"):
        return _RIFF.get(content[8:12], UNKNOWN)
    if content[4:8] == b"ftyp":
        return next((kind for brands, kind in _BRANDS if content[8:12].startswith(brands)), UNKNOWN)
    if content.startswith(_ZIP):
        members = _members(content)
        return next((kind for folder, kind in _ZIPPED if any(m.startswith(folder) for m in members)), "application/zip")
    return "text/plain" if _is_text(content) else UNKNOWN


def _is_text(content: bytes) -> bool:
    """Whether this is writing (UTF-8, UTF-16 or GB18030) and no web page that a browser would run."""
    if _MARKUP.search(content[:4096]):
        return False
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for coding in ("utf-16",) if wide else ("utf-8", "gb18030"):
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        return not _BINARY.search(text) and not (wide and _MARKUP.search(text[:4096].encode()))
    return False


def _is_program(content: bytes) -> bool:
    """Whether this runs on a computer or a phone (as an APK or JAR: a ZIP archive), whatever its name says."""
    if content.startswith(_PROGRAM_STARTS):
        return True
    return content.startswith(_ZIP) and not _PROGRAM_MEMBERS.isdisjoint(_members(content))


def _members(content: bytes) -> list[str]:
    """The names in a ZIP archive, without unpacking anything; none if its directory cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        return []
