// SPDX-License-Identifier: Apache-2.0
// What the command needs to know of worlds and systems, handed in by the program: harness/cli names
// neither a testbed nor a system under test.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/promises.h"
#include "harness/report/conformance.h"
#include "harness/run/run.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::cli {

struct DefectInfo {
    std::string name;      ///< "no_gratuitous_arp"
    std::string sentence;  ///< what the system does wrong
    /// Why the random schedules of `holdfast chaos` cannot find it; empty: they should.
    std::string beyond_chance{};
    /// Rules that have to FAIL on it, where the rules themselves do not name it.
    std::vector<std::string> caught_by{};
};

/// A system that we did not write: what `--sut` names.
struct OutsideSystem {
    std::string selector;  ///< finds it again from anywhere: a name, or an absolute path
    std::string name;
    Promises promises;
    run::WorldFactory mininet;
    std::vector<DefectInfo> defects;
    report::Implementation implementation;
    std::string
        missing;  ///< what it needs and this machine lacks, with the way out; empty: nothing
};

/// One thing that the machine can or cannot do.
struct DoctorLine {
    std::string what;
    bool good = false;
    std::string detail;  ///< a version, or what is missing and how to get it
};

struct Worlds {
    run::WorldFactory sim;
    run::WorldFactory mininet;
    std::vector<DefectInfo> defects;
    std::function<std::vector<DoctorLine>()> doctor;
    /// Why no Mininet testbed can be brought up here, quickly found; empty: one can.
    std::function<std::string()> mininet_unusable;
    /// Finds a system by its name or folder. An Error says what is wrong with it, or who there is.
    std::function<Result<OutsideSystem>(const std::string& name_or_folder)> outside;
    /// Brings the network up, gives its prompt to the terminal and takes it away again.
    std::function<Result<void>(const topology::Topology&)> stand_in;
};

/// The same for worlds that may lack Mininet altogether.
inline std::string why_no_mininet(const Worlds& worlds) {
    if (!worlds.mininet) {
        return "this program was built without Mininet";
    }
    return worlds.mininet_unusable ? worlds.mininet_unusable() : "";
}

}  // namespace holdfast::harness::cli
