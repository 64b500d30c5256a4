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

/// The list that a good answer holds; none: it is another answer.
std::optional<json::array> list_answered(const Result<ApiAnswer>& answer, const char* member) {
    if (!answer || answer->status != 200) {
        return std::nullopt;
    }
    json::error_code malformed;
    const json::value body = json::parse(answer->body, malformed);
    const json::object* object = malformed ? nullptr : body.if_object();
    const json::value* found = object == nullptr ? nullptr : object->if_contains(member);
    return found == nullptr || !found->is_array() ? std::nullopt : std::optional(found->as_array());
}

}  // namespace

Orchestrator::Orchestrator(const scenario::CloudSpec& spec, const topology::Topology& topology,
                           const std::vector<std::string>& deployed, ApiCall call, MachineRoom room)
    : spec_(spec), call_(std::move(call)), room_(std::move(room)) {
    const auto contains = [](const std::vector<std::string>& names, const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
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

std::vector<history::CloudActed> Orchestrator::attend(Instant now) {
    if (const auto all = read_wanted()) {
        for (const Wanted& wanted : *all) {
            heed(wanted, now);
        }
        for (auto& [name, machine] : machines_) {
            machine.asked =
                machine.asked && std::any_of(all->begin(), all->end(), [&](const Wanted& one) {
                    return one.machine == name && one.wanted;
                });
        }
    }
    start_due(now);
    report();
    return std::exchange(acts_, {});
}

std::optional<std::vector<Orchestrator::Wanted>> Orchestrator::read_wanted() {
    if (cloud_.empty()) {
        const auto clouds =
            list_answered(call_("GET", "/api/cloud?name=Default-Cloud", ""), "results");
        if (!clouds || clouds->empty()) {
            return std::nullopt;
        }
        cloud_ = text_of(clouds->front().as_object(), "uuid");
    }
    const auto listed =
        list_answered(call_("GET", "/api/cloud/" + cloud_ + "/machines", ""), "machines");
    if (!listed) {
        return std::nullopt;
    }
    std::vector<Wanted> all;
    for (const json::value& item : *listed) {
        const json::object& one = item.as_object();
        all.push_back(
            {text_of(one, "engine"), text_of(one, "se_group"), one.at("wanted").as_bool()});
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

void Orchestrator::start_due(Instant now) {
    for (auto& [name, machine] : machines_) {
        if (machine.state != Machine::State::starting || now < machine.due) {
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
    if (cloud_.empty() || (told_ && failed_.empty())) {
        return;
    }
    const auto answer = call_("POST", "/api/cloud/" + cloud_ + "/inventory", inventory());
    if (answer && answer->status == 200) {
        told_ = true;
        failed_.clear();
    }
}

std::string Orchestrator::inventory() const {
    json::array hosts;
    for (const std::string& host : hosts_) {
        json::array vacant;
        json::array occupied;
        for (const auto& [name, machine] : machines_) {
            if (machine.host == host) {
                (machine.state == Machine::State::running ? occupied : vacant).emplace_back(name);
            }
        }
        hosts.push_back(json::object{
            {"name", host}, {"vacant", std::move(vacant)}, {"occupied", std::move(occupied)}});
    }
    json::array failed;
    for (const auto& [machine, reason] : failed_) {
        failed.push_back(json::object{{"engine", machine}, {"reason", reason}});
    }
    return json::serialize(
        json::object{{"hosts", std::move(hosts)}, {"failed", std::move(failed)}});
}

void Orchestrator::note(Act act, const std::string& machine, const std::string& group) {
    acts_.push_back({act, machine, machines_.at(machine).host, group});
}

}  // namespace holdfast::harness::sut
