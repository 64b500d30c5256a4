#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the tests in ctest's JUnit files: `N passed, N failed, N skipped`, the skipped ones by name.

Exit code 1 when a test failed, none ran, or a file is missing.
"""
import collections
import os
import re
import sys
import xml.etree.ElementTree as ElementTree


def verdict(case):
    """passed, failed or skipped. A test that ctest could not start is a failure, not a skip."""
    status = case.get("status")
    if status == "run":
        return "passed"
    skipped = case.find("skipped")
    wanted = skipped is not None and skipped.get("message", "").startswith("SKIP_")
    return "skipped" if wanted or status == "disabled" else "failed"


def reason(case):
    """The sentence that GTEST_SKIP() was given."""
    output = case.findtext("system-out") or ""
    found = re.search(r"Skipped\n(.*?)\n*\[  SKIPPED \]", output, re.DOTALL)
    return " ".join(found.group(1).split()) if found else "no reason given"


def count(paths):
    """Returns (counts by verdict, lines about skipped and missing things)."""
    counts = collections.Counter()
    lines = []
    for path in paths:
        if not os.path.exists(path):
            counts["missing"] += 1
            lines.append(f"missing: {path}: these tests did not run")
            continue
        for case in ElementTree.parse(path).getroot().iter("testcase"):
            counts[verdict(case)] += 1
            if verdict(case) == "skipped":
                lines.append(f"skipped: {case.get('name')}: {reason(case)}")
    return counts, lines


def main(paths):
    counts, lines = count(paths)
    for line in lines:
        print(line)
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    good = counts["passed"] > 0 and counts["failed"] == 0 and counts["missing"] == 0
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
