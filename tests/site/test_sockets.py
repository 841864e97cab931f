"""Frames that are handed to the server as bytes: what a browser reads of them, and when they cannot be sent."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.frames import Frame, Opcode

from vsm_site.lib.sockets import EXTENSION, Write, text_frame


@pytest.mark.parametrize("text", ["", "ü" * 62, "x" * 125, "x" * 126, "ü" * 100, "x" * 65535, "x" * 65536], ids=len)
def test_a_frame_is_that_of_the_protocol(text: str) -> None:
    assert text_frame(text) == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


def test_frames_arrive_in_order_with_those_sent_as_usual_until_the_socket_ends() -> None:
    ends: dict[str, Any] = {}

    async def application(scope: Any, receive: Any, send: Any) -> None:
        write: Write = scope["extensions"][EXTENSION]
        ends["before"] = write(text_frame("too early"))
        await receive()
        await send({"type": "websocket.accept"})
        ends["open"] = write(text_frame("one"))
        await send({"type": "websocket.send", "text": "two"})
        write(text_frame("three"))
        await receive()
        await send({"type": "websocket.close", "code": 4408})
        ends["closed"] = write(text_frame("too late"))

    async def story() -> list[str | bytes]:
        config = uvicorn.Config(application, port=0, lifespan="off", log_level="error", ws="vsm_site.lib.sockets:Sockets")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        async with connect(f"ws://127.0.0.1:{port}/") as line:
            heard = [await line.recv() for _ in range(3)]
            await line.send("enough")
            await line.wait_closed()
            ends["code"] = line.close_code
        server.should_exit = True
        await serving
        return heard

    assert asyncio.run(story()) == ["one", "two", "three"]
    assert ends == {"before": False, "open": True, "closed": False, "code": 4408}


def test_a_message_that_is_too_large_ends_the_socket_with_our_own_code() -> None:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            pass

    async def story() -> int | None:
        config = uvicorn.Config(
            application, port=0, lifespan="off", log_level="critical", ws="vsm_site.lib.sockets:Sockets", ws_max_size=1000
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        async with connect(f"ws://127.0.0.1:{port}/", compression=None) as line:
            await line.send("x" * 1000)
            await line.send("x" * 1001)
            await line.wait_closed()
        server.should_exit = True
        await serving
        return line.close_code

    assert asyncio.run(story()) == 4413
