// SPDX-License-Identifier: Apache-2.0
// A program of the system under test, as a node starts it.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace holdfast::harness::mininet {

struct ProgramSpec {
    std::string node;
    std::vector<std::string> argv;                   ///< argv[0] is an absolute path
    std::string log_file;                            ///< standard output and error, appended
    std::map<std::string, std::string> environment;  ///< added to ours
    bool operator==(const ProgramSpec&) const = default;
};

}  // namespace holdfast::harness::mininet
