"""`python -m bench.wechat_echo PORT`: the least that can be done with wechatpy, on the web server that we use too."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import TextReply

from bench.letters import AES_KEY, APP_ID, PATH, TOKEN

CRYPTO = WeChatCrypto(TOKEN, AES_KEY, APP_ID)


async def echo(request: Request) -> Response:
    """Verify, decrypt, parse, answer the same, encrypt."""
    query = request.query_params
    timestamp, nonce = query["timestamp"], query["nonce"]
    message = parse_message(CRYPTO.decrypt_message(await request.body(), query["msg_signature"], timestamp, nonce))
    reply = TextReply(message=message, content=message.content)
    return Response(CRYPTO.encrypt_message(reply.render(), nonce, timestamp), media_type="text/xml")


if __name__ == "__main__":
    application = Starlette(routes=[Route(PATH, echo, methods=["POST"])])
    uvicorn.run(application, port=int(sys.argv[1]), access_log=False, log_config=None, server_header=False)
