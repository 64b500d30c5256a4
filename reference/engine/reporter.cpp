// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/reporter.h"

#include <algorithm>
#include <utility>

namespace holdfast::reference::engine {

Reporter::Reporter(ReporterOptions options) : options_(std::move(options)) {}

void Reporter::served(Instant now, const protocol::ServiceName& service,
                      const protocol::ServedRequest& request) {
    add(now, service, {.request = request});
}

void Reporter::sampled(Instant now, const protocol::ServiceName& service,
                       const protocol::MetricSample& sample) {
    add(now, service, {.sample = sample});
}

void Reporter::add(Instant now, const protocol::ServiceName& service, protocol::ReportItem item) {
    const auto [found, fresh] = queues_.try_emplace(service);
    Queue& queue = found->second;
    if (fresh) {
        assign(service, queue);
    }
    item.number = ++queue.last_number;
    queue.items.push_back({++last_order_, std::move(item)});
    ++kept_;
    make_room();
    if (queue.collector) {
        wake(now + options_.patience);
    }
}

// A queue's oldest item was taken before its others were: looking at the first of each will do.
void Reporter::make_room() {
    while (kept_ > options_.items_max) {
        const auto rank = [](const Queue& queue) {
            const Kept& first = queue.items.front();
            return std::pair(first.item.number > queue.taken, first.order);
        };
        Queue* oldest = nullptr;
        for (auto& [service, queue] : queues_) {
            if (!queue.items.empty() && (oldest == nullptr || rank(queue) < rank(*oldest))) {
                oldest = &queue;
            }
        }
        oldest->dropped += oldest->items.front().item.number > oldest->taken ? 1 : 0;
        oldest->items.pop_front();
        --kept_;
    }
}

void Reporter::said(Instant now, LinkId link, const protocol::Collects& collects) {
    said_[link] = collects;
    assign(now);
}

void Reporter::lost(Instant now, LinkId link) {
    said_.erase(link);
    for (auto& [service, queue] : queues_) {
        if (queue.collector == link) {
            queue.collector.reset();
        }
    }
    assign(now);
}

void Reporter::assign(Instant now) {
    for (auto& [service, queue] : queues_) {
        assign(service, queue);
        if (has_more(queue)) {
            wake(now);
        }
    }
}

void Reporter::assign(const protocol::ServiceName& service, Queue& queue) const {
    const std::uint32_t slot = protocol::collector_slot(service);
    const std::pair<const LinkId, protocol::Collects>* best = nullptr;
    for (const auto& entry : said_) {
        const auto& slots = entry.second.slots;
        const bool wants = std::binary_search(slots.begin(), slots.end(), slot);
        if (wants && (best == nullptr || entry.second.index > best->second.index)) {
            best = &entry;
        }
    }
    if (best == nullptr) {
        queue.collector.reset();
        return;
    }
    if (queue.holder != best->second.holder) {
        queue.holder = best->second.holder;
        queue.taken = 0;  // by this one: it hears all that is still here
        queue.sent = 0;
    }
    if (queue.collector != best->first) {
        queue.collector = best->first;
        queue.sent = queue.taken;  // what was on its way went with the other connection
    }
}

// Numbers that were never sent are not believed.
void Reporter::taken(Instant now, LinkId link, const protocol::ReportTaken& taken) {
    const auto found = queues_.find(taken.service);
    if (found == queues_.end() || found->second.collector != link) {
        return;
    }
    Queue& queue = found->second;
    queue.taken = std::max(queue.taken, std::min(taken.number, queue.sent));
    if (has_more(queue)) {
        const bool full = queue.last_number - queue.taken >= protocol::report_items_max;
        wake(full ? now : now + options_.patience);
    }
}

bool Reporter::has_more(const Queue& queue) const {
    const bool quiet = queue.sent <= queue.taken;  // nothing is on its way
    return queue.collector && quiet && !queue.items.empty() &&
           queue.items.back().item.number > queue.taken;
}

void Reporter::wake(Instant at) {
    due_at_ = std::min(due_at_.value_or(Instant::never()), at);
}

OutgoingReports Reporter::due(Instant now) {
    OutgoingReports out;
    if (!due_at_ || *due_at_ > now) {
        return out;
    }
    due_at_.reset();
    for (auto& [service, queue] : queues_) {
        if (has_more(queue)) {
            out.push_back({*queue.collector, next_report(service, queue)});
        }
    }
    return out;
}

protocol::Report Reporter::next_report(const protocol::ServiceName& service, Queue& queue) const {
    protocol::Report report{.engine = options_.engine,
                            .boot_id = options_.boot_id,
                            .service = service,
                            .dropped = queue.dropped};
    const auto first =
        std::partition_point(queue.items.begin(), queue.items.end(),
                             [&](const Kept& kept) { return kept.item.number <= queue.taken; });
    for (auto kept = first;
         kept != queue.items.end() && report.items.size() < protocol::report_items_max; ++kept) {
        report.items.push_back(kept->item);
    }
    queue.sent = report.items.back().number;
    return report;
}

}  // namespace holdfast::reference::engine
