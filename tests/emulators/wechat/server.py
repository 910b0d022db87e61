"""The platform's API over HTTP: every documented path, and the faults on order."""

import asyncio
import json
import secrets
import socket
import struct
from collections import Counter
from dataclasses import dataclass
from typing import Any, cast

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.emulators.wechat import customer, mass, media, menus, qrcodes, templates, tokens, users
from tests.emulators.wechat.account import Account
from tests.emulators.wechat.calls import Binary, Call, Endpoint, Json
from tests.emulators.wechat.codes import Refused

ENDPOINTS = {
    endpoint.path: endpoint
    for module in (tokens, customer, media, menus, qrcodes, users, mass, templates)
    for endpoint in module.ENDPOINTS
}
BAD_GATEWAY = (
    "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"
)


@dataclass(frozen=True)
class Asked:
    """One call as it came and what was answered; None where nothing was."""

    call: Call
    answer: Json | Binary | None


class Api:
    """Answers calls for one account; `asked` and `calls` keep them."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.calls: Counter[str] = Counter()
        self.asked: list[Asked] = []
        self.halted = asyncio.Event()
        """Set in the loop of the server when what hangs is to go on."""
        self.app = Starlette(routes=[Route("/{path:path}", self._serve, methods=["GET", "POST"])])

    async def _serve(self, request: Request) -> Response:
        call = await _read(request)
        with self._account.lock:
            self.calls[call.path] += 1
        fault = self._account.faults.take(call.path)
        if fault == "hang":
            await self._pause()
        if fault == "reset":
            return await _cut(request)
        if fault == "html":
            return HTMLResponse(BAD_GATEWAY, 502)
        answer = self._answered(call, 40001 if fault == "token-never" else fault)
        return await _cut(request) if fault == "lost" else _response(answer)

    def _answered(self, call: Call, fault: int | str | None) -> Json | Binary:
        answer: Json | Binary
        with self._account.lock:
            try:
                answer = _act(self._account, call, fault)
            except Refused as refusal:
                answer = refusal.answer(f"{secrets.token_hex(4)}-{secrets.token_hex(4)}-{secrets.token_hex(4)}")
            self.asked.append(Asked(call, answer))
        return answer

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self.halted.wait(), self._account.faults.hang)
        except TimeoutError:
            return


def _act(account: Account, call: Call, fault: int | str | None) -> Json | Binary:
    if isinstance(fault, int):
        raise Refused(fault)
    endpoint = _endpoint(call.path)
    if call.method != endpoint.method:
        raise Refused(43001 if endpoint.method == "GET" else 43002)
    if not endpoint.open:
        account.tokens.check(call.query.get("access_token", ""), account.clock())
    if account.kind not in endpoint.kinds:
        raise Refused(48001)
    return endpoint.act(account, call)


def _endpoint(path: str) -> Endpoint:
    found = ENDPOINTS.get(path) or ENDPOINTS.get(path[: path.rfind("/") + 1])
    if found is None:
        raise Refused(40066)
    return found


async def _read(request: Request) -> Call:
    upload = None
    body = await request.body()
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form() as form:
            sent = form.get("media")
            upload = await sent.read() if isinstance(sent, UploadFile) else None
    return Call(request.method, request.url.path, dict(request.query_params), body, upload)


def _response(answer: Json | Binary) -> Response:
    if isinstance(answer, Binary):
        headers = {"Content-disposition": f'attachment; filename="{answer.name}"'} if answer.name else None
        return Response(answer.content, answer.status, headers, answer.mime)
    content = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(content, headers={"Content-Type": "application/json; encoding=utf-8"})


async def _cut(request: Request) -> Response:
    """Breaks the connection so that the caller sees a reset; the response goes nowhere."""
    transport = cast("Any", request.receive).__self__.transport
    linger = struct.pack("ii", 1, 0)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response()
