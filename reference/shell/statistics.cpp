// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/statistics.h"

#include <boost/json.hpp>

namespace holdfast::reference::shell {

namespace json = boost::json;

std::string statistics_text(const std::string& engine, Instant now, const DataPath& data_path) {
    json::object services;
    for (const auto& [name, counters] : data_path.counters()) {
        services[name.text()] = {
            {"open", data_path.is_open(name)},
            {"connections_accepted", counters->connections_accepted},
            {"connections_open", counters->connections_open},
            {"connections_unserved", counters->connections_unserved},
            {"bytes_to_servers", counters->bytes_to_servers},
            {"bytes_to_clients", counters->bytes_to_clients},
            {"datagrams_to_servers", counters->datagrams_to_servers},
            {"datagrams_to_clients", counters->datagrams_to_clients},
            {"datagrams_dropped", counters->datagrams_dropped},
            {"flows_open", counters->flows_open},
        };
    }
    const json::object out{{"engine", engine},
                           {"uptime_seconds", seconds(now.since_start())},
                           {"services", std::move(services)}};
    return json::serialize(out) + "\n";
}

}  // namespace holdfast::reference::shell
