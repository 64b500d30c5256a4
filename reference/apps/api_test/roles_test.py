#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: every route asks for the right that it should, for each predefined role.

Method: a table of what each role may do, written from the vendor's page on roles, against every route of a real controller:
403 exactly where the table forbids. The types come from holdfast-describe-objects, so that a new one must be entered here.
"""
import unittest

import client
import controllers
import every_object_test

AREAS = {
    "application": ["virtualservice", "vsvip", "pool", "poolgroup", "healthmonitor", "applicationprofile",
                    "applicationpersistenceprofile", "networkprofile", "analyticsprofile"],
    "infrastructure": ["serviceengine", "serviceenginegroup", "cloud", "vrfcontext", "network", "networkservice",
                       "ipamdnsproviderprofile"],
    "tenants": ["tenant"],
    "accounts": ["user", "role"],
    "system": ["cluster", "systemconfiguration", "controllerproperties", "seproperties", "backupconfiguration", "scheduler",
               "upgrade", "image", "configuration", "somethingnew"],
    "own": ["useraccount", "user-token"],
}
OBJECTS = {area: [kind for kind in kinds if kind not in ("upgrade", "image", "configuration", "somethingnew")]
           for area, kinds in AREAS.items()}
READS = {"System-Admin": set(AREAS), "Tenant-Admin": {"application", "infrastructure", "tenants", "accounts", "own"},
         "Application-Admin": {"application", "infrastructure", "tenants", "own"},
         "Application-Operator": {"application", "tenants", "own"}, "Security-Admin": {"tenants", "own"}}
WRITES = {"System-Admin": set(AREAS), "Tenant-Admin": {"application", "infrastructure", "accounts", "own"},
          "Application-Admin": {"application", "own"}, "Application-Operator": {"own"}, "Security-Admin": {"own"}}
ACTIONS = {"virtualservice": ["switchover", "scaleout", "scalein", "migrate", "retryplacement", "resync", "rotatekeys"],
           "serviceengine": ["switchover", "reboot", "forcedelete"], "serviceenginegroup": ["redistribute"],
           "pool": ["scaleout", "scalein"]}
VIEWS = {"virtualservice": ["runtime", "runtime/detail", "runtime/internal", "scaleoutstatus"], "pool": ["runtime",
         "runtime/server"], "serviceengine": ["runtime"], "serviceenginegroup": ["runtime"]}
INVENTORIES = ["virtualservice", "pool", "serviceengine", "serviceenginegroup", "vsvip", "network", "cloud", "poolgroup"]


def routes():
    """(method, path, area) of every route."""
    for area, kinds in AREAS.items():
        for kind in kinds:
            yield "GET", kind, area
            yield "GET", f"{kind}/{kind}-0", area
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                yield method, kind, area
                yield method, f"{kind}/{kind}-0", area
            for action in ACTIONS.get(kind, []):
                yield "POST", f"{kind}/{kind}-0/{action}", area
            for view in VIEWS.get(kind, []):
                yield "GET", f"{kind}/{kind}-0/{view}", area
            if kind in INVENTORIES:
                yield "GET", f"{kind}-inventory", area
                yield "GET", f"{kind}-inventory/{kind}-0", area
    for path in ("runtime", "analytics/events", "analytics/logs?virtualservice=x", "analytics/metrics/virtualservice/x"):
        yield "GET", path, "application"


class Roles(controllers.OneController):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.session(cls, version="30.2.1")
        cls.sessions = {}
        for role in READS:
            cls.admin.post("user", {"username": role.lower(), "password": "pass-word-1", "access": [
                {"role_ref": f"/api/role?name={role}", "tenant_ref": "/api/tenant?name=admin"}]})
            cls.sessions[role] = cls.session(cls, username=role.lower(), password="pass-word-1", version="30.2.1")

    def test_table_names_every_type(self):
        named = {kind for kinds in AREAS.values() for kind in kinds}
        self.assertLessEqual(set(every_object_test.types()), named)

    def test_are_enforced_on_every_route(self):
        wrong = []
        for role, session in self.sessions.items():
            for method, path, area in routes():
                allowed = area in (READS if method == "GET" else WRITES)[role]
                # Not an object: nothing is done where the role allows it.
                answer = session.ask(method, path, None if method == "GET" else "[]")
                if (answer.status != 403) != allowed:
                    wrong.append(f"{role} {method} {path}: {answer.status}, expected {'no ' if allowed else ''}403")
                if answer.status == 403:
                    self.assertIn("has no permission", answer.error)
        self.assertEqual(wrong, [])

    def test_macro_is_judged_by_what_it_makes(self):
        bob = self.sessions["Application-Admin"]
        self.assertEqual(bob.ask("POST", "macro", {"model_name": "Pool", "data": {"name": "mine"}}).status, 201)
        for body in ({"model_name": "ServiceEngineGroup", "data": {"name": "mine"}},
                     {"model_name": "Pool", "data": {"name": "p", "vrf_ref_data": {"name": "mine"}}},
                     {"model_name": "User", "data": {}}, {}, []):
            self.assertEqual(bob.ask("POST", "macro", body).status, 403, body)

    def test_end_at_the_tenant(self):
        self.admin.post("tenant", {"name": "blue"})
        self.admin.post("user", {"username": "blue", "password": "pass-word-1", "access": [
            {"role_ref": "/api/role?name=Tenant-Admin", "tenant_ref": "/api/tenant?name=blue"}]})
        blue = self.session(username="blue", password="pass-word-1", version="30.2.1")
        shared = self.admin.by_name("serviceenginegroup", "Default-Group")
        hidden = self.admin.post("pool", {"name": "admin's".replace("'", "")})
        self.assertTrue(blue.post("pool", {"name": "p"})["tenant_ref"].endswith("#blue"))
        self.assertEqual(blue.ask("GET", f"pool/{hidden['uuid']}").status, 404)
        self.assertEqual(blue.ask("DELETE", f"pool/{hidden['uuid']}", headers={"X-Avi-Tenant": "*"}).status, 404)
        self.assertEqual(blue.ask("GET", f"serviceenginegroup/{shared['uuid']}").status, 200)
        self.refused(blue.ask("PUT", f"serviceenginegroup/{shared['uuid']}", shared), 400, "of another tenant")
        self.refused(blue.ask("POST", "pool", {"name": "q", "tenant_ref": "/api/tenant/admin"}), 403, "goes into the tenant of its request")
        self.assertEqual(blue.ask("GET", "pool", headers={"X-Avi-Tenant": "admin"}).status, 403)
        self.assertEqual(blue.ask("PUT", "systemconfiguration", {}).status, 403)
        self.assertEqual(blue.ask("PUT", "user/user-1", {"is_superuser": True}).status, 403)

    def test_of_a_suspended_user_are_over_at_once(self):
        user = self.admin.post("user", {"username": "dave", "password": "pass-word-1", "access": [
            {"role_ref": "/api/role?name=Tenant-Admin", "all_tenants": True}]})
        dave = self.session(username="dave", password="pass-word-1")
        self.admin.patch(f"user/{user['uuid']}", {"replace": {"is_active": False}})
        with self.assertRaises(client.ApiError) as raised:
            dave.ask("GET", "pool")
        self.refused(raised.exception.answer, 401, "Invalid credentials")


if __name__ == "__main__":
    unittest.main()
