// SPDX-License-Identifier: Apache-2.0
#include "harness/testbed.h"

namespace holdfast::harness {

Result<void> wait_until(Testbed& testbed, const std::string& what, Duration limit,
                        const std::function<bool()>& condition) {
    const Instant began = testbed.now();
    // Asked once more at the limit: what became true with the last event counts.
    if (condition() || testbed.advance(began + limit, condition) || condition()) {
        return success;
    }
    return failed(what + ": not within " + to_short_string(limit) + " of " + to_string(began));
}

}  // namespace holdfast::harness
