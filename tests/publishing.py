"""Publishing a form on the hub's pages, as a browser's forms do it."""
import html
import re

EDGE = "edge-of-a-form"


def upload(ask, name, content, media=()):
    """Brings a form, and files for it; ask(method, path, data, headers) gives
    (status, headers, page). Returns the same of the check."""
    page = ask("GET", "/forms/new", None, {})[2]
    data = b""
    csrf = re.search(r'name="csrf" value="(\w+)"', page)[1]
    for field, value in (("csrf", csrf.encode()), (f'form"; filename="{name}', content),
                         *((f'media"; filename="{n}', c) for n, c in media)):
        data += (f'--{EDGE}\r\nContent-Disposition: form-data; name="{field}"\r\n'
                 "Content-Type: application/octet-stream\r\n\r\n").encode() + value + b"\r\n"
    return ask("POST", "/forms/new", data + f"--{EDGE}--\r\n".encode(),
               {"Content-Type": f"multipart/form-data; boundary={EDGE}"})


def settle(ask, address, **fields):
    """Says of a staged form what becomes of it."""
    csrf = re.search(r'name="csrf" value="(\w+)"', ask("GET", address, None, {})[2])[1]
    fields = {"csrf": csrf, **fields}
    data = "&".join(f"{k}={v}" for k, v in fields.items())
    return ask("POST", address, data, {"Content-Type": "application/x-www-form-urlencoded"})


def publish(ask, name, content, media=()):
    """Both steps; the status and text of the last one that was reached."""
    status, headers, page = upload(ask, name, content, media)
    if status == 303:
        status, headers, page = settle(ask, headers["Location"], do="publish")
    return status, html.unescape(page)
