// SPDX-License-Identifier: Apache-2.0
// Lines of another controller: what is decoded encodes to the same message again; anything else is
// refused with a sentence.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "reference/cluster/encoding.h"

namespace cluster = holdfast::reference::cluster;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto message = cluster::decode_peer_message({reinterpret_cast<const char*>(data), size});
    if (!message.has_value()) {
        CHECK(!message.error().message.empty(), "a refusal says why");
        return 0;
    }
    const auto again = cluster::decode_peer_message(cluster::encode(*message));
    CHECK(again.has_value(), "what was decoded is refused when it is encoded again");
    CHECK(*again == *message, "a message changed on its way");
    return 0;
}
