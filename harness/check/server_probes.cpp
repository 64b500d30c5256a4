// SPDX-License-Identifier: Apache-2.0
#include "harness/check/server_probes.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "harness/check/absences.h"
#include "harness/check/done_patches.h"
#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/health_probes.h"
#include "harness/check/index.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

namespace json = boost::json;
using scenario::HealthMonitorSpec;
using scenario::HealthMonitorType;
using Event = history::History::Found<history::SystemEvent>;

/// The SNAT address of the first service, by name, for which the engine is active; none: it has
/// none, or is active for nothing.
struct Role {
    bool active = false;
    std::optional<Ipv4Address> snat;
};
Role role_of(const Recording& recording, const std::string& engine, Instant at) {
    Role role;
    std::map<std::string, Ipv4Address> snats;
    for (const auto& service : recording.scenario.deployment.services) {
        if (recording.index().owner_of(service, at) == engine) {
            role.active = true;
            if (service.snat_ip) {
                snats.emplace(service.name, *service.snat_ip);
            }
        }
    }
    if (!snats.empty()) {
        role.snat = snats.begin()->second;
    }
    return role;
}

class ConfiguredProbes {
  public:
    ConfiguredProbes(Findings& findings, const Recording& recording)
        : findings_(findings), recording_(recording), probes_(health_probes_in(recording)) {}

    void judge(const Span& span, const std::string& engine, Ipv4Address server) const {
        const Role role = role_of(recording_, engine, span.to - 1ns);
        const bool probes = role.active || standby_probes(engine, span.to - 1ns);
        for (const bool ping : {false, true}) {
            std::vector<const HealthProbe*> sent;
            for (const HealthProbe& probe : probes_) {
                if (probe.engine == engine && probe.server == server && probe.ping == ping &&
                    span.contains(probe.at)) {
                    sent.push_back(&probe);
                }
            }
            judge_count(span, engine, server, ping, probes, sent);
            judge_sources(engine, role, sent);
        }
    }

  private:
    bool standby_probes(const std::string& engine, Instant at) const {
        const auto& group = *recording_.scenario.deployment.group_of_engine(engine);
        bool probes = group.hm_on_standby;
        for (const DonePatch& patch : done_patches(recording_, "serviceenginegroup")) {
            const json::value* wanted = patch.fields.if_contains("hm_on_standby");
            if (wanted != nullptr && patch.name == group.name && patch.done.invoked < at) {
                probes = wanted->as_bool();
            }
        }
        return probes;
    }

    void judge_count(const Span& span, const std::string& engine, Ipv4Address server, bool ping,
                     bool probes, const std::vector<const HealthProbe*>& sent) const {
        const Duration length = span.to - span.from;
        std::int64_t least = 0;
        std::int64_t most = 0;
        for (const HealthMonitorSpec& monitor : recording_.scenario.deployment.monitors_of_pool()) {
            if (probes && (monitor.type == HealthMonitorType::ping) == ping) {
                // A late timer makes an interval longer, never shorter.
                most += length / monitor.send_interval + 1;
                least += std::max<std::int64_t>(
                    length / (monitor.send_interval + noise_floor(recording_)) - 1, 0);
            }
        }
        const auto count = static_cast<std::int64_t>(sent.size());
        if (least > 0 || (most == 0 && !probes)) {
            findings_.occurred();
        }
        if (count < least || count > most) {
            findings_.problem(fmt::format("{} probed {} {} times{} in {}, not {} to {} times",
                                          engine, to_string(server), count, ping ? " by ping" : "",
                                          to_short_string(length), least, most));
        } else if (count > 0) {
            findings_.saw(at_probe(recording_, *sent.front()));
        }
    }

    void judge_sources(const std::string& engine, const Role& role,
                       const std::vector<const HealthProbe*>& sent) const {
        const Ipv4Address own =
            recording_.topology.find(engine)->address_on(recording_.topology.back)->address;
        const Ipv4Address expected = role.snat.value_or(own);
        const auto stray = std::find_if(sent.begin(), sent.end(), [&](const HealthProbe* probe) {
            return probe->source != expected;
        });
        if (stray != sent.end()) {
            findings_.problem(
                fmt::format("{}, {}, probed {} from {}, not from {}", engine,
                            role.active ? "active" : "standby", to_string((*stray)->server),
                            to_string((*stray)->source), to_string(expected)),
                {at_probe(recording_, **stray)});
        }
    }

    Findings& findings_;
    const Recording& recording_;
    std::vector<HealthProbe> probes_;
};

