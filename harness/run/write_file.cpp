// SPDX-License-Identifier: Apache-2.0
#include "harness/run/write_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace holdfast::harness::run {

Result<void> write_file(const std::string& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out) {
        return failed(path + ": cannot be written");
    }
    return success;
}

Result<void> replace_file(const std::string& path, const std::string& text) {
    std::error_code trouble;
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (!folder.empty()) {
        std::filesystem::create_directories(folder, trouble);
    }
    const std::string aside = path + ".new";
    if (const auto written = write_file(aside, text); !written) {
        return written;
    }
    std::filesystem::rename(aside, path, trouble);
    return trouble ? Result<void>(failed(path + ": " + trouble.message())) : Result<void>();
}

Result<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    if (!in || !(text << in.rdbuf())) {
        return bad_input(path + ": cannot be read");
    }
    return {boost::system::in_place_value, text.str()};
}

}  // namespace holdfast::harness::run
