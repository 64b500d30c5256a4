// SPDX-License-Identifier: Apache-2.0
// What whoever drives the cloud reads and tells: docs/cloud.md.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json.h"
#include "reference/controller/cloud.h"
#include "reference/controller/engines.h"
#include "reference/controller/reboots.h"

namespace holdfast::reference::controller {

struct FailedMachine {
    EngineName engine;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(FailedMachine, (), (engine, reason))

/// Whatever is left out has not changed.
struct CloudInventory {
    std::optional<std::vector<CloudHost>> hosts;  ///< all of them
    std::vector<FailedMachine> failed;            ///< were asked for, and could not be started
    std::vector<EngineName> off;                  ///< engines whose machines are off or gone
    std::vector<EngineName> host_failed;          ///< engines on hosts that do not answer the cloud
    std::vector<EngineName> rebooted;             ///< engines whose machines were started anew
};
BOOST_DESCRIBE_STRUCT(CloudInventory, (), (hosts, failed, off, host_failed, rebooted))

struct ListedMachine {
    EngineName engine;
    std::string host;
    std::string se_group;  ///< its name
    bool wanted = true;    ///< false: it shall go
};
BOOST_DESCRIBE_STRUCT(ListedMachine, (), (engine, host, se_group, wanted))

namespace {

// Nobody needs an engine of a group that was deleted meanwhile.
bool is_wanted(const SystemState& s, const Machine& machine) {
    return machine.wanted && s.store.of<model::ServiceEngineGroup>().find(machine.group) != nullptr;
}

api::Answer answer(const json::object& body) {
    return {200, boost::json::serialize(body)};
}

std::string problem_of(const std::vector<CloudHost>& hosts) {
    std::set<std::string> names;
    std::set<EngineName> machines;
    for (const CloudHost& host : hosts) {
        if (host.name.empty()) {
            return "hosts: a host needs a name";
        }
        if (!names.insert(host.name).second) {
            return fmt::format("hosts: '{}' is there twice", host.name);
        }
        for (const auto* some : {&host.vacant, &host.occupied}) {
            for (const EngineName& machine : *some) {
                if (machine.text().empty() || !machines.insert(machine).second) {
                    return fmt::format("hosts: machine '{}' of {} has no name, or is there twice",
                                       machine.text(), host.name);
                }
            }
        }
    }
    return "";
}

// The cloud knows where its machines are; AFF-8: nothing else follows from it.
void note_hosts_of_engines(SystemState& s) {
    auto& collection = s.store.of<model::ServiceEngine>();
    for (const Engine& engine : s.engines) {
        const CloudHost* host = s.cloud.host_of(engine.name);
        Stored<model::ServiceEngine> stored = *collection.find_name(engine.name.text());
        if (host != nullptr && stored.object.host_ref != host->name) {
            stored.object.host_ref = host->name;
            touch(s, model::Kind::service_engine, stored.object.uuid);
            collection.replace(std::move(stored));
        }
    }
}

// What was to go, and can be started again, has gone.
void drop_taken_away(SystemState& s, const std::vector<CloudHost>& hosts) {
    for (const CloudHost& host : hosts) {
        for (const EngineName& machine : host.vacant) {
            const auto asked = s.cloud.machines.find(machine);
            if (asked != s.cloud.machines.end() && !is_wanted(s, asked->second)) {
                s.cloud.machines.erase(asked);
                s.dirty = true;
            }
        }
    }
}

bool has_more_room(const std::vector<CloudHost>& before, const std::vector<CloudHost>& now) {
    std::set<EngineName> vacant;
    for (const CloudHost& host : before) {
        vacant.insert(host.vacant.begin(), host.vacant.end());
    }
    return std::any_of(now.begin(), now.end(), [&](const CloudHost& host) {
        return std::any_of(host.vacant.begin(), host.vacant.end(),
                           [&](const EngineName& machine) { return !vacant.contains(machine); });
    });
}

void take_hosts(SystemState& s, const std::vector<CloudHost>& hosts) {
    drop_taken_away(s, hosts);
    if (hosts == s.cloud.hosts) {
        return;
    }
    const bool more_room = has_more_room(s.cloud.hosts, hosts);
    s.cloud.hosts = hosts;
    note_hosts_of_engines(s);
    for (auto& [group, setback] : s.cloud.setbacks) {
        setback.over = setback.over || (setback.host.empty() && more_room);  // AFF-11
    }
    s.unsettled.everything = true;
    s.dirty = true;
}

}  // namespace

api::Answer take_inventory(SystemState& s, const std::string& body) {
    const Result<json::value> parsed = json::parse(body, "inventory");
    Result<CloudInventory> told = parsed.has_error()
                                      ? Result<CloudInventory>(parsed.error())
                                      : json::from_json<CloudInventory>(*parsed, "inventory");
    if (told.has_error()) {
        return api::error_answer(400, told.error().message);
    }
    if (const std::string why = told->hosts ? problem_of(*told->hosts) : ""; !why.empty()) {
        return api::error_answer(400, why);
    }
    using What = input::CloudNotice::What;
    for (const FailedMachine& failed : told->failed) {
        creation_failed(s, failed.engine, failed.reason);
    }
    for (const EngineName& engine : told->off) {
        take_cloud_notice(s, {engine, What::engine_off});
    }
    for (const EngineName& engine : told->host_failed) {
        take_cloud_notice(s, {engine, What::host_failed});
    }
    for (const EngineName& engine : told->rebooted) {
        machine_rebooted(s, engine);
    }
    if (told->hosts) {
        take_hosts(s, *told->hosts);
    }
    return answer({});
}

api::Answer list_machines(const SystemState& s) {
    std::vector<ListedMachine> machines;
    for (const auto& [name, machine] : s.cloud.machines) {
        const auto* group = s.store.of<model::ServiceEngineGroup>().find(machine.group);
        machines.push_back({name, machine.host, group == nullptr ? "" : group->object.name,
                            is_wanted(s, machine)});
    }
    const std::vector<EngineName> reboots(s.cloud.reboots.begin(), s.cloud.reboots.end());
    return answer({{"machines", json::store(machines)},
                   {"reboot", json::store(reboots)},
                   {"hosts", s.cloud.hosts.size()}});
}

}  // namespace holdfast::reference::controller
