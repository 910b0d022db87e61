"""Signatures and sealed (AES) messages, written from the documentation alone: 消息加解密说明.

AES-256-CBC; key = base64(EncodingAESKey + "="), IV = its first 16 bytes; the plain text is 16 random bytes, the length
of the XML (4 bytes, big-endian), the XML and the AppID, padded to a multiple of 32.
"""

import base64
import binascii
import hashlib
import secrets
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 32


class Unsealable(Exception):
    """The text was not sealed with this key for this account."""


def signature(*parts: str) -> str:
    """SHA-1 of the parts in their order by characters."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Seal:
    """One EncodingAESKey (43 characters) of one account."""

    aes_key: str
    app_id: str

    def close(self, xml: str) -> str:
        """The XML sealed, as base64."""
        content = xml.encode()
        plain = secrets.token_bytes(16) + struct.pack(">I", len(content)) + content + self.app_id.encode()
        padding = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def open(self, sealed: str) -> str:
        """The XML that was sealed; raises Unsealable."""
        try:
            decryptor = self._cipher().decryptor()
            plain = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
            content = _unpadded(plain)
            length = struct.unpack(">I", content[16:20])[0]
            xml, app_id = content[20 : 20 + length].decode(), content[20 + length :].decode()
        except (ValueError, struct.error, binascii.Error) as error:
            raise Unsealable(str(error)) from error
        if app_id != self.app_id:
            raise Unsealable(f"sealed for {app_id!r}, not for {self.app_id!r}")
        return xml

    def _cipher(self) -> Cipher[CBC]:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(AES256(key), CBC(key[:16]))


def _unpadded(plain: bytes) -> bytes:
    padding = plain[-1] if plain else 0
    if not 1 <= padding <= BLOCK or plain[-padding:] != bytes([padding]) * padding:
        raise Unsealable("wrong padding: another key, or not padded to 32")
    return plain[:-padding]
