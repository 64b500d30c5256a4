// SPDX-License-Identifier: Apache-2.0
// `holdfast timing`: failovers in any capture.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/cli.h"

namespace holdfast::harness::cli {

struct TimingOptions {
    std::vector<std::string> captures;
    std::vector<std::string> vips;
    std::vector<std::string> between;  ///< two time points, or none
    std::string fault_at;
    std::string validated_for = "5s";
    std::string threshold = "200ms";
    std::string receiver_log;
    bool one_clock = false;
    bool json = false;
    std::string html;
    std::string baseline;
};
int timing(const TimingOptions& options);

/// What `--help` says below the options.
extern const char* const timing_footer;

}  // namespace holdfast::harness::cli
