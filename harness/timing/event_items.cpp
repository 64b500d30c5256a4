// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/event_items.h"

#include <algorithm>

namespace holdfast::harness::timing {

std::vector<Item> items_of(const VipReport& vip, const std::vector<OwnerChange>& changes,
                           const Report& report) {
    std::vector<Item> items;
    for (const std::size_t index : vip.flows) {
        const FlowReport& flow = report.flows[index];
        if (!flow.settled) {
            continue;
        }
        for (const LossPeriod& period : flow.loss_periods) {
            items.push_back({period.first_sent, period.end(), index, &period});
        }
        for (const CaptureHole& hole : flow.holes) {
            if (hole.missing >= hole_min) {
                items.push_back({hole.from, hole.to, index, nullptr, nullptr, &hole});
            }
        }
    }
    for (const OwnerChange& change : changes) {
        items.push_back({change.to.first.at, std::max(change.to.first.at, change.from.last.at),
                         std::nullopt, nullptr, &change});
    }
    std::sort(items.begin(), items.end(),
              [](const Item& a, const Item& b) { return a.begin < b.begin; });
    return items;
}

void add_gaps(const VipReport& vip, const Report& report, std::vector<Item>& items) {
    const Instant begin = items.front().begin;
    Instant end = begin;
    for (const Item& item : items) {
        end = std::max(end, item.end);
    }
    for (const std::size_t index : vip.flows) {
        const FlowReport& flow = report.flows[index];
        const bool told = std::any_of(items.begin(), items.end(), [&](const Item& item) {
            return item.flow == index && item.period != nullptr;
        });
        for (const LossPeriod& gap : flow.pauses_or_outages) {
            if (flow.settled && !told && gap.begin() <= end && gap.end() >= begin) {
                items.push_back({gap.first_sent, gap.end(), index, &gap});
            }
        }
    }
}

std::vector<std::vector<Item>> clusters_of(const std::vector<Item>& items, Duration validated_for) {
    std::vector<std::vector<Item>> clusters;
    Instant end;
    for (const Item& item : items) {
        if (clusters.empty() || item.begin - end > validated_for) {
            clusters.emplace_back();
            end = item.end;
        }
        clusters.back().push_back(item);
        end = std::max(end, item.end);
    }
    return clusters;
}

}  // namespace holdfast::harness::timing
