# SPDX-License-Identifier: Apache-2.0
"""What adapters of two nodes share whose VIPs move: the services that move together, and which node has them by what its
programs tell through a FIFO. keepalived and ucarp build on it."""
import os
import time

from door import Fail, write


class Group:
    """Services that move together."""

    def __init__(self, number, preferred, services, request):
        self.number = number  # from 1
        self.name = 'tag%d' % number
        self.preferred = preferred  # an engine
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
    """What one node's programs say of its groups, in lines like keepalived's: INSTANCE "tag1" MASTER 250."""

    def __init__(self, path):
        os.mkfifo(path)
        # Open for both, so that it does not end with a program that does.
        self.fifo = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        self.unread = ''
        self.state = {}
        self.masters = []  # (time, group) of each change to MASTER that nobody has taken note of yet

    def states(self):
        now = time.time_ns()  # of the look that finds it: the suite looks every 40 ms
        try:
            while chunk := os.read(self.fifo, 65536):
                self.unread += chunk.decode()
        except BlockingIOError:
            pass
        *lines, self.unread = self.unread.split('\n')
        for line in lines:
            words = line.split()
            if len(words) >= 3 and words[0] == 'INSTANCE':
                name = words[1].strip('"')
                if words[2] == 'MASTER' and self.state.get(name) != 'MASTER':
                    self.masters.append((now, name))
                self.state[name] = words[2]
        return self.state


class Pair:
    """Answers deploy, role_of and events. Who builds on it answers hello and switchover, and has programs_of(request, node)."""

    def deploy(self, request):
        if len(request['engines']) != 2:
            raise Fail('a pair has two engines, not %d' % len(request['engines']))
        self.engines = request['engines']
        self.groups = groups_of(request)
        # Only where services go back by themselves may the preferred engine take them from its peer.
        self.returns = request['group']['auto_redistribute'] and request['group']['distribute_load']
        self.words = {node: Words(self.file(node, 'fifo')) for node in self.engines}
        return {'programs': [program for node in self.engines for program in self.programs_of(request, node)]}

    def role_of(self, request):
        group = self.group_of(request['service'])
        states = {node: self.words[node].states().get(group.name) for node in self.engines}
        return {'active': [node for node in self.engines if states[node] == 'MASTER'],
                'standby': [node for node in self.engines if states[node] == 'BACKUP']}

    def events(self, _request):
        """A node that becomes master is what the rules call a switchover of its services."""
        events = []
        for node, words in self.words.items():
            words.states()
            for at, name in words.masters:
                events += [{'at': at, 'event_id': 'VS_SWITCHOVER', 'object': service, 'description': name + ' on ' + node}
                           for group in self.groups if group.name == name for service in group.services]
            words.masters.clear()
        return {'events': sorted(events, key=lambda event: event['at'])}

    # ---- for those that build on it

    def file(self, node, kind):
        return '%s/%s.%s' % (self.folder, node, kind)

    def write(self, node, kind, text, mode=0o644):
        """Its path, for a command line."""
        write(self.file(node, kind), text)
        os.chmod(self.file(node, kind), mode)
        return self.file(node, kind)

    def peer_of(self, node):
        return next(other for other in self.engines if other != node)

    def mastered(self, node):
        """Names of the groups that it has."""
        return {name for name, state in self.words[node].states().items() if state == 'MASTER'}

    def group_of(self, service):
        for group in self.groups:
            if service in group.services:
                return group
        raise Fail('there is no service ' + service)
