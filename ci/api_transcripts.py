#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the commands of docs/api.md against a controller and compares what they print.

usage: api_transcripts.py CONTROLLER PKI PAGE    programs and page; starts a controller of its own on loop-back
       api_transcripts.py --self-test            the comparison alone

In a fenced block `$ ` begins a command and the lines under it are what it prints; `...` stands for any text. All commands
share one shell. Prints each difference with its line; exit code 1 when there is one.
"""
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

PASSWORD = "correct horse & staple"
START_LIMIT = 30  # seconds until the API answers: an election and the first commit, many times over
SHELL_LIMIT = 120


def transcripts(page):
    """(line number, command, expected lines) of each command in the page's fenced blocks."""
    found = []
    fenced = False
    for number, line in enumerate(page.splitlines(), start=1):
        if line.startswith("```"):
            fenced = not fenced
        elif fenced and line.startswith("$ "):
            found.append((number, line[2:], []))
        elif fenced and found:
            found[-1][2].append(line)
    return found


def matches(expected, printed):
    pattern = ".*".join(re.escape(part) for part in "\n".join(expected).split("..."))
    return re.fullmatch(pattern, printed.rstrip("\n"), re.DOTALL) is not None


def run_all(commands, folder, environment):
    """What each command prints, all in one shell."""
    mark = "=== end of command ==="
    script = "".join(f"{command}\nprintf '\\n%s\\n' '{mark}'\n" for _, command, _ in commands)
    done = subprocess.run(["bash"], input=script, cwd=folder, env=environment, text=True, timeout=SHELL_LIMIT,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.stdout.split(f"\n{mark}\n")[:-1]


def differences(page_path, page, outputs):
    commands = transcripts(page)
    if len(outputs) != len(commands):
        yield f"{page_path}:1: {len(commands)} commands, but only {len(outputs)} came to their end"
    for (number, command, expected), printed in zip(commands, outputs):
        if not matches(expected, printed):
            shown = "\n".join(expected)
            yield f"{page_path}:{number}: $ {command}\n  expected: {shown}\n  printed:  {printed.strip()}"


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def write_configuration(folder, engines_port, https_port):
    path = os.path.join(folder, "controller1.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"""name: controller1
listen: "127.0.0.1:{engines_port}"
admin_socket: admin.sock
state_directory: state
tls: {{ca: ca.pem, certificate: controller1.pem, key: controller1.key}}
https: {{listen: "127.0.0.1:{https_port}"}}
admin_password: "{PASSWORD}"
timers: {{heartbeat_period: 100ms}}
log_file: controller1.log
""")
    return path


def wait_for_api(url, process):
    """The API answers logins: the controller leads."""
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end and process.poll() is None:
        asked = subprocess.run(["curl", "-sk", "-m", "5", "-o", "/dev/null", "-w", "%{http_code}", url + "/api/pool"],
                               capture_output=True, text=True, check=False)
        if asked.stdout == "401":
            return True
        time.sleep(0.05)
    return False


def check(controller, pki, page_path):
    with open(page_path, encoding="utf-8") as file:
        page = file.read()
    with tempfile.TemporaryDirectory(prefix="holdfast-api-") as folder:
        subprocess.run([pki, "create", folder, "--controller", "controller1"], check=True, stdout=subprocess.DEVNULL)
        engines_port, https_port = free_ports(2)
        process = subprocess.Popen([controller, "--config", write_configuration(folder, engines_port, https_port)])
        try:
            url = f"https://127.0.0.1:{https_port}"
            if not wait_for_api(url, process):
                code = process.poll()
                return [f"the controller ended with exit code {code}" if code is not None else
                        f"the controller does not answer at {url} within {START_LIMIT} s"]
            work = os.path.join(folder, "work")
            os.mkdir(work)
            environment = {**os.environ, "CONTROLLER": url, "PASSWORD": PASSWORD, "HOME": work}
            return list(differences(page_path, page, run_all(transcripts(page), work, environment)))
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def self_test():
    page = "text\n```\n$ echo one\none\n$ X=2\n$ printf 'a%sb\\nc' $X\na...b\nc\n```\n$ not fenced\n"
    commands = transcripts(page)
    assert [number for number, _, _ in commands] == [3, 5, 6], commands
    with tempfile.TemporaryDirectory() as folder:
        outputs = run_all(commands, folder, dict(os.environ))
        assert not list(differences("page", page, outputs)), outputs
        wrong = page.replace("\none\n", "\ntwo\n")
        assert len(list(differences("page", wrong, run_all(transcripts(wrong), folder, dict(os.environ))))) == 1
        ended = page.replace("X=2", "exit")
        assert list(differences("page", ended, run_all(transcripts(ended), folder, dict(os.environ))))
    assert not matches([], "something")
    assert matches(['{..."a":1...}'], '{"b":2,"a":1}\n')
    print("the comparison finds what differs")
    return 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    if len(sys.argv) != 4:
        print(__doc__)
        return 2
    found = check(*sys.argv[1:])
    for one in found:
        print(one)
    print(f"{len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
