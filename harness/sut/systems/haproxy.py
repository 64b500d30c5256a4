# SPDX-License-Identifier: Apache-2.0
"""HAProxy in front of a pool, as adapters run it: what its configuration says, and the program on a node. It has nothing to do
with UDP, so the nodes echo the probes themselves."""
from door import Unsupported, seconds, version_of

HAPROXY = '/usr/sbin/haproxy'
CHECKS = {'tcp': '', 'http': '    option httpchk GET /\n'}


def version():
    return version_of([HAPROXY, '-v'], r'version (\d+\.\d+\.\d+)')


def program(node, configuration_file, pid_file):
    # HAProxy writes its process number only when it goes into the background.
    return {'node': node, 'argv': ['/bin/sh', '-c', 'echo $$ > "$1"; exec %s -db -f "$2"' % HAPROXY, 'haproxy', pid_file,
                                   configuration_file]}


def configuration(request):
    pool = request['pool']
    monitors = pool['monitors']
    if len(monitors) != 1:
        raise Unsupported('HAProxy has one check a server, not %d' % len(monitors))
    monitor = monitors[0]
    if monitor['type'] not in CHECKS:
        raise Unsupported('HAProxy has no check of type ' + monitor['type'])
    ports = sorted({service['tcp_port'] for service in request['services']} - {0})
    binds = ''.join('    bind *:%d\n' % port for port in ports)
    servers = ''.join('    server %s %s:%d\n' % (s['name'], s['address'], pool['tcp_port']) for s in pool['servers'])
    # More connections would take more descriptors than a program may open without being asked.
    return '''global
    maxconn 2000
    log stdout format raw local0 notice
defaults
    mode tcp
    log global
    retries 1
    option redispatch 1
    timeout connect 200ms
    timeout client 30s
    timeout server 30s
frontend services
%s    default_backend pool
backend pool
    balance %s
%s    timeout check %s
    default-server check inter %s fall %d rise %d
%s''' % (binds, 'roundrobin' if pool['round_robin'] else 'leastconn', CHECKS[monitor['type']],
         in_milliseconds(monitor['receive_timeout']), in_milliseconds(monitor['send_interval']), monitor['failed_checks'],
         monitor['successful_checks'], servers)


def in_milliseconds(duration):
    """HAProxy reads no decimal point."""
    return '%dms' % round(1000 * seconds(duration))
