// SPDX-License-Identifier: Apache-2.0
// A network namespace that nobody but this process holds: it ends with the process, whatever way
// that ends, and every device in it.
#pragma once

#include <functional>

#include "base/result.h"
#include "reference/shell/unique_fd.h"

namespace holdfast::reference::shell {

Result<UniqueFd> make_private_namespace();

/// Does this in the namespace, in a thread of its own, and waits for it. Sockets that it opens stay
/// there.
Result<void> in_private_namespace(const UniqueFd& space, const std::function<Result<void>()>& work);

}  // namespace holdfast::reference::shell
