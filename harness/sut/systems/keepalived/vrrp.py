# SPDX-License-Identifier: Apache-2.0
"""A pair of keepalived as an adapter: configuration, programs, roles, switchover. keepalived-haproxy builds on it."""
import os
import time

from door import Fail, interface, responders, seconds, version_of, wait_until, write

KEEPALIVED = '/usr/sbin/keepalived'
FIRST_ROUTER_ID = 51
# Of the engine that a group of services prefers, and of the other one. So far apart that the preferred one is first even when
# it starts 200 ms later: skew is (256 - priority) / 256 of an interval.
PREFERRED, OTHER = 250, 50
# Low enough that keepalived takes the instance out of service, whatever its priority.
OUT_OF_SERVICE = -254
HAND_OVER_MAX = 5  # seconds; a master that leaves is followed within the skew


class Group:
    """Services that move together: one VRRP instance."""

    def __init__(self, number, preferred, services, request):
        self.name = 'tag%d' % number
        self.router_id = FIRST_ROUTER_ID + number - 1
        self.preferred = preferred
        self.services = [s['name'] for s in services]
        self.front = [s['vip'] for s in services]
        self.front += request['group']['floating_ips' if number == 1 else 'floating_ips_2']
        self.back = [s['snat_ip'] for s in services if 'snat_ip' in s]


def groups_of(request):
    """One, or with distributed load one for each tag."""
    engines, services = request['engines'], request['services']
    if not request['group']['distribute_load']:
        return [Group(1, engines[0], services, request)]
    tagged = [Group(tag, engines[tag - 1], [s for s in services if s['tag'] == tag], request) for tag in (1, 2)]
    return [group for group in tagged if group.services]


class Words:
    """What one keepalived says of its instances, through its notification FIFO."""

    def __init__(self, path):
        os.mkfifo(path)
        # Open for both, so that it does not end with a keepalived that does.
        self.fifo = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        self.unread = ''
        self.state = {}
        self.masters = []  # (time, instance) of each change to MASTER that nobody has taken note of yet

    def states(self):
        now = time.time_ns()  # of the look that finds it: the suite looks every 40 ms
        try:
            while chunk := os.read(self.fifo, 65536):
                self.unread += chunk.decode()
        except BlockingIOError:
            pass
        *lines, self.unread = self.unread.split('\n')
        for line in lines:  # INSTANCE "tag1" MASTER 250
            words = line.split()
            if len(words) >= 3 and words[0] == 'INSTANCE':
                name = words[1].strip('"')
                if words[2] == 'MASTER' and self.state.get(name) != 'MASTER':
                    self.masters.append((now, name))
                self.state[name] = words[2]
        return self.state


