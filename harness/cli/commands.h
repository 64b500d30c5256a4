// SPDX-License-Identifier: Apache-2.0
// The sub-commands as functions of their options; cli.cpp alone knows the command line's grammar.
// Each returns an ExitCode.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/cli.h"
#include "harness/cli/processors.h"

namespace holdfast::harness::cli {

const std::string default_results = "results/runs";

struct GateOptions {
    std::string filter = "*";           ///< globs of rule ids, separated by commas
    std::vector<std::string> profiles;  ///< and of these only those of these; empty: all
    std::string world = "both";         ///< sim, mininet or both
    std::string sut;  ///< a system that we did not write, by name or folder; empty: the reference
    std::string defect;
    bool list_defects = false;
    bool all_rules = false;  ///< with a defect: also the rules that do not name it
    std::optional<std::uint64_t> seed;
    int cases = 8;  ///< with all rules in both worlds, ten minutes on two processors; by night 200
    int trials = 1;
    int jobs = 3 * processors() / 2;  ///< a testbed waits a third of its time
    std::string junit;
    std::string report;
    std::string results = default_results;
};
int gate(const GateOptions& options, const Worlds& worlds);

struct PlayOptions {
    std::string path;     ///< a scenario file, or the folder of a run
    std::string testbed;  ///< empty: sim, and mininet for a system that we did not write
    std::string sut;      ///< as GateOptions has it
    std::string defect;
    std::optional<std::uint64_t> seed;
    int times = 1;
    std::string results = default_results;
};
/// `holdfast run` and `holdfast replay`.
int play_file(const PlayOptions& options, const Worlds& worlds);

int judge_run(const std::string& folder);
int list_topologies();
int show_topology(const std::string& name);
int stand_in_topology(const std::string& name, const Worlds& worlds);
struct RulesOptions {
    std::string rule;       ///< empty: the catalogue
    std::string profile;    ///< only this one's
    bool profiles = false;  ///< lists the profiles instead
};
int show_rules(const RulesOptions& options);
int doctor(const Worlds& worlds);

struct BenchOptions {
    std::uint64_t seed = 1;
    int trials = 30;
    int cases = 50;
    std::string world = "both";
    /// Internal: this process is one of several that only play trials and write their times here.
    std::string worker_file;
};
int bench(const BenchOptions& options, const Worlds& worlds);

}  // namespace holdfast::harness::cli
