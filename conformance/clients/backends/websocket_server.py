"""The WebSocket backend of the checks: echoes, and closes when told to."""

import asyncio
import sys

from websockets.asyncio.server import serve


async def echo(socket):
    async for message in socket:
        if message == "close me":
            await socket.close(4001, "as you wish")
            return
        if message == "ping me":
            await (await socket.ping(b"from the backend"))
            message = "pong seen"
        await socket.send(message)


def choose(_, offered):
    """A client may do without."""
    return "echo.v1" if "echo.v1" in offered else None


async def main(address):
    host, port = address.rsplit(":", 1)
    async with serve(echo, host, int(port), subprotocols=["echo.v1"], select_subprotocol=choose, max_size=16 << 20):
        await asyncio.get_running_loop().create_future()


asyncio.run(main(sys.argv[1]))
