// SPDX-License-Identifier: Apache-2.0
// Work inside another network namespace, in this process. A socket stays in the namespace that it
// was opened in, so one short visit is enough to act there for good.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace holdfast::harness::mininet {

/// A handle on a network namespace, and the number that tells it from others.
struct NetNamespace {
    Fd fd;
    ino_t inode = 0;

    /// From a path such as /proc/1234/ns/net.
    static Result<NetNamespace> open(const std::string& path);
    /// Takes the calling thread into it, for the rest of the thread's life.
    Result<void> enter() const;
};

/// Runs `work` in a thread of its own that has entered the namespace, and waits for it.
Result<void> in_namespace(const NetNamespace& where, const std::function<Result<void>()>& work);

/// Reads and writes /proc/sys/... as the calling thread's namespace has it.
Result<void> write_sysctl(const std::string& path, const std::string& value);
Result<std::string> read_sysctl(const std::string& path);

/// "cannot do this: No such file or directory"
Error system_error(const std::string& what, int error_number);
Error system_error(const std::string& what);  ///< with errno

}  // namespace holdfast::harness::mininet
