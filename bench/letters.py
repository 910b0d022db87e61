"""Messages as WeChat posts them to an account in safe mode, made beforehand, and what the answers say."""

import secrets
import time
from xml.sax.saxutils import escape

import xmltodict
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.utils import WeChatSigner

APP_ID, APP_SECRET, TOKEN = "wxbench0123456789", "b4e1c0a2d39f4f7c8a6e5d1207b93c58", "benchToken1"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ACCOUNT = "gh_bench"
PATH = "/wechat"

_CRYPTO = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
_TEXT = (
    "<xml><ToUserName><![CDATA[{account}]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
    "<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>{content}</Content>"
    "<MsgId>{number}</MsgId></xml>"
)
_SEALED = "<xml><ToUserName><![CDATA[{account}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"


def request(number: int, follower: int, text: str) -> bytes:
    """The whole HTTP request of one text message: signed, sealed, ready to be sent within five minutes."""
    now, nonce, openid = str(int(time.time())), str(secrets.randbelow(2**31)), f"oBench{follower:022d}"
    letter = _TEXT.format(account=ACCOUNT, openid=openid, now=now, content=escape(text), number=number)
    sealed = PrpCrypto(_CRYPTO.key).encrypt(letter, APP_ID).decode()
    body = _SEALED.format(account=ACCOUNT, sealed=sealed).encode()
    query = "&".join(
        [
            f"signature={_signed(now, nonce)}",
            f"timestamp={now}&nonce={nonce}&openid={openid}&encrypt_type=aes",
            f"msg_signature={_signed(now, nonce, sealed)}",
        ]
    )
    head = (
        f"POST {PATH}?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Mozilla/4.0\r\nAccept: */*\r\n"
        f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def answer(body: bytes) -> str:
    """What the sealed answer says; raises what wechatpy raises where it is not one."""
    outer = xmltodict.parse(body)["xml"]
    xml = _CRYPTO.decrypt_message(body, outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"])
    return str(xmltodict.parse(xml)["xml"]["Content"])


def _signed(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(TOKEN, *parts)
    return str(signer.signature)
