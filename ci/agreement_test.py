# SPDX-License-Identifier: Apache-2.0
"""Goal: schedules are compared by number, and what one world cannot vouch for counts for nothing."""
import unittest

import agreement


class Compare(unittest.TestCase):
    def test_equal_and_different(self):
        one = {0: ("pass", ""), 1: ("fail", "x"), 2: ("pass", "")}
        other = {0: ("pass", ""), 1: ("fail", "y"), 2: ("fail", "z")}
        self.assertEqual(agreement.compare(one, other), ([0, 1], [2], []))

    def test_invalid_or_missing_is_undecided(self):
        one = {0: ("pass", ""), 1: ("pass", "")}
        other = {0: ("invalid", "late")}
        self.assertEqual(agreement.compare(one, other), ([], [], [0, 1]))


if __name__ == "__main__":
    unittest.main()
