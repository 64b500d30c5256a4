// SPDX-License-Identifier: Apache-2.0
// Commands that only show: topologies, rules, the machine.
#include <fmt/format.h>
#include <unistd.h>

#include "harness/cli/commands.h"
#include "harness/cli/profiles.h"
#include "harness/cli/version.h"
#include "harness/drill.h"
#include "harness/property.h"

namespace holdfast::harness::cli {
namespace {

int refuse(const std::string& sentence) {
    fmt::print(stderr, "holdfast: {}\n", sentence);
    return exit_could_not_run;
}

std::string joined(const std::vector<std::string>& words, const std::string& none) {
    std::string out;
    for (const std::string& word : words) {
        out += (out.empty() ? "" : ", ") + word;
    }
    return out.empty() ? none : out;
}

std::string joined(const std::vector<Ipv4Address>& addresses) {
    std::vector<std::string> words;
    for (const Ipv4Address address : addresses) {
        words.push_back(to_string(address));
    }
    return joined(words, "none");
}

void show_node(const topology::Node& node) {
    std::string interfaces;
    for (const topology::Interface& interface : node.interfaces) {
        interfaces += fmt::format("  {} {}", interface.segment, to_string(interface.address));
    }
    fmt::print("  {:<12} {:<15}{}\n", node.name, to_string(node.role), interfaces);
    for (const topology::Route& route : node.routes) {
        fmt::print("  {:<12} {:<15}  {} by {}\n", "", "",
                   route.destination.prefix_length == 0 ? "default" : to_string(route.destination),
                   to_string(route.next_hop));
    }
}

}  // namespace

int list_topologies() {
    for (const std::string& name : topology::topology_names()) {
        const auto topology = topology::find_topology(name);
        fmt::print("{:<24} {}\n", name,
                   topology ? topology->description : "refused: " + topology.error().message);
    }
    return exit_pass;
}

int show_topology(const std::string& name) {
    const auto topology = topology::find_topology(name);
    if (!topology) {
        return refuse(topology.error().message);
    }
    fmt::print("{}\n{}\n\n{}\nnodes\n", topology->name, topology->description, topology->drawing);
    for (const topology::Node& node : topology->nodes) {
        show_node(node);
    }
    fmt::print("segments\n");
    for (const topology::Segment& segment : topology->segments) {
        fmt::print("  {:<12} {}\n", segment.name, to_string(segment.subnet));
    }
    fmt::print("VIPs                {}\nfloating addresses  {}\nSNAT addresses      {}\n",
               joined(topology->vips), joined(topology->floating_ips), joined(topology->snat_ips));
    return exit_pass;
}

int stand_in_topology(const std::string& name, const Worlds& worlds) {
    const auto topology = topology::find_topology(name);
    if (!topology) {
        return refuse(topology.error().message);
    }
    const std::string unusable =
        worlds.stand_in ? why_no_mininet(worlds) : "this program was built without Mininet";
    if (!unusable.empty()) {
        return refuse("no network can be brought up here: " + unusable);
    }
    const auto stood = worlds.stand_in(*topology);
    return stood ? static_cast<int>(exit_pass) : refuse(stood.error().message);
}

int show_rules(const RulesOptions& options) {
    const std::string& rule = options.rule;
    if (options.profiles) {
        for (const Profile& profile : all_profiles()) {
            fmt::print("{:<12} {}\n{:<12} {}\n", profile.name, profile.sentence, "",
                       profile.filter);
        }
        return exit_pass;
    }
    if (!options.profile.empty() && find_profile(options.profile) == nullptr) {
        return refuse("no profile is named '" + options.profile +
                      "'; holdfast rules --profiles lists them");
    }
    if (rule.empty()) {
        for (const Property& property : all_properties()) {
            if (options.profile.empty() || profile_of(property.rule) == options.profile) {
                fmt::print("{:<12} {}\n", property.rule, property.sentence);
            }
        }
        for (const Property& drill : all_drills()) {
            if (options.profile.empty()) {
                fmt::print("{:<12} {}\n", drill.rule, drill.sentence);
            }
        }
        return exit_pass;
    }
    const Property* property = find_property(rule);
    if (property == nullptr) {
        return refuse("no rule is named '" + rule + "'; holdfast rules lists them");
    }
    if (!property->waits_for.empty()) {
        fmt::print("{}\n{}\n\nsource    {}\nwaits     for {}: SKIPPED until then\n", property->rule,
                   property->sentence, property->source, property->waits_for);
        return exit_pass;
    }
    std::vector<std::string> checkers;
    for (const check::Checker& checker : property->checkers) {
        checkers.push_back(checker.name);
    }
    fmt::print(
        "{}\n{}\n\nsource    {}\ntopology  {}\nneeds     {}\nchecked   {}\n          and in every "
        "run: fidelity, INV-1, INV-3\ndefects   {}\n\ntry       holdfast gate --filter {}\n",
        property->rule, property->sentence, property->source, property->topology,
        joined(property->needs, "nothing special"), joined(checkers, "by the invariants alone"),
        joined(property->defects, "none"), property->rule);
    return exit_pass;
}

int doctor(const Worlds& worlds) {
    const bool colour = isatty(STDOUT_FILENO) != 0;
    fmt::print("holdfast {}\n", version());
    const auto lines = worlds.doctor ? worlds.doctor() : std::vector<DoctorLine>();
    for (const DoctorLine& line : lines) {
        const std::string mark = line.good ? "yes" : "NO";
        const std::string painted =
            colour ? (line.good ? "\x1b[32m" : "\x1b[31m") + mark + "\x1b[0m" : mark;
        fmt::print("{}{}  {:<34} {}\n", painted, std::string(3 - mark.size(), ' '), line.what,
                   line.detail);
    }
    const std::string unusable = why_no_mininet(worlds);
    if (unusable.empty()) {
        fmt::print("\nEvery rule can be judged here, in simulation and on Mininet.\n");
        return exit_pass;
    }
    std::vector<std::string> real_only;
    for (const Property& property : all_properties()) {
        for (const std::string& need : property.needs) {
            if (need == "real_tcp") {
                real_only.push_back(property.rule);
            }
        }
    }
    fmt::print(
        "\nMininet cannot be used: {}\nEvery rule is judged in simulation only; not at all: "
        "{}\n",
        unusable, joined(real_only, "none"));
    return exit_invalid;
}

}  // namespace holdfast::harness::cli
