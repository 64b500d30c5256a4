#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: one session creates, reads, finds, changes and deletes an object of every type of the API.

Method: the types are those that holdfast-describe-objects prints, so that a new one is missed here first. Engines come by
registering and singletons are there from the start: of these what can be done is done.
"""
import os
import re
import subprocess
import unittest

import client
import controllers

SINGLETONS = {"cluster", "systemconfiguration", "controllerproperties", "seproperties"}
V4 = {"addr": "192.0.2.9", "type": "V4"}

# What each type needs beside its name, and a change that a PUT and a PATCH can make.
BODIES = {
    "tenant": ({}, {"description": "x"}),
    "cloud": ({"vtype": "CLOUD_NONE"}, {"mtu": 1400}),
    "vrfcontext": ({}, {"description": "x"}),
    "network": ({}, {"dhcp_enabled": False}),
    "serviceenginegroup": ({"ha_mode": "HA_MODE_LEGACY_ACTIVE_STANDBY", "max_se": 2}, {"description": "x"}),
    "vsvip": ({"vip": [{"vip_id": "1", "ip_address": V4}]}, {"east_west_placement": True}),
    "pool": ({"servers": [{"ip": V4}]}, {"default_server_port": 8080}),
    "poolgroup": ({"members": [{"pool_ref": "/api/pool?name=every pool"}]}, {"description": "x"}),
    "virtualservice": ({"vsvip_ref": "/api/vsvip?name=every vsvip", "pool_ref": "/api/pool?name=every pool",
                        "services": [{"port": 80}]}, {"description": "x"}),
    "healthmonitor": ({"type": "HEALTH_MONITOR_TCP"}, {"send_interval": 20}),
    "applicationprofile": ({"type": "APPLICATION_PROFILE_TYPE_L4"}, {"description": "x"}),
    "applicationpersistenceprofile": ({"ip_persistence_profile": {"ip_persistent_timeout": 10}}, {"description": "x"}),
    "networkprofile": ({"profile": {"type": "PROTOCOL_TYPE_TCP_PROXY"}}, {"description": "x"}),
    "analyticsprofile": ({}, {"description": "x"}),
    "networkservice": ({"service_type": "ROUTING_SERVICE", "se_group_ref": "/api/serviceenginegroup?name=Default-Group",
                        "vrf_ref": "/api/vrfcontext?name=global"}, {"routing_service": {"enable_routing": True}}),
    "backupconfiguration": ({}, {"maximum_backups_stored": 3}),
    "scheduler": ({"backup_config_ref": "/api/backupconfiguration?name=Backup-Configuration"}, {"frequency": 7}),
    "ipamdnsproviderprofile": ({"type": "IPAMDNS_TYPE_INTERNAL"}, {"allocate_ip_in_vrf": True}),
}


def types():
    page = subprocess.run([os.path.join(controllers.BIN, "holdfast-describe-objects")], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    return re.findall(r"^## \w+ \(`/api/(\w+)`\)$", page, re.MULTILINE)


def fields(shown, wanted):
    return {name: shown.get(name) for name in wanted}


class EveryObject(controllers.OneController):
    def test_is_created_read_found_changed_and_deleted(self):
        session = self.session(version="30.2.1")
        made = {}
        for kind in sorted(types(), key=("virtualservice", "poolgroup").__contains__):  # what refers to others last
            if kind not in SINGLETONS | {"serviceengine"}:
                with self.subTest(kind):
                    made[kind] = self.live(session, kind, *BODIES[kind])
        for kind, uuid in reversed(made.items()):  # the other way round: users before what they use
            with self.subTest(kind):
                answer = session.ask("DELETE", f"{kind}/{uuid}")
                self.assertEqual((answer.status, answer.text), (204, ""))
                self.assertEqual(session.ask("GET", f"{kind}/{uuid}").status, 404)
                self.assertIsNone(session.by_name(kind, f"every {kind}"))

    def live(self, session, kind, body, change):
        name = f"every {kind}"
        created = session.ask("POST", kind, {"name": name, **body})
        self.assertEqual(created.status, 201, created)
        uuid = created.json["uuid"]
        self.assertTrue(uuid.startswith(f"{kind}-"), uuid)
        one = session.get(f"{kind}/{uuid}", include_name="")
        self.assertEqual(session.by_name(kind, name)["uuid"], uuid)
        self.assertEqual(fields(one, body) if kind in ("tenant", "cloud") else one["name"],
                         body if kind in ("tenant", "cloud") else name)
        self.assertEqual(session.ask("POST", kind, {"name": name, **body}).status, 409)
        changed = session.put(f"{kind}/{uuid}", {**one, **change})
        self.assertLessEqual(flat(change), flat(changed), kind)
        back = session.put(f"{kind}/{uuid}", {"name": name, **body})
        self.assertFalse(flat(change) <= flat(back), f"{kind}: what a PUT leaves out returns to its default")
        patched = session.patch(f"{kind}/{uuid}", {"replace": change})
        self.assertLessEqual(flat(change), flat(patched), kind)
        self.assertNotIn("name", session.ask("PATCH", f"{kind}/{uuid}", {"replace": {"colour": 1}}).json)
        short = session.get(f"{kind}/{uuid}", skip_default="true")
        self.assertLessEqual(flat(short), flat(session.get(f"{kind}/{uuid}")), kind)
        return uuid

    def test_singletons_are_read_and_changed_and_stay(self):
        session = self.session(version="30.2.1")
        for kind, change in (("systemconfiguration", {"welcome_workflow_complete": True}),
                             ("controllerproperties", {"api_idle_timeout": 30}),
                             ("seproperties", {"se_agent_properties": {"headless_timeout_sec": 5}})):
            with self.subTest(kind):
                before = session.get(kind)
                self.assertLessEqual(flat(change), flat(session.put(kind, {**before, **change})))
                self.assertLessEqual(flat(change), flat(session.patch(kind, {"replace": change})))
                self.refused(session.ask("DELETE", kind), 405, "Method 'DELETE' not allowed")
                self.refused(session.ask("POST", kind, {}), 405, "Method 'POST' not allowed")
        cluster = session.get("cluster")
        self.assertEqual(session.put("cluster", {**cluster, "name": "renamed"})["name"], "renamed")
        self.refused(session.ask("PATCH", "cluster", {"replace": {"name": "x"}}), 405, "Method 'PATCH' not allowed")

    def test_engines_come_by_registering(self):
        session = self.session()
        self.refused(session.ask("POST", "serviceengine", {"name": "se1"}), 405, "Method 'POST' not allowed")
        self.assertEqual(session.get("serviceengine"), {"count": 0, "results": []})

    def test_accounts_and_roles(self):
        session = self.session()
        user = session.post("user", {"username": "every user", "password": "pass-word-1"})
        self.assertRegex(user["uuid"], r"^user-\d+$")
        self.assertEqual(session.put(f"user/{user['uuid']}", {**user, "full_name": "x"})["full_name"], "x")
        self.assertEqual(session.patch(f"user/{user['uuid']}", {"replace": {"email": "y"}})["email"], "y")
        self.assertEqual(session.ask("DELETE", f"user/{user['uuid']}").status, 204)
        self.assertEqual(session.get("role")["count"], 5)
        self.refused(session.ask("POST", "role", {"name": "mine"}), 405, "Method 'POST' not allowed")


def flat(value, path=()):
    """{(path, value)}: what an answer holds, to ask whether it holds all of something else."""
    if isinstance(value, dict):
        return {found for name, one in value.items() for found in flat(one, (*path, name))}
    if isinstance(value, list):
        return {found for i, one in enumerate(value) for found in flat(one, (*path, i))}
    return {(path, value)}


class Clients(controllers.OneController):
    """What each client asks first (spec api 1.9)."""

    def test_ansible(self):
        session = self.session(version="30.2.1")
        query = {"include_refs": "", "include_name": "", "name": "ansible", "cloud_ref.name": "Default-Cloud"}
        self.assertIsNone(session.by_name("pool", "ansible", **{k: v for k, v in query.items() if k != "name"}))
        made = session.post("pool", {"name": "ansible", "cloud_ref": "/api/cloud?name=Default-Cloud"})
        found = session.get("pool", **query)["results"][0]
        self.assertEqual(found["cloud_ref"].split("#")[1], "Default-Cloud")
        self.assertEqual(made["tenant_ref"].split("#")[1], "admin")
        group = session.post("serviceenginegroup", {"name": "ansible"})
        self.assertIn("se_deprovision_delay", group)
        cluster = session.get("cluster/")
        self.assertEqual(session.ask("PUT", "cluster/", cluster).status, 200)

    def test_terraform(self):
        session = self.go_session(version="18.2.8")
        admin = session.get("tenant/admin", skip_default="true")
        self.assertEqual((admin["name"], admin["uuid"]), ("admin", "admin"))
        cloud = session.get("cloud", name="Default-Cloud", skip_default="true")["results"][0]
        body = {"name": "terraform", "cloud_ref": cloud["url"], "tenant_ref": admin["url"]}
        made = session.post("pool", body, skip_default="true")
        read = session.get(f"pool/{made['uuid']}", skip_default="true")
        self.assertEqual(session.get(f"pool/{made['uuid']}", skip_default="true"), read, "no diff between two reads")
        self.assertEqual(session.get("pool", **{"name": "terraform", "cloud_ref.uuid": cloud["uuid"]})["count"], 1)
        self.assertEqual(session.ask("DELETE", f"pool/{made['uuid']}").status, 204)
        with self.assertRaises(client.ObjectNotFound):
            session.get(f"pool/{made['uuid']}")

    def test_kubernetes_operator(self):
        session = self.go_session(version="30.2.1")
        self.assertEqual(session.get("initial-data")["version"]["Version"], "30.2.1")
        runtime = session.get("cluster/runtime")
        self.assertIsInstance(runtime["node_states"], list)
        self.assertIn("role", runtime["node_states"][0])
        for path in ("tenant/?name=admin", "cloud/?include_name&name=Default-Cloud", "vrfcontext?include_name",
                     "serviceenginegroup/?include_name&page_size=100&cloud_ref.name=Default-Cloud",
                     "network/?include_name&name=x", "ipamdnsproviderprofile/?include_name&name=x",
                     "systemconfiguration", "vsvip?created_by=ako&include_name", "virtualservice?created_by=ako",
                     "pool?created_by=ako", "poolgroup?created_by=ako"):
            self.assertEqual(session.ask("GET", path).status, 200, path)
        group = session.get("serviceenginegroup/?include_name&name=Default-Group")["results"][0]
        group["labels"] = [{"key": "clustername", "value": "k8s"}]
        self.assertEqual(session.put(f"serviceenginegroup/{group['uuid']}", group)["labels"], group["labels"])
        # Reading a reference, it finds the uuid between "<type>-" and "#".
        session.post("vsvip", {"name": "ako", "vip": [{"vip_id": "0", "ip_address": V4 | {"addr": "192.0.2.33"}}]})
        service = session.post("virtualservice", {"name": "ako", "vsvip_ref": "/api/vsvip/?name=ako",
                                                  "services": [{"port": 80}]})
        self.assertRegex(service["vsvip_ref"], r"/vsvip-[0-9a-f-]{36}#ako$")
        self.assertEqual(session.ask("GET", f"virtualservice/{service['uuid']}/runtime/").status, 200)


class Actions(controllers.OneController):
    def test_what_is_not_possible_or_not_there_yet_is_a_clear_4xx(self):
        session = self.session(version="30.2.1")
        session.post("serviceenginegroup", {"name": "pair", "ha_mode": "HA_MODE_LEGACY_ACTIVE_STANDBY", "max_se": 2})
        session.post("vsvip", {"name": "acts", "vip": [{"vip_id": "0", "ip_address": V4}]})
        service = session.post("virtualservice", {"name": "acts", "vsvip_ref": "/api/vsvip?name=acts", "services": [
            {"port": 80}], "se_group_ref": "/api/serviceenginegroup?name=pair"})["uuid"]
        group = session.by_name("serviceenginegroup", "pair")["uuid"]
        session.post("pool", {"name": "acts"})
        pool = session.by_name("pool", "acts")["uuid"]
        for path in ("switchover", "scaleout", "scalein", "migrate", "resync", "rotatekeys"):
            answer = session.ask("POST", f"virtualservice/{service}/{path}", {})
            self.assertEqual(answer.status, 400, path)
            self.assertGreater(len(answer.error), 20, path)
        self.assertEqual(session.ask("POST", f"virtualservice/{service}/retryplacement", {}).status, 200)
        self.refused(session.ask("POST", f"serviceenginegroup/{group}/redistribute", {}), 400, "redistribute is")
        for path in ("scaleout", "scalein"):
            self.refused(session.ask("POST", f"pool/{pool}/{path}", {}), 400, "is not supported")
        for path in ("virtualservice/x/switchover", "serviceengine/x/switchover", "serviceengine/x/reboot",
                     "serviceenginegroup/x/redistribute", "pool/x/scaleout"):
            self.assertEqual(session.ask("POST", path, {}).status, 404, path)
        for path in ("virtualservice/x/fly", "upgrade", "image", "configuration/export", "seupgrade", "gslb"):
            self.refused(session.ask("POST", path, {}), 404, "is not a path of this API")
        self.refused(session.ask("GET", f"virtualservice/{service}/switchover"), 405, "Method 'GET' not allowed")

    def test_runtime_and_inventory(self):
        session = self.session()
        session.post("vsvip", {"name": "seen", "vip": [{"vip_id": "0", "ip_address": V4 | {"addr": "192.0.2.10"}}]})
        service = session.post("virtualservice", {"name": "seen", "vsvip_ref": "/api/vsvip?name=seen",
                                                  "services": [{"port": 80}]})["uuid"]
        runtime = session.get(f"virtualservice/{service}/runtime")
        self.assertTrue({"oper_status", "percent_ses_up", "vip_summary", "type", "one_plus_one_ha", "east_west"} <=
                        set(runtime), runtime)
        self.assertIsInstance(session.get(f"virtualservice/{service}/runtime/detail"), list)
        self.assertIn("vip_runtime", session.get(f"virtualservice/{service}/runtime/internal"))
        for kind in ("virtualservice", "pool", "serviceengine", "serviceenginegroup", "vsvip", "network", "cloud",
                     "poolgroup"):
            for one in session.get(f"{kind}-inventory")["results"]:
                self.assertTrue({"config", "runtime", "health_score", "alert"} <= set(one), kind)
        one = session.get(f"virtualservice-inventory/{service}")
        self.assertEqual(one["config"]["name"], "seen")


if __name__ == "__main__":
    unittest.main()
