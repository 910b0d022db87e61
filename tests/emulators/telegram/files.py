"""Files that people and the bot sent: kept, looked up and downloaded (getFile)."""

import secrets
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from tests.emulators.telegram.calls import Call, Json, Refused, Upload, bad

if TYPE_CHECKING:
    from tests.emulators.telegram.account import Account

LARGEST_DOWNLOAD, LARGEST_UPLOAD, LARGEST_PHOTO = 20 * 2**20, 50 * 2**20, 10 * 2**20
FOLDERS = {"photo": "photos", "voice": "voice", "video": "videos", "sticker": "stickers"}
ENDINGS = {"photo": ".jpg", "voice": ".oga", "video": ".mp4", "sticker": ".webp"}
TYPES = {
    ".csv": "text/csv",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class File:
    """One file; `path` is where it is downloaded."""

    id: str
    unique_id: str
    kind: str
    name: str
    path: str
    content: bytes

    def json(self) -> Json:
        """What every kind of file tells of itself."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.content)}


@dataclass
class Files:
    """All files of the platform, by their file_id."""

    items: dict[str, File] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=count)

    def add(self, kind: str, content: bytes, name: str = "") -> File:
        """Keeps a file."""
        ending = ENDINGS.get(kind) or (name[name.rfind(".") :] if "." in name else "")
        path = f"{FOLDERS.get(kind, 'documents')}/file_{next(self._numbers)}{ending}"
        file = File(secrets.token_urlsafe(52), secrets.token_urlsafe(11), kind, name, path, content)
        self.items[file.id] = file
        return file

    def at(self, path: str) -> File | None:
        """The file that is downloaded there."""
        return next((file for file in self.items.values() if file.path == path), None)

    def sent(self, call: Call, kind: str) -> File:
        """The file of a bot's call: uploaded, or one that is known; raises a 400 or 413."""
        upload = _uploaded(call, kind)
        if upload is None:
            return self._known(call.text(kind), kind)
        if not upload.content:
            raise bad("file must be non-empty")
        if len(upload.content) > (LARGEST_PHOTO if kind == "photo" else LARGEST_UPLOAD):
            raise Refused(413, "Request Entity Too Large")
        return self.add(kind, upload.content, upload.name)

    def _known(self, file_id: str, kind: str) -> File:
        if not file_id:
            raise bad(f"there is no {kind} in the request")
        if file_id not in self.items:
            raise bad("wrong file identifier/HTTP URL specified")
        return self.items[file_id]


def shown(file: File, files: Files) -> Json:
    """The field of a message that shows that file."""
    if file.kind == "photo":
        small = files.add("photo", file.content[:1024])
        sizes = [{**small.json(), "width": 90, "height": 67}, {**file.json(), "width": 1280, "height": 960}]
        return {"photo": sizes}
    return {file.kind: {**file.json(), **_details(file)}}


def _details(file: File) -> Json:
    if file.kind == "voice":
        return {"duration": 3, "mime_type": "audio/ogg"}
    if file.kind == "video":
        return {"duration": 3, "width": 640, "height": 360, "mime_type": "video/mp4", "file_name": file.name or "v.mp4"}
    if file.kind == "sticker":
        size = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        return {**size, "type": "regular", "emoji": "👍", "set_name": "Gestures"}
    ending = file.name[file.name.rfind(".") :].lower() if "." in file.name else ""
    return {"file_name": file.name, "mime_type": TYPES.get(ending, "application/octet-stream")}


def _uploaded(call: Call, kind: str) -> Upload | None:
    value = call.text(kind)
    return call.files.get(value.removeprefix("attach://") if value.startswith("attach://") else kind)


def get_file(account: "Account", call: Call) -> Json:
    """getFile: where a file is downloaded."""
    file = account.files.items.get(call.text("file_id"))
    if file is None:
        raise bad(
            "wrong file_id or the file is temporarily unavailable" if call.text("file_id") else "file_id not specified"
        )
    if len(file.content) > LARGEST_DOWNLOAD:
        raise bad("file is too big")
    return {**file.json(), "file_path": file.path}


METHODS = {"getFile": get_file}
