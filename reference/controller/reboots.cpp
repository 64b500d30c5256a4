// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/reboots.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reference/controller/cloud.h"

namespace holdfast::reference::controller {
namespace {

Duration patience_with(const SystemState& s, const Silence& silence) {
    const auto& properties = s.store.the<model::ControllerProperties>();
    return std::chrono::seconds(silence.crashed ? properties.crashed_se_reboot
                                                : properties.unresponsive_se_reboot);
}

/// The cloud is ours to command, and it knows the machine.
bool may_be_rebooted(const SystemState& s, const EngineName& name) {
    const Engine* engine = find_engine(s, name);
    return engine != nullptr && has_write_access(s, group_of(s, *engine)) &&
           s.cloud.host_of(name) != nullptr;
}

}  // namespace

void note_silent(SystemState& s, const Engine& engine) {
    s.cloud.silent[engine.name] = {.crashed = !engine.connection, .since = s.now};
    s.dirty = true;
}

void forget_silence(SystemState& s, const EngineName& engine) {
    const std::size_t known = s.cloud.silent.erase(engine) + s.cloud.reboots.erase(engine);
    s.dirty = s.dirty || known > 0;
}

void machine_rebooted(SystemState& s, const EngineName& name) {
    if (s.cloud.reboots.erase(name) == 0) {
        return;  // it is heard already, or nobody asked
    }
    report(s, "SE_REBOOTED", name.text(), fmt::format("the cloud has rebooted {}", name.text()));
    if (find_engine(s, name) != nullptr) {
        s.cloud.silent[name] = {.crashed = false, .since = s.now};  // why it was does not count
    }
}

void ask_for_reboots(SystemState& s) {
    std::vector<EngineName> due;
    for (auto& [name, silence] : s.cloud.silent) {
        const Instant since = silence.since.value_or(s.now);
        silence.since = since;
        if (s.now >= since + patience_with(s, silence) && may_be_rebooted(s, name)) {
            due.push_back(name);
        }
    }
    for (const EngineName& name : due) {
        const Duration silent_for = patience_with(s, s.cloud.silent.at(name));
        s.cloud.silent.erase(name);
        s.cloud.reboots.insert(name);
        report(s, "REBOOT_SE", name.text(),
               fmt::format("{} has been silent for {} s, and its cloud is asked to reboot it",
                           name.text(), silent_for / 1s));
    }
}

std::optional<Instant> next_reboot(const SystemState& s) {
    std::optional<Instant> next;
    for (const auto& [name, silence] : s.cloud.silent) {
        if (may_be_rebooted(s, name)) {
            const Instant at = silence.since ? *silence.since + patience_with(s, silence) : s.now;
            next = std::min(next.value_or(Instant::never()), at);
        }
    }
    return next;
}

}  // namespace holdfast::reference::controller
