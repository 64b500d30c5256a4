// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/config_values.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "reference/shell/names.h"

namespace holdfast::reference::shell {

namespace fs = std::filesystem;

ConfigValues::ConfigValues(const std::string& file) : folder_(fs::path(file).parent_path()) {}

std::string ConfigValues::name(const yaml::Value& value) const {
    std::string text = value.text();
    if (!is_name(text)) {
        value.refuse(std::string(name_rule));
    }
    return text;
}

Endpoint ConfigValues::endpoint(const yaml::Value& value) const {
    const auto parsed = parse_endpoint(value.text());
    if (!parsed.has_value()) {
        value.refuse_because(parsed.error().message);
    }
    return *parsed;
}

std::string ConfigValues::path(const yaml::Value& value) const {
    const std::string text = value.text();
    if (text.empty()) {
        value.refuse("a path");
    }
    return (fs::path(folder_) / text).lexically_normal().string();
}

std::optional<std::string> ConfigValues::path(const std::optional<yaml::Value>& value) const {
    return value ? std::optional(path(*value)) : std::nullopt;
}

std::optional<std::string> ConfigValues::output_file(
    const std::optional<yaml::Value>& value) const {
    if (!value) {
        return std::nullopt;
    }
    const std::string out = path(*value);
    const fs::path folder = fs::path(out).parent_path();
    if (!folder.empty() && !fs::is_directory(folder)) {
        value->refuse_because(fmt::format("the folder {} is not there", folder.string()));
    }
    return out;
}

std::string ConfigValues::readable(const yaml::Value& value) const {
    std::string out = path(value);
    if (::access(out.c_str(), R_OK) != 0) {
        value.refuse_because(fmt::format("cannot read {}: {}", out, std::strerror(errno)));
    }
    return out;
}

TlsFiles ConfigValues::tls(const yaml::Value& value) const {
    yaml::Map map = value.map();
    TlsFiles files;
    files.ca = readable(map.required("ca"));
    files.certificate = readable(map.required("certificate"));
    files.key = readable(map.required("key"));
    map.finish();
    if (const auto checked = check_tls_files(files); !checked.has_value()) {
        value.refuse_because(checked.error().message);
    }
    return files;
}

}  // namespace holdfast::reference::shell
