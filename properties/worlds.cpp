// SPDX-License-Identifier: Apache-2.0
#include "properties/worlds.h"

#include "harness/mininet/doctor.h"
#include "harness/mininet/testbed.h"
#include "harness/mininet/user_namespace.h"
#include "harness/run/run_folder.h"
#include "harness/sut/outside/system.h"
#include "harness/worlds/outside_world.h"
#include "harness/worlds/reference_worlds.h"
#include "properties/beyond_chance.h"
#include "properties/catalogue.h"

namespace holdfast::properties {
namespace {

using namespace harness;

Result<void> stand_in(const topology::Topology& topology) {
    const run::Scratch scratch;
    const auto testbed = mininet::MininetTestbed::bring_up(topology, {{}, 1, scratch.path()});
    if (!testbed) {
        return testbed.error();
    }
    const auto left = (*testbed)->interactive_shell();
    if (!left) {
        return left.error();
    }
    return success;
}

std::vector<cli::DoctorLine> examine() {
    std::vector<cli::DoctorLine> lines;
    for (const mininet::Finding& finding : mininet::examine_machine()) {
        const std::string consequence =
            finding.available || finding.consequence.empty() ? "" : " -> " + finding.consequence;
        lines.push_back({finding.mechanism, finding.available, finding.detail + consequence});
    }
    return lines;
}

std::string mininet_unusable() {
    const mininet::Finding finding = mininet::can_bring_up();
    return finding.available ? "" : finding.mechanism + ": " + finding.detail;
}

Result<cli::OutsideSystem> outside_system(const std::string& name_or_folder) {
    const auto found = sut::outside::find_system(name_or_folder);
    if (!found) {
        return found.error();
    }
    const sut::outside::System& system = *found;
    cli::OutsideSystem outside;
    outside.selector = system.folder;
    for (const std::string& name : sut::outside::system_names()) {
        outside.selector = name == name_or_folder ? name : outside.selector;
    }
    outside.name = system.name;
    outside.promises = system.promises;
    outside.mininet = worlds::outside_system(system);
    for (const auto& defect : system.defects) {
        outside.defects.push_back({defect.name, defect.sentence, "", defect.caught_by});
    }
    outside.implementation = {system.name,     system.about,    system.url,
                              system.packages, system.promises, {}};
    for (const auto& [rule, deviation] : system.deviations) {
        outside.implementation.deviations[rule] = {deviation.documented, deviation.statement};
    }
    outside.missing = system.missing().value_or("");
    return outside;
}

}  // namespace

cli::Worlds known_worlds() {
    cli::Worlds known;
    known.sim = worlds::simulated_reference;
    known.mininet = worlds::real_reference;
    for (const auto& defect : worlds::known_defects()) {
        known.defects.push_back({defect.name, defect.sentence, why_beyond_chance(defect.name)});
    }
    known.doctor = examine;
    known.mininet_unusable = mininet_unusable;
    known.stand_in = stand_in;
    known.outside = outside_system;
    return known;
}

void prepare() {
    register_all();
    // Where the kernel forbids it, the doctor and the gate say so; simulation still runs.
    static_cast<void>(mininet::enter_user_namespace().has_value());
}

}  // namespace holdfast::properties
