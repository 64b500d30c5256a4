#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How fast `holdfast timing` reads a capture, and in how much memory.

    ci/timing_bench.py HOLDFAST GENERATOR [PACKETS] [--full] [--flows N]

Generates a capture of PACKETS packets (2,000,000) and reads it on one processor: cold (the file's pages dropped before),
warm, and gzip; beside it, in the same run, what capinfos, tcpdump and tshark take for it, where they are installed. tshark
is given the first 200,000 packets. Then the memory at 1,000,000 packets and at ten times PACKETS, which are streamed through
a pipe, cut to 82 bytes, and never lie on a disk.

--full: 10,000,000 packets, a million of them for tshark, and memory at 100,000,000; takes several minutes and 4 GB of disk.

Figures are printed, nothing is asserted. Exit code: 0 all ran, 1 `holdfast timing` failed, 3 bad input.
"""
import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time

TSHARK_PACKETS, TSHARK_PACKETS_FULL = 200_000, 1_000_000
MEMORY_PACKETS = 1_000_000
CUT_TO = 82  # Ethernet, IPv4, UDP and the probe's own 32 bytes, and what little remains of 8 bytes' alignment


def drop_pages(path):
    """This file's pages leave the page cache, nobody else's do."""
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


def run(command, standard_input=subprocess.DEVNULL):
    """Seconds on the wall, seconds of processor, KiB at most; on one processor. None when it failed."""
    processor = min(os.sched_getaffinity(0))
    began = time.monotonic()
    with subprocess.Popen(command, stdin=standard_input, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          preexec_fn=lambda: os.sched_setaffinity(0, {processor})) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - began
    return None if process.returncode != 0 else (wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


failed = []


def line(what, packets, measured):
    if measured is None:
        print(f"{what:<44} failed")
        failed.append(what)
        return
    wall, cpu, memory = measured
    print(f"{what:<44} {packets / wall / 1e6:8.2f} M packets/s   {packets / cpu / 1e6:8.2f} M per processor second   "
          f"{memory / 1024:7.1f} MiB")


def generate(generator, packets, flows, path):
    """Writes it and says how many packets it has."""
    said = subprocess.run([generator, str(packets), str(flows), path], check=True, capture_output=True, text=True)
    return int(said.stdout.split()[0])


def streamed(holdfast, generator, packets, flows):
    """Read as it is made, through a pipe."""
    with subprocess.Popen([generator, str(packets), str(flows), "-", str(CUT_TO)], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as source:
        measured = run([holdfast, "timing", "-"], source.stdout)
        source.stdout.close()
    return None if source.returncode != 0 else measured


def first_packets(path, count, to):
    """tcpdump copies the first packets, so that tshark has an end."""
    done = subprocess.run(["tcpdump", "-r", path, "-c", str(count), "-w", to], check=False, capture_output=True)
    return done.returncode == 0


def beside(path, packets, for_tshark, folder):
    for tool, command in (("capinfos -c", ["capinfos", "-c", path]),
                          ("capinfos, everything it tells", ["capinfos", path]),
                          ("tcpdump --count", ["tcpdump", "--count", "-r", path])):
        if shutil.which(command[0]):
            line(tool, packets, run(command))
        else:
            print(f"{tool:<44} not installed")
    if not shutil.which("tshark"):
        print(f"{'tshark':<44} not installed")
        return
    short, count = path, packets
    if for_tshark < packets:
        short, count = os.path.join(folder, "short.pcap"), for_tshark
        if not first_packets(path, count, short):
            print(f"{'tshark':<44} no tcpdump to cut the capture for it")
            return
    fields = ["-T", "fields", "-e", "frame.time_epoch", "-e", "ip.src", "-e", "udp.srcport", "-e", "udp.payload"]
    line(f"tshark -T fields ({count} packets)", count, run(["tshark", "-n", "-r", short, *fields]))


def enough_room(folder, packets):
    """A packet takes 122 bytes, and as much again for its compressed copy and tshark's."""
    wanted, free = 3 * 122 * packets, shutil.disk_usage(folder).free
    if free < wanted:
        print(f"ci/timing_bench.py: {folder} has {free / 1e9:.1f} GB free and {packets} packets take up to "
              f"{wanted / 1e9:.1f} GB; give fewer packets, or another folder by TMPDIR", file=sys.stderr)
    return free >= wanted


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("holdfast")
    parser.add_argument("generator")
    parser.add_argument("packets", nargs="?", type=int, default=2_000_000)
    parser.add_argument("--flows", type=int, default=1000)
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    holdfast, generator, flows = options.holdfast, options.generator, options.flows
    wanted = 10_000_000 if options.full else options.packets
    with tempfile.TemporaryDirectory(prefix="holdfast-timing-") as folder:
        if not enough_room(folder, wanted):
            return 3
        path = os.path.join(folder, "large.pcap")
        packets = generate(generator, wanted, flows, path)
        print(f"{packets} packets, {flows} flows, {os.path.getsize(path) / 1e6:.0f} MB")
        drop_pages(path)
        line("holdfast timing, cold", packets, run([holdfast, "timing", path]))
        line("holdfast timing, warm", packets, run([holdfast, "timing", path]))
        beside(path, packets, TSHARK_PACKETS_FULL if options.full else TSHARK_PACKETS, folder)
        with open(path, "rb") as plain, gzip.open(path + ".gz", "wb", compresslevel=1) as packed:
            shutil.copyfileobj(plain, packed, 1 << 20)
        line("holdfast timing, gzip", packets, run([holdfast, "timing", path + ".gz"]))
    for size in (MEMORY_PACKETS, 10 * wanted):
        line(f"holdfast timing, streamed ({size} packets)", size, streamed(holdfast, generator, size, flows))
    return 1 if any("holdfast" in what for what in failed) else 0


if __name__ == "__main__":
    sys.exit(main())
