// SPDX-License-Identifier: Apache-2.0
// A system that we did not write, as the file sut.yaml in its folder describes it. docs/adapters.md
// explains every field.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "harness/promises.h"

namespace holdfast::harness::sut::outside {

/// A wrong configuration that the adapter can deploy on purpose.
struct KnownDefect {
    std::string name;
    std::string sentence;                ///< what is wrong then
    std::vector<std::string> caught_by;  ///< rules that have to FAIL on it; never empty
    bool operator==(const KnownDefect&) const = default;
};

/// What is known of a rule that the system fails.
struct Deviation {
    bool documented = false;  ///< its makers promise what the rule says
    std::string statement;    ///< in one or two sentences, where they say what
    bool operator==(const Deviation&) const = default;
};

/// Who acts as the operator of a system.
enum class Operator {
    adapter,   ///< it deploys, and tells roles
    rest_api,  ///< the suite itself, by the API of spec/api.md; the adapter carries the requests
};

struct System {
    std::string folder;   ///< absolute
    std::string adapter;  ///< path of the executable
    std::string name;
    std::string version;  ///< that it was tried with; the adapter tells which one runs
    std::string about;    ///< one sentence
    Operator operated_by = Operator::adapter;
    std::string url;
    std::vector<std::string> programs;  ///< absolute paths that have to be executable
    std::vector<std::string> packages;  ///< of Debian, that bring them
    Promises promises;
    std::map<std::string, std::string> settings;  ///< handed to the adapter as they are
    std::vector<KnownDefect> defects;
    std::map<std::string, Deviation> deviations;  ///< by rule

    const KnownDefect* find_defect(const std::string& name) const;
    /// The first program that is not there, and how to get it; none: all are.
    std::optional<std::string> missing() const;
};

/// Refuses, with file, line and field, what is unknown, missing, out of range or no capability.
Result<System> load_system(const std::string& folder);
/// A name ("keepalived") of a folder that comes with the suite, or a path to a folder.
Result<System> find_system(const std::string& name_or_folder);
/// Those that come with the suite.
std::vector<std::string> system_names();
/// Where they are, with what their adapters share.
std::string systems_folder();

}  // namespace holdfast::harness::sut::outside
