# SPDX-License-Identifier: Apache-2.0
"""A pair of keepalived as an adapter: configuration, programs, roles, switchover. keepalived-haproxy builds on it."""
from door import interface, responders, seconds, version_of, wait_until
from pair import Pair

KEEPALIVED = '/usr/sbin/keepalived'
FIRST_ROUTER_ID = 51
# Of the engine that a group of services prefers, and of the other one. So far apart that the preferred one is first even when
# it starts 200 ms later: skew is (256 - priority) / 256 of an interval.
PREFERRED, OTHER = 250, 50
# Low enough that keepalived takes the instance out of service, whatever its priority.
OUT_OF_SERVICE = -254
HAND_OVER_MAX = 5  # seconds; a master that leaves is followed within the skew


class VrrpPair(Pair):
    """The adapter."""

    def hello(self, request):
        self.folder = request['folder']
        self.settings = request['settings']
        self.defect = request['defect']
        return {'version': version_of([KEEPALIVED, '--version'], r'Keepalived v(\S+)')}

    def programs_of(self, request, node):
        self.write(node, 'hand_over', '0\n')
        self.write(node, 'conf', self.configuration(request, node))
        return [*self.services(request, node), {'node': node, 'argv': self.keepalived(node)}]

    def switchover(self, request):
        """keepalived follows a file: while that takes the instances of a node out of service, the peer serves."""
        node = request['engine']
        peer, mastered = self.peer_of(node), self.mastered(node)
        self.write(node, 'hand_over', '%d\n' % OUT_OF_SERVICE)
        try:
            wait_until('%s takes what %s had' % (peer, node), HAND_OVER_MAX, lambda: mastered <= self.mastered(peer))
        finally:
            self.write(node, 'hand_over', '0\n')

    # ---- for those that build on it

    def services(self, request, node):
        """Programs that serve behind the VIPs, started before keepalived."""
        return responders(request, node)

    def tracked(self, _node):
        """Lines of the configuration that define what every instance tracks beside its interface, and lines that track it."""
        return '', ''

    # ---- inside

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
        state, preempt = 'BACKUP', '' if self.returns else '    nopreempt\n'
        router_id, peers = FIRST_ROUTER_ID + group.number - 1, ''
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
