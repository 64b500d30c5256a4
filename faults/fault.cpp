// SPDX-License-Identifier: Apache-2.0
#include "faults/fault.h"

#include <utility>

#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

/// One of each, in the variant's order.
template <std::size_t... I>
std::vector<Fault> every_kind(std::index_sequence<I...>) {
    return {Fault(std::in_place_index<I>)...};
}

}  // namespace

std::string name_of(const Fault& fault) {
    return std::visit([](const auto& kind) { return std::string(word(kind)); }, fault);
}

std::vector<std::pair<std::string, std::string>> fields_of(const Fault& fault) {
    WritingForm form;
    std::visit([&](auto kind) { describe(form, kind); }, fault);
    return form.fields;
}

std::string to_string(const Fault& fault) {
    std::string line = name_of(fault);
    for (const auto& [key, text] : fields_of(fault)) {
        line += " ";
        if (key != "target") {  // it follows every name and needs none
            line += key + " ";
        }
        line += text;
    }
    return line;
}

Fault decode_fault(const std::string& key, yaml::Map& map) {
    auto kinds = every_kind(std::make_index_sequence<std::variant_size_v<Fault>>());
    std::vector<std::string> names;
    for (const auto& kind : kinds) {
        names.push_back(name_of(kind));
    }
    Fault fault = kinds.at(map.required(key).word(names));
    ReadingForm form(map);
    std::visit([&](auto& kind) { describe(form, kind); }, fault);
    return fault;
}

Result<std::unique_ptr<ActiveFault>> inject(const Fault& fault, World& world, const Roles& roles) {
    return std::visit([&](const auto& kind) { return inject_kind(kind, world, roles); }, fault);
}

}  // namespace holdfast::faults
