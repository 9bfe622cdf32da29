"""A slow line that loses packets, as a process of its own between a station and its hub.

python -m tests.marathon.bad_line HUB_PORT BITS_A_SECOND SPEED SEED

Loss on a TCP line is never seen as lost bytes: the sender waits and sends again, and after a few losses in a
row the connection is gone. So every packet of 1,400 bytes takes its time on the line, one in twenty waits for
its retransmission, and one in four hundred resets the connection. ``SPEED`` divides every time alike.
"""

import asyncio
import contextlib
import random
import re
import sys

PACKET = 1400
LOST, RETRANSMIT_S = 0.05, 0.3
RESET = 1 / 400
ASKED = re.compile(rb"(PUT /v1/batches|PATCH /v1/blobs)/")


class Line:
    """Both directions of one line; what was asked over it is told on standard output."""

    def __init__(self, hub_port, bits_a_second, speed, seed):
        self._hub_port = hub_port
        self._packet_s = PACKET * 8 / bits_a_second / speed
        self._retransmit_s = RETRANSMIT_S / speed
        self._chance = random.Random(seed)

    async def carry(self, reader, writer):
        """One connection of the station."""
        hub_reader, hub_writer = await asyncio.open_connection("127.0.0.1", self._hub_port)
        ways = (self._pass_on(reader, hub_writer), self._pass_on(hub_reader, writer))
        tasks = [asyncio.ensure_future(way) for way in ways]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        for each in (writer, hub_writer):
            each.transport.abort()

    async def _pass_on(self, reader, writer):
        with contextlib.suppress(ConnectionError):
            while packet := await reader.read(PACKET):
                chance = self._chance.random()
                if chance < RESET:
                    print("reset", flush=True)  # noqa: T201 - the test reads it
                    return
                lost = self._retransmit_s if chance < RESET + LOST else 0
                await asyncio.sleep(self._packet_s * len(packet) / PACKET + lost)
                for asked in ASKED.findall(packet):
                    print(asked.decode(), flush=True)  # noqa: T201
                writer.write(packet)
                await writer.drain()


async def main(hub_port, bits_a_second, speed, seed):
    """Serve until killed."""
    line = Line(hub_port, bits_a_second, speed, seed)
    server = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])))
