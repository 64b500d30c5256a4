// SPDX-License-Identifier: Apache-2.0
#include "faults/schedule.h"

#include <fmt/format.h>

#include "faults/form.h"
#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

// ---- writing ----

std::string trigger_lines(const AtInstant& trigger) {
    return fmt::format("  at: {}\n", holdfast::to_string(trigger.offset));
}

std::string on_lines(const std::string& what, const std::string& whom, Duration after) {
    std::string lines = fmt::format("  on: {{{}: {}}}\n", what, yaml_text(whom));
    if (after != Duration::zero()) {
        lines += fmt::format("  after: {}\n", holdfast::to_string(after));
    }
    return lines;
}

std::string trigger_lines(const OnGratuitousArp& trigger) {
    return on_lines("gratuitous_arp", to_string(trigger.sender), trigger.after);
}

std::string trigger_lines(const OnEvent& trigger) {
    return on_lines("event", trigger.event_id, trigger.after);
}

std::string item_lines(const ScheduledFault& scheduled) {
    std::string lines =
        std::visit([](const auto& t) { return trigger_lines(t); }, scheduled.trigger);
    lines += fmt::format("  fault: {}\n", name_of(scheduled.fault));
    for (const auto& [key, text] : fields_of(scheduled.fault)) {
        lines += fmt::format("  {}: {}\n", key, text);
    }
    if (scheduled.lasts) {
        lines += fmt::format("  for: {}\n", holdfast::to_string(*scheduled.lasts));
    }
    lines.front() = '-';  // the first field of an item carries the dash
    return lines;
}

// ---- reading ----

Trigger decode_on(const yaml::Value& on, Duration after) {
    auto map = on.map();
    const auto arp = map.optional("gratuitous_arp");
    const auto event = map.optional("event");
    map.finish();
    if (arp.has_value() == event.has_value()) {
        on.refuse_because("expected either gratuitous_arp or event");
    }
    if (arp) {
        return OnGratuitousArp{decode_target(*arp), after};
    }
    if (event->text().empty()) {
        event->refuse("an event's name");
    }
    return OnEvent{event->text(), after};
}

Trigger decode_trigger(yaml::Map& map) {
    const auto at = map.optional("at");
    const auto on = map.optional("on");
    const auto after = map.optional("after");
    if (at.has_value() == on.has_value()) {
        map.value().refuse_because("expected either 'at' or 'on', to say when the fault begins");
    }
    if (at && after) {
        after->refuse_because("'after' goes with 'on'; 'at' says it all");
    }
    if (at) {
        return AtInstant{at->duration()};
    }
    return decode_on(*on, after ? after->duration() : Duration::zero());
}

ScheduledFault decode_item(const yaml::Value& value) {
    auto map = value.map();
    Trigger trigger = decode_trigger(map);
    Fault fault = decode_fault("fault", map);
    std::optional<Duration> lasts;
    if (const auto written = map.optional("for")) {
        lasts = written->duration();
    }
    map.finish();
    return {std::move(trigger), std::move(fault), lasts};
}

}  // namespace

std::string to_yaml(const FaultSchedule& schedule) {
    if (schedule.empty()) {
        return "[]\n";
    }
    std::string text;
    for (const auto& scheduled : schedule) {
        text += item_lines(scheduled);
    }
    return text;
}

FaultSchedule decode_schedule(const yaml::Value& value) {
    FaultSchedule schedule;
    for (const auto& item : value.items()) {
        schedule.push_back(decode_item(item));
    }
    return schedule;
}

Result<FaultSchedule> parse_schedule(const std::string& text, const std::string& name) {
    return yaml::load_text<FaultSchedule>(text, name, decode_schedule);
}

}  // namespace holdfast::faults
