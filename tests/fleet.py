"""A fleet of stations that speak the real protocol, without their disks: for
tests of a hub after a city-wide outage, when all come back at once."""
import asyncio
import random
import time

import batches


class Fleet:
    """stations x answers; run() ends when every station has its receipts. Pauses
    are shorter by speed."""

    def __init__(self, port, tokens, stations, answers, make, pause_s=0.5, longest_s=8,
                 within_s=0.05, speed=1):
        self.port, self.tokens, self.make = port, tokens, make
        self.stations, self.answers = stations, answers
        self.pause_s, self.longest_s, self.within_s = pause_s, longest_s, within_s
        self.speed = speed
        self.told = {}       # how a request ended -> how often
        self.arrivals = []   # seconds at which a station's answers were acknowledged
        self.open = self.most_open = 0

    def note(self, how):
        self.told[how] = self.told.get(how, 0) + 1

    def request(self, station):
        rows = []
        for number in range(station * self.answers, (station + 1) * self.answers):
            name, body = self.make(number)
            rows.append(dict(form_id="voz", form_version="1", id=name, body=body,
                             origin=f"s{station}", started=1795000000000, saved=1795000030000))
        body = batches.batch(rows)
        head = (f"POST /batches?deviceID=s{station} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                f"Authorization: Bearer {self.tokens[station % len(self.tokens)]}\r\n"
                f"X-OpenRosa-Version: 1.0\r\nContent-Type: application/x-barrio-batch\r\n"
                f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n")
        return head.encode() + body, batches.receipts(rows, [(batches.STORED, "")] * len(rows))[:18]

    async def deliver(self, station, request, wanted):
        """One try; how it ended and the pause that the hub asked for."""
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(request)
            reply = await asyncio.wait_for(reader.read(-1), 60)
            writer.close()
        except (OSError, asyncio.TimeoutError) as e:
            return type(e).__name__, 0
        finally:
            self.open -= 1
        head, _, body = reply.partition(b"\r\n\r\n")
        asked = [line.split(b":")[1] for line in head.lower().split(b"\r\n")
                 if line.startswith(b"retry-after:")]
        status = head.split(b" ")[1].decode() if b" " in head else "cut"
        if status == "200" and body[:18] == wanted:
            return "200", 0
        return ("other" if status == "200" else status), float(asked[0]) if asked else 0

    async def station(self, number):
        dice = random.Random(number)
        request, wanted = self.request(number)
        await asyncio.sleep(dice.uniform(0, self.within_s))  # the power is back
        failures = 0
        while True:
            how, asked = await self.deliver(number, request, wanted)
            self.note(how)
            if how == "200":
                self.arrivals.append(time.monotonic() - self.begin)
                return
            failures += 1
            # Full jitter on top of what was asked for, as the agent does.
            pause = asked + dice.uniform(0, min(self.longest_s, self.pause_s * 2 ** failures))
            await asyncio.sleep(pause / self.speed)

    async def all(self):
        self.begin = time.monotonic()
        await asyncio.gather(*(self.station(n) for n in range(self.stations)))

    def run(self):
        asyncio.run(self.all())
        return time.monotonic() - self.begin

    def svg(self):
        """The arrival curve: stations acknowledged over time."""
        times = sorted(self.arrivals)
        last, count = max(times), len(times)
        points = " ".join(f"{60 + 560 * t / last:.1f},{340 - 300 * (i + 1) / count:.1f}"
                          for i, t in enumerate(times))
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 660 400" font-family="sans-serif" '
                f'font-size="13"><rect width="660" height="400" fill="white"/>'
                f'<path d="M60 30V340H630" fill="none" stroke="black"/>'
                f'<polyline points="60,340 {points}" fill="none" stroke="#005a9c" stroke-width="2"/>'
                f'<text x="60" y="22">{count} stations back at once, {self.answers} answers each</text>'
                f'<text x="50" y="344" text-anchor="end">0</text>'
                f'<text x="50" y="46" text-anchor="end">{count}</text>'
                f'<text x="60" y="360">0 s</text><text x="620" y="360" text-anchor="end">{last:.1f} s</text>'
                f'<text x="340" y="384" text-anchor="middle">seconds since the power came back</text></svg>\n')
