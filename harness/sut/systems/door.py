# SPDX-License-Identifier: Apache-2.0
"""What adapters share. An adapter is a class whose methods are named for requests; serve() is its main program.

    class Mine:
        def hello(self, request): return {'version': '1.2'}
        def deploy(self, request): ...
    serve(Mine())

A method gets the request as a dict and returns the answer's fields. It raises Fail when it was tried and did not work,
Unsupported when the system cannot do it; a request without a method is unsupported. docs/adapters.md describes each request.
"""
import json
import os
import re
import subprocess
import sys
import time


class Fail(Exception):
    """It was tried and did not work."""


class Unsupported(Exception):
    """The system cannot do this: what needs it is SKIPPED, with these words."""


def serve(adapter):
    """Answers requests until the suite closes the line."""
    answers = os.fdopen(os.dup(1), 'w', buffering=1)
    os.dup2(2, 1)  # a stray print lands in the log and spoils no answer
    for line in sys.stdin:
        request = json.loads(line)
        answers.write(json.dumps({'id': request['id'], **answer_of(adapter, request)}) + '\n')


def answer_of(adapter, request):
    name = request['request']
    method = None if name.startswith('_') else getattr(adapter, name, None)
    if method is None:
        return {'result': 'unsupported', 'why': 'this adapter has no ' + name}
    try:
        return {'result': 'ok', **(method(request) or {})}
    except Unsupported as why:
        return {'result': 'unsupported', 'why': str(why)}
    except Fail as why:
        return {'result': 'fail', 'why': str(why)}
    except Exception as why:  # a mistake of the adapter is told, and kept with the run
        sys.excepthook(*sys.exc_info())
        return {'result': 'fail', 'why': '%s: %s' % (type(why).__name__, why)}


def version_of(argv, pattern):
    """The first group of `pattern` in what the program prints; Unsupported when there is none."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired) as why:
        raise Unsupported('%s does not tell its version: %s' % (argv[0], why)) from why
    found = re.search(pattern, done.stdout + done.stderr)
    if not found:
        raise Unsupported('%s does not tell its version' % argv[0])
    return found.group(1)


def write(path, text):
    """A file as a whole or not at all."""
    with open(path + '.new', 'w', encoding='utf-8') as out:
        out.write(text)
    os.rename(path + '.new', path)


def wait_until(what, limit, condition):
    """Fail, naming `what`, when the condition does not hold within so many seconds."""
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise Fail('%s: not within %g s' % (what, limit))
        time.sleep(0.01)


def seconds(duration):
    """'300ms' is 0.3."""
    found = re.fullmatch(r'(\d+(?:\.\d+)?)(us|ms|s)', duration)
    if not found:
        raise Fail("'%s' is no duration, as 300ms or 2s" % duration)
    return float(found.group(1)) * {'us': 1e-6, 'ms': 1e-3, 's': 1}[found.group(2)]


def interface(request, node, segment):
    """The node's interface on one of the segments front, back, management: its name and its address without the length."""
    found = request['nodes'][node]['interfaces'][request['segments'][segment]]
    return found['name'], found['address'].split('/')[0]


def responders(request, node, tcp=True):
    """Programs that answer the probes to every service on this node: echoes of datagrams, and of TCP where the system under
    test does not serve that itself."""
    ports = sorted({(s['udp_port'], s['tcp_port'] if tcp else 0) for s in request['services']})
    return [{'node': node, 'argv': [request['responder'], str(udp), str(stream)]} for udp, stream in ports]
