// SPDX-License-Identifier: Apache-2.0
// From files to a report.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/timing/analyser.h"

namespace holdfast::harness::timing {

/// Captures of one event, merged by their clocks, which are corrected by packets that several of
/// them saw; for that they are read twice, unless one is a pipe. Refused (bad input): a file that
/// is no capture, or whose lengths cannot be. One that ends in the middle of a packet is analysed
/// up to there, and the report warns.
Result<Report> analyse(const std::vector<std::string>& paths, const Settings& settings,
                       ReceiverLog receiver_log = {});
/// Opens all captures from their beginning, each time it is called.
using Opener = std::function<Result<std::vector<capture_reader::Reader>>()>;
Result<Report> analyse(const Opener& open, const Settings& settings, ReceiverLog receiver_log = {});
/// Reads them once: the clocks of several are taken as they are, and the report warns.
Result<Report> analyse(std::vector<capture_reader::Reader> readers, const Settings& settings,
                       ReceiverLog receiver_log = {});

/// What a receiving host got of our probes: lines "FLOW SEQUENCE", further columns are ignored,
/// and lines that begin with '#'.
Result<ReceiverLog> read_receiver_log(const std::string& path);

}  // namespace holdfast::harness::timing
