#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each check of lint.py finds the fault it exists for, and leaves good files alone."""
import os
import tempfile
import unittest

import lint

LICENCE = "// SPDX-License-Identifier: Apache-2.0\n"


class Lint(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def findings(self, check, files):
        """What `check` says about a project of these files, given as {path: text}."""
        for path, text in files.items():
            place = os.path.join(self.folder.name, path)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "w", encoding="utf-8") as out:
                out.write(text)
            if path.startswith(("ci/", ".ci/")):
                os.chmod(place, 0o755)
        return list(check(lint.Tree(self.folder.name, list(files))))

    def includes(self, path, target):
        files = {target: LICENCE, path: f'{LICENCE}#include "{target}"\n'}
        return self.findings(lint.include_directions, files)

    def test_includes_go_down(self):
        for path, target in (("base/a.cpp", "base/b.h"), ("faults/a.cpp", "base/b.h"),
                             ("reference/engine/a.cpp", "reference/protocol/b.h"),
                             ("harness/run/a.cpp", "faults/b.h"), ("properties/a.cpp", "harness/b.h"),
                             ("harness/sut/reference_sim/defects/a.cpp", "reference/engine/b.h"),
                             ("harness/sut/reference_process/defective_engine_main.cpp", "reference/shell/b.h")):
            self.assertEqual(self.includes(path, target), [], path)

    def test_includes_never_go_up_or_across(self):
        for path, target in (("base/a.cpp", "faults/b.h"), ("faults/a.cpp", "harness/b.h"),
                             ("reference/engine/a.cpp", "faults/b.h"), ("reference/shell/a.cpp", "harness/b.h"),
                             ("reference/engine/a.h", "properties/b.h"), ("harness/sim/a.cpp", "reference/engine/b.h"),
                             ("harness/sut/reference_process/adapter.cpp", "reference/engine/b.h"),
                             ("harness/a.cpp", "properties/b.h"), ("properties/a.cpp", "reference/engine/b.h")):
            found = self.includes(path, target)
            self.assertEqual(len(found), 1, path)
            self.assertTrue(found[0].startswith(f"{path}:2: "), found[0])

    def test_includes_are_paths_from_the_root(self):
        found = self.findings(lint.include_directions, {"base/a.cpp": '#include "b.h"\n', "base/b.h": ""})
        self.assertIn('base/a.cpp:1: "b.h" is no file of ours', found[0])

    def test_a_field_is_spelled_in_its_description_only(self):
        model = {"reference/model/pool.h": "BOOST_DESCRIBE_STRUCT(Pool, (),\n    (name, servers, static_))\n"}
        good = {"reference/api/a.cpp": 'name_of(&Pool::servers); "name"; "these are servers"; // "servers"\n',
                "reference/controller/views.cpp": '"servers"\n', "reference/controller/a_test.cpp": '"servers"\n'}
        self.assertEqual(self.findings(lint.fields_spelled_twice, {**model, **good}), [])
        for text in ('"servers"', '"servers: there are none"', '"static"', '"servers[{}]"'):
            found = self.findings(lint.fields_spelled_twice, {**model, "reference/controller/a.cpp": text + "\n"})
            self.assertEqual(len(found), 1, text)
            self.assertTrue(found[0].startswith("reference/controller/a.cpp:1: spells the field"), found[0])

    def test_the_folder_is_the_namespace(self):
        good = {"base/a.h": "namespace holdfast {\n", "faults/a.h": "namespace holdfast::faults {\n",
                "harness/sim/a.h": "namespace holdfast::harness::sim {\n", "ci/a_main.cpp": "int main() {}\n"}
        self.assertEqual(self.findings(lint.namespaces, good), [])
        describing = {"harness/run/a.h": "namespace holdfast::harness::check {\nBOOST_DESCRIBE_ENUM(A, b)\n"}
        self.assertEqual(self.findings(lint.namespaces, describing), [])
        bad = {"harness/sim/a.h": "namespace holdfast::harness::check {\n"}
        self.assertIn("its folder says holdfast::harness::sim", self.findings(lint.namespaces, bad)[0])

    def test_unformatted_code_is_found_with_its_line(self):
        self.assertEqual(self.findings(lint.formatting, {"base/a.cpp": "int a;\n"}), [])
        found = self.findings(lint.formatting, {"base/b.cpp": "int a;\nint   b ;\n"})
        self.assertEqual(found, ["base/b.cpp:2: is not formatted; run clang-format -i base/b.cpp"])

    def test_a_file_without_licence_is_found(self):
        good = {"base/a.h": LICENCE, "ci/run": "#!/bin/bash\n# SPDX-License-Identifier: Apache-2.0\n",
                "docs/a.md": "a page", "results/reports/a.yaml": "a campaign's word"}
        self.assertEqual(self.findings(lint.licences, good), [])
        for path in ("base/a.cpp", "ci/tool", "ci/tool.py", "topologies/a.yaml", "base/CMakeLists.txt", "results/a.yaml"):
            self.assertEqual(len(self.findings(lint.licences, {path: "x\n"})), 1, path)

    def test_unfinished_work_is_found(self):
        self.assertEqual(self.findings(lint.leftovers, {"base/a.h": "// all done\n"}), [])
        found = self.findings(lint.leftovers, {"base/a.h": "\n// TO" + "DO: later\n"})
        self.assertTrue(found[0].startswith("base/a.h:2: "))
        self.assertEqual(len(self.findings(lint.leftovers, {"ci/a": "# FIX" + "ME\n"})), 1)

    def test_clocks_and_sleeps_are_found_in_cores_only(self):
        for line in ("sleep(1);", "std::this_thread::sleep_for(1s);", "auto t = std::chrono::steady_clock::now();",
                     "clock_gettime(CLOCK_REALTIME, &t);", "std::random_device seed;", "int i = rand();"):
            for path in ("reference/engine/a.cpp", "faults/a.cpp", "harness/check/a_test.cpp"):
                found = self.findings(lint.time_and_chance, {path: f"\n{line}\n"})
                self.assertEqual(len(found), 1, f"{path}: {line}")
                self.assertTrue(found[0].startswith(f"{path}:2: "))
            for path in ("reference/shell/a.cpp", "harness/sim/speed_main.cpp"):
                self.assertEqual(self.findings(lint.time_and_chance, {path: line}), [])
        harmless = "// nobody may sleep() here\nint operand(int x);\nInstant now = input.now;\n"
        self.assertEqual(self.findings(lint.time_and_chance, {"faults/a.cpp": harmless}), [])

    GOOD_PAGES = {
        "README.md": "```console\n$ ci/gate --seed 1\n$ ci/test\n```\n",
        "ci/gate": 'exec build/release/bin/holdfast gate "$@"\n',
        "ci/test": "",
        ".ci/run": "exec ci/test\n",
    }

    def test_the_readme_shows_the_commands_that_ci_runs(self):
        self.assertEqual(self.findings(lint.readme_commands, self.GOOD_PAGES), [])
        for path, text, words in (
            ("README.md", "```\nci/gate\n```\nci/test stands outside a block\n", "does not show ci/test"),
            ("README.md", self.GOOD_PAGES["README.md"] + "```\nci/magic\n```\n", "README.md:6: shows ci/magic"),
            (".ci/run", "make check\n", "does not run ci/test"),
            ("ci/gate", "exec build/dev/bin/holdfast run\n", "does not end in"),
        ):
            found = self.findings(lint.readme_commands, {**self.GOOD_PAGES, path: text})
            self.assertEqual(len(found), 1, found)
            self.assertIn(words, found[0])

        without = {path: text for path, text in self.GOOD_PAGES.items() if path != "README.md"}
        self.assertEqual(self.findings(lint.readme_commands, without), ["README.md:1: is missing; write it"])

    def test_dead_links_are_found(self):
        good = {"README.md": "[a](docs/a.md#part) [b](https://example.org/x)", "docs/a.md": "[up](../README.md)"}
        self.assertEqual(self.findings(lint.links, good), [])
        found = self.findings(lint.links, {"docs/b.md": "\n[gone](nowhere.md)\n"})
        self.assertEqual(found, ["docs/b.md:2: links to nowhere.md, which is not there"])

    def test_every_check_has_a_test_here(self):
        with open(__file__, encoding="utf-8") as file:
            text = file.read()
        for check in lint.CHECKS:
            self.assertIn(f"lint.{check.__name__},", text)


if __name__ == "__main__":
    unittest.main()
