// SPDX-License-Identifier: Apache-2.0
// What a calibration case looks at: the control flow between client and observer, with no system
// under test on its path, as captured and as logged by the client.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "harness/capture/frame.h"
#include "harness/packet/packet.h"
#include "harness/testbed.h"

namespace holdfast::harness::calibration {

struct Observation {
    workload::ProbeFlow control;
    std::vector<capture::Capture> captures;

    const capture::Capture* capture_of(const std::string& segment) const;
};

/// Runs the control flow at `rate` packets a second for `length`, with captures, and calls `during`
/// after every tenth of it. A short run-out at the end lets the last replies come.
Result<Observation> observe(Testbed& testbed, int rate, Duration length,
                            const std::function<Result<void>()>& during);
Result<Observation> observe(Testbed& testbed, int rate, Duration length);

/// Median time between request and reply, both as captured on the segment.
Result<Duration> median_round_trip(const Observation& observation, const std::string& segment);

/// The control flow's requests (or replies) in the order of their capture, those of the run-out
/// too.
struct Captured {
    std::uint64_t sequence = 0;
    Instant at;
};
enum class Direction { request, reply };
std::vector<Captured> captured(const Observation& observation, const std::string& segment,
                               Direction direction);

/// ARP frames with this sender and target address, as captured.
std::size_t arp_frames(const Observation& observation, const std::string& segment,
                       packet::Arp::Operation operation, Ipv4Address sender, Ipv4Address target);

/// After healing: the control flow loses nothing again, within some seconds.
Result<void> expect_restored(Testbed& testbed);

/// Calls `heal` on every way out of a case.
class Healer {
  public:
    explicit Healer(std::function<void()> heal) : heal_(std::move(heal)) {}
    ~Healer() { heal_(); }
    Healer(const Healer&) = delete;
    Healer& operator=(const Healer&) = delete;

  private:
    std::function<void()> heal_;
};

}  // namespace holdfast::harness::calibration
