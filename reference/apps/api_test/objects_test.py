#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: objects look, are found, and change as the public clients expect (spec api 1.5-1.7).

Method: the independent client against a real controller over TLS.
"""
import unittest

import controllers

SERVER = {"ip": {"addr": "203.0.113.21", "type": "V4"}, "port": 8080}


class Objects(controllers.OneController):
    def test_created_object_has_place_names_and_defaults(self):
        session = self.session(version="30.2.1")
        answer = session.ask("POST", "pool", {"name": "web", "servers": [SERVER]})
        pool = answer.json
        self.assertEqual(answer.status, 201)
        self.assertRegex(pool["uuid"], r"^pool-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
        self.assertEqual(pool["url"], f"{session.base}/api/pool/{pool['uuid']}#web")
        self.assertEqual(answer.header("location"), pool["url"])
        self.assertRegex(pool["_last_modified"], r"^\d{16}$")
        self.assertEqual(pool["servers"][0]["hostname"], "203.0.113.21")
        self.assertTrue(pool["cloud_ref"].endswith("#Default-Cloud"))
        self.assertIs(pool["capacity_estimation"], False)
        self.assertNotIn("east_west", pool)
        self.assertNotIn("null", answer.text)
        self.assertNotIn("#", session.ask("GET", f"pool/{pool['uuid']}").text)
        for flag in ("include_name", "include_name=", "include_name=true", "include_refs=&include_name="):
            self.assertIn("#Default-Cloud", session.ask("GET", f"pool/{pool['uuid']}?{flag}&").text, flag)

    def test_reference_in_every_form(self):
        session = self.session()
        uuid = session.post("pool", {"name": "ref pool"})["uuid"]
        vip = session.post("vsvip", {"name": "ref vip", "vip": [
            {"vip_id": "1", "ip_address": {"addr": "192.0.2.50", "type": "V4"}}]})
        for i, form in enumerate((f"{session.base}/api/pool/{uuid}", f"{session.base}/api/pool/{uuid}#ref pool",
                                  f"/api/pool/{uuid}", "/api/pool?name=ref pool", "/api/pool?name=ref%20pool",
                                  "/api/pool/?name=ref+pool&cloud=Default-Cloud", uuid, "ref pool")):
            service = session.post("virtualservice", {"name": f"ref {i}", "pool_ref": form, "vsvip_ref": vip["url"],
                                                      "services": [{"port": 1000 + i}]})
            self.assertEqual(service["pool_ref"], f"{session.base}/api/pool/{uuid}#ref pool", form)

    def test_host_and_scheme_of_urls_are_the_clients(self):
        session = self.session()
        listed = session.ask("GET", "tenant", headers={"Host": "avi.example.com"}).json
        self.assertEqual(listed["results"][0]["url"], "https://avi.example.com/api/tenant/admin")

    def test_wished_uuid(self):
        session = self.session()
        made = session.ask("POST", "pool", {"name": "wished"}, {"Slug": "pool-force-42"}).json
        self.assertEqual(made["uuid"], "pool-force-42")

    def test_put_resets_what_is_left_out_and_412_when_stale(self):
        session = self.session()
        pool = session.post("pool", {"name": "put", "default_server_port": 8080, "servers": [SERVER]})
        seen = session.get(f"pool/{pool['uuid']}", include_name="")
        seen["description"] = "mine"
        changed = session.put(f"pool/{pool['uuid']}", seen)
        self.assertEqual(changed["description"], "mine")
        self.assertGreater(int(changed["_last_modified"]), int(seen["_last_modified"]))
        stale = session.ask("PUT", f"pool/{pool['uuid']}", {**seen, "description": "late"})
        self.refused(stale, 412, "Need to reload object data Pool")
        bare = session.put(f"pool/{pool['uuid']}", {"name": "put"})
        self.assertEqual(bare["default_server_port"], 80)
        self.assertNotIn("servers", bare)
        self.assertNotIn("description", bare)

    def test_patch_in_all_forms(self):
        session = self.session()
        uuid = session.post("pool", {"name": "patch", "servers": [SERVER]})["uuid"]

        def patched(body):
            return session.patch(f"pool/{uuid}", body)

        other = {"ip": {"addr": "203.0.113.22", "type": "V4"}, "port": 8080}
        self.assertEqual(len(patched({"add": {"servers": [other]}})["servers"]), 2)
        updated = patched({"add": {"servers": [{**SERVER, "ratio": 5}]}})["servers"]
        self.assertEqual([server["ratio"] for server in updated], [5, 1])
        self.assertEqual(patched({"replace": {"default_server_port": 81}})["default_server_port"], 81)
        gone = patched({"delete": {"servers": [other], "default_server_port": 81}, "add": {"description": "x"}})
        self.assertEqual((len(gone["servers"]), gone["default_server_port"], gone["description"]), (1, 80, "x"))
        steps = [{"op": "replace", "path": "/servers/0/enabled", "value": False},
                 {"op": "remove", "path": "/description"}, {"op": "add", "path": "/servers/-", "value": other}]
        stepped = patched({"json_patch": steps})
        self.assertEqual([server["enabled"] for server in stepped["servers"]], [False, True])
        self.assertNotIn("description", stepped)

    def test_duplicate_name_in_use_default_and_missing(self):
        session = self.session()
        session.post("healthmonitor", {"name": "hm", "type": "HEALTH_MONITOR_TCP"})
        again = session.ask("POST", "healthmonitor", {"name": "hm", "type": "HEALTH_MONITOR_TCP"})
        self.assertEqual(again.status, 409)
        self.assertRegex(again.error, r"with this Name, Tenant ref and Cloud ref already exists\.$")
        pool = session.post("pool", {"name": "user of hm", "health_monitor_refs": ["/api/healthmonitor?name=hm"]})
        monitor = session.by_name("healthmonitor", "hm")["uuid"]
        self.refused(session.ask("DELETE", f"healthmonitor/{monitor}"), 400,
                     "Cannot delete, object is referred by: ['Pool user of hm']")
        answer = session.ask("DELETE", f"pool/{pool['uuid']}")
        self.assertEqual((answer.status, answer.text), (204, ""))
        self.refused(session.ask("DELETE", f"pool/{pool['uuid']}"), 404, "Pool object not found!")
        self.refused(session.ask("GET", "vsvip/vsvip-0"), 404, "VsVip object not found!")
        default = session.by_name("serviceenginegroup", "Default-Group")["uuid"]
        self.refused(session.ask("DELETE", f"serviceenginegroup/{default}"), 400, "Cannot delete system default object")

    def test_macro_is_all_or_nothing(self):
        session = self.session()
        service = {"name": "macro", "services": [{"port": 80}],
                   "vsvip_ref_data": {"name": "macro vip", "vip": [
                       {"vip_id": "1", "ip_address": {"addr": "192.0.2.77", "type": "V4"}}]},
                   "pool_ref_data": {"name": "macro pool", "health_monitor_refs_data": [
                       {"name": "macro hm", "type": "HEALTH_MONITOR_TCP"}]}}
        broken = {**service, "services": [{"port": 70000}]}
        self.assertEqual(session.ask("POST", "macro", {"model_name": "VirtualService", "data": broken}).status, 400)
        self.assertIsNone(session.by_name("pool", "macro pool"))
        made = session.ask("POST", "macro", {"model_name": "VirtualService", "data": service})
        self.assertEqual(made.status, 201)
        self.assertTrue(made.json["pool_ref"].endswith("#macro pool"))
        gone = session.ask("DELETE", "macro", {"model_name": "VirtualService", "data": {"uuid": made.json["uuid"]}})
        self.assertEqual(gone.status, 204)
        self.assertEqual([session.by_name(kind, f"macro {name}") for kind, name in
                          (("pool", "pool"), ("vsvip", "vip"), ("healthmonitor", "hm"))], [None, None, None])


class Lists(controllers.OneController):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.session(cls, version="30.2.1")
        for i in range(30):
            cls.admin.post("pool", {"name": f"pool {i:02}", "default_server_port": 8000 + i % 3,
                                    "description": f"text {i}",
                                    "markers": [{"key": "app", "values": ["even" if i % 2 == 0 else "odd"]}]},)

    def names(self, query):
        return [one["name"] for one in self.admin.get(f"pool?{query}")["results"]]

    def test_pages_end_without_next(self):
        admin = self.session(version="30.2.1")
        first = admin.get("pool", page_size=20, include_name="")
        self.assertEqual((first["count"], len(first["results"])), (30, 20))
        self.assertTrue(first["next"].startswith(f"{admin.base}/api/pool?"), first["next"])
        for parameter in ("page_size=20", "include_name", "page=2"):
            self.assertIn(parameter, first["next"])
        self.assertEqual(len(list(admin.all("pool", page_size=7))), 30)
        self.assertNotIn("next", admin.get("pool", page_size=30))
        self.assertEqual(admin.ask("GET", "pool?page=9").status, 200)

    def test_no_match_is_an_empty_list(self):
        answer = self.admin.ask("GET", "pool?name=nothing")
        self.assertEqual((answer.status, answer.json), (200, {"count": 0, "results": []}))

    def test_filters(self):
        uuid = self.admin.by_name("pool", "pool 07")["uuid"]
        for query, wanted in (("name=pool+07", ["pool 07"]), ("name.in=pool+07,pool+08", ["pool 07", "pool 08"]),
                              ("name.contains=ol+1&page_size=2", ["pool 10", "pool 11"]),
                              ("name.icontains=POOL+29", ["pool 29"]), (f"uuid={uuid}", ["pool 07"]),
                              (f"uuid.in={uuid},x", ["pool 07"]), ("description=text+3", ["pool 03"]),
                              ("cloud_ref.name=Default-Cloud&name=pool+01", ["pool 01"]),
                              ("cloud=Default-Cloud&name=pool+01", ["pool 01"]), ("cloud_ref.name=Other", []),
                              ("label_key=app&label_value=odd&page_size=1", ["pool 01"]),
                              ("search=text+17", ["pool 17"]), ("isearch=TEXT+17", ["pool 17"]),
                              ("search=(name,pool+05)|(description,text+6)", ["pool 05", "pool 06"]),
                              ("sort=-name&limit_by=2", ["pool 29", "pool 28"]), ("name=pool%2007&", ["pool 07"])):
            self.assertEqual(self.names(query), wanted, query)

    def test_chosen_fields_and_embedded_runtime(self):
        one = self.admin.get("pool?name=pool+04&fields=description")["results"][0]
        self.assertEqual(set(one), {"url", "uuid", "name", "description"})
        one = self.admin.get("pool?name=pool+04&join_subresources=runtime")["results"][0]
        self.assertIn("oper_status", one["runtime"])
        one = self.admin.get("pool?name=pool+04&skip_default=true")["results"][0]
        self.assertNotIn("capacity_estimation", one)

    def test_paths_in_every_spelling(self):
        for path in ("/api/pool/?name=pool+01", "//api/pool?name=pool+01", "/api//pool//?name=pool%2001&"):
            self.assertEqual(self.admin.get(path)["count"], 1, path)

    def test_singletons_are_bare_objects(self):
        for kind in ("cluster", "systemconfiguration", "controllerproperties", "seproperties"):
            for path in (kind, f"{kind}/", f"{kind}?name=x"):
                self.assertIn("url", self.admin.get(path), path)

    def test_what_refers_and_what_is_referred(self):
        cloud = self.admin.by_name("cloud", "Default-Cloud")["uuid"]
        self.assertEqual(self.admin.get(f"pool?refers_to=cloud:{cloud}")["count"], 30)
        pool = self.admin.by_name("pool", "pool 00")["uuid"]
        self.assertEqual(self.admin.get(f"cloud?referred_by=pool:{pool}")["count"], 1)


if __name__ == "__main__":
    unittest.main()
