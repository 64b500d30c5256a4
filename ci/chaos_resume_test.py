#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Kills a campaign of random schedules with SIGKILL, resumes it until it is whole, and compares it with one that nobody disturbed.

  chaos_resume_test.py PROGRAM

Every schedule has to be played to its end exactly once, with the same outcome.
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

SCHEDULES = 16
KILLS = 3
PLAYED_BEFORE_KILL = 3  # more than that many lines since the last kill, so that every kill interrupts a campaign on its way
LIMIT_S = 240


def outcomes(campaign):
    """By number of the schedule; a second line of one is a mistake."""
    found = {}
    path = os.path.join(campaign, 'schedules.jsonl')
    if os.path.exists(path):
        with open(path, encoding='utf-8') as lines:
            for line in lines:
                if not line.endswith('\n'):
                    continue
                played = json.loads(line)
                if not played['running']:
                    number = played['schedule']
                    assert number not in found, 'schedule %d was played twice' % number
                    found[number] = played['outcome']
    return found


def campaigns(folder):
    root = os.path.join(folder, 'results', 'chaos')
    return sorted(os.path.join(root, name) for name in os.listdir(root)) if os.path.isdir(root) else []


def start(program, folder, arguments):
    return subprocess.Popen([program, 'chaos', '--jobs', '2'] + arguments, cwd=folder, stdout=subprocess.DEVNULL)


def killed_and_resumed(program, folder):
    process = start(program, folder, ['--schedules', str(SCHEDULES), '--seed', '5'])
    end = time.monotonic() + LIMIT_S
    done = 0
    for _ in range(KILLS):
        while process.poll() is None and time.monotonic() < end:
            found = campaigns(folder)
            now = len(outcomes(found[0])) if found else 0
            if now >= done + PLAYED_BEFORE_KILL:
                break
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        (campaign,) = campaigns(folder)
        done = len(outcomes(campaign))
        process = start(program, folder, ['--resume', campaign])
    process.wait(LIMIT_S)
    return outcomes(campaign)


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix='holdfast-chaos-') as disturbed, tempfile.TemporaryDirectory(prefix='holdfast-chaos-') as quiet:
        found = killed_and_resumed(program, disturbed)
        start(program, quiet, ['--schedules', str(SCHEDULES), '--seed', '5']).wait(LIMIT_S)
        expected = outcomes(campaigns(quiet)[0])
    assert sorted(expected) == list(range(SCHEDULES)), sorted(expected)
    assert found == expected, 'killed and resumed: %s\nundisturbed: %s' % (found, expected)
    print('%d schedules, killed %d times: each played once, the same outcomes' % (SCHEDULES, KILLS))
    return 0


if __name__ == '__main__':
    sys.exit(main())
