// SPDX-License-Identifier: Apache-2.0
// The scenario file's fields, said once for reading and for writing. A visitor has `field` (any
// type it knows), `number` (with its permitted range), `nested` and `list`.
#pragma once

#include "harness/scenario/scenario.h"

namespace holdfast::harness::scenario {

template <class Visitor>
void describe(Visitor& v, DetectionTimers& t) {
    v.field("aggressive_failure_detection", t.aggressive_failure_detection);
    v.field("dp_hb_frequency", t.dp_hb_frequency);
    v.number("dp_hb_timeout_count", t.dp_hb_timeout_count, 1, 1000);
    v.field("dp_aggressive_hb_frequency", t.dp_aggressive_hb_frequency);
    v.number("dp_aggressive_hb_timeout_count", t.dp_aggressive_hb_timeout_count, 1, 1000);
    v.field("controller_echo_rpc_timeout", t.controller_echo_rpc_timeout);
    v.number("controller_echo_miss_limit", t.controller_echo_miss_limit, 1, 1000);
    v.field("controller_echo_rpc_aggressive_timeout", t.controller_echo_rpc_aggressive_timeout);
    v.number("controller_echo_miss_aggressive_limit", t.controller_echo_miss_aggressive_limit, 1,
             1000);
    v.field("controller_heartbeat_timeout", t.controller_heartbeat_timeout);
    v.number("controller_heartbeat_miss_limit", t.controller_heartbeat_miss_limit, 1, 1000);
    v.field("dupip_frequency", t.dupip_frequency);
    v.number("dupip_timeout_count", t.dupip_timeout_count, 1, 1000);
    v.field("warmstart_se_reconnect_wait_time", t.warmstart_se_reconnect_wait_time);
}

template <class Visitor>
void describe(Visitor& v, HostList& h) {
    v.field("include", h.include);
    v.field("hosts", h.hosts);
}

template <class Visitor>
void describe(Visitor& v, SeGroupSpec& g) {
    v.field("name", g.name);
    v.field("ha_mode", g.ha_mode);
    v.field("distribute_load_active_standby", g.distribute_load_active_standby);
    v.field("auto_redistribute_active_standby_load", g.auto_redistribute_active_standby_load);
    v.field("hm_on_standby", g.hm_on_standby);
    v.field("floating_intf_ip", g.floating_intf_ip);
    v.field("floating_intf_ip_se_2", g.floating_intf_ip_se_2);
    v.field("enable_routing", g.enable_routing);
    v.field("enable_vmac", g.enable_vmac);
    v.number("min_scaleout_per_vs", g.min_scaleout_per_vs, 1, 64);
    v.number("max_scaleout_per_vs", g.max_scaleout_per_vs, 1, 64);
    v.number("max_vs_per_se", g.max_vs_per_se, 1, 1000);
    v.number("max_se", g.max_se, 0, 1000);
    v.number("buffer_se", g.buffer_se, 0, 1000);
    v.field("algo", g.algo);
    v.field("vs_host_redundancy", g.vs_host_redundancy);
    v.field("per_app", g.per_app);
    v.number("se_deprovision_delay", g.se_deprovision_delay, 0, 525600);
    v.number("vs_scalein_timeout", g.vs_scalein_timeout, 0, 3600);
    v.number("se_tunnel_mode", g.se_tunnel_mode, 0, 2);
    v.nested("vcenter_hosts", g.vcenter_hosts);
    v.field("self_se_election", g.self_se_election);
    v.nested("timers", g.timers);
}

template <class Visitor>
void describe(Visitor& v, FurtherGroup& f) {
    v.nested("group", f.group);
    v.field("engines", f.engines);
}

template <class Visitor>
void describe(Visitor& v, VirtualServiceSpec& s) {
    v.field("name", s.name);
    v.field("vip", s.vip);
    v.number("udp_port", s.udp_port, 0, 65535);
    v.number("tcp_port", s.tcp_port, 0, 65535);
    v.number("active_standby_se_tag", s.active_standby_se_tag, 1, 2);
    v.field("snat_ip", s.snat_ip);
    v.field("se_group", s.se_group);
}

template <class Visitor>
void describe(Visitor& v, ClusterSpec& c) {
    v.field("controllers", c.controllers);
    v.field("host_names", c.host_names);
    v.field("cluster_ip", c.cluster_ip);
    v.field("heartbeat_period", c.heartbeat_period);
    v.number("heartbeat_miss_limit", c.heartbeat_miss_limit, 2, 100);
    v.field("address_lease", c.address_lease);
}

template <class Visitor>
void describe(Visitor& v, GatewayMonitorSpec& g) {
    v.field("gateway_ip", g.gateway_ip);
    v.field("gateway_monitor_interval", g.gateway_monitor_interval);
    v.number("gateway_monitor_fail_threshold", g.gateway_monitor_fail_threshold, 3, 50);
    v.number("gateway_monitor_success_threshold", g.gateway_monitor_success_threshold, 3, 50);
    v.field("subnet", g.subnet);
}

template <class Visitor>
void describe(Visitor& v, HealthMonitorSpec& h) {
    v.field("type", h.type);
    v.field("send_interval", h.send_interval);
    v.field("receive_timeout", h.receive_timeout);
    v.number("failed_checks", h.failed_checks, 1, 50);
    v.number("successful_checks", h.successful_checks, 1, 50);
}

template <class Visitor>
void describe(Visitor& v, CloudSpec& c) {
    v.field("write_access", c.write_access);
    v.field("machines", c.machines);
    v.field("start_time", c.start_time);
    v.field("se_spawn_retry_interval", c.se_spawn_retry_interval);
    v.field("se_create_timeout", c.se_create_timeout);
    v.field("vs_awaiting_se_timeout", c.vs_awaiting_se_timeout);
    v.field("unresponsive_se_reboot", c.unresponsive_se_reboot);
}

template <class Visitor>
void describe(Visitor& v, Deployment& d) {
    v.nested("cluster", d.cluster);
    v.nested("group", d.group);
    v.field("engines", d.engines);
    v.list("further_groups", d.further_groups);
    v.nested("cloud", d.cloud);
    v.field("servers", d.servers);
    v.field("load_balancing", d.load_balancing);
    v.field("client_persistence", d.client_persistence);
    v.list("health_monitors", d.health_monitors);
    v.list("gateway_monitors", d.gateway_monitors);
    v.field("internal_gateway_monitor", d.internal_gateway_monitor);
    v.list("services", d.services);
}

template <class Visitor>
void describe(Visitor& v, ApiLoad& a) {
    v.number("writers", a.writers, 0, 64);
    v.number("readers", a.readers, 0, 64);
    v.number("objects", a.objects, 1, 64);
    v.field("interval", a.interval);
    v.field("through", a.through);
}

template <class Visitor>
void describe(Visitor& v, Workload& w) {
    v.number("flows", w.flows, 1, 4096);
    v.number("rate", w.rate, 100, 1000);
    v.number("connections", w.connections, 0, 1000);
    v.field("connection_interval", w.connection_interval);
    v.field("arp_probe_interval", w.arp_probe_interval);
    v.number("outbound_flows", w.outbound_flows, 0, 16);
    v.nested("api", w.api);
}

template <class Visitor>
void describe(Visitor& v, Budgets& b) {
    v.field("settle", b.settle);
    v.field("baseline", b.baseline);
    v.field("phase", b.phase);
    v.field("recovery", b.recovery);
    v.field("quiet", b.quiet);
    v.field("failover", b.failover);
    v.field("api_back", b.api_back);
    v.field("two_owners", b.two_owners);
}

template <class Visitor>
void describe(Visitor& v, ScheduledOperation& o) {
    v.field("at", o.at);
    v.field("operation", o.operation);
}

template <class Visitor>
void describe(Visitor& v, Scenario& s) {
    v.field("property", s.property);
    v.field("topology", s.topology);
    v.seed("seed", s.seed);
    v.nested("deployment", s.deployment);
    v.nested("workload", s.workload);
    v.list("operations", s.operations);
    v.schedule("schedule", s.schedule);
    v.nested("budgets", s.budgets);
}

}  // namespace holdfast::harness::scenario
