// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/examples.h"

#include <algorithm>
#include <filesystem>

namespace holdfast::harness::scenario {

namespace fs = std::filesystem;

std::optional<std::string> example_file(const std::string& name) {
    const auto names = example_names();
    return std::find(names.begin(), names.end(), name) == names.end()
               ? std::nullopt
               : std::optional(std::string(HOLDFAST_EXAMPLES_FOLDER) + "/" + name + ".yaml");
}

std::vector<std::string> example_names() {
    std::vector<std::string> names;
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(HOLDFAST_EXAMPLES_FOLDER, missing)) {
        if (entry.path().extension() == ".yaml") {
            names.push_back(entry.path().stem().string());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace holdfast::harness::scenario
