# SPDX-License-Identifier: Apache-2.0
"""A keepalived pair on Mininet whose first node fails again and again, captured at the client.

Runs inside namespaces of its own, which go with its first process (keepalived_timing.py makes them), so names are free and
nothing stays. Both nodes and the client are on one bridge; the client pings the VIP all the time.
"""
import functools
import json
import os
import random
import signal
import subprocess
import time

from mininet.net import Mininet
from mininet.node import Node
from mininet.nodelib import LinuxBridge

Mininet.inited = True  # init() would write machine-wide sysctls and kill processes by name

VIP = "192.0.2.100"
NODES = {"n1": ("192.0.2.11", 150), "n2": ("192.0.2.12", 100)}  # address, priority
PING_EVERY = 0.001  # s
VALIDATED_FOR = 1.0  # s; RFC 6412's sustained convergence validation time
HOLD = VALIDATED_FOR + 0.3  # what follows each change, so that the next is an event of its own

# A daemon that waits for a processor for three intervals of 10 ms loses its role, so keepalived goes before everything else. Not by
# its own vrrp_rt_priority, with which 2.2.7 runs into its own limit of processor time and is restarted eight seconds later.
REAL_TIME = ["chrt", "--rr", "20"]

CONFIGURATION = """global_defs {{
  router_id {node}
  vrrp_version 3
  vrrp_garp_master_refresh 0
  script_user root
}}
vrrp_instance V {{
  state BACKUP
  interface {node}-eth0
  virtual_router_id 51
  priority {priority}
  advert_int {advert}
  virtual_ipaddress {{ {vip}/24 }}
}}
"""


