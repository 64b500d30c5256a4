// SPDX-License-Identifier: Apache-2.0
#include "reference/protocol/controllers.h"

#include <boost/json.hpp>

namespace holdfast::reference::protocol {

namespace json = boost::json;

namespace {

constexpr std::string_view word = R"({"type":"controllers")";

}  // namespace

std::string encode(const Controllers& controllers) {
    json::array addresses;
    for (const Ipv4Address address : controllers.addresses) {
        addresses.emplace_back(to_string(address));
    }
    return json::serialize(json::object{{"type", "controllers"}, {"addresses", addresses}});
}

std::optional<Controllers> decode_controllers(std::string_view line) {
    if (!line.starts_with(word)) {  // as encode() writes it: spares every other line the parser
        return std::nullopt;
    }
    json::error_code trouble;
    const json::value parsed = json::parse(line, trouble);
    const json::object* object = trouble ? nullptr : parsed.if_object();
    const json::value* list = object == nullptr ? nullptr : object->if_contains("addresses");
    if (list == nullptr || !list->is_array() || list->get_array().empty()) {
        return std::nullopt;
    }
    Controllers out;
    for (const json::value& text : list->get_array()) {
        const auto address = text.is_string() ? parse_ipv4(std::string(text.get_string()))
                                              : Result<Ipv4Address>(bad_input("no text"));
        if (!address) {
            return std::nullopt;
        }
        out.addresses.push_back(*address);
    }
    return out;
}

}  // namespace holdfast::reference::protocol
