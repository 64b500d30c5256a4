// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/orchestrator.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "harness/sut/json_text.h"

namespace holdfast::harness::sut {

namespace {

namespace json = boost::json;
using Act = history::CloudActed::Act;
using Mood = scenario::SetCloud::Mood;

/// What a good answer says; none: it is another answer.
std::optional<json::object> answered(const Result<ApiAnswer>& answer) {
    if (!answer || answer->status != 200) {
        return std::nullopt;
    }
    json::error_code malformed;
    const json::value body = json::parse(answer->body, malformed);
    const json::object* object = malformed ? nullptr : body.if_object();
    return object == nullptr ? std::nullopt : std::optional(*object);
}

/// Empty: there is no such list.
json::array list_in(const json::object& object, const char* member) {
    const json::value* found = object.if_contains(member);
    return found == nullptr || !found->is_array() ? json::array{} : found->as_array();
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Orchestrator::Orchestrator(const scenario::CloudSpec& spec, const topology::Topology& topology,
                           const std::vector<std::string>& deployed, ApiCall call, MachineRoom room)
    : spec_(spec), call_(std::move(call)), room_(std::move(room)) {
    for (const topology::Host& host : topology.hosts) {
        hosts_.push_back(host.name);
        for (const std::string& name : host.machines) {
            if (contains(deployed, name)) {
                machines_[name] = {.host = host.name, .state = Machine::State::running};
            } else if (contains(spec.machines, name)) {
                machines_[name] = {.host = host.name};
            }
        }
    }
}

void Orchestrator::host_fails(const std::string& host) {
    failed_hosts_.insert(host);
    for (const auto& [name, machine] : machines_) {
        if (machine.host == host && machine.state == Machine::State::running) {
            on_failed_host_.push_back(name);
        }
    }
    told_ = false;
}

std::vector<history::CloudActed> Orchestrator::attend(Instant now) {
    if (const auto all = read_asked()) {
        for (const Wanted& wanted : all->machines) {
            heed(wanted, now);
        }
        for (auto& [name, machine] : machines_) {
            machine.asked =
                machine.asked && std::any_of(all->machines.begin(), all->machines.end(),
                                             [&name = name](const Wanted& one) {
                                                 return one.machine == name && one.wanted;
                                             });
        }
        for (const std::string& name : all->reboots) {
            reboot(name);
        }
    }
    start_due(now);
    report();
    return std::exchange(acts_, {});
}

std::optional<Orchestrator::Asked> Orchestrator::read_asked() {
    if (cloud_.empty()) {
        const auto clouds = answered(call_("GET", "/api/cloud?name=Default-Cloud", ""));
        const json::array found = clouds ? list_in(*clouds, "results") : json::array{};
        if (found.empty()) {
            return std::nullopt;
        }
        cloud_ = text_of(found.front().as_object(), "uuid");
    }
    const auto listed = answered(call_("GET", "/api/cloud/" + cloud_ + "/machines", ""));
    if (!listed) {
        return std::nullopt;
    }
    Asked all;
    for (const json::value& item : list_in(*listed, "machines")) {
        const json::object& one = item.as_object();
        all.machines.push_back(
            {text_of(one, "engine"), text_of(one, "se_group"), one.at("wanted").as_bool()});
    }
    for (const json::value& item : list_in(*listed, "reboot")) {
        all.reboots.emplace_back(item.as_string());
    }
    return all;
}

void Orchestrator::heed(const Wanted& wanted, Instant now) {
    const auto machine = machines_.find(wanted.machine);
    if (machine == machines_.end()) {
        return;  // none of ours
    }
    if (!wanted.wanted) {
        take_away(wanted.machine);
    } else if (!machine->second.asked) {
        machine->second.asked = true;
        note(Act::asked, wanted.machine, wanted.group);
        begin(wanted, now);
    }
}

void Orchestrator::begin(const Wanted& wanted, Instant now) {
    std::string name = wanted.machine;
    if (mood_ == Mood::hangs) {
        return;
    }
    if (mood_ == Mood::refuses) {
        note(Act::refused, name, wanted.group);
        failed_.emplace_back(name, "the cloud refuses to start machines");
        return;
    }
    if (mood_ == Mood::starts_another) {
        for (const auto& [other, machine] : machines_) {
            if (machine.state == Machine::State::vacant && !machine.asked) {
                name = other;
                break;
            }
        }
    }
    Machine& machine = machines_.at(name);
    if (machine.state == Machine::State::vacant) {
        machine.state = Machine::State::starting;
        machine.group = wanted.group;
        machine.due = now + spec_.start_time;
    }
}

void Orchestrator::take_away(const std::string& name) {
    Machine& machine = machines_.at(name);
    const std::string group = machine.group;
    if (machine.state == Machine::State::running) {
        note(Act::told_to_remove, name, group);
        if (!room_.stop(name)) {
            return;  // it is asked for again
        }
        note(Act::removed, name, group);
    }
    machine.state = Machine::State::vacant;
    machine.asked = false;
    told_ = false;
}

void Orchestrator::reboot(const std::string& name) {
    const auto machine = machines_.find(name);
    if (machine == machines_.end() || machine->second.state != Machine::State::running ||
        mood_ != Mood::starts || failed_hosts_.contains(machine->second.host) ||
        contains(rebooted_, name)) {
        return;
    }
    if (room_.reboot(name)) {  // if not, it is asked for again
        rebooted_.push_back(name);
        note(Act::rebooted, name, machine->second.group);
    }
}

void Orchestrator::start_due(Instant now) {
    for (auto& [name, machine] : machines_) {
        if (machine.state != Machine::State::starting || now < machine.due ||
            failed_hosts_.contains(machine.host)) {
            continue;
        }
        if (const auto started = room_.start(name, machine.group); !started) {
            machine.state = Machine::State::vacant;
            failed_.emplace_back(name, started.error().message);
            note(Act::refused, name, machine.group);
            continue;
        }
        machine.state = Machine::State::running;
        told_ = false;
        note(Act::started, name, machine.group);
    }
}

void Orchestrator::report() {
    if (cloud_.empty() || (told_ && failed_.empty() && rebooted_.empty())) {
        return;
    }
    const auto answer = call_("POST", "/api/cloud/" + cloud_ + "/inventory", inventory());
    if (answer && answer->status == 200) {
        told_ = true;
        failed_.clear();
        rebooted_.clear();
        for (const std::string& machine : std::exchange(on_failed_host_, {})) {
            note(Act::host_failed, machine, machines_.at(machine).group);
        }
    }
}

std::string Orchestrator::inventory() const {
    json::array hosts;
    for (const std::string& host : hosts_) {
        json::array vacant;
        json::array occupied;
        for (const auto& [name, machine] : machines_) {
            if (machine.host == host && machine.state == Machine::State::running) {
                occupied.emplace_back(name);
            } else if (machine.host == host && !failed_hosts_.contains(host)) {
                vacant.emplace_back(name);
            }
        }
        hosts.push_back(json::object{
            {"name", host}, {"vacant", std::move(vacant)}, {"occupied", std::move(occupied)}});
    }
    json::array failed;
    for (const auto& [machine, reason] : failed_) {
        failed.push_back(json::object{{"engine", machine}, {"reason", reason}});
    }
    json::array rebooted(rebooted_.begin(), rebooted_.end());
    json::array host_failed(on_failed_host_.begin(), on_failed_host_.end());
    return json::serialize(json::object{{"hosts", std::move(hosts)},
                                        {"failed", std::move(failed)},
                                        {"host_failed", std::move(host_failed)},
                                        {"rebooted", std::move(rebooted)}});
}

void Orchestrator::note(Act act, const std::string& machine, const std::string& group) {
    acts_.push_back({act, machine, machines_.at(machine).host, group});
}

}  // namespace holdfast::harness::sut
