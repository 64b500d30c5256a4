// SPDX-License-Identifier: Apache-2.0
#include "harness/run/write_file.h"

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

Result<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    if (!in || !(text << in.rdbuf())) {
        return bad_input(path + ": cannot be read");
    }
    return {boost::system::in_place_value, text.str()};
}

}  // namespace holdfast::harness::run
