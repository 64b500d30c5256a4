#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Kills the gate with SIGKILL in the middle of Mininet cases and looks for anything left behind.

  killed_gate_test.py PROGRAM [TIMES]

Processes and namespaces of the killed gate, and interfaces, mounts and file systems in user space of the machine, are compared before and after.
The moments are drawn from a seed, which is printed: bring-up, baseline, fault and tear-down are all hit, every second time with faulty disks mounted.
What no kernel takes away, folders in /tmp, the next gate removes when it starts. Exit code 77 (a skip) where no testbed can be made.
"""
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

GONE_WITHIN_S = 5.0  # the kernel takes namespaces apart in the background: 0.1 to 0.2 s, more on a busy machine
KINDS = 'net', 'mnt', 'pid', 'user', 'ipc', 'uts'
FUSE_CONNECTIONS = '/sys/fs/fuse/connections'  # empty or not there where nobody mounted it: then the mounts alone tell
# The usual rules, which are first in the catalogue; and one whose controllers keep their state on faulty disks.
RULES = '*', 'ALL-KILLED'


def pids():
    return filter(str.isdigit, os.listdir('/proc'))


def namespaces_of(pid):
    found = set()
    for kind in KINDS:
        try:
            found.add(os.readlink('/proc/%s/ns/%s' % (pid, kind)))
        except OSError:
            pass  # it ended while we looked
    return found


def ends(pid):
    """Whether it still holds files: a killed process loses its memory, and its environment with it, before its files and locks."""
    try:
        with open('/proc/%s/stat' % pid) as stat:
            return stat.read().rpartition(')')[2].split()[0] not in 'ZX'
    except OSError:
        return False


def family(mark):
    """The gate and everything that it started, in whatever namespace: they inherited its environment."""
    found = set()
    for pid in pids():
        try:
            with open('/proc/%s/environ' % pid, 'rb') as environment:
                if mark.encode() in environment.read():
                    found.add(pid)
        except OSError:
            pass
    return found


def machine():
    return {'interfaces': set(os.listdir('/sys/class/net')), 'mounts': set(open('/proc/self/mounts')),
            'file systems in user space': set(os.listdir(FUSE_CONNECTIONS) if os.path.isdir(FUSE_CONNECTIONS) else ())}


def scratch_folders(owners):
    return sorted(name for name in os.listdir('/tmp') if name.split('-')[:2] in (['holdfast', pid] for pid in owners))


def left_of(mark, owners, made, before):
    now = machine()
    in_use = set().union(*(namespaces_of(pid) for pid in pids()))
    left = {what: sorted(now[what] - before[what]) for what in before}
    left['processes'] = sorted(family(mark) | set(filter(ends, owners)))
    left['namespaces'] = sorted(made & in_use)
    return {what: things for what, things in left.items() if things}


def kill_one(program, results, rules, moment, seed):
    """Whether a testbed was up, its folders in /tmp then, what it left, and the pids of the killed gate and its workers."""
    before = machine()
    mark = 'HOLDFAST_KILLED_GATE_TEST=%d-%d-%d' % (os.getpid(), seed, time.monotonic_ns())
    environment = dict(os.environ, **dict([mark.split('=')]))
    gate = subprocess.Popen([program, 'gate', '--world', 'mininet', '--filter', rules, '--seed', str(seed), '--results', results],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    time.sleep(moment)
    owners = family(mark)
    made = set().union(*(namespaces_of(pid) for pid in owners)) - namespaces_of(os.getpid())
    folders = scratch_folders(owners)  # while they are in use: afterwards any program of ours that starts takes them away
    gate.send_signal(signal.SIGKILL)
    gate.wait()
    limit = time.monotonic() + GONE_WITHIN_S
    while left_of(mark, owners, made, before) and time.monotonic() < limit:
        time.sleep(0.05)
    return bool(made), folders, left_of(mark, owners, made, before), owners


def main():
    program, times = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10
    seed = int(os.environ.get('RC_PARAMS', 'seed=1').split('seed=')[1].split()[0])
    print('seed', seed)
    doctor = subprocess.run([program, 'doctor'], capture_output=True, text=True)
    if 'Every rule can be judged here' not in doctor.stdout:
        print('SKIPPED: no Mininet testbed can be made here:\n' + doctor.stdout)
        return 77
    chance = random.Random(seed)
    busy_kills = 0
    owners, found = set(), set()
    with tempfile.TemporaryDirectory() as results:
        for n in range(times):
            moment = chance.uniform(0.3, 4.0)
            rules = RULES[n % len(RULES)]
            busy, folders, left, killed = kill_one(program, results, rules, moment, seed + n)
            busy_kills += busy
            owners |= killed
            found.update(folders)
            print('%s killed after %.2f s, %s: %s' % (rules, moment, 'testbed up' if busy else 'no testbed yet', left or 'nothing left'))
            if left:
                return 1
        subprocess.run([program, 'gate', '--world', 'sim', '--cases', '1', '--filter', 'LEG-6', '--results', results],
                       stdout=subprocess.DEVNULL, check=True)
        left = scratch_folders(owners)
        print('the killed gates had %d folders in /tmp, the next one left %s' % (len(found), left or 'none'))
        if left or not found:
            return 1
    # A test that always killed too early would have shown nothing.
    if busy_kills < times / 2:
        print('only %d of %d kills met a testbed' % (busy_kills, times))
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
