# SPDX-License-Identifier: Apache-2.0
"""A client of the public API, written from the interface's description alone: it behaves as the public SDKs do on the wire.

`Plain` sends what it is told to. `Session` is a logged-in client in the manner of the Python SDK, `GoSession` in that of the
Go SDK and of what is built on it. Nothing here knows the controller's sources.
"""
import http.client
import json
import ssl
import urllib.parse

RETRIES = 3  # of the SDKs: logins after a lost session, and new connections after a broken one


class Answer:
    """A status, headers (names without case, doubles kept) and a body."""

    def __init__(self, response):
        self.status = response.status
        self.headers = [(name.lower(), value) for name, value in response.getheaders()]
        self.text = response.read().decode("utf-8")

    def header(self, name):
        return next((value for key, value in self.headers if key == name.lower()), None)

    def all(self, name):
        return [value for key, value in self.headers if key == name.lower()]

    @property
    def json(self):
        return json.loads(self.text)

    @property
    def error(self):
        return self.json["error"]

    def cookies(self):
        """Name to (value, attributes in lower case)."""
        found = {}
        for line in self.all("set-cookie"):
            pair, *attributes = [part.strip() for part in line.split(";")]
            name, value = pair.split("=", 1)
            found[name] = (value, [attribute.lower() for attribute in attributes])
        return found

    def __repr__(self):
        return f"{self.status} {self.text[:500]}"


def tls(minimum=None, maximum=None):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # as all clients do by default
    if minimum:
        context.minimum_version = minimum
    if maximum:
        context.maximum_version = maximum
    return context


class Plain:
    """One kept-alive connection."""

    def __init__(self, address, context=None, timeout=60):
        self.address = address
        self.context = context or tls()
        self.timeout = timeout
        self.connection = None

    def ask(self, method, path, body=None, headers=None):
        """`body`: text or bytes as they are, anything else as JSON."""
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        if self.connection is None:
            self.connection = http.client.HTTPSConnection(*self.address, timeout=self.timeout, context=self.context)
        try:
            self.connection.request(method, path, body=body, headers=headers or {})
            return Answer(self.connection.getresponse())
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def __del__(self):
        self.close()


class ApiError(Exception):
    """An answer that the SDK raises."""

    def __init__(self, answer):
        super().__init__(repr(answer))
        self.answer = answer


class ObjectNotFound(ApiError):
    """404"""


class Session:
    """As the Python SDK: a form at the login, every cookie twice in later requests, Referer without a final slash."""

    default_version = "18.2.6"

    def __init__(self, address, username="admin", password=None, token=None, tenant=None, version=None):
        self.address = address
        self.username = username
        self.password = password
        self.token = token
        self.tenant = tenant
        self.version = version or self.default_version
        self.plain = Plain(address)
        self.old = {}   # the jar's copy of the cookies
        self.new = {}   # the SDK's own, which is newer
        self.logins = 0
        self.log_in()

    # ---- the session

    @property
    def base(self):
        return f"https://{self.address[0]}:{self.address[1]}"

    def log_in(self):
        secret = {"token": self.token} if self.token else {"password": self.password}
        form = urllib.parse.urlencode({"username": self.username, **secret})
        answer = self.plain.ask("POST", "/login", form, {"Content-Type": "application/x-www-form-urlencoded",
                                                         "Accept-Encoding": "identity"})
        self.take_login(answer)

    def take_login(self, answer):
        if answer.status != 200:
            raise ApiError(answer)
        self.login_body = answer.json
        cookies = answer.cookies()
        session = cookies[self.login_body["session_cookie_name"]][0]  # KeyError: as in the SDK
        self.old, self.new = self.new or {}, {"csrftoken": cookies["csrftoken"][0], "avi-sessionid": session,
                                              "sessionid": session}
        self.logins += 1

    def cookie_line(self):
        return "; ".join(f"{name}={value}" for jar in (self.old, self.new) for name, value in jar.items())

    def headers(self, more):
        headers = {"Cookie": self.cookie_line(), "X-CSRFToken": self.new["csrftoken"], "Referer": self.base,
                   "X-Avi-Version": self.version, "Content-Type": "application/json", "timeout": "60",
                   "Accept-Encoding": "identity"}
        if self.tenant:
            headers["X-Avi-Tenant"] = self.tenant
        headers.update(more or {})
        return {name: value for name, value in headers.items() if value is not None}

    def path(self, path):
        return path if path.startswith("/") else f"/api/{path}"

    # ---- requests

    def ask(self, method, path, body=None, headers=None, params=None):
        """The answer whatever it is, after the SDK's retries."""
        path = self.path(path)
        if params:
            path += "?" + urllib.parse.urlencode(params)
        tries = 0
        while True:
            try:
                answer = self.plain.ask(method, path, body, self.headers(headers))
                if answer.status not in (401, 419) or tries == RETRIES:
                    return answer
                self.log_in()
            except (OSError, http.client.HTTPException):
                if tries == RETRIES:
                    raise
            tries += 1

    def done(self, method, path, body=None, headers=None, params=None):
        """The body of an answer that is no error; b"" as None."""
        answer = self.ask(method, path, body, headers, params)
        if answer.status == 404:
            raise ObjectNotFound(answer)
        if answer.status > 299:
            raise ApiError(answer)
        return answer.json if answer.text else None

    def get(self, path, **params):
        return self.done("GET", path, params=params)

    def post(self, path, body, **params):
        return self.done("POST", path, body, params=params)

    def put(self, path, body, **params):
        return self.done("PUT", path, body, params=params)

    def patch(self, path, body, **params):
        return self.done("PATCH", path, body, params=params)

    def delete(self, path):
        return self.done("DELETE", path)

    # ---- objects

    def by_name(self, kind, name, **params):
        """None: there is no such object. Two of one name are an error."""
        found = self.get(kind, name=name, **params)
        if found["count"] > 1:
            raise LookupError(f"{found['count']} objects named {name}")
        return found["results"][0] if found["results"] else None

    def all(self, kind, **params):
        """Page after page by `next`, which is taken whole and not looked into."""
        answer = self.get(kind, **params)
        while True:
            yield from answer["results"]
            if "next" not in answer:
                return
            follow = urllib.parse.urlsplit(answer["next"])
            answer = self.get(f"{follow.path}?{follow.query}")

    def log_out(self):
        return self.plain.ask("POST", "/logout", "{}", self.headers(None))


class GoSession(Session):
    """As the Go SDK, which Terraform and AKO use: JSON at the login, a prefix that ends in a slash."""

    def log_in(self):
        secret = {"token": self.token} if self.token else {"password": self.password}
        headers = {"Content-Type": "application/json", "X-Avi-Version": self.version,
                   "X-Avi-Tenant": self.tenant or "admin", "Referer": f"{self.base}/"}
        answer = self.plain.ask("POST", "/login", {"username": self.username, **secret}, headers)
        cookies = answer.cookies()
        if answer.status == 200 and not ("csrftoken" in cookies and "avi-sessionid" in cookies):
            raise ApiError(answer)
        self.take_login(answer)
        self.old = {}

    def headers(self, more):
        return super().headers({"Referer": f"{self.base}/", "timeout": None, **(more or {})})

    def path(self, path):
        return "/" + super().path(path)
