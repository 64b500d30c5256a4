// SPDX-License-Identifier: Apache-2.0
// What both daemons' configuration files have in common.
#pragma once

#include <optional>
#include <string>

#include "base/yaml.h"
#include "reference/shell/socket.h"
#include "reference/shell/tls.h"

namespace holdfast::reference::shell {

/// Decodes values, with relative paths taken from the folder of the configuration file.
class ConfigValues {
  public:
    explicit ConfigValues(const std::string& file);

    std::string name(const yaml::Value& value) const;
    Endpoint endpoint(const yaml::Value& value) const;
    std::string path(const yaml::Value& value) const;
    std::optional<std::string> path(const std::optional<yaml::Value>& value) const;
    /// A file whose folder is there.
    std::optional<std::string> output_file(const std::optional<yaml::Value>& value) const;
    /// Files that can be read and belong together.
    TlsFiles tls(const yaml::Value& value) const;

    std::string readable(const yaml::Value& value) const;  ///< a file that can be read

  private:
    std::string folder_;
};

}  // namespace holdfast::reference::shell
