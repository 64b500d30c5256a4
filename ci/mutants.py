#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Tries the mutants of the consensus core on its tests; ci/mutants builds both first.

A mutant is a file `reference/consensus/mutants/<name>.mutant`: what goes wrong on the first line
after `# `, the source file, the line as it is after `- `, and as it shall be after `+ `.
"""
import collections
import concurrent.futures
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

FOLDER = "reference/consensus"
BUILD = "build/release"
TARGET = "holdfast_reference_consensus_test"
LIBRARY = f"{FOLDER}/libholdfast_reference_consensus.a"
# Ten times the ordinary number of random schedules; a mutant that hangs is seen as well.
SCHEDULES = "30"
LIMIT_SECONDS = 120

Mutant = collections.namedtuple("Mutant", "name what file before after")


class DoesNotApply(Exception):
    """The line that the mutant changes is not there, or there more than once."""


def parse(name, text):
    lines = [line for line in text.splitlines() if line]
    marks = [line[:2] for line in lines]
    if len(lines) != 4 or (marks[0], marks[2], marks[3]) != ("# ", "- ", "+ "):
        raise DoesNotApply(f"{name}: expected four lines: # what, file, - line, + line")
    return Mutant(name, lines[0][2:], lines[1], lines[2][2:], lines[3][2:])


def mutated(mutant, source):
    """The source with the one line changed; its indentation stays."""
    lines = source.split("\n")
    places = [i for i, line in enumerate(lines) if line.strip() == mutant.before.strip()]
    if len(places) != 1:
        raise DoesNotApply(f"{mutant.name}: {mutant.file} has the line {len(places)} times: {mutant.before}")
    lines[places[0]] = mutant.after
    return "\n".join(lines)


def unit_with(source):
    """The compiled file that has this source in it: the source itself, or several joined in one."""
    with open(f"{BUILD}/compile_commands.json", encoding="utf-8") as file:
        entries = json.load(file)
    for entry in entries:
        if entry["file"] == os.path.abspath(source):
            return entry
    for entry in entries:
        if os.path.basename(entry["file"]).startswith("joined_") and os.path.exists(entry["file"]):
            with open(entry["file"], encoding="utf-8") as file:
                if f'#include "{source}"' in file.read():
                    return entry
    raise DoesNotApply(f"{source}: the build does not compile it")


def link_command():
    commands = subprocess.run(["ninja", "-C", BUILD, "-t", "commands", f"{FOLDER}/{TARGET}"],
                              capture_output=True, text=True, check=True).stdout.splitlines()
    return next(line for line in reversed(commands) if f"-o {FOLDER}/{TARGET} " in line)


def build(mutant, folder):
    """The test program with this mutant in it."""
    source = f"{FOLDER}/{mutant.file}"
    shutil.copytree(FOLDER, f"{folder}/{FOLDER}")
    with open(source, encoding="utf-8") as file:
        text = mutated(mutant, file.read())
    with open(f"{folder}/{source}", "w", encoding="utf-8") as file:
        file.write(text)
    entry = unit_with(source)
    unit = f"{folder}/{source}"
    if entry["file"] != os.path.abspath(source):  # joined: it includes what stands below its own folder first
        unit = shutil.copy(entry["file"], folder)
    words = entry["command"].split()
    # A mutant may leave a variable without use.
    compiled = f"{folder}/{os.path.basename(unit)}.o"
    subprocess.run([*words[: words.index("-o")], "-Wno-error", "-w", "-o", compiled, "-c", unit],
                   cwd=entry["directory"], check=True)
    library = f"{folder}/{os.path.basename(LIBRARY)}"
    shutil.copy(f"{BUILD}/{LIBRARY}", library)
    subprocess.run(["ar", "r", library, compiled], check=True, capture_output=True)
    command = link_command().replace(LIBRARY, library)
    command = command.replace(f"-o {FOLDER}/{TARGET} ", f"-o {folder}/{TARGET} ")
    subprocess.run(command, shell=True, cwd=BUILD, check=True, capture_output=True)
    return f"{folder}/{TARGET}"


def run(program, tests):
    """Output of the tests that the filter selects, and whether they passed."""
    environment = {**os.environ, "HOLDFAST_CASES": SCHEDULES}
    try:
        done = subprocess.run([program, f"--gtest_filter={tests}"], env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LIMIT_SECONDS)
        return done.stdout, done.returncode == 0
    except subprocess.TimeoutExpired as expired:
        return (expired.stdout or b"").decode(), False


def killers(output, passed):
    """Names of the tests that failed; the last one begun, when the program did not reach its end."""
    failed = list(dict.fromkeys(re.findall(r"\[  FAILED  \] (\w+[./][^\s,]+)", output)))
    if not passed and "[==========]" not in output.split("[----------] Global test environment set-up.")[-1]:
        failed += re.findall(r"\[ RUN      \] (\S+)", output)[-1:]
    return failed


def judge(mutant):
    """(killed, sentence)."""
    with tempfile.TemporaryDirectory() as folder:
        program = build(mutant, folder)
        directed = killers(*run(program, "-RandomSchedules.*"))
        output, passed = run(program, "RandomSchedules.*")
    after = re.search(r"after (\d+) schedules", output)
    random = f"after {after.group(1)} schedules" if after else "not by chance" if passed else "at once"
    if not directed and passed:
        return False, "SURVIVED"
    by = directed[0] + (f" and {len(directed) - 1} more" if len(directed) > 1 else "") if directed else "chance alone"
    return True, f"killed by {by}; random: {random}"


def attempt(path):
    name = os.path.basename(path)[: -len(".mutant")]
    try:
        with open(path, encoding="utf-8") as file:
            mutant = parse(name, file.read())
        killed, sentence = judge(mutant)
    except DoesNotApply as trouble:
        return False, f"DOES NOT APPLY: {trouble}"
    return killed, f"{name}: {sentence}"


def main(names):
    paths = sorted(glob.glob(f"{FOLDER}/mutants/*.mutant"))
    if names:
        paths = [f"{FOLDER}/mutants/{name}.mutant" for name in names]
    if not paths or not all(os.path.exists(path) for path in paths):
        print("ci/mutants.py: no such mutants")
        return 3
    output, passed = run(f"{BUILD}/{FOLDER}/{TARGET}", "*")
    if not passed:
        print(f"ci/mutants.py: the tests fail without any mutant: {', '.join(killers(output, passed))}")
        return 3
    killed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for dead, sentence in pool.map(attempt, paths):
            print(sentence, flush=True)
            killed += dead
    print(f"{killed} of {len(paths)} mutants killed")
    return 0 if killed == len(paths) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
