// SPDX-License-Identifier: Apache-2.0
// Any text is a topology or is refused with its file; a topology that is accepted can be asked.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "harness/topology/topology.h"

namespace topology = holdfast::harness::topology;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto parsed = topology::parse_topology(text, "fuzzed.yaml");
    if (!parsed.has_value()) {
        CHECK(parsed.error().message.find("fuzzed.yaml") != std::string::npos,
              "a refusal names the file: {}", parsed.error().message);
        return 0;
    }
    for (const topology::Node& node : parsed->nodes) {
        CHECK(parsed->find(node.name) == &node, "two nodes have the name {}", node.name);
    }
    return 0;
}
