// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/private_namespace.h"

#include <fcntl.h>
#include <sched.h>

#include <thread>

#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

// Made by a thread that then ends, held by the descriptor alone.
Result<UniqueFd> make_private_namespace() {
    Result<UniqueFd> out = failed("");
    std::thread([&out] {
        if (::unshare(CLONE_NEWNET) != 0) {
            out = system_error("cannot make a network namespace (CAP_SYS_ADMIN)");
            return;
        }
        UniqueFd fd(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
        out = fd ? Result<UniqueFd>(std::move(fd))
                 : Result<UniqueFd>(system_error("cannot open /proc/thread-self/ns/net"));
    }).join();
    return out;
}

Result<void> in_private_namespace(const UniqueFd& space,
                                  const std::function<Result<void>()>& work) {
    Result<void> out = success;
    std::thread([&] {
        out = ::setns(space.get(), CLONE_NEWNET) == 0
                  ? work()
                  : Result<void>(system_error("cannot enter a network namespace (CAP_SYS_ADMIN)"));
    }).join();
    return out;
}

}  // namespace holdfast::reference::shell
