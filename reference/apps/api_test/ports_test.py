#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: garbage on every port that is listened on, and certificates of somebody else, change nothing and end nothing.

Method: a real controller and a real engine's certificate; bytes to the engines' port, the peers' port and the admin socket,
with no TLS, with a foreign certificate, with one of the wrong unit, and with the right one but nonsense inside.
"""
import json
import os
import random
import socket
import ssl
import unittest

import controllers

NONSENSE = (b"", b"\n", b"{}\n", b"[]\n", b"null\n", b'{"type": "Nothing"}\n', b"{" * 5000 + b"\n", b"\xff\xfe\x00\n",
            b"GET / HTTP/1.1\r\n\r\n", b'{"type": "Register", "name": 7}\n', b"x" * 3_000_000)


def end_of(connection):
    """True when the other side hung up; False when it goes on listening."""
    connection.settimeout(20)
    try:
        while connection.recv(65536):
            pass
        return True
    except (ConnectionError, ssl.SSLError):
        return True
    except TimeoutError:
        return False


class Ports(controllers.OneController):
    def setUp(self):
        self.admin = self.session()
        self.before = self.everything()

    def tearDown(self):
        self.assertEqual(self.everything(), self.before, "nothing has changed")
        super().tearDown()

    def everything(self):
        return {kind: self.admin.get(kind) for kind in ("pool", "serviceengine", "cluster", "user", "systemconfiguration")}

    def connect(self, address, context):
        """A connection that got through its handshake; None: it was refused in it or at once after it (TLS 1.3)."""
        try:
            raw = socket.create_connection(address, timeout=20)
            return context.wrap_socket(raw)
        except (ssl.SSLError, ConnectionError):
            return None

    def ports(self):
        return {"engines": self.node.engines, "peers": self.node.peers}

    def test_garbage_instead_of_tls(self):
        chance = random.Random(1)
        for name, address in self.ports().items():
            for data in (*NONSENSE, bytes(chance.randrange(256) for _ in range(10000)), b"\x16\x03\x01" + b"\0" * 600):
                with self.subTest(port=name, data=data[:20]):
                    with socket.create_connection(address, timeout=20) as raw:
                        try:
                            raw.sendall(data)
                            raw.shutdown(socket.SHUT_WR)
                        except OSError:  # it hung up before all was said
                            pass
                        self.assertTrue(end_of(raw))

    def test_certificate_of_another_authority(self):
        foreign = self.cluster.path("foreign")
        self.cluster.make_certificates(foreign, ["controller2"], ["se1"])
        for port, name in (("engines", "se1"), ("peers", "controller2"), ("engines", "controller2"), ("peers", "se1")):
            with self.subTest(port=port, certificate=name):
                connection = self.connect(self.ports()[port], self.cluster.tls(name, foreign))
                self.assertTrue(connection is None or end_of(connection))

    def test_certificate_of_the_wrong_unit(self):
        for port, name in (("engines", "controller1"), ("peers", "se1")):
            with self.subTest(port=port):
                connection = self.connect(self.ports()[port], self.cluster.tls(name))
                self.assertTrue(connection is None or end_of(connection))

    def test_no_certificate_at_all(self):
        bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        bare.check_hostname = False
        bare.verify_mode = ssl.CERT_NONE
        for name, address in self.ports().items():
            with self.subTest(port=name):
                connection = self.connect(address, bare)
                self.assertTrue(connection is None or end_of(connection))

    def test_nonsense_of_an_engine_that_may_talk(self):
        for data in NONSENSE[1:]:
            with self.subTest(data=data[:30]):
                connection = self.connect(self.node.engines, self.cluster.tls("se1"))
                try:
                    connection.sendall(data)
                    connection.unwrap()
                except (OSError, ValueError):
                    pass
                connection.close()
        self.assertEqual(self.admin.get("serviceengine")["count"], 0)

    def test_nonsense_of_a_peer_that_may_talk(self):
        for data in NONSENSE[1:]:
            with self.subTest(data=data[:30]):
                connection = self.connect(self.node.peers, self.cluster.tls("controller1"))
                try:
                    connection.sendall(data)
                    connection.unwrap()
                except (OSError, ValueError):
                    pass
                connection.close()

    def test_admin_socket_answers_nonsense_with_an_error(self):
        self.assertEqual(os.stat(self.node.admin).st_mode & 0o777, 0o600)
        for data in (b"nonsense\n", b"[]\n", b'{"id": 1}\n', b'{"id": 1, "method": 7, "path": "/api/pool"}\n',
                     b"\xff\n", b"{" * 3000 + b"\n"):
            with self.subTest(data=data[:30]):
                with socket.socket(socket.AF_UNIX) as raw:
                    raw.settimeout(20)
                    raw.connect(self.node.admin)
                    raw.sendall(data)
                    with raw.makefile("rb") as lines:
                        answer = json.loads(lines.readline())
                    self.assertTrue("error" in answer or answer.get("status", 0) >= 400, answer)
        with socket.socket(socket.AF_UNIX) as raw:  # a line without an end
            raw.settimeout(20)
            raw.connect(self.node.admin)
            try:
                raw.sendall(b"x" * (3 << 20))
            except ConnectionError:
                pass
            self.assertTrue(end_of(raw))


if __name__ == "__main__":
    unittest.main()