class Pair:
    """The adapter."""

    def hello(self, request):
        self.folder = request['folder']
        self.settings = request['settings']
        self.defect = request['defect']
        return {'version': version_of([KEEPALIVED, '--version'], r'Keepalived v(\S+)')}

    def deploy(self, request):
        if len(request['engines']) != 2:
            raise Fail('a pair has two engines, not %d' % len(request['engines']))
        self.engines = request['engines']
        self.groups = groups_of(request)
        self.words = {node: Words(self.file(node, 'fifo')) for node in self.engines}
        programs = []
        for node in self.engines:
            write(self.file(node, 'hand_over'), '0\n')
            write(self.file(node, 'conf'), self.configuration(request, node))
            programs += self.services(request, node)
            programs.append({'node': node, 'argv': self.keepalived(node)})
        return {'programs': programs}

    def role_of(self, request):
        group = self.group_of(request['service'])
        states = {node: self.words[node].states().get(group.name) for node in self.engines}
        return {'active': [node for node in self.engines if states[node] == 'MASTER'],
                'standby': [node for node in self.engines if states[node] == 'BACKUP']}

    def switchover(self, request):
        """keepalived follows a file: while that takes the instances of a node out of service, the peer serves."""
        node = request['engine']
        peer = next(other for other in self.engines if other != node)
        mastered = {name for name, state in self.words[node].states().items() if state == 'MASTER'}
        write(self.file(node, 'hand_over'), '%d\n' % OUT_OF_SERVICE)
        try:
            wait_until('%s takes what %s had' % (peer, node), HAND_OVER_MAX,
                       lambda: all(self.words[peer].states().get(name) == 'MASTER' for name in mastered))
        finally:
            write(self.file(node, 'hand_over'), '0\n')

    def events(self, _request):
        """A keepalived that becomes master is what the rules call a switchover of its services."""
        events = []
        for node, words in self.words.items():
            words.states()
            for at, name in words.masters:
                events += [{'at': at, 'event_id': 'VS_SWITCHOVER', 'object': service, 'description': name + ' on ' + node}
                           for group in self.groups if group.name == name for service in group.services]
            words.masters.clear()
        return {'events': sorted(events, key=lambda event: event['at'])}

    # ---- for those that build on it

    def services(self, request, node):
        """Programs that serve behind the VIPs, started before keepalived."""
        return responders(request, node)

    def tracked(self, _node):
        """Lines of the configuration that define what every instance tracks beside its interface, and lines that track it."""
        return '', ''

    # ---- inside

    def file(self, node, kind):
        return '%s/%s.%s' % (self.folder, node, kind)

    def group_of(self, service):
        for group in self.groups:
            if service in group.services:
                return group
        raise Fail('there is no service ' + service)

    def keepalived(self, node):
        # A process number that a killed keepalived left behind may be somebody's by now.
        pid, vrrp_pid = self.file(node, 'pid'), self.file(node, 'vrrp_pid')
        return ['/bin/sh', '-c', 'rm -f "$1" "$2"; exec %s --dont-fork --log-console --log-detail --vrrp --pid "$1" '
                '--vrrp_pid "$2" --use-file "$3"' % KEEPALIVED, 'keepalived', pid, vrrp_pid, self.file(node, 'conf')]

    def configuration(self, request, node):
        defined, tracked = self.tracked(node)
        text = '''global_defs {
    router_id %s
    vrrp_version 3
    vrrp_notify_fifo %s
    script_user root
    enable_script_security
}
track_file hand_over {
    file %s
    weight 1
}
%s''' % (node, self.file(node, 'fifo'), self.file(node, 'hand_over'), defined)
        for group in self.groups:
            text += self.instance(request, node, group, tracked)
        return text

    def instance(self, request, node, group, tracked):
        front, own = interface(request, node, 'front')
        back, _ = interface(request, node, 'back')
        first = node == group.preferred
        # Only where services go back by themselves may the preferred engine take them from its peer.
        returns = request['group']['auto_redistribute'] and request['group']['distribute_load']
        state, preempt = 'BACKUP', '' if returns else '    nopreempt\n'
        router_id, peers = group.router_id, ''
        if self.defect == 'both_masters':
            state, preempt, first = 'MASTER', '', True
            nobody = own.rsplit('.', 1)[0] + '.250'
            peers = '    unicast_src_ip %s\n    unicast_peer {\n        %s\n    }\n' % (own, nobody)
        if self.defect == 'wrong_router_id' and node == self.engines[1]:
            router_id += 100
        addresses = ''.join('        %s/32 dev %s\n' % (address, front) for address in group.front)
        addresses += ''.join('        %s/32 dev %s\n' % (address, back) for address in group.back)
        return '''vrrp_instance %s {
    state %s
    interface %s
    virtual_router_id %d
    priority %d
    advert_int %g
%s%s    virtual_ipaddress {
%s    }
    track_file {
        hand_over
    }
%s}
''' % (group.name, state, front, router_id, PREFERRED if first else OTHER, seconds(self.settings['advert_interval']),
       preempt, peers, addresses, tracked)
