"""A browser without a screen for tests of the hub's doors: keeps cookies,
fills in forms by the names of their fields, follows no redirect by itself."""
import re
import urllib.error
import urllib.parse
import urllib.request


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Browsing:
    def __init__(self, hub, link=None, **headers):
        self.hub, self.cookies, self.headers = hub, {}, headers
        self.page = ""
        if link:
            assert self.get(link.strip()[len(hub.url):]) == 303, self.page
            self.get("/account")

    def ask(self, method, path, data=None, **headers):
        """Status; the page and its headers are kept."""
        request = urllib.request.Request(self.hub.url + path, data=data, method=method,
                                         headers={**self.headers, **headers})
        if self.cookies:
            request.add_header("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        try:
            reply = urllib.request.build_opener(Stay).open(request, timeout=60)
        except urllib.error.HTTPError as e:
            reply = e
        with reply:
            self.status, self.reply, self.page = reply.status, reply.headers, reply.read().decode("utf-8", "replace")
        for cookie in self.reply.get_all("Set-Cookie") or ():
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies.pop(name, None) if not value else self.cookies.update({name: value})
        return self.status

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def csrf(self):
        found = re.search(r'name="csrf" value="([^"]+)"', self.page)
        return found[1] if found else ""

    def post(self, path, headers=(), **fields):
        """Sends a form with the secret of the page that was loaded last."""
        data = urllib.parse.urlencode({"csrf": self.csrf(), **fields}, doseq=True).encode()
        return self.ask("POST", path, data, **dict(headers))

    def sign_in(self, name, password, code="", **headers):
        return self.post("/signin", headers, name=name, password=password, code=code)

    def is_in(self):
        return self.get("/account") == 200
