#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Mininet behind JSON lines: one request a line on standard input, one answer a line on standard output.

Runs as a child of the first process of private net, pid, mount, ipc and uts namespaces, which the harness made. End of input
ends it, and with it the namespaces. Requests: build, names, spawn, helper_start, helper, helpers_lost, programs_ended, prompt, ping; see
the op_ functions.
"""
import json
import os
import resource
import signal
import subprocess
import time

# The pipe is moved away from 0 and 1, so that no stray read or print of a library can disturb it; prompt() needs 0 to 2.
requests = os.fdopen(os.dup(0), 'r')
answers = os.fdopen(os.dup(1), 'w', buffering=1)
nothing = os.open('/dev/null', os.O_RDWR | os.O_CLOEXEC)
os.dup2(nothing, 0)
os.dup2(2, 1)


def no_interrupt():
    """Ctrl-C is for the harness, which then ends us. A handler, because programs would inherit SIG_IGN."""
    signal.signal(signal.SIGINT, lambda _signal, _frame: None)


no_interrupt()

from mininet.link import Intf, Link  # noqa: E402
from mininet.log import setLogLevel  # noqa: E402
from mininet.net import Mininet  # noqa: E402
from mininet.node import Node  # noqa: E402
from mininet.nodelib import LinuxBridge  # noqa: E402

setLogLevel('critical')
Mininet.inited = True  # init() would write machine-wide sysctls and kill processes by name


class MadeIntf(Intf):
    """An interface that is there already: the harness sets it up, by netlink."""

    def config(self, **_params):
        return {}


class MadeLink(Link):
    """A link that is there already. One `ip -batch` makes all of them; Mininet alone would fork some five tools a link."""

    @classmethod
    def makeIntfPair(cls, *_args, **_params):
        pass


class MadeBridge(LinuxBridge):
    def start(self, _controllers):
        pass


net = None
os.setsid()
programs = []  # also those that have ended
helpers = {}


def write(path, text):
    with open(path, 'w') as f:
        f.write(text)


def keep_priority(pid):
    """Where the kernel schedules sessions as groups, a nice value counts inside a session only; the session has one of its own."""
    try:
        write('/proc/%d/autogroup' % pid, str(os.nice(0)))
    except OSError:
        pass  # no such groups here, or not allowed: then it is as nice as all others


def prepare_own_namespace():
    for table in 'arptables', 'iptables', 'ip6tables':
        path = '/proc/sys/net/bridge/bridge-nf-call-' + table
        if os.path.exists(path):
            write(path, '0')
    if os.path.exists('/proc/sys/net/ipv6'):
        write('/proc/sys/net/ipv6/conf/default/disable_ipv6', '1')
        write('/proc/sys/net/ipv6/conf/all/disable_ipv6', '1')


NODE_SETTINGS = ' ; '.join(
    ['cd /proc/sys/net']
    + ['[ -d ipv6 ] && echo 1 > ipv6/conf/%s/disable_ipv6' % c for c in ('default', 'all')]
    # Frames may come in by another segment than the answer leaves by, and a redirect would move a route behind our back.
    + ['echo 0 > ipv4/conf/%s/%s' % (c, s) for c in ('default', 'all') for s in ('rp_filter', 'send_redirects', 'accept_redirects')]
    + ['cd /']
)


def name_nodes(names):
    """Every node resolves the names of all, and nothing else: no question leaves the testbed."""
    write('/run/netns/hosts', ''.join('%s %s\n' % (address, name) for name, address in names.items()))
    for path, source in ('/etc/hosts', '/run/netns/hosts'), ('/etc/resolv.conf', '/dev/null'):
        if os.path.exists(path):
            subprocess.run(['mount', '--bind', source, path], check=True)


def add_host(spec):
    """Its shell is at work when this returns: settled() waits for it."""
    host = net.addHost(spec['name'], cls=Node, ip=None)
    host.sendCmd(NODE_SETTINGS + (' ; echo 1 > /proc/sys/net/ipv4/ip_forward' if spec['forwards'] else ''))
    return host


def settled(host):
    said = host.waitOutput().strip()
    if said:
        raise RuntimeError('%s: %s' % (host.name, said))


def link_commands(host, i):
    """The node's interface and its peer: the bridge port, or the near end of a splice, whose far end is then the port's peer."""
    splice = i.get('splice')
    peer = splice['near'] if splice else i['port']
    commands = ['link add name %s address %s type veth peer name %s address %s netns %d' % (peer, i['peer_mac'], i['name'], i['mac'], host.pid)]
    if splice:
        commands += ['link add name %s type veth peer name %s' % (i['port'], splice['far'])]
        commands += ['link set dev %s up' % name for name in (splice['near'], splice['far'])]
    return commands + ['link set dev %s master %s' % (i['port'], i['bridge']), 'link set dev %s up' % i['port']]


def tell_mininet(host, i):
    link = net.addLink(host, net[i['bridge']], cls=MadeLink, intf=MadeIntf, intfName1=i['name'], intfName2=i['port'],
                       addr1=i['mac'], addr2=i['peer_mac'])
    link.intf1.ip, link.intf1.prefixLen = i['address'].split('/')


def op_ping(q):
    return {}


def op_build(q):
    """All interfaces exist then; those of the nodes are down and without address."""
    global net
    prepare_own_namespace()
    name_nodes(q['names'])
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    # mnexec closes every descriptor that there could be, for each node anew.
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit[0], 256), limit[1]))
    net = Mininet(controller=None, build=False)
    commands = []
    for name in q['bridges']:
        net.addSwitch(name, cls=MadeBridge)
        commands += ['link add name %s type bridge mcast_snooping 0' % name, 'link set dev %s up' % name]
    for spec in q['hosts']:
        host = add_host(spec)
        for i in spec['interfaces']:
            commands += link_commands(host, i)
            tell_mininet(host, i)
    for host in net.hosts:
        settled(host)
    resource.setrlimit(resource.RLIMIT_NOFILE, limit)
    subprocess.run(['ip', '-batch', '-'], input='\n'.join(commands) + '\n', text=True, check=True)
    net.built = True
    return {'shells': {h.name: h.pid for h in net.hosts}}


def net_of(pid):
    return os.stat('/proc/%d/ns/net' % pid).st_ino


def how_it_ended(process):
    """Of a Program or a Helper: 'disk of controller1 ended by SIGABRT, and said last: ...'"""
    status = process.poll()
    how = 'by ' + signal.Signals(-status).name if status < 0 else 'with status %d' % status
    with open(process.log, errors='replace') as log:
        said = ' | '.join(log.read().split('\n')[-4:]).strip(' |')
    return '%s ended %s, and said last: %s' % (process.name, how, said or 'nothing')


class Program(subprocess.Popen):
    """A program of the system under test, on a node."""

    def __init__(self, q):
        self.name, self.log = 'a program of %s (logs/%s)' % (q['node'], os.path.basename(q['log'])), q['log']
        with open(self.log, 'ab') as log:
            super().__init__(['mnexec', '-a', str(net[q['node']].pid)] + q['argv'], stdin=subprocess.DEVNULL, stdout=log,
                             stderr=log, start_new_session=True, cwd=q['folder'], env={**os.environ, **q['environment']})


def op_spawn(q):
    """Returns when the program is inside its node, or with what it said by then if it ended at once."""
    node = net_of(net[q['node']].pid)
    program = Program(q)
    programs.append(program)
    keep_priority(program.pid)
    while program.poll() is None and net_of(program.pid) != node:
        time.sleep(0.0002)
    if program.returncode:
        raise RuntimeError('%s on %s ended at once with status %d' % (q['argv'][0], q['node'], program.returncode))
    return {}


def op_programs_ended(_q):
    """Those that ended with an error, also those that were killed."""
    return {'ended': [how_it_ended(p) for p in programs if p.returncode]}


class Helper(subprocess.Popen):
    """A program of the harness that obeys lines; what it prints on its standard error is its log, and kept with the run."""

    def __init__(self, name, argv, log):
        self.name, self.log = name, log
        with open(log, 'ab') as errors:
            super().__init__(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, bufsize=1)

    def answer(self):
        line = self.stdout.readline()
        if not line:  # closed a moment before its end can be waited for
            self.wait(timeout=2)
            raise RuntimeError(how_it_ended(self))
        if not line.startswith('ok'):
            raise RuntimeError('%s says: %s' % (self.name, line.strip()))
        return {'answer': line[3:].strip()}


def op_helper_start(q):
    """A program of the harness in the testbed's own namespaces, which obeys lines on its standard input. What it mounts is seen
    by the programs of the node, if one is named: each node has its own mount namespace."""
    enter = ['nsenter', '--mount', '--target', str(net[q['node']].pid), '--'] if q['node'] else []
    helpers[q['name']] = Helper(q['name'], enter + q['argv'], q['log'])
    return helpers[q['name']].answer()


def op_helper(q):
    try:
        helpers[q['name']].stdin.write(q['command'] + '\n')
    except BrokenPipeError:
        pass  # it is gone: its answer says how
    return helpers[q['name']].answer()


def op_helpers_lost(q):
    """None of them ends before the testbed does, unless something went wrong."""
    return {'lost': [how_it_ended(h) for h in helpers.values() if h.poll() is not None]}


def op_names(q):
    """Takes all names from the programs of a node, or gives them back: each node has its own mount namespace."""
    enter = ['nsenter', '--mount', '--target', str(net[q['node']].pid), '--']
    what = ['umount', '/etc/hosts'] if q['on'] else ['mount', '--bind', '/dev/null', '/etc/hosts']
    subprocess.run(enter + what, check=True)
    return {}


def op_prompt(q):
    from mininet.cli import CLI
    terminal = os.open(q['terminal'], os.O_RDWR | os.O_NOCTTY)
    saved = [os.dup(fd) for fd in range(3)]
    for fd in range(3):
        os.dup2(terminal, fd)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    setLogLevel('info')
    try:
        CLI(net)
    finally:
        setLogLevel('critical')
        no_interrupt()
        for fd in range(3):
            os.dup2(saved[fd], fd)
            os.close(saved[fd])
        os.close(terminal)
    return {}


keep_priority(os.getpid())


def reap():
    for program in programs:
        program.poll()


for line in requests:
    request = {}
    try:
        request = json.loads(line)
        reap()
        answer = globals()['op_' + request['op']](request)
        answer['ok'] = True
    except Exception as e:  # every refusal is an answer
        answer = {'ok': False, 'error': '%s: %s' % (type(e).__name__, e)}
    answer['id'] = request.get('id')
    answers.write(json.dumps(answer) + '\n')
