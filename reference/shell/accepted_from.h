// SPDX-License-Identifier: Apache-2.0
// A socket that does not hear what comes in by one interface, and gives no sign that it is there:
// the kernel neither answers nor refuses. Whoever sees those packets by other means decides about
// them, and hands those that are the socket's to the kernel by another interface.
#pragma once

namespace holdfast::reference::shell {

struct AcceptedFrom {
    int all_but_interface = 0;  ///< its index; 0: from everywhere

    void apply(int socket) const;
};

}  // namespace holdfast::reference::shell
