#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Figures of the REST API, printed, never asserted: three controllers on loop-back with their logs on disk, over HTTPS.

usage: api_bench.py CONTROLLER PKI [--objects N] [--seconds S] [--folder F]

Acknowledged writes a second and their 99th percentile (each is on the disks of two of three nodes when it is answered), with
one client and with several; the latency of GET and of a page of a list with 1,000 and with --objects virtual services
(default 10,000); resident memory of each node then; how long a node takes that starts again with them. --folder: where the
logs lie (default: a temporary folder; a file system in memory makes fsync free).
"""
import argparse
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

PASSWORD = "correct horse & staple"
NODES = ("controller1", "controller2", "controller3")
START_LIMIT = 60  # seconds until a leader answers
VERSION = "30.2.1"


class Client:
    """One connection that is kept alive, with a session."""

    def __init__(self, port):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=30)
        self.headers = {"X-Avi-Version": VERSION, "Content-Type": "application/json"}
        status, _ = self.ask("POST", "/login", {"username": "admin", "password": PASSWORD})
        if status != 200:
            raise OSError(f"login was answered with {status}")

    def ask(self, method, path, body=None):
        self.connection.request(method, path, None if body is None else json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if path == "/login" and answer.status == 200:
            cookies = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
            self.headers["Cookie"] = "; ".join(cookies)
            token = [cookie.split("=", 1)[1] for cookie in cookies if cookie.startswith("csrftoken=")]
            self.headers["X-CSRFToken"] = token[0] if token else ""
            self.headers["Referer"] = "https://127.0.0.1/"
        return answer.status, text


def expect(found, status, what):
    if found[0] != status:
        raise SystemExit(f"api_bench: {what}: expected {status}, found {found[0]}: {found[1][:300]!r}")
    return json.loads(found[1]) if found[1] else None


class Cluster:
    def __init__(self, controller, pki, folder):
        self.controller = controller
        self.folder = folder
        self.processes = {}
        self.ports = {}
        command = [pki, "create", folder]
        for name in NODES:
            command += ["--controller", name]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        engine_ports = free_ports(len(NODES))
        https_ports = free_ports(len(NODES))
        (peer_port,) = free_ports(1)
        for index, name in enumerate(NODES):
            self.ports[name] = https_ports[index]
            self.configure(index, engine_ports[index], peer_port)

    def configure(self, index, engine_port, peer_port):
        name = NODES[index]
        members = ", ".join(f"{{name: {other}, address: {address(i)}}}" for i, other in enumerate(NODES))
        with open(self.file(name, "yaml"), "w", encoding="utf-8") as file:
            file.write(f"""name: {name}
