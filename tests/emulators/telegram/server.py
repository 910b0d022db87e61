"""The Bot API over HTTP: every method, the download of files, and the faults on order."""

import asyncio
import json
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.emulators.telegram import commands, editing, files, members, receiving, sending, topics
from tests.emulators.telegram.account import Account
from tests.emulators.telegram.calls import Call, Json, Refused, Upload, flood, plain, read
from tests.emulators.telegram.faults import Order

Act = Callable[[Account, Call], Any]

METHODS: dict[str, Act] = {
    name.lower(): act
    for module in (commands, editing, files, members, receiving, sending, topics)
    for name, act in cast("dict[str, Act]", module.METHODS).items()
}
BAD_GATEWAY = (
    "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"
)


@dataclass(frozen=True)
class Asked:
    """One call as it came and the JSON that was answered; None where nothing was done."""

    method: str
    params: Json
    answer: Json | None


class Api:
    """Answers calls for one bot; `asked` keeps them."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.asked: list[Asked] = []
        self.halted = asyncio.Event()
        """Set in the loop of the server when what hangs is to end."""
        routes = [
            Route("/bot{token}/{method}", self._serve, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._download),
        ]
        self.app = Starlette(routes=routes, exception_handlers={404: _nothing})

    async def _serve(self, request: Request) -> Response:
        call = await _read(request)
        fault = self._account.faults.take(call.method, call.chat_id)
        behaviour = fault.behaviour if fault else ""
        if fault and behaviour == "hang" and not await self._hangs(request, fault.seconds):
            return self._undone(call)
        if behaviour == "html-502":
            return self._undone(call, HTMLResponse(BAD_GATEWAY, 502))
        if behaviour == "reset":
            return self._undone(call, await _cut(request))
        answer = await self._answered(request, call, fault)
        if fault and behaviour == "late":
            await self._pause(fault.seconds)
        return await _cut(request) if behaviour == "lost" else JSONResponse(answer, answer.get("error_code", 200))

    def _undone(self, call: Call, response: Response | None = None) -> Response:
        self._keep(call, None)
        return response or Response(status_code=502)

    async def _answered(self, request: Request, call: Call, fault: Order | None) -> Json:
        try:
            if request.path_params["token"] != self._account.token:
                raise plain(401)
            if fault and isinstance(fault.behaviour, int):
                raise _ordered(fault)
            answer: Json = {"ok": True, "result": await self._act(call)}
        except Refused as refusal:
            answer = refusal.answer()
        self._keep(call, answer)
        return answer

    def _keep(self, call: Call, answer: Json | None) -> None:
        with self._account.changed:
            self.asked.append(Asked(call.method, call.params, answer))
            self._account.changed.notify_all()

    async def _act(self, call: Call) -> Any:
        if call.method.lower() == "getupdates":
            return await receiving.get_updates(self._account, call)
        act = METHODS.get(call.method.lower())
        if act is None:
            raise plain(404)
        with self._account.lock:
            return act(self._account, call)

    async def _download(self, request: Request) -> Response:
        file = self._account.files.at(request.path_params["path"])
        if request.path_params["token"] != self._account.token:
            return JSONResponse(plain(401).answer(), 401)
        if file is None:
            return JSONResponse(plain(404).answer(), 404)
        fault = self._account.faults.take("file", None)
        if fault and isinstance(fault.behaviour, int):
            return JSONResponse(_ordered(fault).answer(), fault.behaviour)
        if fault:
            return await _cut(request)
        return Response(file.content, media_type="application/octet-stream")

    async def _pause(self, seconds: float) -> bool:
        """Whether the time went by before the platform ended."""
        try:
            await asyncio.wait_for(self.halted.wait(), seconds)
        except TimeoutError:
            return True
        return False

    async def _hangs(self, request: Request, seconds: float) -> bool:
        """Whether the caller is still there after that time."""
        pause, gone = asyncio.create_task(self._pause(seconds)), asyncio.create_task(_gone(request))
        await asyncio.wait([pause, gone], return_when=asyncio.FIRST_COMPLETED)
        there = pause.done() and await pause
        for task in (pause, gone):
            task.cancel()
        return there


async def _read(request: Request) -> Call:
    params: Json = {name: read(name, value) for name, value in request.query_params.items()}
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        body = json.loads(await request.body() or b"{}")
        found = {name: read(name, value) if isinstance(value, str) else value for name, value in body.items()}
        return Call(request.path_params["method"], {**params, **found})
    uploads: dict[str, Upload] = {}
    async with request.form() as form:
        for name, value in form.items():
            if isinstance(value, UploadFile):
                uploads[name] = Upload(value.filename or name, await value.read())
            else:
                params[name] = read(name, value)
    return Call(request.path_params["method"], params, uploads)


def _ordered(fault: Order) -> Refused:
    code = int(fault.behaviour)
    if code == 429 and not fault.description:
        return flood(fault.retry_after)
    return Refused(code, fault.description) if fault.description else plain(code)


async def _nothing(_: Request, __: Exception) -> Response:
    return JSONResponse(plain(404).answer(), 404)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _cut(request: Request) -> Response:
    """Breaks the connection so that the caller sees a reset; the response goes nowhere."""
    transport = cast("Any", request.receive).__self__.transport
    linger = struct.pack("ii", 1, 0)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()
    await _gone(request)
    return Response()
