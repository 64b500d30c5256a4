// SPDX-License-Identifier: Apache-2.0
// What a controller has collected from engines: in memory, bounded, and therefore gone when it
// ends; engines tell it again to whoever collects then (HDL-3, CTRL-23).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "reference/protocol/reports.h"

namespace holdfast::reference::analytics {

/// Which item of which engine it is: the same one may be collected by two controllers.
struct Origin {
    protocol::EngineName engine{};
    std::uint64_t boot_id = 0;
    std::uint64_t number = 0;
    auto operator<=>(const Origin&) const = default;
};
struct CollectedRequest {
    Origin origin{};
    protocol::ServedRequest request{};
    std::vector<std::string> collectors{};  ///< filled by merged(): who has it
    bool operator==(const CollectedRequest&) const = default;
};
struct CollectedSample {
    Origin origin{};
    protocol::MetricSample sample{};
    bool operator==(const CollectedSample&) const = default;
};
/// What one engine had to drop of a service, since it started.
struct Dropped {
    protocol::EngineName engine{};
    std::uint64_t boot_id = 0;
    std::uint64_t items = 0;
    bool operator==(const Dropped&) const = default;
};

/// All that is known of one service, in the order in which it came.
struct ServiceReports {
    std::vector<CollectedRequest> requests{};
    std::vector<CollectedSample> samples{};
    std::vector<Dropped> dropped{};
    bool operator==(const ServiceReports&) const = default;
};

/// What one controller collected of a service.
struct Part {
    std::string collector;
    ServiceReports reports;
};
/// What several controllers collected of a service as one: each item once, the oldest first.
ServiceReports merged(const std::vector<Part>& parts);

struct CollectionLimits {
    std::size_t requests_max = 10'000;  ///< of a service; the oldest go
    std::size_t samples_max = 1'000;
};

class Collection {
  public:
    explicit Collection(CollectionLimits limits = {}) : limits_(limits) {}

    /// Keeps what is new in it. Gives the number up to which the engine's items of the service are
    /// taken: an item that comes again, or after a later one, is not kept twice.
    std::uint64_t take(const protocol::Report& report);
    /// The newest `requests_max` requests, and all samples.
    ServiceReports of(const protocol::ServiceName& service, std::size_t requests_max) const;

  private:
    struct Source {
        std::uint64_t boot_id = 0;
        std::uint64_t taken = 0;
        std::uint64_t dropped = 0;
    };
    struct Service {
        std::deque<CollectedRequest> requests;
        std::deque<CollectedSample> samples;
        std::map<protocol::EngineName, Source> sources;
    };

    void keep(Service& service, const Origin& origin, const protocol::ReportItem& item) const;

    CollectionLimits limits_;
    std::map<protocol::ServiceName, Service> services_;
};

}  // namespace holdfast::reference::analytics
