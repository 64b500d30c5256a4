// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/engine_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reference/shell/config_values.h"

namespace holdfast::reference::shell {

const char* const engine_config_help =
    R"(The configuration file (YAML; relative paths are taken from the file's folder):

  name: se1                            # CN of the certificate; unique among all engines
  se_group: pair                       # the SE group to register for
  controllers: ["198.18.0.11:8443"]    # every one is connected to
  tls:                                 # made by: holdfast-pki create DIR --controller c1 --engine se1
    ca: ca.pem
    certificate: se1.pem
    key: se1.key
  vip_interface: se1-eth0              # announces addresses outside every attached subnet
  heartbeat: {address: 192.0.2.11, port: 9001}   # this engine's own; its peer uses the same port
  address_lease: 2s                    # an address may outlive a hung engine this long (1s to 1h)
  dead_controller: 5s                  # a controller that vanished is noticed then (1s to 1h)
  metrics_period: 5s                   # counters are reported this often (100ms to 1h)
  log_file: se1.log                    # optional; default: standard error
  pid_file: se1.pid                    # optional
  statistics_file: se1.json            # optional; counters of each service, rewritten every second
)";

namespace {

constexpr Duration limit_min = 1s;
constexpr Duration limit_max = 1h;
constexpr Duration metrics_period_min = 100ms;
constexpr Duration metrics_period_max = 1h;

Duration decode_limit(const yaml::Value& value) {
    const Duration limit = value.duration();
    if (limit < limit_min || limit > limit_max) {
        value.refuse("a duration from 1s to 1h");
    }
    return limit;
}

Duration decode_metrics_period(const yaml::Value& value) {
    const Duration period = value.duration();
    if (period < metrics_period_min || period > metrics_period_max) {
        value.refuse("a duration from 100ms to 1h");
    }
    return period;
}

std::vector<Endpoint> decode_controllers(const ConfigValues& values, const yaml::Value& list) {
    std::vector<Endpoint> out;
    std::set<Endpoint> seen;
    for (const yaml::Value& item : list.items()) {
        const Endpoint endpoint = values.endpoint(item);
        if (!seen.insert(endpoint).second) {
            item.refuse_because("this controller is listed twice");
        }
        out.push_back(endpoint);
    }
    if (out.empty()) {
        list.refuse("at least one controller");
    }
    return out;
}

Endpoint decode_heartbeat(const yaml::Value& value) {
    yaml::Map map = value.map();
    Endpoint out;
    out.address = map.required("address").address();
    const auto port = map.optional("port");
    out.port = port ? static_cast<std::uint16_t>(port->integer(1, 65535)) : std::uint16_t{9001};
    map.finish();
    return out;
}

}  // namespace

Result<EngineConfig> load_engine_config(const std::string& path) {
    return yaml::load_file<EngineConfig>(path, [&](const yaml::Value& document) {
        const ConfigValues values(path);
        yaml::Map map = document.map();
        EngineConfig out;
        out.name = values.name(map.required("name"));
        out.se_group = map.required("se_group").text();
        out.controllers = decode_controllers(values, map.required("controllers"));
        out.vip_interface = map.required("vip_interface").text();
        out.heartbeat = decode_heartbeat(map.required("heartbeat"));
        if (const auto lease = map.optional("address_lease")) {
            out.address_lease = decode_limit(*lease);
        }
        if (const auto limit = map.optional("dead_controller")) {
            out.dead_controller = decode_limit(*limit);
        }
        if (const auto period = map.optional("metrics_period")) {
            out.metrics_period = decode_metrics_period(*period);
        }
        const auto tls = map.required("tls");
        out.log_file = values.output_file(map.optional("log_file"));
        out.pid_file = values.output_file(map.optional("pid_file"));
        out.statistics_file = values.output_file(map.optional("statistics_file"));
        map.finish();
        out.tls = values.tls(tls);
        return out;
    });
}

}  // namespace holdfast::reference::shell
