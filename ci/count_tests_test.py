#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The count of tests on files as ctest writes them."""
import contextlib
import io
import os
import tempfile
import unittest

import count_tests

PASSED = '<testcase name="A.One" status="run"/>'
FAILED = '<testcase name="A.Two" status="fail"><failure message=""/></testcase>'
NOT_STARTED = '<testcase name="A_NOT_BUILT" status="notrun"><skipped message="Unable to find executable"/></testcase>'
SKIPPED = (
    '<testcase name="B.Mininet" status="notrun"><skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/>'
    "<system-out>[ RUN      ] B.Mininet\nb_test.cpp:2: Skipped\nneeds root\n\n"
    "[  SKIPPED ] B.Mininet (0 ms)</system-out></testcase>"
)


class CountTests(unittest.TestCase):
    def run_on(self, *files):
        """(exit code, last line, everything printed) for JUnit files with these test cases."""
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for number, cases in enumerate(files):
                paths.append(os.path.join(folder, f"{number}.xml"))
                if cases is not None:
                    with open(paths[-1], "w", encoding="utf-8") as out:
                        out.write(f"<testsuite>{cases}</testsuite>")
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                code = count_tests.main(paths)
        text = printed.getvalue()
        return code, text.splitlines()[-1], text

    def test_adds_the_files_up(self):
        code, last, _ = self.run_on(PASSED + PASSED, PASSED + SKIPPED)
        self.assertEqual((code, last), (0, "3 passed, 0 failed, 1 skipped"))

    def test_names_what_was_skipped_and_why(self):
        self.assertIn("skipped: B.Mininet: needs root\n", self.run_on(PASSED + SKIPPED)[2])

    def test_a_failure_anywhere_fails(self):
        self.assertEqual(self.run_on(PASSED, FAILED)[:2], (1, "1 passed, 1 failed, 0 skipped"))

    def test_a_test_that_could_not_start_failed(self):
        self.assertEqual(self.run_on(PASSED + NOT_STARTED)[:2], (1, "1 passed, 1 failed, 0 skipped"))

    def test_no_tests_at_all_fail(self):
        self.assertEqual(self.run_on("")[:2], (1, "0 passed, 0 failed, 0 skipped"))
        self.assertEqual(self.run_on(SKIPPED)[0], 1)

    def test_a_run_that_left_no_file_fails(self):
        code, last, text = self.run_on(PASSED, None)
        self.assertEqual((code, last), (1, "1 passed, 0 failed, 0 skipped"))
        self.assertIn("these tests did not run", text)


if __name__ == "__main__":
    unittest.main()