Verdict judge_configured(const Recording& recording) {
    Findings findings("servers probed as configured");
    const ConfiguredProbes probes(findings, recording);
    for (const Span& span : settled_spans(recording)) {
        for (const std::string& engine : recording.scenario.deployment.all_engines()) {
            for (const auto& [server, name] : servers_of(recording)) {
                probes.judge(span, engine, server);
            }
        }
    }
    return std::move(findings).verdict("each server was probed once an interval by each monitor");
}

Verdict judge_disabled(const Recording& recording) {
    Findings findings("disabled services probe nothing");
    const auto& services = recording.scenario.deployment.services;
    const std::vector<Absence> absences = absences_in(recording);
    const auto all_disabled = [&](Instant at) {
        return std::all_of(services.begin(), services.end(), [&](const auto& service) {
            return std::any_of(absences.begin(), absences.end(), [&](const Absence& absence) {
                return absence.service == &service && absence.span.contains(at);
            });
        });
    };
    for (const Absence& absence : absences) {
        findings.occurred(all_disabled(absence.span.from) ? 1 : 0);
    }
    for (const HealthProbe& probe : health_probes_in(recording)) {
        if (all_disabled(probe.at)) {
            findings.problem(fmt::format("{} probed {} after every service was disabled",
                                         probe.engine, to_string(probe.server)),
                             {absences.back().where, at_probe(recording, probe)});
        }
    }
    return std::move(findings).verdict("nobody probed a server of a pool that no service used");
}

/// Servers that a change of the pool names and the deployment did not.
std::vector<Ipv4Address> new_servers(const Recording& recording, const DonePatch& patch) {
    std::vector<Ipv4Address> found;
    const json::value* servers = patch.fields.if_contains("servers");
    for (const json::value& server : servers == nullptr ? json::array{} : servers->as_array()) {
        const auto address =
            parse_ipv4(std::string(server.at("ip").at("addr").as_string())).value();
        if (!servers_of(recording).contains(address)) {
            found.push_back(address);
        }
    }
    return found;
}

class NewServer {
  public:
    NewServer(Findings& findings, const Recording& recording, const DonePatch& patch)
        : findings_(findings),
          recording_(recording),
          patch_(patch),
          probes_(health_probes_in(recording)) {}

    void judge(const std::string& engine, Ipv4Address server) const {
        // Two probes are enough for any monitor that wants two passes, where each takes a
        // round trip; 2 s are what HM-7 promises.
        constexpr Duration haste = 2s;
        const Instant until = *patch_.done.completed + haste;
        std::uint32_t wanted = 0;
        for (const HealthMonitorSpec& monitor : recording_.scenario.deployment.monitors_of_pool()) {
            wanted += monitor.successful_checks;
        }
        findings_.occurred();
        std::uint32_t sent = 0;
        for (const HealthProbe& probe : probes_) {
            const bool of_it = probe.engine == engine && probe.server == server;
            if (of_it && probe.at >= patch_.done.invoked && probe.at <= until) {
                ++sent;
                findings_.saw(at_probe(recording_, probe));
            }
        }
        if (sent < wanted) {
            findings_.problem(
                fmt::format("{} probed {}, which is new, {} times within {}, not {}", engine,
                            to_string(server), sent, to_short_string(haste), wanted),
                {patch_.where()});
        }
        const auto ups = recording_.index().system_events("SERVER_UP");
        const bool said = std::any_of(ups.begin(), ups.end(), [&](const Event& event) {
            return event.content->object == to_string(server) &&
                   event.content->description.ends_with("says " + engine) && event.at <= until;
        });
        if (!said) {
            findings_.problem(fmt::format("{} did not say within {} that {} is up", engine,
                                          to_short_string(haste), to_string(server)),
                              {patch_.where()});
        }
    }

  private:
    Findings& findings_;
    const Recording& recording_;
    const DonePatch& patch_;
    std::vector<HealthProbe> probes_;
};

Verdict judge_new_servers(const Recording& recording) {
    Findings findings("new server probed at once");
    for (const DonePatch& patch : done_patches(recording, "pool")) {
        const NewServer judge(findings, recording, patch);
        for (const Ipv4Address server : new_servers(recording, patch)) {
            for (const std::string& engine : recording.scenario.deployment.all_engines()) {
                judge.judge(engine, server);
            }
        }
    }
    return std::move(findings).verdict("a new server was probed back to back until it was up");
}

}  // namespace

Checker servers_probed_as_configured() {
    return {"servers probed as configured", judge_configured};
}
Checker disabled_services_probe_nothing() {
    return {"disabled services probe nothing", judge_disabled};
}
Checker new_server_probed_at_once() {
    return {"new server probed at once", judge_new_servers};
}

}  // namespace holdfast::harness::check
