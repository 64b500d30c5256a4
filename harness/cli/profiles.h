// SPDX-License-Identifier: Apache-2.0
// Named sets of rules: what a product that offers a feature has to hold, and what a team runs while
// it works on one. Every rule is in exactly one.
#pragma once

#include <string>
#include <vector>

namespace holdfast::harness::cli {

struct Profile {
    std::string name;               ///< "cluster"
    std::string sentence;           ///< what its rules are about
    std::string filter;             ///< globs of rule ids, separated by commas
    std::vector<std::string> core;  ///< capabilities that make a system a candidate for it
};

const std::vector<Profile>& all_profiles();
/// None of this name: null.
const Profile* find_profile(const std::string& name);
/// Where the rule belongs; a rule that no profile names: "other".
std::string profile_of(const std::string& rule);
/// Of these needs, those that are not core to the rule's profile.
std::vector<std::string> features_of(const std::string& rule,
                                     const std::vector<std::string>& needs);

}  // namespace holdfast::harness::cli
