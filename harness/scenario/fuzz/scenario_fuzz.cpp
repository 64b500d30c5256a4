// SPDX-License-Identifier: Apache-2.0
// Any text is a scenario or is refused with its file; what is accepted is the same when it is
// written and read again.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "harness/scenario/scenario.h"

namespace scenario = holdfast::harness::scenario;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto parsed = scenario::parse_scenario(text, "fuzzed.yaml");
    if (!parsed.has_value()) {
        CHECK(parsed.error().message.find("fuzzed.yaml") != std::string::npos,
              "a refusal names the file: {}", parsed.error().message);
        return 0;
    }
    const auto again = scenario::parse_scenario(to_yaml(*parsed), "written.yaml");
    CHECK(again.has_value(), "what was written is refused: {}", again.error().message);
    CHECK(*again == *parsed, "a scenario changed on its way through a file");
    return 0;
}
