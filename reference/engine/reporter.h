// SPDX-License-Identifier: Apache-2.0
// What an engine reports of its services, kept until a controller has taken it and a while longer:
// queued while no controller collects (HDL-3), and told again when a collector and all that it had
// taken is lost (CTRL-23). Without I/O: whoever holds the connections tells it what comes over
// them and sends what it gives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "base/time.h"
#include "reference/engine/controller_choice.h"
#include "reference/protocol/reports.h"

namespace holdfast::reference::engine {

struct ReporterOptions {
    protocol::EngineName engine;
    std::uint64_t boot_id = 0;
    /// Of all services together. When there are more, the oldest that was taken goes; when none
    /// was, the oldest is dropped, and counted.
    std::size_t items_max = 8192;
    /// An item waits so long for others to travel with.
    Duration patience = 100ms;
};

struct OutgoingReport {
    LinkId link = 0;
    protocol::Report report;
    bool operator==(const OutgoingReport&) const = default;
};
using OutgoingReports = std::vector<OutgoingReport>;

class Reporter {
  public:
    explicit Reporter(ReporterOptions options);

    void served(Instant now, const protocol::ServiceName& service,
                const protocol::ServedRequest& request);
    void sampled(Instant now, const protocol::ServiceName& service,
                 const protocol::MetricSample& sample);

    /// What comes over a connection, and its loss.
    void said(Instant now, LinkId link, const protocol::Collects& collects);
    void taken(Instant now, LinkId link, const protocol::ReportTaken& taken);
    void lost(Instant now, LinkId link);

    /// When due() must be called at the latest; none: nothing to send, or nobody to send it to.
    std::optional<Instant> next_timeout() const { return due_at_; }
    /// What is to be sent now: to each collector at most one message of a service is on its way.
    OutgoingReports due(Instant now);

  private:
    struct Kept {
        std::uint64_t order = 0;  ///< over all services: which is the oldest
        protocol::ReportItem item;
    };
    /// All about one service.
    struct Queue {
        std::deque<Kept> items;
        std::uint64_t last_number = 0;
        std::uint64_t dropped = 0;
        std::optional<LinkId> collector;
        std::uint64_t holder = 0;  ///< who took what was taken
        std::uint64_t taken = 0;   ///< numbers up to this one, by that holder
        std::uint64_t sent = 0;    ///< and up to this one they are on their way to it
    };

    void add(Instant now, const protocol::ServiceName& service, protocol::ReportItem item);
    void make_room();
    void assign(Instant now);
    void assign(const protocol::ServiceName& service, Queue& queue) const;
    void wake(Instant at);
    bool has_more(const Queue& queue) const;
    protocol::Report next_report(const protocol::ServiceName& service, Queue& queue) const;

    ReporterOptions options_;
    std::map<protocol::ServiceName, Queue> queues_;
    std::map<LinkId, protocol::Collects> said_;
    std::size_t kept_ = 0;
    std::uint64_t last_order_ = 0;
    std::optional<Instant> due_at_;
};

}  // namespace holdfast::reference::engine
