// SPDX-License-Identifier: Apache-2.0
#include "reference/model/network_profile.h"

#include <array>
#include <string>

namespace holdfast::reference::model {
namespace {

struct Known {
    std::string_view name;
    NetworkProfile profile;
};
constexpr std::array known{
    Known{"System-TCP-Proxy", NetworkProfile::tcp_proxy},
    Known{"System-TCP-Fast-Path", NetworkProfile::tcp_fast_path},
    Known{"System-UDP-Fast-Path", NetworkProfile::udp_fast_path},
};

// What follows "name=", up to the next parameter or the "#name" that clients append.
std::string_view name_in(std::string_view reference) {
    if (const auto at = reference.find("name="); at != std::string_view::npos) {
        reference.remove_prefix(at + std::string_view("name=").size());
    }
    return reference.substr(0, reference.find_first_of("&#"));
}

}  // namespace

Result<NetworkProfile> network_profile_of(std::string_view reference) {
    if (reference.empty()) {
        return NetworkProfile::tcp_proxy;
    }
    std::string names;
    for (const Known& one : known) {
        if (name_in(reference) == one.name) {
            return one.profile;
        }
        names += (names.empty() ? "" : ", ") + std::string(one.name);
    }
    return bad_input("'" + std::string(reference) + "' is not one of " + names);
}

}  // namespace holdfast::reference::model
