#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How fast `holdfast timing` reads a capture, and in how much memory.

    ci/timing_bench.py HOLDFAST GENERATOR [PACKETS [FLOWS]]    2,000,000 packets of 1,000 flows

Generates captures in a temporary folder, of 1,000,000 packets and of PACKETS, and reads them on one processor: cold
(the file's pages dropped before), warm, and gzip. Beside it what tshark, capinfos and tcpdump take for the same file,
where they are installed; tshark is given the first 200,000 packets only. Figures are printed, nothing is asserted.
"""
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time


def drop_pages(path):
    """This file's pages leave the page cache, nobody else's do."""
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


def run(command):
    """Seconds on the wall, seconds of processor, KiB at most; on one processor. None when it failed."""
    processor = min(os.sched_getaffinity(0))
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          preexec_fn=lambda: os.sched_setaffinity(0, {processor})) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - began
    return None if process.returncode != 0 else (wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def line(what, packets, measured):
    if measured is None:
        print(f"{what:<44} failed")
        return
    wall, cpu, memory = measured
    print(f"{what:<44} {packets / wall / 1e6:8.2f} M packets/s   {packets / cpu / 1e6:8.2f} M per processor second   "
          f"{memory / 1024:7.1f} MiB")


def generate(generator, packets, flows, path):
    """Writes it and says how many packets it has."""
    said = subprocess.run([generator, str(packets), str(flows), path], check=True, capture_output=True, text=True)
    return int(said.stdout.split()[0])


def first_packets(path, count, to):
    """tcpdump copies the first packets, so that tshark has an end."""
    done = subprocess.run(["tcpdump", "-r", path, "-c", str(count), "-w", to], check=False, capture_output=True)
    return done.returncode == 0


def beside(path, packets, folder):
    for tool, command in (("capinfos -c", ["capinfos", "-c", path]),
                          ("tcpdump --count", ["tcpdump", "--count", "-r", path])):
        if shutil.which(command[0]):
            line(tool, packets, run(command))
        else:
            print(f"{tool:<44} not installed")
    short, count = os.path.join(folder, "short.pcap"), min(packets, 200_000)
    if not shutil.which("tshark"):
        print(f"{'tshark':<44} not installed")
    elif first_packets(path, count, short):
        fields = ["-T", "fields", "-e", "frame.time_epoch", "-e", "ip.src", "-e", "udp.srcport", "-e", "data.data"]
        line(f"tshark -T fields ({count} packets)", count, run(["tshark", "-n", "-r", short, *fields]))


def main():
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 3
    holdfast, generator = sys.argv[1:3]
    wanted = int(sys.argv[3]) if len(sys.argv) > 3 else 2_000_000
    flows = int(sys.argv[4]) if len(sys.argv) > 4 else 1000
    with tempfile.TemporaryDirectory(prefix="holdfast-timing-") as folder:
        for size in sorted({1_000_000, wanted}):
            path = os.path.join(folder, "large.pcap")
            packets = generate(generator, size, flows, path)
            print(f"{packets} packets, {flows} flows, {os.path.getsize(path) / 1e6:.0f} MB")
            drop_pages(path)
            line("holdfast timing, cold", packets, run([holdfast, "timing", path]))
            line("holdfast timing, warm", packets, run([holdfast, "timing", path]))
        with open(path, "rb") as plain, gzip.open(path + ".gz", "wb", compresslevel=1) as packed:
            shutil.copyfileobj(plain, packed, 1 << 20)
        line("holdfast timing, gzip", packets, run([holdfast, "timing", path + ".gz"]))
        beside(path, packets, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
