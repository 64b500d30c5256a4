# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium that opens a page and tells what went wrong on it: the DevTools protocol over two pipes.

A page that a person only sees to be empty says so here: uncaught exceptions, rejected promises, what was written to the
console as an error, and what could not be loaded. Needs Debian's package chromium; nothing is fetched from a network.
"""
import base64
import json
import os
import selectors
import shutil
import signal
import subprocess
import time

# As root, and in containers, Chromium's own sandbox cannot be set up; the pages are ours.
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--disable-sync",
           "--host-resolver-rules=MAP * ~NOTFOUND", "--hide-scrollbars", "--remote-debugging-pipe"]

# A promise that is rejected and never looked after is told some time after the page is loaded, in the order of rejection: when
# one of our own has been told, those of the page have been.
REJECTIONS_ARE_TOLD = """new Promise(told => {
    const ours = new Error('ours');
    addEventListener('unhandledrejection', event => {
        if (event.reason === ours) {
            event.preventDefault();
            told();
        }
    });
    Promise.reject(ours);
})"""


class BrowserError(Exception):
    """The browser itself is in trouble: it did not start, ended, or did not answer in time."""


def installed():
    """Its path, or None."""
    return shutil.which("chromium")


class Browser:
    """One page of one browser process, as a context manager. What the browser keeps lies in `folder`, which is emptied
    before. When this process dies the browser's pipe ends, and the browser with it."""

    def __init__(self, folder, width=1280, height=900, answer_within=60):
        self.answer_within = answer_within
        self.problems = []  # of the page that is open: sentences
        self._events = []
        self._number = 0
        self._pending = b""
        self._folder = os.path.abspath(folder)
        shutil.rmtree(self._folder, ignore_errors=True)
        os.makedirs(self._folder)
        # The browser reads commands at its descriptor 3 and answers at 4.
        command_read, self._write = os.pipe()
        self._read, answer_write = os.pipe()
        os.set_blocking(self._read, False)
        self._log = open(os.path.join(self._folder, "log"), "wb+")
        # A shell puts the pipes where the browser looks for them, and becomes the browser.
        self._process = subprocess.Popen(
            ["sh", "-c", f'exec "$@" 3<&{command_read} 4>&{answer_write}', "sh", installed() or "chromium", *OPTIONS,
             f"--window-size={width},{height}", f"--user-data-dir={self._folder}/data", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, pass_fds=(command_read, answer_write),
            start_new_session=True, env={**os.environ, "HOME": self._folder})
        os.close(command_read)
        os.close(answer_write)
        try:
            pages = self.call("Target.getTargets", session=None)["targetInfos"]
            page = next(target for target in pages if target["type"] == "page")
            self._session = self.call("Target.attachToTarget", {"targetId": page["targetId"], "flatten": True},
                                      session=None)["sessionId"]
            for domain in ("Page", "Runtime", "Log", "Network"):
                self.call(f"{domain}.enable")
            self.call("Emulation.setDeviceMetricsOverride",
                      {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for descriptor in (self._write, self._read):
            try:
                os.close(descriptor)
            except OSError:
                pass
        try:
            self._process.wait(10)  # it ends when its pipe does
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self._process.pid, signal.SIGKILL)  # and its children with it
        except ProcessLookupError:
            pass
        self._process.wait()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    # ---- the protocol

    def call(self, method, parameters=None, session=""):
        """The result of one command. Events that come in between are kept."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters or {}}
        if session is not None:
            message["sessionId"] = session or self._session
        try:
            os.write(self._write, json.dumps(message).encode() + b"\0")
        except BrokenPipeError as error:
            raise BrowserError(f"the browser ended: {self._said()}") from error
        deadline = time.monotonic() + self.answer_within
        while True:
            answer = self._message(deadline, method)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self._take_event(answer)

    def _said(self):
        self._log.flush()
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def _message(self, deadline, what):
        while b"\0" not in self._pending:
            with selectors.DefaultSelector() as selector:
                selector.register(self._read, selectors.EVENT_READ)
                if not selector.select(max(0, deadline - time.monotonic())):
                    raise BrowserError(f"no answer to {what} within {self.answer_within} s: {self._said()}")
            more = os.read(self._read, 1 << 20)
            if not more:
                raise BrowserError(f"the browser ended: {self._said()}")
            self._pending += more
        message, self._pending = self._pending.split(b"\0", 1)
        return json.loads(message)

    def _take_event(self, message):
        method, told = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = told["exceptionDetails"]
            self.problems.append("exception: " + details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and told["type"] in ("error", "assert", "warning"):
            words = " ".join(str(argument.get("value", argument.get("description"))) for argument in told["args"])
            self.problems.append(f"console {told['type']}: {words}")
        elif method == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
            self.problems.append(f"log: {told['entry']['text']} {told['entry'].get('url', '')}".rstrip())
        elif method == "Network.requestWillBeSent" and not told["request"]["url"].startswith(("file:", "data:")):
            self.problems.append(f"request: {told['request']['url']}")
        self._events.append(method)

    # ---- what a person does

    def open(self, path):
        """Loads a file and waits until it is loaded. What went wrong is in `problems`."""
        self.problems, self._events = [], []
        self.call("Page.navigate", {"url": "file://" + os.path.abspath(path)})
        deadline = time.monotonic() + self.answer_within
        while "Page.loadEventFired" not in self._events:
            self._take_event(self._message(deadline, "Page.navigate"))
        self.ask(REJECTIONS_ARE_TOLD)

    def ask(self, expression):
        """The value of this expression of JavaScript; it may be a promise."""
        answer = self.call("Runtime.evaluate", {"expression": expression, "returnByValue": True, "awaitPromise": True})
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise BrowserError("asked of the page: " + details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def click(self, x, y, times=1):
        for count in range(1, times + 1):
            for kind in ("mousePressed", "mouseReleased"):
                self.call("Input.dispatchMouseEvent",
                          {"type": kind, "x": x, "y": y, "button": "left", "clickCount": count})

    def wheel(self, x, y, down):
        """`down`: pixels; negative is up."""
        self.call("Input.dispatchMouseEvent", {"type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": down})

    def drag(self, x, y, to_x):
        for kind, at in (("mousePressed", x), ("mouseMoved", to_x), ("mouseReleased", to_x)):
            self.call("Input.dispatchMouseEvent", {"type": kind, "x": at, "y": y, "button": "left", "clickCount": 1})

    def screenshot(self, path):
        """The whole page as PNG."""
        data = self.call("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True})["data"]
        with open(path + ".part", "wb") as file:
            file.write(base64.b64decode(data))
        os.replace(path + ".part", path)
