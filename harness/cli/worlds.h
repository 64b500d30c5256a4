// SPDX-License-Identifier: Apache-2.0
// What the command needs to know of worlds and systems, handed in by the program: harness/cli names
// neither a testbed nor a system under test.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/run/run.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::cli {

struct DefectInfo {
    std::string name;      ///< "no_gratuitous_arp"
    std::string sentence;  ///< what the system does wrong
};

/// One thing that the machine can or cannot do.
struct DoctorLine {
    std::string what;
    bool good = false;
    std::string detail;  ///< a version, or what is missing and how to get it
};

struct DoctorReport {
    std::vector<DoctorLine> lines;
    std::string
        mininet_unusable;  ///< why no Mininet testbed can be brought up here; empty: one can
};

struct Worlds {
    run::WorldFactory sim;
    run::WorldFactory mininet;
    std::vector<DefectInfo> defects;
    std::function<DoctorReport()> doctor;
    /// Brings the network up, gives its prompt to the terminal and takes it away again.
    std::function<Result<void>(const topology::Topology&)> stand_in;
};

}  // namespace holdfast::harness::cli
