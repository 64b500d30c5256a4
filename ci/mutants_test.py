#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""ci/mutants.py refuses mutants that change nothing or too much, and reads what killed one."""
import glob
import json
import os
import sys
import tempfile
import unittest
import unittest.mock

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import mutants

MUTANT = "# A sentence.\nvoting.cpp\n- return true;\n+     return false;\n"
STOPPED = """[----------] Global test environment set-up.
[ RUN      ] Log.Works
[       OK ] Log.Works (0 ms)
[ RUN      ] Vote.Stops
voting.cpp:7: mistake in Holdfast
"""
FAILED = """[----------] Global test environment set-up.
[ RUN      ] Vote.Fails
[  FAILED  ] Vote.Fails (0 ms)
[==========] 1 test from 1 test suite ran. (0 ms total)
[  FAILED  ] 1 test, listed below:
[  FAILED  ] Vote.Fails
"""


class Mutants(unittest.TestCase):
    def test_changes_one_line_and_no_other(self):
        mutant = mutants.parse("m", MUTANT)
        self.assertEqual(mutants.mutated(mutant, "{\n    return true;\n}"), "{\n    return false;\n}")

    def test_refuses_a_line_that_is_missing_or_there_twice(self):
        mutant = mutants.parse("m", MUTANT)
        for source in ("return truer;", "return true;\nreturn true;"):
            with self.assertRaises(mutants.DoesNotApply):
                mutants.mutated(mutant, source)

    def test_refuses_a_file_that_is_no_mutant(self):
        with self.assertRaises(mutants.DoesNotApply):
            mutants.parse("m", MUTANT.replace("- ", "return "))

    def test_names_the_test_that_failed_once(self):
        self.assertEqual(mutants.killers(FAILED, False), ["Vote.Fails"])

    def test_names_the_test_in_which_the_program_stopped(self):
        self.assertEqual(mutants.killers(STOPPED, False), ["Vote.Stops"])

    def test_finds_a_source_that_is_compiled_joined_with_others(self):
        with tempfile.TemporaryDirectory() as build, unittest.mock.patch.object(mutants, "BUILD", build):
            joined = f"{build}/joined_0.cpp"
            with open(joined, "w", encoding="utf-8") as file:
                file.write('#include "reference/consensus/log.cpp"\n#include "reference/consensus/roles.cpp"\n')
            entries = [{"file": joined}, {"file": os.path.abspath("reference/consensus/step.cpp")}]
            with open(f"{build}/compile_commands.json", "w", encoding="utf-8") as file:
                json.dump(entries, file)
            self.assertEqual(mutants.unit_with("reference/consensus/roles.cpp"), entries[0])
            self.assertEqual(mutants.unit_with("reference/consensus/step.cpp"), entries[1])
            with self.assertRaises(mutants.DoesNotApply):
                mutants.unit_with("reference/consensus/voting.cpp")

    def test_every_mutant_applies_to_the_core_as_it_is(self):
        paths = glob.glob(f"{mutants.FOLDER}/mutants/*.mutant")
        self.assertGreaterEqual(len(paths), 12)
        for path in paths:
            with open(path, encoding="utf-8") as file:
                mutant = mutants.parse(path, file.read())
            with open(f"{mutants.FOLDER}/{mutant.file}", encoding="utf-8") as file:
                mutants.mutated(mutant, file.read())


if __name__ == "__main__":
    unittest.main()
