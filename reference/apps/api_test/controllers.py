# SPDX-License-Identifier: Apache-2.0
"""Real controllers on loop-back for the tests of this folder: one, or a cluster of three.

    with Cluster(size=1) as cluster:
        session = client.Session(cluster.nodes[0].https)

The programs are found in the folder that HOLDFAST_BIN names. Nothing outlives the `with`.
"""
import os
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

import client

PASSWORD = "correct horse & staple"
START_LIMIT = 60  # seconds until the API answers: an election and the first commits, many times over
BIN = os.environ.get("HOLDFAST_BIN", "build/release/bin")


def free_port(addresses):
    """A TCP port that is free at each of these addresses."""
    while True:
        sockets = [socket.socket() for _ in addresses]
        try:
            sockets[0].bind((addresses[0], 0))
            port = sockets[0].getsockname()[1]
            for one, address in zip(sockets[1:], addresses[1:]):
                one.bind((address, port))
            return port
        except OSError:
            continue
        finally:
            for one in sockets:
                one.close()


def until(sentence, condition, limit=START_LIMIT):
    """Waits for a condition with a name; what it last gave is shown when the limit is reached."""
    end = time.monotonic() + limit
    while True:
        last = condition()
        if last:
            return last
        if time.monotonic() > end:
            raise AssertionError(f"not within {limit} s: {sentence}; last: {last!r}")
        time.sleep(0.02)


class Node:
    """One controller process."""

    def __init__(self, cluster, name, address):
        self.cluster = cluster
        self.name = name
        self.address = address
        self.process = None
        self.log = cluster.path(f"{name}.log")
        self.config = cluster.path(f"{name}.yaml")

    @property
    def https(self):
        return (self.address, self.cluster.https_port)

    @property
    def engines(self):
        return (self.address, self.cluster.engine_port)

    @property
    def peers(self):
        return (self.address, self.cluster.peer_port)

    @property
    def admin(self):
        return self.cluster.path(f"{self.name}.sock")

    def write_config(self, extra=""):
        members = "".join(f"  - {{name: {node.name}, address: {node.address}}}\n" for node in self.cluster.nodes)
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(f"""name: {self.name}
listen: "{self.address}:{self.cluster.engine_port}"
admin_socket: {self.name}.sock
state_directory: {self.name}.state
tls: {{ca: ca.pem, certificate: {self.name}.pem, key: {self.name}.key}}
https: {{listen: "{self.address}:{self.cluster.https_port}"}}
admin_password: "{PASSWORD}"
peer_listen: "{self.address}:{self.cluster.peer_port}"
members:
{members}timers: {{heartbeat_period: {self.cluster.heartbeat_period}}}
log_file: {self.name}.log
{extra}""")

    def start(self):
        self.process = subprocess.Popen([os.path.join(BIN, "holdfast-controller"), "--config", self.config])

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def stop(self, how=signal.SIGTERM):
        if self.process is None:
            return None
        self.process.send_signal(how)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        code, self.process = self.process.returncode, None
        return code

    def runtime(self):
        """What this node says of the cluster; None while it says nothing."""
        if not self.alive():
            return None
        try:
            return client.Plain(self.https).ask("GET", "/api/cluster/runtime").json
        except OSError:
            return None

    def state(self):
        """Of the cluster, as this node sees it; None while it says nothing."""
        seen = self.runtime()
        return seen and seen["cluster_state"]["state"]

    def leads(self):
        seen = self.runtime()
        return seen is not None and any(one["name"] == self.name and one["role"] == "CLUSTER_LEADER"
                                        for one in seen["node_states"])

    def text_of_files(self):
        """Everything that the process wrote: its log, its state, and what lies beside them."""
        for folder, _, files in os.walk(self.cluster.folder):
            for file in files:
                path = os.path.join(folder, file)
                if os.path.isfile(path) and file != f"{self.name}.yaml":
                    with open(path, "rb") as opened:
                        yield path, opened.read()


class Cluster:
    """Controllers that know each other, in a folder of their own."""

    def __init__(self, size=1, engines=("se1",), heartbeat_period="100ms"):
        self.heartbeat_period = heartbeat_period
        self.temporary = tempfile.TemporaryDirectory(prefix="holdfast-api-")
        self.folder = self.temporary.name
        addresses = [f"127.0.0.{i}" for i in range(1, size + 1)]
        self.https_port = free_port(addresses)
        self.engine_port = free_port(addresses)
        self.peer_port = free_port(addresses)
        self.nodes = [Node(self, f"controller{i}", address) for i, address in enumerate(addresses, start=1)]
        self.make_certificates(self.folder, [node.name for node in self.nodes], engines)
        for node in self.nodes:
            node.write_config()

    def path(self, name):
        return os.path.join(self.folder, name)

    @staticmethod
    def make_certificates(folder, controllers, engines):
        os.makedirs(folder, exist_ok=True)
        subprocess.run([os.path.join(BIN, "holdfast-pki"), "create", folder, "--controller", *controllers,
                        "--engine", *engines], check=True, stdout=subprocess.DEVNULL)

    def tls(self, name, folder=None):
        """What a program with this certificate would connect with."""
        folder = folder or self.folder
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.load_cert_chain(os.path.join(folder, f"{name}.pem"), os.path.join(folder, f"{name}.key"))
        return context

    def start(self):
        for node in self.nodes:
            node.start()
        return self.ready()

    def ready(self):
        """The leader, once every node answers and knows it."""
        wanted = "CLUSTER_UP_NO_HA" if len(self.nodes) == 1 else "CLUSTER_UP_HA_ACTIVE"

        def all_up():
            for node in self.nodes:
                if not node.alive():
                    raise AssertionError(f"{node.name} ended; see its log:\n{self.tail(node)}")
            seen = [node.runtime() for node in self.nodes]
            return all(one and one["cluster_state"]["state"] == wanted for one in seen)

        until("the cluster is complete", all_up)
        return self.leader()

    def leader(self):
        return until("somebody leads", lambda: next((node for node in self.nodes if node.leads()), None))

    @staticmethod
    def tail(node):
        with open(node.log, encoding="utf-8", errors="replace") as file:
            return "".join(file.readlines()[-20:])

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for node in self.nodes:
            node.stop(signal.SIGTERM)
        self.temporary.cleanup()


class OneController(unittest.TestCase):
    """Tests that share a controller; each makes objects of names of its own."""

    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster(size=1)
        cls.addClassCleanup(cls.cluster.close)
        cls.cluster.start()
        cls.node = cls.cluster.nodes[0]

    def tearDown(self):
        self.assertTrue(self.node.alive(), "the controller ended:\n" + self.cluster.tail(self.node))

    def session(self, **options):
        options.setdefault("password", PASSWORD)
        return client.Session(self.node.https, **options)

    def go_session(self, **options):
        options.setdefault("password", PASSWORD)
        return client.GoSession(self.node.https, **options)

    def plain(self, **options):
        return client.Plain(self.node.https, **options)

    def refused(self, answer, status, text):
        """The answer is this refusal, in the form {"error": text}."""
        self.assertEqual(answer.status, status, answer)
        self.assertIn(text, answer.error)
