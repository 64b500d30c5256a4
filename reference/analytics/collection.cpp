// SPDX-License-Identifier: Apache-2.0
#include "reference/analytics/collection.h"

#include <algorithm>
#include <utility>

namespace holdfast::reference::analytics {

namespace {

template <class Item>
void keep_newest(std::deque<Item>& items, std::size_t limit) {
    while (items.size() > limit) {
        items.pop_front();
    }
}

/// The values of the map by time, and in the order of their origins at the same time.
template <class Item, class Time>
std::vector<Item> by_time(std::map<Origin, Item> items, Time time) {
    std::vector<Item> out;
    for (auto& [origin, item] : items) {
        out.push_back(std::move(item));
    }
    std::stable_sort(out.begin(), out.end(),
                     [&](const Item& a, const Item& b) { return time(a) < time(b); });
    return out;
}

}  // namespace

// An engine that started anew begins to count anew; what an older life of it still had on the way
// comes before, because a connection ends with the process.
std::uint64_t Collection::take(const protocol::Report& report) {
    Service& service = services_[report.service];
    Source& source = service.sources[report.engine];
    if (source.boot_id != report.boot_id) {
        source = {.boot_id = report.boot_id};
    }
    source.dropped = std::max(source.dropped, report.dropped);
    for (const protocol::ReportItem& item : report.items) {
        if (item.number > source.taken) {
            keep(service, {report.engine, report.boot_id, item.number}, item);
            source.taken = item.number;
        }
    }
    return source.taken;
}

void Collection::keep(Service& service, const Origin& origin,
                      const protocol::ReportItem& item) const {
    if (item.request) {
        service.requests.push_back({origin, *item.request, {}});
        keep_newest(service.requests, limits_.requests_max);
    } else {
        service.samples.push_back({origin, *item.sample});
        keep_newest(service.samples, limits_.samples_max);
    }
}

ServiceReports Collection::of(const protocol::ServiceName& name, std::size_t requests_max) const {
    ServiceReports out;
    const auto found = services_.find(name);
    if (found == services_.end()) {
        return out;
    }
    const Service& service = found->second;
    const std::size_t count = std::min(requests_max, service.requests.size());
    out.requests.assign(service.requests.end() - static_cast<std::ptrdiff_t>(count),
                        service.requests.end());
    out.samples.assign(service.samples.begin(), service.samples.end());
    for (const auto& [engine, source] : service.sources) {
        if (source.dropped > 0) {
            out.dropped.push_back({engine, source.boot_id, source.dropped});
        }
    }
    return out;
}

ServiceReports merged(const std::vector<Part>& parts) {
    std::map<Origin, CollectedRequest> requests;
    std::map<Origin, CollectedSample> samples;
    std::map<std::pair<protocol::EngineName, std::uint64_t>, std::uint64_t> dropped;
    for (const Part& part : parts) {
        for (const CollectedRequest& one : part.reports.requests) {
            requests.try_emplace(one.origin, one)
                .first->second.collectors.push_back(part.collector);
        }
        for (const CollectedSample& one : part.reports.samples) {
            samples.try_emplace(one.origin, one);
        }
        for (const Dropped& one : part.reports.dropped) {
            std::uint64_t& items = dropped[{one.engine, one.boot_id}];
            items = std::max(items, one.items);
        }
    }
    ServiceReports out;
    out.requests = by_time(std::move(requests), [](const CollectedRequest& one) {
        return one.request.began + one.request.lasted;
    });
    out.samples =
        by_time(std::move(samples), [](const CollectedSample& one) { return one.sample.at; });
    for (const auto& [source, items] : dropped) {
        out.dropped.push_back({source.first, source.second, items});
    }
    return out;
}

}  // namespace holdfast::reference::analytics
