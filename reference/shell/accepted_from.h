// SPDX-License-Identifier: Apache-2.0
// A socket that does not hear what comes in by one interface, and gives no sign that it is there:
// the kernel neither answers nor refuses. Whoever sees those packets by other means decides about
// them, and hands those that are the socket's to the kernel by another interface.
//
// What it sends can be made to leave by that other interface too, so that somebody decides about
// that as well.
#pragma once

#include <string>

namespace holdfast::reference::shell {

struct AcceptedFrom {
    int all_but_interface = 0;  ///< its index; 0: from everywhere
    std::string only_device{};  ///< in and out; empty: all, as routes lead

    void apply(int socket) const;
};

}  // namespace holdfast::reference::shell
