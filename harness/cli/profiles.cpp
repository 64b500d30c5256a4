// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/profiles.h"

#include <algorithm>

#include "harness/cli/glob.h"

namespace holdfast::harness::cli {

const std::vector<Profile>& all_profiles() {
    static const std::vector<Profile> profiles = {
        {"ha-legacy",
         "a pair of engines, one active for each service, its failure detection and its servers",
         "LEG-*,FIP-*,HM-*,DET-1,DET-4,DET-5,DET-6,INV-1,INV-3"},
        {"cluster", "three controllers, their configuration and address, and engines without them",
         "CTRL-*,CIP-*,CCFG-*,HDL-*,DET-2,DET-3,DET-7,DET-8,DET-9,DET-1?,SYS-*,OBS-*,EVT-*,INV-2"},
        {"ha-n-plus-m", "elastic groups with engines to spare: placement, room, isolation",
         "ELN-*,PLC-*,DIS-*"},
        {"gateway-monitoring", "pairs whose engines watch their gateways", "GW-*"},
        {"ha-active-active", "elastic groups whose services are on several engines and hosts",
         "ELA-*,AFF-*"},
        {"scaling-native", "services of elastic groups that are scaled out and in, and migrate",
         "SCL-*,MIG-*"},
    };
    return profiles;
}

const Profile* find_profile(const std::string& name) {
    const auto& all = all_profiles();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Profile& profile) { return profile.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::string profile_of(const std::string& rule) {
    for (const Profile& profile : all_profiles()) {
        if (filter_matches(profile.filter, rule)) {
            return profile.name;
        }
    }
    return "other";
}

}  // namespace holdfast::harness::cli
