"""A real Chromium without a window, driven over its debugging protocol with
the standard library alone. Browser(): open(), size(), run(), shoot(),
press(); None of it where chromium is not installed: see available()."""
import base64
import json
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import urllib.request

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")


def available():
    return PROGRAM is not None


class Browser:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="barrio-browser.")
        self.child = subprocess.Popen(
            [PROGRAM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             "--no-first-run", "--remote-debugging-port=0", "--remote-allow-origins=*",
             "--user-data-dir=" + self.folder, "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.count, self.events = 0, []
        self._attach(self._port())
        for domain in ("Page", "Runtime", "Log"):
            self.call(domain + ".enable")

    def _port(self):
        path, end = os.path.join(self.folder, "DevToolsActivePort"), time.monotonic() + 60
        while time.monotonic() < end:
            if os.path.exists(path) and "\n" in open(path).read():
                return int(open(path).readline())
            time.sleep(0.05)
        raise AssertionError("chromium does not start")

    def _attach(self, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=30) as reply:
            page = next(p for p in json.load(reply) if p["type"] == "page")
        path = page["webSocketDebuggerUrl"].split(str(port), 1)[1]
        self.link = socket.create_connection(("127.0.0.1", port), 60)
        key = base64.b64encode(os.urandom(16)).decode()
        self.link.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.link.recv(1)
        assert b" 101 " in head, head

    def _take(self, size):
        out = b""
        while len(out) < size:
            more = self.link.recv(size - len(out))
            assert more, "chromium hung up"
            out += more
        return out

    def _receive(self):
        text = b""
        while True:
            first, second = self._take(2)
            size = second & 127
            if size > 125:
                size = struct.unpack(">H" if size == 126 else ">Q", self._take(2 if size == 126 else 8))[0]
            text += self._take(size)
            if first & 128:
                return json.loads(text)

    def call(self, method, **params):
        self.count += 1
        data = json.dumps({"id": self.count, "method": method, "params": params}).encode()
        mask = os.urandom(4)
        size = len(data)
        head = struct.pack(">BB", 129, 128 | size) if size < 126 else struct.pack(">BBH", 129, 254, size) \
            if size < 65536 else struct.pack(">BBQ", 129, 255, size)
        self.link.sendall(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))
        while True:
            message = self._receive()
            if message.get("id") == self.count:
                assert "error" not in message, message
                return message["result"]
            self.events.append(message)

    def wait(self, event):
        """Returns once such an event came after the last open()."""
        while not any(e.get("method") == event for e in self.events):
            self.events.append(self._receive())

    def size(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def dark(self, is_dark):
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}])

    def open(self, url):
        self.events.clear()
        self.call("Page.navigate", url=url)
        self.wait("Page.loadEventFired")

    def run(self, script):
        """The value of an expression in the page."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def complaints(self):
        """What the browser had to say of the page: blocked, missing, broken."""
        return [e["params"] for e in self.events if e.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]

    def press(self, key, code):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def tree(self):
        """Roles and names as a screen reader is told them."""
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        return [(n["role"]["value"], n.get("name", {}).get("value", "")) for n in nodes if not n.get("ignored")]

    def shoot(self, path):
        with open(path, "wb") as out:
            out.write(base64.b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]))

    def close(self):
        self.link.close()
        self.child.kill()
        self.child.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
