"""Whoever sits between a station and its hub, for tests: passes requests on,
and may change or lose what comes back."""
import http.client
import http.server
import threading

from openrosa_server import Quiet


class Relay:
    """spoil(path, body) may change a reply, or lose it: None."""

    def __init__(self, port):
        self.spoil = lambda path, body: body
        self.seen = []  # (path, status)
        self.sent = []  # (path, body)
        relay = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                size = int(self.headers.get("Content-Length", 0))
                hub = http.client.HTTPConnection("127.0.0.1", port)
                sent = self.rfile.read(size)
                relay.sent.append((self.path, sent))
                hub.request(self.command, self.path, sent,
                            {k: v for k, v in self.headers.items() if k != "Host"})
                reply = hub.getresponse()
                body = reply.read()
                status = reply.status
                if status in (200, 304):
                    was, body = body, relay.spoil(self.path, body)
                    status = 200 if body != was else status
                if body is None:
                    self.close_connection = True
                    return
                relay.seen.append((self.path, status))
                self.send_response(status)
                for name, value in reply.getheaders():
                    if name.lower() not in ("content-length", "date"):
                        self.send_header(name, value)
                if status == 200 and reply.status == 304:
                    self.send_header("Content-Type", "text/plain")
                if status != 304:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                hub.close()

            do_GET = do_POST = pass_on

            def log_message(self, *_):
                pass

        self.httpd = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.httpd.server_address[1]}"
        threading.Thread(target=self.httpd.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.httpd.shutdown()
        self.httpd.server_close()
