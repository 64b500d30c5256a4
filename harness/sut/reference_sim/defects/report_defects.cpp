// SPDX-License-Identifier: Apache-2.0
// Nodes that collect wrongly what engines report.
#include <map>
#include <set>

#include "harness/sut/reference_sim/defects/node_defects.h"
#include "harness/sut/reference_sim/defects/node_wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

using reference::cluster::Core;
using reference::cluster::Effect;
using reference::cluster::Effects;
using reference::cluster::Input;
namespace effect = reference::cluster::effect;
namespace input = reference::cluster::input;
namespace protocol = reference::protocol;
using reference::controller::ConnectionId;

/// What an engine tells first on a connection, which is what it queued without one, is taken and
/// thrown away.
Core queued_reports_lost(Core core) {
    auto heard = std::make_shared<std::set<std::pair<ConnectionId, protocol::ServiceName>>>();
    return with_step(core, [heard](Instant now, const Input& input, const Core& sound) {
        const auto* from = std::get_if<input::FromReporter>(&input);
        if (from == nullptr || from->report.items.empty() ||
            !heard->insert({from->connection, from->report.service}).second) {
            return sound.step(now, input);
        }
        input::FromReporter emptied = *from;
        emptied.report.items.clear();
        Effects out = sound.step(now, emptied);
        for (Effect& effect : out) {
            auto* send = std::get_if<effect::SendToReporter>(&effect);
            auto* taken =
                send == nullptr ? nullptr : std::get_if<protocol::ReportTaken>(&send->message);
            if (taken != nullptr) {
                taken->number = from->report.items.back().number;
            }
        }
        return out;
    });
}

/// On a second connection an engine's reports count as those of another life of it, too.
Core reports_counted_twice(Core core) {
    struct Connections {
        std::map<ConnectionId, protocol::EngineName> names;
        std::map<protocol::EngineName, int> count;
    };
    auto known = std::make_shared<Connections>();
    return with_step(core, [known](Instant now, const Input& input, const Core& sound) {
        const auto* from = std::get_if<input::FromReporter>(&input);
        if (from == nullptr) {
            return sound.step(now, input);
        }
        if (known->names.emplace(from->connection, from->report.engine).second) {
            ++known->count[from->report.engine];
        }
        Effects out = sound.step(now, input);
        if (known->count[from->report.engine] > 1) {
            input::FromReporter again = *from;
            ++again.report.boot_id;
            sound.step(now, again);  // its answer is for nobody
        }
        return out;
    });
}

/// The slots that a node has first are the ones that it goes on collecting for.
Core collector_never_changes(Core core) {
    auto first = std::make_shared<std::vector<std::uint32_t>>();
    return with_step(core, [first](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        for (Effect& effect : out) {
            auto* send = std::get_if<effect::SendToReporter>(&effect);
            auto* collects =
                send == nullptr ? nullptr : std::get_if<protocol::Collects>(&send->message);
            if (collects == nullptr) {
                continue;
            }
            // A third of the slots: the share of a node that is one of three.
            const bool share = collects->slots.size() <= protocol::collector_slots / 3 + 1;
            if (first->empty() && share) {
                *first = collects->slots;
            }
            if (!first->empty()) {
                collects->slots = *first;
            }
        }
        return out;
    });
}

}  // namespace

std::vector<Defect> report_defects() {
    return {
        {"queued_reports_lost", "what engines queued without a controller is taken and thrown away",
         nullptr, nullptr, queued_reports_lost},
        {"reports_counted_twice", "after a reconnection every report of an engine counts twice",
         nullptr, nullptr, reports_counted_twice},
        {"collector_never_changes", "nobody takes over what a lost controller collected", nullptr,
         nullptr, collector_never_changes},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
