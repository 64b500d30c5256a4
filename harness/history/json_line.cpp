// SPDX-License-Identifier: Apache-2.0
// One event, one line: {"at":1500000000,"event":"fault","index":0,...}. Keys come in the order of
// the fields, so that the same run gives the same bytes.
#include "harness/history/describe.h"
#include "harness/history/history.h"

namespace holdfast::harness::history {
namespace {

template <class T>
constexpr const char* word = nullptr;
template <>
constexpr const char* word<RunBegan> = "run";
template <>
constexpr const char* word<PhaseBegan> = "phase";
template <>
constexpr const char* word<OperationEvent> = "operation";
template <>
constexpr const char* word<FaultEvent> = "fault";
template <>
constexpr const char* word<SystemEvent> = "system";
template <>
constexpr const char* word<RuntimeObserved> = "runtime";
template <>
constexpr const char* word<ClusterObserved> = "cluster";
template <>
constexpr const char* word<CloudActed> = "cloud";
template <>
constexpr const char* word<ApiCallRecorded> = "api_call";
template <>
constexpr const char* word<FlowRecorded> = "flow";
template <>
constexpr const char* word<ConnectionRecorded> = "connection";
template <>
constexpr const char* word<FidelityRecorded> = "fidelity";
template <>
constexpr const char* word<Trouble> = "trouble";

/// Tries each kind of content until one has the word.
template <std::size_t I = 0>
Result<Content> content_of(const std::string& kind, const json::value& fields,
                           const std::string& where) {
    if constexpr (I == std::variant_size_v<Content>) {
        return bad_input(where + ": '" + kind + "' is no kind of event");
    } else {
        using T = std::variant_alternative_t<I, Content>;
        if (kind != word<T>) {
            return content_of<I + 1>(kind, fields, where);
        }
        auto content = json::from_json<T>(fields, where);
        if (!content) {
            return content.error();
        }
        return Content(std::move(*content));
    }
}

}  // namespace

std::string to_json_line(const Event& event) {
    json::object line;
    line["at"] = event.at.since_start().count();
    std::visit(
        [&](const auto& content) {
            line["event"] = word<std::decay_t<decltype(content)>>;
            const json::value fields = json::store(content);
            for (const auto& field : fields.get_object()) {
                line[field.key()] = field.value();
            }
        },
        event.content);
    return boost::json::serialize(line);
}

Result<Event> parse_json_line(std::string_view line, const std::string& where) {
    auto value = json::parse(line, where);
    if (!value) {
        return value.error();
    }
    json::object* fields = value->if_object();
    const json::value* at = fields == nullptr ? nullptr : fields->if_contains("at");
    const json::value* kind = fields == nullptr ? nullptr : fields->if_contains("event");
    if (at == nullptr || !at->is_int64() || kind == nullptr || !kind->is_string()) {
        return bad_input(where + R"(: expected an object with "at" (nanoseconds) and "event")");
    }
    Event event{Instant(Duration(at->get_int64())), {}};
    const std::string word_found(kind->get_string());
    fields->erase("at");
    fields->erase("event");
    auto content = content_of(word_found, *value, where);
    if (!content) {
        return content.error();
    }
    event.content = std::move(*content);
    return event;
}

}  // namespace holdfast::harness::history
