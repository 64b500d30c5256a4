#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks what a compiler does not: include directions, formatting, licences, the README's commands.

Prints `file:line: what is wrong; what to do` for each finding; exit code 1 when there is one.
Each check is a generator over a Tree, so that lint_test.py can feed it a bad one.
"""
import os
import re
import subprocess
import sys

CPP = (".h", ".cpp")


class Tree:
    """The project's files, by path from its root."""

    def __init__(self, root, paths):
        self.root = root
        self.paths = sorted(paths)

    def text(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8") as file:
            return file.read()

    def lines(self, path):
        return enumerate(self.text(path).splitlines(), start=1)

    def cpp(self):
        return [path for path in self.paths if path.endswith(CPP)]

    def executable(self, path):
        return os.access(os.path.join(self.root, path), os.X_OK)


def tracked(root):
    """The tracked files; all that are not built or left by runs when this is no git checkout."""
    listing = subprocess.run(["git", "-C", root, "ls-files", "-z"], capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        paths = [path for path in listing.stdout.split("\0") if path]
        return Tree(root, [path for path in paths if os.path.isfile(os.path.join(root, path))])
    paths = []
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in ("build", "runs", "__pycache__", ".git", ".cache")]
        paths += [os.path.relpath(os.path.join(folder, name), root) for name in files]
    return Tree(root, paths)


# ---- include directions ---------------------------------------------------------------------------

# docs/architecture.md: properties -> harness -> faults -> base, and reference -> base.
MAY_INCLUDE = {
    "base": {"base"},
    "faults": {"base", "faults"},
    "reference": {"base", "reference"},
    "harness": {"base", "faults", "harness"},
    "properties": {"base", "faults", "harness", "properties"},
}
# Where the suite and the system meet: the simulated system, and the defective builds of the real one.
MEETING_POINTS = ("harness/sut/reference_sim/", "harness/sut/reference_process/defective")


def include_directions(tree):
    for path in tree.cpp():
        layer = path.split("/")[0]
        allowed = MAY_INCLUDE.get(layer, set(MAY_INCLUDE))
        if path.startswith(MEETING_POINTS):
            allowed = allowed | {"reference"}
        for number, line in tree.lines(path):
            found = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if not found:
                continue
            target = found.group(1)
            if target not in tree.paths and not os.path.exists(os.path.join(tree.root, target)):
                yield f"{path}:{number}: \"{target}\" is no file of ours; include by the path from the root"
            elif target.split("/")[0] not in allowed:
                yield (f"{path}:{number}: {layer}/ may not include {target}; "
                       f"it may include {', '.join(sorted(allowed))} (docs/architecture.md)")


def namespaces(tree):
    for path in tree.cpp():
        folder = os.path.dirname(path)
        if folder.split("/")[0] not in MAY_INCLUDE:
            continue
        wanted = "holdfast" if folder == "base" else "holdfast::" + folder.replace("/", "::")
        text = tree.text(path)
        if "BOOST_DESCRIBE_" in text:  # stands in the namespace of the type that it describes
            continue
        named = re.findall(r"^namespace (holdfast[\w:]*) \{", text, re.MULTILINE)
        if named and not any(name == wanted or name.startswith(wanted + "::") for name in named):
            yield f"{path}:1: is in namespace {named[0]}; its folder says {wanted}"


# ---- the text of the sources ----------------------------------------------------------------------


def formatting(tree):
    paths = tree.cpp()
    # 50 files a process keep the command line short.
    for start in range(0, len(paths), 50):
        command = ["clang-format", "--dry-run", "--Werror", "--ferror-limit=1", *paths[start:start + 50]]
        try:
            done = subprocess.run(command, cwd=tree.root, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            yield "ci/lint.py:1: clang-format is missing; run ci/bootstrap"
            return
        for path, number in re.findall(r"^(\S+?):(\d+):\d+: error: code should be clang-formatted", done.stderr,
                                       re.MULTILINE):
            yield f"{path}:{number}: is not formatted; run clang-format -i {path}"
        if done.returncode != 0 and "clang-formatted" not in done.stderr:
            yield f"{paths[start]}:1: clang-format failed: {done.stderr.strip()}"


def is_source(path):
    if path.startswith("results/reports/"):  # what campaigns said, kept as they said it
        return False
    if path.endswith((*CPP, ".py", ".cmake", ".sh", ".yaml", ".yml")) or os.path.basename(path) == "CMakeLists.txt":
        return True
    return "." not in os.path.basename(path) and path.startswith(("ci/", ".ci/"))


def licences(tree):
    for path in tree.paths:
        if not is_source(path):
            continue
        head = tree.text(path).splitlines()[:2]  # the second line when the first is #!
        if not any("SPDX-License-Identifier: Apache-2.0" in line for line in head):
            yield f"{path}:1: has no licence; begin it with 'SPDX-License-Identifier: Apache-2.0' in a comment"


LEFTOVER = re.compile(r"\b(" + "TO" + "DO|FIX" + r"ME)\b")


def leftovers(tree):
    for path in tree.paths:
        if not is_source(path):
            continue
        for number, line in tree.lines(path):
            if LEFTOVER.search(line):
                yield f"{path}:{number}: is unfinished; finish it, or write an issue and take the mark out"


# ---- time and chance ------------------------------------------------------------------------------

SHELLS = ("reference/shell/", "reference/apps/")
TIMELESS = ("reference/", "faults/", "harness/check/", "harness/sim/")
FORBIDDEN = re.compile(r"\b(sleep|usleep|nanosleep|clock_nanosleep|sleep_for|sleep_until|clock_gettime|gettimeofday"
                       r"|rand|srand)\s*\(|\bstd::this_thread\b|\b\w+_clock::now\b|\brandom_device\b")


def time_and_chance(tree):
    for path in tree.cpp():
        # A program is a shell around cores, wherever it stands.
        if not path.startswith(TIMELESS) or path.startswith(SHELLS) or path.endswith("_main.cpp"):
            continue
        for number, line in tree.lines(path):
            found = FORBIDDEN.search(line.split("//")[0])
            if found:
                yield (f"{path}:{number}: '{found.group(0).strip()}': no core reads a clock, sleeps or draws from a "
                       "global generator; take an Instant or an Rng")


# ---- one description of each object ---------------------------------------------------------------

# What is done to objects of any kind; how runtime objects look, which are no configuration, is spelled in views.
OBJECT_CODE = ("reference/api/", "reference/controller/")
RUNTIME_OBJECTS = ("reference/controller/views.cpp",)
# Words of the API's own language, which some object has as a field too.
ENVELOPE = {"name", "uuid", "type", "addr", "key", "value", "values", "self_se_election"}


def described_fields(tree):
    """The API names of all fields in the descriptions of reference/model."""
    for path in tree.paths:
        if path.startswith("reference/model/") and path.endswith(".h"):
            for listed in re.findall(r"BOOST_DESCRIBE_STRUCT\(\s*\w+,\s*\([^)]*\),\s*\(([^)]*)\)", tree.text(path)):
                yield from (name.strip().rstrip("_") for name in listed.split(",") if name.strip())


def fields_spelled_twice(tree):
    """A field's name is in its description only; elsewhere name_of(&Pool::servers) gives it."""
    fields = set(described_fields(tree)) - ENVELOPE
    for path in tree.cpp():
        base = os.path.basename(path)
        if not path.startswith(OBJECT_CODE) or path in RUNTIME_OBJECTS or "test" in base or "/fuzz/" in path:
            continue
        for number, line in tree.lines(path):
            for text in re.findall(r'"((?:[^"\\]|\\.)*)"', line.split("//")[0]):
                found = re.match(r"([a-z_0-9]+)(?:$|: |\[\{|\.)", text)
                if found and found.group(1) in fields:
                    yield f"{path}:{number}: spells the field '{found.group(1)}'; let model::name_of give its name"


# ---- pages ----------------------------------------------------------------------------------------


def shown_commands(text):
    """(line, command) of each line in a fenced block that starts with `$ ` or `ci/`."""
    fenced = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("```"):
            fenced = not fenced
        elif fenced and re.match(r"(\$ |ci/|build/)", line):
            yield number, line.removeprefix("$ ").split()[0]


def readme_commands(tree):
    """The README shows the commands that CI runs, and none that does not exist."""
    missing = [path for path in ("README.md", ".ci/run", "ci/gate") if path not in tree.paths]
    yield from (f"{path}:1: is missing; write it" for path in missing)
    if missing:
        return
    commands = list(shown_commands(tree.text("README.md")))
    for number, command in commands:
        if command.startswith("ci/") and not tree.executable(command):
            yield f"README.md:{number}: shows {command}, which is no program; show one that is"
    for needed in ("ci/gate", "ci/test"):
        if needed not in [command for _, command in commands]:
            yield f"README.md:1: does not show {needed} in a code block; show it"
    if not re.search(r"^exec ci/test$", tree.text(".ci/run"), re.MULTILINE):
        yield ".ci/run:1: does not run ci/test, which the README promises; let it `exec ci/test`"
    if not re.search(r"^exec build/release/bin/holdfast gate ", tree.text("ci/gate"), re.MULTILINE):
        yield "ci/gate:1: does not end in `exec build/release/bin/holdfast gate`, which the README promises"


def links(tree):
    for path in tree.paths:
        if not path.endswith(".md"):
            continue
        for number, line in tree.lines(path):
            for target in re.findall(r"\]\(([^)#\s]+)", line):
                place = os.path.normpath(os.path.join(tree.root, os.path.dirname(path), target))
                if "://" not in target and not os.path.exists(place):
                    yield f"{path}:{number}: links to {target}, which is not there"


CHECKS = (include_directions, namespaces, formatting, licences, leftovers, time_and_chance, fields_spelled_twice,
          readme_commands, links)


def main():
    tree = tracked(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    if not tree.cpp():
        print("ci/lint.py: found no sources to check")
        return 1
    findings = [finding for check in CHECKS for finding in check(tree)]
    for finding in findings:
        print(finding)
    print(f"{len(tree.paths)} files, {len(CHECKS)} checks, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
