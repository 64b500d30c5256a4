// SPDX-License-Identifier: Apache-2.0
// A controller that runs is told by its machine's operator what the API cannot do for want of a
// leader (CCFG-11, CCFG-12): one request at its admin socket, the answer printed.
#pragma once

#include <string>

namespace holdfast::reference::shell {

/// `name`: "recover-cluster" or "change-address". Prints the answer's body on success to standard
/// output, and why not to standard error. The process's exit code.
int run_local_procedure(const std::string& admin_socket, const std::string& name);

}  // namespace holdfast::reference::shell
