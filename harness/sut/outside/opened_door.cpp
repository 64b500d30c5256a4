// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/outside/opened_door.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>
#include <set>

namespace holdfast::harness::sut::outside {
namespace {

namespace bj = boost::json;
namespace fs = std::filesystem;

// An interpreter starts in a tenth of a second; on a machine that also compiles, in some seconds.
constexpr Duration hello_limit = 20s;

}  // namespace

std::string system_folder(const mininet::MininetTestbed& testbed) {
    return fs::absolute(testbed.folder() + "/system").string();
}

Result<OpenedDoor> open_door(const mininet::MininetTestbed& testbed, const System& system,
                             const std::string& defect) {
    if (const auto missing = system.missing()) {
        return unsupported(*missing);
    }
    const std::string folder = system_folder(testbed);
    std::error_code trouble;
    fs::create_directories(folder, trouble);
    if (trouble) {
        return failed(fmt::format("{}: {}", folder, trouble.message()));
    }
    auto door = Door::open(system.adapter, systems_folder(), folder + "/adapter.log");
    if (!door) {
        return door.error();
    }
    bj::object settings;
    for (const auto& [name, value] : system.settings) {
        settings[name] = value;
    }
    const auto hello = (*door)->ask(
        "hello", {{"folder", folder}, {"settings", std::move(settings)}, {"defect", defect}},
        hello_limit);
    if (!hello) {
        return hello.error();
    }
    const bj::value* version = hello->if_contains("version");
    const bool tells = version != nullptr && version->is_string();
    return OpenedDoor{std::move(*door),
                      tells ? bj::value_to<std::string>(*version) : system.version};
}

Result<void> copy_logs(const std::string& from, const std::string& to) {
    static const std::set<std::string> kept = {".log", ".out", ".conf"};
    std::error_code trouble;
    for (const auto& entry : fs::directory_iterator(from, trouble)) {
        if (kept.contains(entry.path().extension().string())) {
            fs::copy_file(entry.path(), to / entry.path().filename(),
                          fs::copy_options::overwrite_existing, trouble);
        }
    }
    return trouble ? Result<void>(failed(fmt::format("logs of {}: {}", from, trouble.message())))
                   : Result<void>();
}

}  // namespace holdfast::harness::sut::outside
