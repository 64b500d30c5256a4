# SPDX-License-Identifier: Apache-2.0
"""Compares two campaigns schedule by schedule: agreement.py LOG LOG, what `holdfast chaos` printed."""
import json
import re
import sys


def folder_of(log):
    """Where the campaign kept its record, as its first line says."""
    with open(log, encoding="utf-8") as lines:
        found = re.search(r", in (\S+)", lines.read())
    if found is None:
        sys.exit(f"{log}: names no campaign's folder")
    return found.group(1)


def outcomes(folder):
    """By the schedule's number: its last word, and why."""
    found = {}
    with open(f"{folder}/schedules.jsonl", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            if not entry["running"]:
                found[entry["schedule"]] = (entry["outcome"], entry["reason"])
    return found


def compare(one, other):
    """(equal, different, undecided): numbers of schedules."""
    equal, different, undecided = [], [], []
    for schedule in sorted(one.keys() | other.keys()):
        verdicts = [world.get(schedule, ("invalid", "not played"))[0] for world in (one, other)]
        if any(verdict not in ("pass", "fail") for verdict in verdicts):
            undecided.append(schedule)
        else:
            (equal if verdicts[0] == verdicts[1] else different).append(schedule)
    return equal, different, undecided


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folders = [folder_of(log) for log in sys.argv[1:]]
    plans = [json.load(open(f"{folder}/plan.json", encoding="utf-8")) for folder in folders]
    if plans[0]["world"] == plans[1]["world"] or plans[0]["seed"] != plans[1]["seed"]:
        sys.exit(f"{folders[0]} and {folders[1]} are not one plan in two worlds")
    worlds = [outcomes(folder) for folder in folders]
    equal, different, undecided = compare(*worlds)
    for schedule in different + undecided:
        for name, world in zip(("simulation", "Mininet"), worlds):
            outcome, reason = world.get(schedule, ("invalid", "not played"))
            print(f"schedule {schedule}, {name}: {outcome.upper()} {reason}")
    judged = len(equal) + len(different)
    share = 100 * len(equal) / judged if judged else 0
    passed = sum(worlds[0][schedule][0] == "pass" for schedule in equal)
    print(f"agreement: {len(equal)} of {judged} schedules that both worlds judged have equal verdicts "
          f"({share:.0f} %), {passed} of them PASS; {len(undecided)} were INVALID in one of them")
    if different:
        return 1
    return 2 if len(undecided) * 10 > judged + len(undecided) else 0


if __name__ == "__main__":
    sys.exit(main())
