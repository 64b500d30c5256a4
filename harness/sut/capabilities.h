// SPDX-License-Identifier: Apache-2.0
// The words in which a system says what it can do, and a rule what it needs. A rule whose needs a
// system does not declare is SKIPPED there, with the word.
#pragma once

#include <string>
#include <vector>

namespace holdfast::harness::sut {

struct Capability {
    std::string name;      ///< "active_standby_pair"
    std::string sentence;  ///< what a system that declares it can do
};

const std::vector<Capability>& all_capabilities();
bool is_capability(const std::string& name);

}  // namespace holdfast::harness::sut
