#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: bad bodies get the documented error, change nothing, and leave the process alive.

Method: a table of bodies against a real controller; after each one everything is read and compared.
"""
import json
import unittest

import controllers

VIP = {"vip_id": "1", "ip_address": {"addr": "192.0.2.9", "type": "V4"}}

# Type, body as it is sent, and what the error must name.
BAD = [
    ("pool", "", "pool"),
    ("pool", "{", "pool"),
    ("pool", '{"name": "p",}', "pool"),
    ("pool", '{"name": "p"} {}', "pool"),
    ("pool", "[]", "expected an object"),
    ("pool", '"text"', "expected an object"),
    ("pool", "null", "expected an object"),
    ("pool", b'{"name": "\xff\xfe"}', "pool"),
    ("pool", "[" * 100000, "pool"),
    ("pool", '{"a":' * 25 + "1" + "}" * 25, "nested deeper than"),
    ("pool", {}, "name: "),
    ("pool", {"name": ""}, "name: ''"),
    ("pool", {"name": "a/b"}, "name: 'a/b'"),
    ("pool", {"name": "x" * 256}, "1-255"),
    ("pool", {"name": 7}, "name: expected a string"),
    ("pool", {"name": "p", "colour": "red"}, "colour: is not a field of Pool"),
    ("pool", {"name": "p", "servers": {}}, "servers: expected a list"),
    ("pool", {"name": "p", "servers": [7]}, "servers[0]: expected an object"),
    ("pool", {"name": "p", "servers": [{"ip": {"addr": "203.0.113.1", "type": "V4"}, "ratio": 21}]},
     "servers[0].ratio: 21 is not in 1-20"),
    ("pool", {"name": "p", "servers": [{"ip": {"addr": "no address", "type": "V4"}}]}, "servers[0].ip"),
    ("pool", {"name": "p", "servers": [{"ip": {"addr": "203.0.113.1", "type": "V5"}}]}, "servers[0].ip.type: expected"),
    ("pool", {"name": "p", "default_server_port": 65536}, "default_server_port: 65536 is not in 1-65535"),
    ("pool", {"name": "p", "default_server_port": -1}, "default_server_port: "),
    ("pool", {"name": "p", "default_server_port": 80.5}, "default_server_port: expected an integer"),
    ("pool", {"name": "p", "default_server_port": "80"}, "default_server_port: expected an integer"),
    ("pool", '{"name": "p", "default_server_port": 99999999999999999999999}', "default_server_port: "),
    ("pool", {"name": "p", "enabled": "perhaps"}, "enabled: expected true or false"),
    ("pool", {"name": "p", "lb_algorithm": "LB_ALGORITHM_MAGIC"}, "lb_algorithm: expected one of"),
    ("vsvip", {"name": "v", "vip": [VIP, VIP]}, "vip"),
    ("vsvip", {"name": "v"}, "vip"),
    ("healthmonitor", {"name": "h", "type": "HEALTH_MONITOR_TCP", "receive_timeout": 20, "send_interval": 10},
     "receive_timeout: 20 is not below send_interval 10"),
    ("virtualservice", {"name": "v"}, "services: 0 entries"),
    ("virtualservice", {"name": "v", "services": [{"port": 80}]}, "vsvip_ref: is required"),
    ("macro", {"model_name": "Starship", "data": {}}, "model_name"),
    ("macro", {"model_name": "Pool"}, "data: expected an object"),
    ("user", {"username": "u", "password": "short"}, "Password must have"),
    ("user", {"username": "u", "rank": 1}, "rank: unknown field"),
    ("user", "[]", "expected a JSON object"),
    ("user-token", {"hours": -1}, "hours: expected"),
]

# References to what is not there, by the kind that they should lead to.
DANGLING = [
    ("pool", {"health_monitor_refs": ["/api/healthmonitor/healthmonitor-0"]}, 404, "HealthMonitor object not found!"),
    ("pool", {"vrf_ref": "/api/vrfcontext?name=nowhere"}, 400, "VrfContext object not found"),
    ("pool", {"health_monitor_refs": ["/api/pool?name=web"]}, 400, "is not a reference to a HealthMonitor"),
    ("pool", {"cloud_ref": "https://elsewhere/api/cloud/cloud-0#x"}, 404, "Cloud object not found!"),
    ("virtualservice", {"vsvip_ref": "/api/vsvip?name=none"}, 404, "VsVip object not found!"),
    ("virtualservice", {"se_group_ref": "nobody"}, 404, "ServiceEngineGroup object not found!"),
]


class Bodies(controllers.OneController):
    def setUp(self):
        self.admin = self.session(version="30.2.1")
        if self.admin.by_name("pool", "web") is None:
            self.admin.post("pool", {"name": "web"})

    def everything(self):
        kinds = ("pool", "vsvip", "virtualservice", "healthmonitor", "serviceenginegroup", "user", "cluster",
                 "systemconfiguration", "user-token")
        return {kind: self.admin.get(kind) for kind in kinds}

    def changes_nothing(self, before, body):
        self.assertEqual(self.everything(), before, body)

    def test_that_cannot_be_an_object_are_named(self):
        before = self.everything()
        for kind, body, named in BAD:
            with self.subTest(kind=kind, body=str(body)[:60]):
                answer = self.admin.ask("POST", kind, body)
                self.refused(answer, 400, named)
                self.assertEqual(answer.header("content-type"), "application/json")
                self.changes_nothing(before, body)

    def test_references_that_lead_nowhere(self):
        before = self.everything()
        for kind, fields, status, named in DANGLING:
            with self.subTest(kind=kind, fields=fields):
                self.refused(self.admin.ask("POST", kind, {"name": "dangling", **fields}), status, named)
                self.changes_nothing(before, fields)

    def test_bad_changes_of_an_object_that_is_there(self):
        pool = self.admin.by_name("pool", "web")
        path = f"pool/{pool['uuid']}"
        before = self.everything()
        for method, body, status in (
                ("PUT", "{", 400), ("PUT", {"name": "web", "default_server_port": 0}, 400),
                ("PUT", {"name": "web", "_last_modified": "1"}, 412), ("PATCH", {"replace": {"colour": 1}}, 400),
                ("PATCH", {"fly": {}}, 400), ("PATCH", {"add": 7}, 400), ("PATCH", {"json_patch": {}}, 400),
                ("PATCH", {"json_patch": [{"op": "move", "path": "/name"}]}, 400),
                ("PATCH", {"json_patch": [{"op": "replace", "path": "/servers/7/ratio", "value": 1}]}, 400),
                ("PATCH", {"replace": {"name": None}, "_last_modified": "1"}, 412)):
            with self.subTest(method=method, body=str(body)):
                answer = self.admin.ask(method, path, body)
                self.assertEqual(answer.status, status, answer)
                self.assertGreater(len(answer.error), 10)
                self.changes_nothing(before, body)

    def test_bad_questions(self):
        for query, named in (("page=0", "page: "), ("page=x", "page: "), ("page_size=201", "page_size: "),
                             ("page=-1", "page: "), ("refers_to=nonsense", "refers_to: "),
                             ("search=(name", "search: "), ("page=99999999999999999999", "page: ")):
            self.refused(self.admin.ask("GET", f"pool?{query}"), 400, named)
        for query in ("%zz=%", "name=%ff%fe", "a" * 5000, "&&&===", "name.in=", "sort=colour", "fields=,,,"):
            self.assertEqual(self.admin.ask("GET", f"pool?{query}").status, 200, query)

    def test_bad_slugs(self):
        for slug in ("vsvip-1", "pool", "pool-/../x", "pool-" + "x" * 300, "pool-a b"):
            self.refused(self.admin.ask("POST", "pool", {"name": "slug"}, {"Slug": slug}), 400, "Slug: ")

    def test_bad_logins(self):
        plain = self.plain()
        for body in ("", "{", "[]", '{"username": "admin"}', '{"username": 7, "password": []}', "a=b&&&=%"):
            answer = plain.ask("POST", "/login", body, {"Content-Type": "application/json"})
            self.assertIn(answer.status, (400, 401), body)
            self.assertNotIn("set-cookie", dict(answer.headers))
        self.assertEqual(plain.ask("GET", "/login").status, 405)
        # A key given twice: one of them counts, and the controller lives.
        twice = plain.ask("POST", "/login", '{"username": "admin", "username": "x", "password": "y"}')
        self.assertEqual(twice.status, 401)

    def test_unknown_methods_and_paths(self):
        for method in ("DELETE", "PATCH", "PUT"):
            self.refused(self.admin.ask(method, "pool", {}), 405, f"Method '{method}' not allowed")
        for path in ("nothing", "pool/x/nothing", "pool-inventory/x/y", "%00", "..%2f..%2fetc%2fpasswd",
                     "pool/" + "x" * 3000):
            self.assertEqual(self.admin.ask("GET", path).status, 404, path)

    def test_text_of_others_comes_back_as_json(self):
        answer = self.admin.ask("POST", "pool", json.dumps({"name": '"}\u0000<script>\u202e'}))
        self.assertEqual(answer.status, 400)
        self.assertIn("name: ", answer.error)


if __name__ == "__main__":
    unittest.main()
