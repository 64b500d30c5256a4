// SPDX-License-Identifier: Apache-2.0
#include "harness/check/defaults.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "harness/check/findings.h"
#include "harness/check/index.h"

namespace holdfast::harness::check {

namespace {

namespace json = boost::json;
using Expected = std::vector<std::pair<std::string, std::string>>;

void judge_object(Findings& findings, const PerformedOperation& read, const Expected& expected) {
    const Evidence where = at_line(read.operation, read.history_line, read.invoked);
    json::error_code malformed;
    const json::value body = json::parse(read.message, malformed);
    const json::object* object = malformed ? nullptr : body.if_object();
    if (object == nullptr) {
        findings.problem("what was read is no object", {where});
        return;
    }
    for (const auto& [field, value] : expected) {
        const json::value* found = object->if_contains(field);
        findings.occurred();
        if (found == nullptr || *found != json::parse(value)) {
            findings.problem(
                fmt::format("{} is {}, expected {}", field,
                            found == nullptr ? "absent" : json::serialize(*found), value),
                {where});
        }
    }
    findings.saw(where);
}

Verdict judge_fields(const Recording& recording, const Expected& expected) {
    Findings findings("fields as documented");
    for (const PerformedOperation& done : recording.index().operations()) {
        if (done.operation.starts_with("read ") &&
            done.outcome == history::OperationEvent::Type::ok) {
            judge_object(findings, done, expected);
        }
    }
    return std::move(findings).verdict("every field had the documented value");
}

}  // namespace

Checker fields_are(std::vector<std::pair<std::string, std::string>> expected) {
    return {"fields as documented", [all = std::move(expected)](const Recording& recording) {
                return judge_fields(recording, all);
            }};
}

}  // namespace holdfast::harness::check
