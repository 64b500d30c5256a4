// SPDX-License-Identifier: Apache-2.0
// Named sets of rules: what a product that offers a feature has to hold, and what a team runs while
// it works on one. Every rule is in exactly one.
#pragma once

#include <string>
#include <vector>

namespace holdfast::harness::cli {

struct Profile {
    std::string name;      ///< "cluster"
    std::string sentence;  ///< what its rules are about
    std::string filter;    ///< globs of rule ids, separated by commas
};

const std::vector<Profile>& all_profiles();
/// None of this name: null.
const Profile* find_profile(const std::string& name);
/// Where the rule belongs; a rule that no profile names: "other".
std::string profile_of(const std::string& rule);

}  // namespace holdfast::harness::cli