@functools.cache
def first_of_all():
    """The beginning of a command line that goes before everything else, where this machine lets it."""
    may = subprocess.run([*REAL_TIME, "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0
    return REAL_TIME if may else []


class Invalid(Exception):
    """The testbed cannot vouch for the trials; the message says why."""


def master_down(advert, priority):
    """RFC 9568 section 6.1: Active_Down_Interval = 3 * advertisement interval + skew time."""
    return 3 * advert + (256 - priority) / 256 * advert


def wait_until(what, limit, condition, last_state):
    deadline = time.monotonic() + limit
    while not condition():
        if time.monotonic() > deadline:
            raise Invalid(f"{what}: not within {limit:.1f} s; {last_state()}")
        time.sleep(0.005)


def process_tree(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            children = file.read().split()
    except OSError:
        children = []
    return [pid] + [found for child in children for found in process_tree(int(child))]


def reap(pids):
    """Processes whose parent died are ours, the first process's; as zombies they would still count as running."""
    for pid in pids:
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            pass


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


class Pair:
    def __init__(self, advert, folder):
        self.advert = advert
        self.folder = folder
        self.daemons = {}
        self.others = []
        for table in ("arptables", "iptables", "ip6tables"):
            path = f"/proc/sys/net/bridge/bridge-nf-call-{table}"
            if os.path.exists(path):
                with open(path, "w", encoding="ascii") as file:
                    file.write("0")
        self.net = Mininet(controller=None, build=False)
        bridge = self.net.addSwitch("s1", cls=LinuxBridge)
        for name, address in [*((name, node[0]) for name, node in NODES.items()), ("client", "192.0.2.50")]:
            host = self.net.addHost(name, cls=Node, ip=None)
            self.net.addLink(host, bridge)
            host.cmd(f"sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip addr add {address}/24 dev {name}-eth0")
            host.cmd(f"ip link set dev {name}-eth0 up; ethtool -K {name}-eth0 gro off gso off tso off")
        self.ports = {link.intf1.node.name: link.intf2.name for link in self.net.links}
        bridge.start([])
        bridge.cmd("ip link set dev s1 type bridge mcast_snooping 0")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in [*self.daemons.values(), *self.others]:
            for pid in process_tree(process.pid):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            process.wait()
        self.net.stop()

    def path(self, name):
        return os.path.join(self.folder, name)

    def on(self, name, command):
        return self.net[name].cmd(command)

    def log_of(self, name):
        with open(self.path(f"{name}.log"), encoding="utf-8", errors="replace") as file:
            return "; ".join(line.strip() for line in file.readlines()[-3:])

    def start_daemon(self, name):
        _, priority = NODES[name]
        with open(self.path(f"{name}.conf"), "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(node=name, priority=priority, advert=self.advert, vip=VIP))
        with open(self.path(f"{name}.log"), "a", encoding="utf-8") as log:
            self.daemons[name] = self.net[name].popen(
                [*first_of_all(), "keepalived", "--dont-fork", "--log-console", "--log-detail", "--vrrp", "-f", self.path(f"{name}.conf"),
                 "-p", self.path(f"{name}.pid"), "-r", self.path(f"{name}.vrrp.pid")], stdout=log, stderr=log)

    def has_vip(self, name):
        return f"{VIP}/" in self.on(name, f"ip -4 -brief addr show dev {name}-eth0")

    def carrier(self, name):
        return self.on(name, f"cat /sys/class/net/{name}-eth0/carrier").strip()

    def await_owner(self, owner, other):
        """The owner alone has the address, within what two elections and a start of keepalived take."""
        limit = 10 + 3 * master_down(self.advert, NODES["n2"][1])
        wait_until(f"{owner} alone has {VIP}", limit, lambda: self.has_vip(owner) and not self.has_vip(other),
                   lambda: f"{owner}: {self.log_of(owner)}; {other}: {self.log_of(other)}")

    def answers(self):
        return " 3 received" in self.on("client", f"ping -q -c 3 -i 0.02 -W 0.2 {VIP}")

    # ---- faults, each with its proof and its healing

    def inject_kill(self):
        """kill -9 of all its processes. Stopped first: a child that outlives its parent stops gracefully, and a parent
        starts a new child."""
        pids = process_tree(self.daemons["n1"].pid)
        if len(pids) < 2:
            raise Invalid("keepalived has no child process on n1")
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in pids:
                os.kill(pid, number)
        self.daemons["n1"].wait()
        wait_until("all processes of keepalived are gone", 1, lambda: not any(map(alive, pids)), lambda: str(pids))
        reap(pids[1:])

    def heal_kill(self):
        """As after a restart of the machine: nobody has taken the address away yet."""
        self.on("n1", f"ip addr del {VIP}/24 dev n1-eth0")
        for name in ("n1.pid", "n1.vrrp.pid"):
            if os.path.exists(self.path(name)):
                os.remove(self.path(name))
        self.start_daemon("n1")

    def inject_link_down(self):
        subprocess.run(["ip", "link", "set", "dev", self.ports["n1"], "down"], check=True)
        wait_until("n1 has no carrier", 1, lambda: self.carrier("n1") == "0", lambda: f"carrier {self.carrier('n1')}")

    def heal_link_down(self):
        subprocess.run(["ip", "link", "set", "dev", self.ports["n1"], "up"], check=True)

    def port_state(self):
        """"forwarding", "disabled"; not from /sys, which shows the network that it was mounted in."""
        said = subprocess.run(["bridge", "-json", "link", "show", "dev", self.ports["n1"]], check=True, capture_output=True)
        return json.loads(said.stdout)[0]["state"]

    def inject_silent(self):
        """The bridge drops all frames from and to n1; its carrier stays."""
        subprocess.run(["bridge", "link", "set", "dev", self.ports["n1"], "state", "0"], check=True)
        if (self.port_state(), self.carrier("n1")) != ("disabled", "1"):
            raise Invalid(f"port {self.port_state()} instead of disabled, carrier {self.carrier('n1')} instead of 1")

    def heal_silent(self):
        subprocess.run(["bridge", "link", "set", "dev", self.ports["n1"], "state", "3"], check=True)

    # ---- the campaign

    def trial(self, fault, chance):
        # Anywhere in an advertisement interval.
        time.sleep(chance.random() * self.advert)
        getattr(self, f"inject_{fault}")()
        wait_until("n2 has taken over", 5 + 2 * master_down(self.advert, NODES["n2"][1]), lambda: self.has_vip("n2"),
                   lambda: f"n2: {self.log_of('n2')}")
        time.sleep(HOLD)
        getattr(self, f"heal_{fault}")()
        self.await_owner("n1", "n2")
        # A node that comes back to a pair that it still believes to lead announces nothing, and clients go on to address the
        # other one until their neighbour tables find out.
        wait_until("the VIP answers the client again", 30, self.answers, lambda: self.on("client", "ip neigh"))
        time.sleep(HOLD)

    def campaign(self, fault, failovers, seed, progress):
        """The capture's path. Every fault took effect, and the capture missed nothing, or this raises Invalid."""
        chance = random.Random(seed)
        for name in NODES:
            self.start_daemon(name)
        self.await_owner("n1", "n2")
        capture = self.path("under-way.pcap")
        with open(self.path("tcpdump.log"), "w+", encoding="utf-8") as said:
            tap = self.net["client"].popen(
                ["tcpdump", "-n", "-Z", "root", "-i", "client-eth0", "-s", "96", "-B", "8192", "-U",
                 "--time-stamp-precision=nano", "-w", capture, "arp or proto 112 or icmp"], stdout=said, stderr=said)
            ping = self.net["client"].popen(["ping", "-q", "-i", str(PING_EVERY), VIP], stdout=subprocess.DEVNULL,
                                            stderr=subprocess.DEVNULL)
            self.others += [tap, ping]
            wait_until("the client's capture has begun", 10,
                       lambda: os.path.exists(capture) and os.path.getsize(capture) > 10_000, lambda: "no packets yet")
            time.sleep(HOLD)
            for number in range(failovers):
                self.trial(fault, chance)
                progress(number + 1)
            for process in (ping, tap):
                process.send_signal(signal.SIGINT)
                process.wait()
                self.others.remove(process)
            said.seek(0)
            counts = said.read()
        if "\n0 packets dropped by kernel" not in counts:
            raise Invalid(f"the capture is not whole: {counts.strip().splitlines()[-1]}")
        return capture
