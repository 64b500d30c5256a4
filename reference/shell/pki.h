// SPDX-License-Identifier: Apache-2.0
// A small certificate authority for controllers and engines: EC P-256 keys, CN = name, OU =
// controller or engine.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace holdfast::reference::shell {

struct PkiRequest {
    std::string directory;
    std::vector<std::string> controllers;
    std::vector<std::string> engines;
};

struct PkiReport {
    std::vector<std::string> made;  ///< file names, in the order they were written
    std::vector<std::string> kept;  ///< files of an earlier call that still stand
};

/// Makes the directory, ca.pem and ca.key, and NAME.pem and NAME.key for each name. What is there
/// already is kept; a name that is there with the other role is refused. Keys have mode 0600.
Result<PkiReport> create_certificates(const PkiRequest& request);

}  // namespace holdfast::reference::shell
