#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: an engine with a foreign certificate stays out, and garbage at an engine's heartbeat port is dropped: nothing changes,
both processes go on.

Method: real programs in a network namespace of this process's own, where an engine finds an Ethernet interface; skipped
where none can be made.
"""
import ctypes
import os
import random
import socket
import subprocess
import unittest

import controllers

CLONE_NEWNET = 0x40000000


def setUpModule():
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        raise unittest.SkipTest(f"no network namespace of its own: {os.strerror(ctypes.get_errno())}")
    for command in ("link set lo up", "link add eth9 type veth peer name eth8", "link set eth8 up", "link set eth9 up",
                    "addr add 198.51.100.9/24 dev eth9"):
        subprocess.run(["ip", *command.split()], check=True)


class Engines(controllers.OneController):
    def engine(self, folder, port):
        config = self.cluster.path(f"{folder}/engine-{port}.yaml")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f"""name: se1
se_group: pair
controllers: ["{self.node.address}:{self.cluster.engine_port}"]
tls: {{ca: ca.pem, certificate: se1.pem, key: se1.key}}
vip_interface: eth9
heartbeat: {{address: 127.0.0.1, port: {port}}}
log_file: engine.log
""")
        process = subprocess.Popen([os.path.join(controllers.BIN, "holdfast-engine"), "--config", config])
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def test_foreign_engine_stays_out_and_garbage_in_heartbeats_is_dropped(self):
        admin = self.session()
        admin.post("serviceenginegroup", {"name": "pair", "ha_mode": "HA_MODE_LEGACY_ACTIVE_STANDBY", "max_se": 2})
        port = controllers.free_port(["127.0.0.1"])
        self.cluster.make_certificates(self.cluster.path("foreign"), ["controller1"], ["se1"])
        foreign = self.engine("foreign", controllers.free_port(["127.0.0.1"]))
        engine = self.engine(".", port)
        controllers.until("the engine has registered", lambda: admin.get("serviceengine")["count"] == 1)
        chance = random.Random(2)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            for size in (0, 1, 16, 40, 100, 1400, 60000):
                for _ in range(20):
                    out.sendto(bytes(chance.randrange(256) for _ in range(size)), ("127.0.0.1", port))
        before = admin.get("runtime")
        self.assertEqual(before["engines"][0]["name"], "se1")
        self.assertIsNone(engine.poll(), "the engine lives")
        self.assertIsNone(foreign.poll(), "the foreign engine tries on")
        self.assertTrue(admin.get("runtime")["engines"][0]["connected"])
        events = [event for event in admin.get("analytics/events")["results"] if event["obj_name"] == "se1"]
        self.assertEqual([event for event in events if "DOWN" in event["event_id"]], [])
        with open(self.cluster.path("foreign/engine.log"), encoding="utf-8") as log:
            self.assertIn("certificate", log.read().lower(), "and says why")


if __name__ == "__main__":
    unittest.main()
