#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: any node of a cluster serves a client: sessions count everywhere, writes to a follower are done (CTRL-22), and without
a quorum they are refused with a status that says so.

Method: three real controllers on loop-back, and clients that talk to a follower.
"""
import signal
import unittest

import client
import controllers


class ThreeNodes(unittest.TestCase):
    def setUp(self):
        self.cluster = controllers.Cluster(size=3, heartbeat_period="250ms")
        self.addCleanup(self.cluster.close)
        self.leader = self.cluster.start()
        self.followers = [node for node in self.cluster.nodes if node is not self.leader]

    def session(self, node, kind=client.Session):
        return kind(node.https, password=controllers.PASSWORD)

    def moved(self, session, node, kind=client.Session):
        """The same session, used at another node."""
        other = kind.__new__(kind)
        other.__dict__.update(session.__dict__, address=node.https, plain=client.Plain(node.https))
        return other

    def test_serve_their_clients_and_refuse_writes_without_a_quorum(self):
        one, two = self.followers
        for kind in (client.Session, client.GoSession):
            session = self.session(one, kind)
            made = session.ask("POST", "pool", {"name": f"by {kind.__name__}"})
            self.assertEqual(made.status, 201)
            self.assertTrue(made.header("location").startswith(f"{session.base}/api/pool/pool-"))
            for node in self.cluster.nodes:
                elsewhere = self.moved(session, node, kind)
                self.assertEqual(elsewhere.by_name("pool", f"by {kind.__name__}")["uuid"], made.json["uuid"])
                self.assertEqual(elsewhere.logins, 1, "the session counts on every node")
            uuid = made.json["uuid"]
            patched = self.moved(session, two, kind).ask("PATCH", f"pool/{uuid}", {"replace": {"description": "x"}})
            self.assertEqual(patched.json["description"], "x")
            self.assertEqual(session.ask("DELETE", f"pool/{uuid}").status, 204)
        self.assertEqual(session.log_out().status, 200)
        lost = session.plain.ask("GET", "/api/pool", headers=session.headers(None))
        self.assertEqual(lost.status, 401, "a logout at one node is one at all")
        self.compare_what_nodes_say()
        self.without_quorum()

    def compare_what_nodes_say(self):
        """All name one leader and since when it is up: at once or, where a busy machine made them elect anew, soon after."""
        def said_alike():
            said = [node.runtime() for node in self.cluster.nodes]
            if any(one is None or one["cluster_state"]["state"] != "CLUSTER_UP_HA_ACTIVE" for one in said):
                return None
            leaders = [[(node["name"], node["up_since"]) for node in one["node_states"] if node["role"] == "CLUSTER_LEADER"]
                       for one in said]
            return leaders[0] if all(one == leaders[0] for one in leaders) else None

        leaders = controllers.until("every node says the same of one leader", said_alike)
        self.assertEqual(len(leaders), 1)
        self.assertIn(leaders[0][0], [node.name for node in self.cluster.nodes])

    def without_quorum(self):
        alone = self.followers[0]
        session = self.session(alone)
        pool = session.post("pool", {"name": "before"})
        for node in self.cluster.nodes:
            if node is not alone:
                node.stop(signal.SIGKILL)
        controllers.until("the node is cut off", lambda: alone.state() == "CLUSTER_DOWN")
        for method, path in (("POST", "pool"), ("PUT", f"pool/{pool['uuid']}"), ("DELETE", f"pool/{pool['uuid']}")):
            answer = session.ask(method, path, {"name": "lost"})
            self.assertIn(answer.status, (503, 504), answer)
            self.assertIn("leader", answer.error)
        login = client.Plain(alone.https).ask("POST", "/login", {"username": "admin", "password": controllers.PASSWORD})
        self.assertEqual(login.status, 503, "not 401, on which the operator's AKO would end itself")
        for path in ("/api/cluster/status", "/api/cluster/runtime", "/api/initial-data"):
            self.assertEqual(client.Plain(alone.https).ask("GET", path).status, 200, path)
        for node in self.cluster.nodes:
            if node is not alone:
                node.start()
        self.cluster.ready()
        self.assertEqual(self.session(alone).by_name("pool", "before")["uuid"], pool["uuid"])
        self.assertIsNone(self.session(alone).by_name("pool", "lost"))

    def test_foreign_controller_is_not_heard(self):
        foreign = self.cluster.path("foreign")
        self.cluster.make_certificates(foreign, [node.name for node in self.cluster.nodes], [])
        one = self.followers[0]
        one.stop(signal.SIGTERM)
        with open(one.config, encoding="utf-8") as file:
            honest = file.read()
        with open(one.config, "w", encoding="utf-8") as file:
            file.write(honest.replace("ca: ca.pem, certificate: ", "ca: foreign/ca.pem, certificate: foreign/")
                       .replace("key: ", "key: foreign/"))
        one.start()
        session = self.session(self.leader)
        controllers.until("the rest goes on", lambda: session.ask("GET", "pool").status == 200)
        self.assertEqual(session.ask("POST", "pool", {"name": "meanwhile"}).status, 201)
        seen = controllers.until("the foreign node is missed", lambda: next(
            (node for node in self.leader.runtime()["node_states"]
             if node["name"] == one.name and node["state"] != "CLUSTER_ACTIVE"), None))
        self.assertEqual(seen["role"], "CLUSTER_FOLLOWER")
        self.assertNotEqual(one.state(), "CLUSTER_UP_HA_ACTIVE")
        one.stop(signal.SIGTERM)
        with open(one.config, "w", encoding="utf-8") as file:
            file.write(honest)
        one.start()
        self.cluster.ready()
        self.assertIsNotNone(self.session(one).by_name("pool", "meanwhile"))


if __name__ == "__main__":
    unittest.main()
