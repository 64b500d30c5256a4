// SPDX-License-Identifier: Apache-2.0
// How a command waits for the processes that it started.
#pragma once

#include <functional>
#include <vector>

#include "base/result.h"
#include "harness/cli/child.h"

namespace holdfast::harness::cli {

/// Looks again and again, some twenty times a second, for as long as somebody works. An Error: an
/// interrupt came, or `look` had enough; who still works then is for end_all().
Result<void> watch_children(const std::function<bool()>& somebody_works,
                            const std::function<Result<void>()>& look);

/// Asks all of them to end, and gives them the time to heal what they broke and to take their
/// testbeds away. Who is there after that ends with its Child.
void end_all(const std::vector<Child*>& children);

}  // namespace holdfast::harness::cli
