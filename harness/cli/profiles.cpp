// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/profiles.h"

#include <algorithm>

#include "harness/cli/glob.h"

namespace holdfast::harness::cli {

const std::vector<Profile>& all_profiles() {
    static const std::vector<Profile> profiles = {
        {"ha-legacy",
         "a pair of engines, one active for each service, its failure detection and its servers",
         "LEG-*,FIP-*,HM-*,DET-1,DET-4,DET-5,DET-6,DET-11,INV-1,INV-3",
         {"active_standby_pair"}},
        {"cluster",
         "three controllers, their configuration and address, and engines without them",
         "CTRL-*,CIP-*,CCFG-*,HDL-*,DET-2,DET-3,DET-7,DET-8,DET-9,DET-12,DET-13,DET-14,DET-15,"
         "DET-16,DET-17,SYS-*,OBS-*,EVT-*,INV-2",
         {"controller_cluster", "legacy_active_standby"}},
        {"ha-n-plus-m",
         "elastic groups with engines to spare: placement, room, isolation",
         "ELN-*,PLC-*,DIS-*",
         {"elastic_groups"}},
        {"gateway-monitoring",
         "pairs whose engines watch their gateways",
         "GW-*",
         {"gateway_monitoring", "legacy_active_standby"}},
        {"ha-active-active",
         "elastic groups whose services are on several engines and hosts",
         "ELA-*,AFF-*",
         {"elastic_groups"}},
        {"scaling-native",
         "services of elastic groups that are scaled out and in, and migrate",
         "SCL-*,MIG-*",
         {"elastic_groups"}},
        {"scaling-bgp",
         "services that several engines serve at once, each by a route of its own",
         "BGP-*,DET-10",
         {"equal_paths"}},
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

std::vector<std::string> features_of(const std::string& rule,
                                     const std::vector<std::string>& needs) {
    const Profile* profile = find_profile(profile_of(rule));
    std::vector<std::string> features = needs;
    std::erase_if(features, [&](const std::string& need) {
        return profile != nullptr &&
               std::count(profile->core.begin(), profile->core.end(), need) != 0;
    });
    return features;
}

}  // namespace holdfast::harness::cli