listen: "{address(index)}:{engine_port}"
admin_socket: {name}.sock
state_directory: {name}.state
tls: {{ca: ca.pem, certificate: {name}.pem, key: {name}.key}}
https: {{listen: "127.0.0.1:{self.ports[name]}"}}
admin_password: "{PASSWORD}"
members: [{members}]
peer_listen: "{address(index)}:{peer_port}"
timers: {{heartbeat_period: 500ms}}
log_file: {name}.log
""")

    def file(self, name, kind):
        return os.path.join(self.folder, f"{name}.{kind}")

    def start(self, name):
        self.processes[name] = subprocess.Popen([self.controller, "--config", self.file(name, "yaml")])

    def wait(self, name):
        """Until the node takes logins."""
        end = time.monotonic() + START_LIMIT
        while time.monotonic() < end:
            if self.processes[name].poll() is not None:
                raise SystemExit(f"api_bench: {name} ended with exit code {self.processes[name].returncode}")
            try:
                return Client(self.ports[name])
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        raise SystemExit(f"api_bench: {name} took no login within {START_LIMIT} s")

    def leader(self):
        for name in NODES:
            status, text = Client(self.ports[name]).ask("GET", "/api/cluster/runtime")
            if status == 200:
                for node in json.loads(text).get("node_states", []):
                    if node.get("role") == "CLUSTER_LEADER":
                        return node.get("name", name)
        return NODES[0]

    def resident(self, name):
        with open(f"/proc/{self.processes[name].pid}/status", encoding="ascii") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
        return 0

    def stop(self, name, how=signal.SIGTERM):
        process = self.processes.pop(name)
        process.send_signal(how)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def address(index):
    return f"127.0.0.{index + 1}"


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def milliseconds(values):
    return f"P50 {percentile(values, 0.5) * 1e3:.1f} ms, P99 {percentile(values, 0.99) * 1e3:.1f} ms, max {max(values) * 1e3:.1f} ms"


def timed(client, method, path, body=None):
    began = time.monotonic()
    found = client.ask(method, path, body)
    return time.monotonic() - began, found


def bench_writes(cluster, leader, clients, seconds):
    """Each client changes a pool of its own, again and again; the clock starts when all are logged in."""
    took = [[] for _ in range(clients)]
    connections = [Client(cluster.ports[leader]) for _ in range(clients)]
    pools = [expect(client.ask("POST", "/api/pool", {"name": f"bench-{clients}-{index}"}), 201, "POST /api/pool")
             for index, client in enumerate(connections)]
    end = time.monotonic() + seconds

    def write(index):
        client, pool = connections[index], pools[index]
        number = 0
        while time.monotonic() < end:
            number += 1
            duration, found = timed(client, "PATCH", f"/api/pool/{pool['uuid']}",
                                    {"replace": {"description": f"value {number}"}})
            expect(found, 200, "PATCH /api/pool")
            took[index].append(duration)

    threads = [threading.Thread(target=write, args=(index,)) for index in range(clients)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.monotonic() - began
    every = [duration for own in took for duration in own]
    return f"{len(every) / elapsed:.0f} a second, {milliseconds(every)}"


def create_services(client, first, last):
    began = time.monotonic()
    for number in range(first, last):
        ip = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        vip = expect(client.ask("POST", "/api/vsvip", {
            "name": f"vip-{number}", "vip": [{"vip_id": "1", "ip_address": {"addr": ip, "type": "V4"}}]}), 201, "POST /api/vsvip")
        expect(client.ask("POST", "/api/virtualservice", {
            "name": f"vs-{number}", "vsvip_ref": f"/api/vsvip/{vip['uuid']}", "pool_ref": "/api/pool?name=bench",
            "services": [{"port": 80}]}), 201, "POST /api/virtualservice")
    return (last - first) / (time.monotonic() - began)


def bench_reads(client, services, repeats=200):
    one = expect(client.ask("GET", f"/api/virtualservice?name=vs-{services // 2}"), 200, "GET by name")["results"][0]
    questions = {
        "GET by uuid": f"/api/virtualservice/{one['uuid']}",
        "GET by name": f"/api/virtualservice?name=vs-{services // 2}",
        "list, first page of 25": "/api/virtualservice?page_size=25",
        "list, last page of 25": f"/api/virtualservice?page_size=25&page={services // 25}",
        "list, page of 200": "/api/virtualservice?page_size=200",
        "runtime": f"/api/virtualservice/{one['uuid']}/runtime",
    }
    for what, path in questions.items():
        took = []
        for _ in range(repeats):
            duration, found = timed(client, "GET", path)
            expect(found, 200, what)
            took.append(duration)
        print(f"{services:>6} services, {what:<24} {milliseconds(took)}", flush=True)


def bench(arguments, folder):
    cluster = Cluster(arguments.controller, arguments.pki, folder)
    try:
        for name in NODES:
            cluster.start(name)
        for name in NODES:
            cluster.wait(name)
        leader = cluster.leader()
        print(f"three controllers, {leader} leads; logs in {folder}", flush=True)
        for clients in (1, 4, 16):
            print(f"acknowledged writes, {clients:>2} clients       {bench_writes(cluster, leader, clients, arguments.seconds)}",
                  flush=True)
        client = Client(cluster.ports[leader])
        expect(client.ask("POST", "/api/pool", {"name": "bench"}), 201, "POST /api/pool")
        have = 0
        for services in sorted({1000, arguments.objects}):
            rate = create_services(client, have, services)
            have = services
            print(f"{services:>6} services, created {rate:.0f} a second by one client (each with its VIP: two writes)", flush=True)
            bench_reads(client, services)
            sizes = ", ".join(f"{name} {cluster.resident(name):.0f} MiB" for name in NODES)
            print(f"{services:>6} services, resident memory: {sizes}", flush=True)
        follower = next(name for name in NODES if name != leader)
        cluster.stop(follower, signal.SIGKILL)
        began = time.monotonic()
        cluster.start(follower)
        cluster.wait(follower)
        print(f"{have:>6} services, a killed node takes logins again after {time.monotonic() - began:.2f} s", flush=True)
    finally:
        for name in list(cluster.processes):
            cluster.stop(name)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("controller")
    parser.add_argument("pki")
    parser.add_argument("--objects", type=int, default=10000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--folder")
    arguments = parser.parse_args()
    if arguments.folder:
        os.makedirs(arguments.folder, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="holdfast-bench-", dir=arguments.folder) as folder:
            bench(arguments, folder)
    else:
        with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
            bench(arguments, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
