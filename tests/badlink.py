#!/usr/bin/python3
"""A bad network in user space: a TCP proxy that delays, throttles, cuts,
stalls, loses acknowledgements, repeats requests and poses as a captive
portal. The faults of connection n are drawn from Random(seed, n), so that a
failing run repeats from its seed. Standard library only.

    link = BadLink(port, seed=7, rtt_ms=600, kbit=64, p_lost=0.2, reset=20000)
    link.port; link.up, link.down     # bytes that crossed it; link.close()

As a program: badlink.py PORT name=value... prints the port it listens on.
"""
import asyncio
import random
import socket
import struct
import sys
import threading

PORTAL = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 70\r\n"
          b"Connection: close\r\n\r\n"
          b"<!DOCTYPE html><title>FreeWifi</title><form action=/login>Accept</form>\n")
LOGIN = (b"HTTP/1.1 302 Found\r\nLocation: http://login.invalid/\r\nContent-Length: 0\r\n"
         b"Connection: close\r\n\r\n")
BUSY = (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n")


class Cut(Exception):
    """The connection ends here; args[0]: rudely (RST) or in order (FIN)."""


class Fate:
    """What will befall one connection."""

    def __init__(self, link, number):
        dice = random.Random(f"{link.seed}/{number}")
        self.dice = dice
        self.refused = dice.random() < link.p_refuse
        self.silent = dice.random() < link.p_silent      # accepted, never answered
        self.lost = dice.random() < link.p_lost          # the answer is thrown away
        self.twice = dice.random() < link.p_twice        # the request is delivered again
        self.posing = (PORTAL if dice.random() < link.p_portal else
                       LOGIN if dice.random() < link.p_login else
                       BUSY if dice.random() < link.p_busy else None)
        self.reset_at = dice.expovariate(1 / link.reset) if link.reset else None
        self.truncate_at = dice.expovariate(1 / link.truncate) if link.truncate else None
        self.stall_at = dice.expovariate(1 / link.stall) if link.stall else None
        self.moved = self.answered = 0
        self.request = b""


class BadLink:
    def __init__(self, to_port, seed=1, rtt_ms=0, jitter_ms=0, kbit=0, reset=0, truncate=0,
                 stall=0, stall_s=3, p_refuse=0, p_silent=0, p_lost=0, p_twice=0, p_portal=0,
                 p_login=0, p_busy=0):
        self.to_port, self.seed = to_port, seed
        self.rtt_ms, self.jitter_ms, self.kbit = rtt_ms, jitter_ms, kbit
        self.reset, self.truncate, self.stall, self.stall_s = reset, truncate, stall, stall_s
        self.p_refuse, self.p_silent, self.p_lost, self.p_twice = p_refuse, p_silent, p_lost, p_twice
        self.p_portal, self.p_login, self.p_busy = p_portal, p_login, p_busy
        self.connections = self.up = self.down = 0
        self.free = {"up": 0.0, "down": 0.0}  # when the line is free again, each way
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        self.thread = threading.Thread(target=self.run, args=(ready,), daemon=True)
        self.thread.start()
        ready.wait()

    def run(self, ready):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(
            asyncio.start_server(self.serve, "127.0.0.1", 0, limit=1 << 20))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self.loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self.loop.close()

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    @staticmethod
    def end(writer, rudely):
        raw = writer.get_extra_info("socket")
        if rudely and raw and raw.fileno() >= 0:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        else:
            writer.close()

    async def serve(self, reader, writer):
        fate = Fate(self, self.connections)
        self.connections += 1
        out = None
        try:
            if fate.refused:
                raise Cut(True)
            if self.rtt_ms:
                await asyncio.sleep(self.rtt_ms / 1000)  # the handshake's round trip
            if fate.silent:
                await asyncio.wait_for(reader.read(-1), self.stall_s)
                raise Cut(False)
            if fate.posing:
                await self.pose(reader, writer, fate.posing)
                raise Cut(False)
            inner, out = await asyncio.open_connection("127.0.0.1", self.to_port)
            await self.join(self.pump(reader, out, "up", fate), self.pump(inner, writer, "down", fate))
        except Cut as cut:
            self.end(writer, cut.args[0])
        except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError):
            self.end(writer, True)
        finally:
            if out:
                out.close()
        if fate.twice and fate.request:
            await self.repeat(fate.request)

    @staticmethod
    async def join(*pumps):
        tasks = [asyncio.ensure_future(p) for p in pumps]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()

    @staticmethod
    async def pose(reader, writer, reply):
        head = await reader.readuntil(b"\r\n\r\n")
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                await reader.readexactly(int(line.split(b":")[1]))
        writer.write(reply)
        await writer.drain()

    async def repeat(self, request):
        """Some proxies deliver what they took for lost a second time."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.to_port)
            writer.write(request)
            await asyncio.wait_for(reader.read(65536), 5)
            writer.close()
        except (OSError, asyncio.TimeoutError):
            pass

    async def pump(self, reader, writer, way, fate):
        """Bytes become visible on the other side half a round trip later, and
        no faster than the line is."""
        queue = asyncio.Queue(256)

        async def deliver():
            while True:
                due, data = await queue.get()
                pause = due - self.loop.time()
                if pause > 0:
                    await asyncio.sleep(pause)
                if not data:
                    if writer.can_write_eof():
                        writer.write_eof()
                    return
                await self.pass_on(writer, way, data, fate)

        async def collect():
            piece = max(128, min(4096, int(self.kbit * 1000 / 8 / 20))) if self.kbit else 65536
            while True:
                data = await reader.read(piece)
                due = self.loop.time()
                if self.kbit and data:
                    self.free[way] = max(self.free[way], due) + len(data) * 8 / (self.kbit * 1000)
                    due = self.free[way]
                due += self.rtt_ms / 2000 + fate.dice.uniform(0, self.jitter_ms) / 1000
                await queue.put((due, data))
                if not data:
                    return

        await self.join(deliver(), collect())

    async def pass_on(self, writer, way, data, fate):
        if way == "up" and len(fate.request) < 1 << 22:
            fate.request += data
        if fate.reset_at is not None and fate.moved + len(data) > fate.reset_at:
            data, rest = data[:max(0, int(fate.reset_at - fate.moved))], True
            writer.write(data)
            raise Cut(rest)
        fate.moved += len(data)
        if fate.stall_at is not None and fate.moved > fate.stall_at:
            fate.stall_at = None
            await asyncio.sleep(self.stall_s)
        if way == "down":
            self.down += len(data)
            if fate.lost:
                raise Cut(True)
            fate.answered += len(data)
            if fate.truncate_at is not None and fate.answered > fate.truncate_at:
                writer.write(data[:-1])
                raise Cut(False)
        else:
            self.up += len(data)
        writer.write(data)
        await writer.drain()


if __name__ == "__main__":
    values = dict(a.split("=") for a in sys.argv[2:])
    link = BadLink(int(sys.argv[1]), **{k: float(v) for k, v in values.items()})
    print(link.port, flush=True)
    threading.Event().wait()
