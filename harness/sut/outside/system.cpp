// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/outside/system.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "base/yaml.h"
#include "harness/sut/capabilities.h"

namespace holdfast::harness::sut::outside {
namespace {

namespace fs = std::filesystem;

// What "it is there" and "it comes back" mean where sut.yaml does not say: programs start, find
// each other and serve within seconds, on a machine that is busy as well.
constexpr Duration settle_default = 15s;
constexpr Duration recovery_default = 10s;
// Below this a bound asks for more than a testbed's own noise allows to tell (a tenth of the
// bound).
constexpr Duration failover_min = 50ms;
constexpr Duration budget_max = 600s;

std::vector<std::string> texts(const std::optional<yaml::Value>& list) {
    std::vector<std::string> out;
    for (const yaml::Value& item : list ? list->items() : std::vector<yaml::Value>{}) {
        out.push_back(item.text());
    }
    return out;
}

/// Of names in reports, folders and command lines.
std::string plain_word(const yaml::Value& value) {
    const std::string text = value.text();
    const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
    });
    if (!plain || text.front() == '.') {
        value.refuse("a word of letters, digits, '-', '_' and '.'");
    }
    return text;
}

Duration budget(const std::optional<yaml::Value>& value, Duration otherwise) {
    if (!value) {
        return otherwise;
    }
    const Duration duration = value->duration();
    if (duration < failover_min || duration > budget_max) {
        value->refuse(fmt::format("a time from {} to {}", to_short_string(failover_min),
                                  to_short_string(budget_max)));
    }
    return duration;
}

std::set<std::string> capabilities(const yaml::Value& list) {
    std::set<std::string> out;
    for (const yaml::Value& item : list.items()) {
        if (!is_capability(item.text())) {
            std::vector<std::string> known;
            for (const Capability& capability : all_capabilities()) {
                known.push_back(capability.name);
            }
            item.refuse(fmt::format("one of {}", fmt::join(known, ", ")));
        }
        out.insert(item.text());
    }
    return out;
}

KnownDefect defect(const std::string& name, const yaml::Value& value) {
    yaml::Map map = value.map();
    KnownDefect read{name, map.required("sentence").text(), {}};
    const yaml::Value caught_by = map.required("caught_by");
    read.caught_by = texts(caught_by);
    if (read.caught_by.empty()) {
        caught_by.refuse("at least one rule: a defect that nothing catches proves nothing");
    }
    map.finish();
    return read;
}

Deviation deviation(const yaml::Value& value) {
    yaml::Map map = value.map();
    Deviation read{map.required("documented").flag(), map.required("statement").text()};
    map.finish();
    return read;
}

System decode(const yaml::Value& document) {
    yaml::Map map = document.map();
    System system;
    system.name = plain_word(map.required("name"));
    system.version = plain_word(map.required("version"));
    system.about = map.required("about").text();
    system.url = map.required("url").text();
    const auto adapter = map.optional("adapter");
    system.adapter = adapter ? adapter->text() : "adapter";
    if (const auto by = map.optional("operated_by")) {
        const bool rest = by->word({"adapter", "rest_api"}) == 1;
        system.operated_by = rest ? Operator::rest_api : Operator::adapter;
    }
    system.programs = texts(map.optional("programs"));
    system.packages = texts(map.optional("packages"));
    system.promises.capabilities = capabilities(map.required("capabilities"));
    yaml::Map budgets = map.required("budgets").map();
    system.promises.failover = budget(budgets.required("failover"), {});
    system.promises.settle = budget(budgets.optional("settle"), settle_default);
    system.promises.recovery = budget(budgets.optional("recovery"), recovery_default);
    budgets.finish();
    if (const auto settings = map.optional("settings")) {
        for (const auto& [key, value] : settings->map().entries()) {
            system.settings[key] = value.text();
        }
    }
    if (const auto defects = map.optional("defects")) {
        for (const auto& [name, value] : defects->map().entries()) {
            system.defects.push_back(defect(name, value));
        }
    }
    if (const auto deviations = map.optional("deviations")) {
        for (const auto& [rule, value] : deviations->map().entries()) {
            system.deviations[rule] = deviation(value);
        }
    }
    map.finish();
    return system;
}

}  // namespace

const KnownDefect* System::find_defect(const std::string& wanted) const {
    const auto found = std::find_if(defects.begin(), defects.end(),
                                    [&](const KnownDefect& known) { return known.name == wanted; });
    return found == defects.end() ? nullptr : &*found;
}

std::optional<std::string> System::missing() const {
    for (const std::string& program : programs) {
        if (access(program.c_str(), X_OK) != 0) {
            return fmt::format("{} needs {}, which is not here; {}", name, program,
                               packages.empty()
                                   ? "see " + url
                                   : fmt::format("apt-get install {}", fmt::join(packages, " ")));
        }
    }
    return std::nullopt;
}

Result<System> load_system(const std::string& folder) {
    const fs::path place = fs::absolute(folder);
    auto system = yaml::load_file<System>((place / "sut.yaml").string(), decode);
    if (!system) {
        return system;
    }
    system->folder = place.string();
    system->adapter = (place / system->adapter).string();
    if (access(system->adapter.c_str(), X_OK) != 0) {
        return bad_input(
            fmt::format("{}: the adapter has to be an executable file", system->adapter));
    }
    return system;
}

std::string systems_folder() {
    return HOLDFAST_SYSTEMS_FOLDER;
}

Result<System> find_system(const std::string& name_or_folder) {
    std::error_code error;
    for (const fs::path& place :
         {fs::path(systems_folder()) / name_or_folder, fs::path(name_or_folder)}) {
        if (!name_or_folder.empty() && fs::is_regular_file(place / "sut.yaml", error)) {
            return load_system(place.string());
        }
    }
    return bad_input(fmt::format(
        "no system is named '{}', and no folder of this name has a sut.yaml; systems are {}",
        name_or_folder, fmt::join(system_names(), ", ")));
}

std::vector<std::string> system_names() {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(systems_folder(), error)) {
        if (fs::is_regular_file(entry.path() / "sut.yaml", error)) {
            names.push_back(entry.path().filename().string());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace holdfast::harness::sut::outside
