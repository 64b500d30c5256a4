// SPDX-License-Identifier: Apache-2.0
// Any text is a target, and is a reference or is refused with a sentence.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "reference/api/command.h"
#include "reference/api/query.h"
#include "reference/api/reference.h"

namespace api = holdfast::reference::api;
namespace model = holdfast::reference::model;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const std::string& segment : api::parse_target(text).segments) {
        CHECK(!segment.empty(), "a target has an empty segment");
    }
    const auto reference = api::parse_reference(text, model::Kind::pool);
    if (reference.has_value()) {
        CHECK(reference->uuid.empty() || reference->name.empty(), "a reference is one of the two");
    } else {
        CHECK(!reference.error().message.empty(), "a refusal says why");
    }
    return 0;
}
