// SPDX-License-Identifier: Apache-2.0
#include "reference/protocol/reports.h"

#include <fmt/format.h>

#include "reference/protocol/encoding.h"
#include "reference/protocol/report_descriptions.h"

namespace holdfast::reference::protocol {

namespace {

// encode() writes the type first; a line that begins otherwise is none of ours.
template <class Message>
bool begins_as(std::string_view line) {
    constexpr std::string_view opening = R"({"type":")";
    return line.starts_with(opening) &&
           line.substr(opening.size()).starts_with(std::string(type_name<Message>) + '"');
}

template <class Variant>
Result<Variant> decode_line(std::string_view line, const std::string& context) {
    if (line.size() + 1 > line_max) {  // one for the newline
        return bad_input(fmt::format("{}: {} bytes, at most {} are accepted", context,
                                     line.size() + 1, line_max));
    }
    auto parsed = json::parse(line, context);
    return parsed ? decode_parsed<Variant>(std::move(*parsed), context)
                  : Result<Variant>(parsed.error());
}

Result<void> check_item(const ReportItem& item, std::uint64_t number_before) {
    if (item.request.has_value() == item.sample.has_value()) {
        return bad_input(fmt::format("item {}: expected one of request and sample", item.number));
    }
    if (item.number <= number_before) {
        return bad_input(fmt::format("item {} comes after item {}; numbers begin at 1 and grow",
                                     item.number, number_before));
    }
    if (item.request && item.request->lasted < 0ns) {
        return bad_input(fmt::format("item {}: lasted {}, expected at least 0", item.number,
                                     to_string(item.request->lasted)));
    }
    return success;
}

Result<void> check(const Report& report) {
    if (report.engine.empty() || report.service.empty()) {
        return bad_input("engine or service is empty");
    }
    if (report.items.size() > report_items_max) {
        return bad_input(
            fmt::format("{} items, expected at most {}", report.items.size(), report_items_max));
    }
    std::uint64_t number_before = 0;
    for (const ReportItem& item : report.items) {
        if (auto checked = check_item(item, number_before); !checked) {
            return checked;
        }
        number_before = item.number;
    }
    return success;
}

Result<void> check(const Collects& collects) {
    std::optional<std::uint32_t> before;
    for (const std::uint32_t slot : collects.slots) {
        if (slot >= collector_slots || (before && slot <= *before)) {
            return bad_input(
                fmt::format("slot {}: expected 0 to {}, ascending", slot, collector_slots - 1));
        }
        before = slot;
    }
    return success;
}

Result<void> check(const ReportTaken& taken) {
    return taken.service.empty() ? Result<void>(bad_input("service is empty")) : success;
}

}  // namespace

// FNV-1a, 64 bits: the names of few services fall into different slots.
std::uint32_t collector_slot(const ServiceName& service) {
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325U;
    for (const char letter : service.text()) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100'0000'01b3U;
    }
    return static_cast<std::uint32_t>((hash ^ (hash >> 32U)) % collector_slots);
}

std::string encode(const Report& report) {
    return encode_line(std::variant<Report>(report));
}

std::string encode(const ToReporter& message) {
    return encode_line(message);
}

bool is_report(std::string_view line) {
    return begins_as<Report>(line);
}

bool is_to_reporter(std::string_view line) {
    return begins_as<Collects>(line) || begins_as<ReportTaken>(line);
}

Result<Report> decode_report(std::string_view line) {
    const std::string context = "report";
    auto message = decode_line<std::variant<Report>>(line, context);
    if (!message) {
        return message.error();
    }
    Report& report = std::get<Report>(*message);
    if (const auto valid = check(report); !valid) {
        return bad_input(fmt::format("{}: {}", context, valid.error().message));
    }
    return std::move(report);
}

Result<ToReporter> decode_to_reporter(std::string_view line) {
    const std::string context = "message to an engine's reporter";
    auto message = decode_line<ToReporter>(line, context);
    if (!message) {
        return message;
    }
    const auto valid = std::visit([](const auto& one) { return check(one); }, *message);
    return valid ? message : bad_input(fmt::format("{}: {}", context, valid.error().message));
}

}  // namespace holdfast::reference::protocol
