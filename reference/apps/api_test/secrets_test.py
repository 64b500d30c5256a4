#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: passwords, tokens, session ids and secret fields are in no log, no file of the state and no answer; and logins and
changes leave their audit events.

Method: one session that uses them all, then a search through every file that the process wrote and every answer it gave.
"""
import unittest

import client
import controllers


class Secrets(controllers.OneController):
    def test_are_nowhere_in_clear(self):
        answers = []

        def ask(session, method, path, body=None):
            answer = session.ask(method, path, body)
            self.assertLess(answer.status, 300, answer)
            answers.append(answer)
            return answer.json if answer.text else None

        admin = self.session(version="30.2.1")
        ask(admin, "POST", "user", {"username": "erin", "password": "the-first-word", "access": [
            {"role_ref": "/api/role?name=System-Admin", "all_tenants": True}]})
        erin = self.session(username="erin", password="the-first-word", version="30.2.1")
        ask(erin, "PUT", "useraccount", {"old_password": "the-first-word", "password": "the-second-word"})
        with self.assertRaises(client.ApiError):
            self.session(username="erin", password="the-wrong-guess")
        token = erin.post("user-token", {"hours": "1"})["token"]  # shown this once
        by_token = self.session(username="erin", token=token, version="30.2.1")
        ask(by_token, "POST", "vrfcontext", {"name": "secret", "bgp_profile": {
            "ibgp": False, "local_as": 1, "peers": [{"remote_as": 2, "md5_secret": "hidden-from-answers"}]}})
        ask(by_token, "POST", "backupconfiguration", {"name": "secret", "backup_passphrase": "hidden-from-answers"})
        for path in ("user", "user/user-1", "useraccount", "vrfcontext", "backupconfiguration", "cluster",
                     "systemconfiguration", "analytics/events", "runtime", "vrfcontext?search=hidden"):
            ask(admin, "GET", path)

        clear = ["the-first-word", "the-second-word", "the-wrong-guess", controllers.PASSWORD]
        ids = [session.new["avi-sessionid"] for session in (admin, erin, by_token)]
        for answer in answers:
            for secret in (*clear, token, "hidden-from-answers", "scrypt", "password_hash"):
                self.assertNotIn(secret, answer.text)
        self.assertEqual(admin.get("vrfcontext?search=hidden")["count"], 0)
        files = 0
        for path, content in self.node.text_of_files():
            files += 1
            for secret in (*clear, token, *ids):
                self.assertNotIn(secret.encode(), content, path)
            if path.endswith(".log"):
                self.assertNotIn(b"hidden-from-answers", content, path)
        self.assertGreater(files, 4, "a log, certificates and the state were looked through")

    def test_logins_and_changes_leave_events(self):
        admin = self.session()
        with self.assertRaises(client.ApiError):
            self.session(password="wrong")
        pool = admin.post("pool", {"name": "audited"})
        admin.patch(f"pool/{pool['uuid']}", {"replace": {"description": "x"}})
        admin.delete(f"pool/{pool['uuid']}")
        admin.ask("DELETE", "pool/pool-0")
        admin.log_out()
        events = self.session().get("analytics/events?page_size=200")["results"]

        def seen(event_id, text):
            return [event for event in events if event["event_id"] == event_id and text in str(event)]

        self.assertTrue(seen("USER_LOGIN", "user 'admin' logged in from 127.0.0.1"))
        self.assertTrue(seen("USER_LOGIN", "user 'admin' failed to log in from 127.0.0.1"))
        self.assertTrue(seen("USER_LOGOUT", "user 'admin' logged out"))
        self.assertTrue(seen("CONFIG_CREATE", "created pool 'audited'"))
        self.assertTrue(seen("CONFIG_UPDATE", "changed pool 'audited'"))
        self.assertEqual(len(seen("CONFIG_DELETE", "deleted pool")), 1, "what was refused is no change")


class Limits(controllers.OneController):
    def test_number_of_sessions_is_limited_and_the_idlest_goes(self):
        admin = self.session()
        admin.post("user", {"username": "frank", "password": "pass-word-1", "access": [
            {"role_ref": "/api/role?name=Application-Admin", "all_tenants": True}]})
        token = self.session(username="frank", password="pass-word-1").post("user-token", {"hours": "1"})["token"]
        sessions = [self.session(username="frank", token=token) for _ in range(257)]  # 256 a user, and one before

        def over(session):
            session.plain.close()  # the server ended the connections idle longest, which are not the sessions
            return session.plain.ask("GET", "/api/pool", headers=session.headers(None)).status == 401

        self.assertTrue(over(sessions[0]))
        self.assertFalse(over(sessions[-1]))
        self.assertEqual(admin.ask("GET", "pool").status, 200, "others keep theirs")
        self.assertEqual(admin.logins, 1)

    def test_passwords_that_are_too_simple_are_refused(self):
        admin = self.session()
        for password in ("short", "aaaaaaaaaaaa", "my-grace-1", "x" * 300):
            self.refused(admin.ask("POST", "user", {"username": "grace", "password": password}), 400, "Password must")


if __name__ == "__main__":
    unittest.main()
