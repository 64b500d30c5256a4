#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: a session as the public SDKs hold it works: login, cookies, CSRF, versions, tokens, what is open (spec api 1.1-1.4).

Method: the independent client against a real controller over TLS.
"""
import unittest

import client
import controllers


class Login(controllers.OneController):
    def test_sets_three_cookies_that_browsers_and_sdks_keep(self):
        answer = self.plain().ask("POST", "/login", {"username": "admin", "password": controllers.PASSWORD})
        cookies = answer.cookies()
        self.assertEqual(set(cookies), {"csrftoken", "avi-sessionid", "sessionid"})
        self.assertEqual(cookies["avi-sessionid"][0], cookies["sessionid"][0])
        for name, age in (("csrftoken", 31449600), ("avi-sessionid", 86400), ("sessionid", 86400)):
            attributes = cookies[name][1]
            self.assertIn(f"max-age={age}", attributes)
            self.assertTrue({"path=/", "secure"} <= set(attributes), attributes)
            self.assertEqual("httponly" in attributes, name != "csrftoken")
        self.assertEqual(answer.header("content-type"), "application/json")

    def test_answers_what_clients_read(self):
        body = self.session().login_body
        self.assertEqual(body["session_cookie_name"], "avi-sessionid")
        self.assertEqual(body["version"]["Version"], "30.2.1")
        self.assertEqual(body["version"]["Product"], "controller")
        self.assertIsInstance(body["version"]["build"], int)
        for field in ("Tag", "ProductName", "min_version", "Date"):
            self.assertIn(field, body["version"])
        for field in ("is_superuser", "default_tenant_ref", "name", "username", "full_name", "email", "local", "uuid",
                      "ui_property"):
            self.assertIn(field, body["user"])
        self.assertEqual({tenant["name"] for tenant in body["tenants"]}, {"admin"})
        self.assertEqual(body["controller"]["api_idle_timeout"], 15)
        self.assertIn("portal_configuration", body["system_config"])

    def test_takes_form_and_json_with_a_final_slash_or_without(self):
        wanted = {"username": "admin", "password": controllers.PASSWORD}
        form = "username=admin&password=correct+horse+%26+staple"
        for path in ("/login", "/login/", "//login"):
            self.assertEqual(self.plain().ask("POST", path, wanted).status, 200)
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            self.assertEqual(self.plain().ask("POST", path, form, kind).status, 200)

    def test_refuses_wrong_credentials_in_the_words_that_stop_the_operator(self):
        for user in ("admin", "nobody"):
            with self.assertRaises(client.ApiError) as raised:
                self.session(username=user, password="wrong")
            self.refused(raised.exception.answer, 401, "Invalid credentials")
            self.assertEqual(raised.exception.answer.error, "Invalid credentials")

    def test_of_one_user_do_not_end_each_other(self):
        sessions = [self.go_session() for _ in range(5)]
        for session in sessions:
            self.assertEqual(session.ask("GET", "pool").status, 200)
            self.assertEqual(session.logins, 1)

    def test_by_token_needs_no_password(self):
        session = self.session()
        token = session.post("user-token", {"hours": "1"})["token"]
        other = self.go_session(password=None, token=token)
        self.assertEqual(other.ask("GET", "pool").status, 200)
        mine = [one for one in other.all("user-token") if one.get("token") == token]
        self.assertEqual(len(mine), 1)
        self.assertEqual(session.ask("DELETE", f"user-token/{mine[0]['uuid']}").status, 204)
        with self.assertRaises(client.ApiError):
            self.go_session(password=None, token=token)


class Requests(controllers.OneController):
    def test_last_of_two_cookies_counts(self):
        session = self.session()
        first = dict(session.new)
        session.log_in()
        self.assertEqual(session.plain.ask("POST", "/logout", "{}", {
            "Cookie": "; ".join(f"{name}={value}" for name, value in first.items())}).status, 200)
        self.assertEqual(session.ask("GET", "pool").status, 200)
        self.assertEqual(session.logins, 2, "the old copy came first and did not count")

    def test_lost_session_is_401_and_the_client_logs_in_again(self):
        session = self.session()
        session.log_out()
        answer = session.plain.ask("GET", "/api/pool", headers=session.headers(None))
        self.assertEqual(answer.status, 401)
        self.assertIn("error", answer.json)
        self.assertEqual(session.ask("POST", "pool", {"name": "after a lost session"}).status, 201)
        self.assertEqual(session.logins, 2)

    def test_bad_csrf_token_is_401_with_bare_text_and_only_on_writes(self):
        session = self.session()
        for token in (None, "0" * 32):
            headers = session.headers({"X-CSRFToken": token})
            self.assertEqual(session.plain.ask("GET", "/api/pool", headers=headers).status, 200)
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                answer = session.plain.ask(method, "/api/pool", "{}", headers)
                self.assertEqual((answer.status, answer.text), (401, "CSRF token missing or incorrect."))
                self.assertEqual(answer.header("content-type"), "application/json")

    def test_answers_set_the_cookies_again(self):
        session = self.session()
        cookies = session.ask("GET", "pool").cookies()
        self.assertEqual(cookies["avi-sessionid"][0], session.new["avi-sessionid"])
        self.assertEqual(cookies["csrftoken"][0], session.new["csrftoken"])

    def test_version_is_echoed_and_a_newer_one_refused(self):
        session = self.session()
        for version in ("18.2.6", "30.2.1", "20.1.1"):
            answer = session.ask("GET", "pool", headers={"X-Avi-Version": version})
            self.assertEqual(answer.header("AVI_API_VERSION"), version)
        oldest = session.ask("GET", "pool", headers={"X-Avi-Version": None})
        self.assertEqual(oldest.header("AVI_API_VERSION"), "16_4_2")
        self.refused(session.ask("GET", "pool", headers={"X-Avi-Version": "31.1.1"}), 400, "Invalid version")
        newer = session.ask("POST", "serviceenginegroup", {"name": "too new", "dp_hb_frequency": 100},
                            {"X-Avi-Version": "18.2.8"})
        self.refused(newer, 400, "Incoming request (v18_2_8) has field (dp_hb_frequency) introduced in later "
                                 "versions(v20_1_3).")

    def test_tenant_by_name_by_uuid_and_unknown(self):
        session = self.session()
        blue = session.post("tenant", {"name": "blue", "local": "true"})
        self.assertIs(blue["local"], True)
        for tenant in ({"X-Avi-Tenant": "blue"}, {"X-Avi-Tenant-UUID": blue["uuid"]}):
            pool = session.ask("POST", "pool", {"name": f"p of {list(tenant)[0]}"}, tenant).json
            self.assertTrue(pool["tenant_ref"].endswith(f"/api/tenant/{blue['uuid']}#blue"), pool["tenant_ref"])
        self.assertEqual(session.by_name("pool", "p of X-Avi-Tenant"), None)
        everywhere = session.ask("GET", "pool?name=p+of+X-Avi-Tenant", headers={"X-Avi-Tenant": "*"})
        self.assertEqual(everywhere.json["count"], 1)
        unknown = session.ask("GET", "pool", headers={"X-Avi-Tenant": "red"})
        self.refused(unknown, 403, "Tenant 'red' does not exist!")

    def test_basic_authentication_only_when_allowed(self):
        basic = {"Authorization": "Basic " + "YWRtaW46Y29ycmVjdCBob3JzZSAmIHN0YXBsZQ==",
                 "Cookie": "avi-sessionid=None; sessionid=None"}
        self.assertEqual(self.plain().ask("GET", "/api/pool", headers=basic).status, 401)
        session = self.session()
        session.patch("systemconfiguration", {"add": {"portal_configuration": {"allow_basic_authentication": True}}})
        self.assertEqual(self.plain().ask("POST", "/api/pool", {"name": "basic"}, basic).status, 201)
        session.patch("systemconfiguration", {"add": {"portal_configuration": {"allow_basic_authentication": False}}})
        self.assertEqual(self.plain().ask("GET", "/api/pool", headers=basic).status, 401)

    def test_own_password_is_changed_and_the_old_one_is_over(self):
        admin = self.session()
        admin.post("user", {"username": "carol", "password": "pass-word-1", "access": [
            {"role_ref": "/api/role?name=Application-Admin", "tenant_ref": "/api/tenant?name=admin"}]})
        carol = self.session(username="carol", password="pass-word-1")
        answer = carol.ask("PUT", "useraccount", {"old_password": "pass-word-1", "password": "pass-word-2"})
        self.assertEqual((answer.status, answer.text), (200, ""))
        self.assertEqual(self.session(username="carol", password="pass-word-2").logins, 1)
        with self.assertRaises(client.ApiError):
            self.session(username="carol", password="pass-word-1")


class WithoutASession(controllers.OneController):
    def test_three_urls_answer(self):
        for path in ("/api/initial-data", "//api/initial-data/", "/api/cluster/status", "/api/cluster/runtime"):
            self.assertEqual(self.plain().ask("GET", path).status, 200, path)
        self.assertEqual(self.plain().ask("GET", "/api/initial-data").json["version"]["Version"], "30.2.1")
        # A parameter is no path.
        status = self.plain().ask("GET", "/api/cluster/status?x=initial-data").json
        self.assertEqual(status["cluster_state"]["state"], "CLUSTER_UP_NO_HA")
        self.assertRegex(status["cluster_state"]["up_since"], r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
        self.assertEqual([(node["name"], node["role"], node["state"]) for node in status["node_states"]],
                         [("controller1", "CLUSTER_LEADER", "CLUSTER_ACTIVE")])

    def test_everything_else_is_401(self):
        for path in ("/api/cluster", "/api/cluster/version", "/api/pool", "/api/user", "/api/nothing", "/"):
            self.assertEqual(self.plain().ask("GET", path).status, 401, path)
        self.assertEqual(self.plain().ask("POST", "/api/initial-data", "{}").status, 401)

    def test_with_one_the_version_too(self):
        self.assertEqual(self.session().get("cluster/version")["Version"], "30.2.1")


if __name__ == "__main__":
    unittest.main()
