// SPDX-License-Identifier: Apache-2.0
#include "reference/model/addresses.h"

#include <arpa/inet.h>

#include "reference/model/describe.h"

namespace holdfast::reference::model {
std::string fault_of(std::string_view address, std::string_view type) {
    const std::string text(address);
    in6_addr parsed{};
    if (type == "V4" && inet_pton(AF_INET, text.c_str(), &parsed) != 1) {
        return "'" + text + "' is not an IPv4 address";
    }
    if (type == "V6" && inet_pton(AF_INET6, text.c_str(), &parsed) != 1) {
        return "'" + text + "' is not an IPv6 address";
    }
    return text.empty() ? "addr: is required" : "";
}

const Schema& schema_of(const IpAddr*) {
    using T = IpAddr;
    static const Schema schema = Describe<T>("IpAddr").required(&T::addr).schema();
    return schema;
}

const Schema& schema_of(const IpAddrPrefix*) {
    using T = IpAddrPrefix;
    static const Schema schema = Describe<T>("IpAddrPrefix")
                                     .required(&T::ip_addr, &T::mask)
                                     .limit(&T::mask, 0, 128)
                                     .schema();
    return schema;
}

const Schema& schema_of(const IpAddrRange*) {
    using T = IpAddrRange;
    static const Schema schema = Describe<T>("IpAddrRange").required(&T::begin, &T::end).schema();
    return schema;
}

const Schema& schema_of(const KeyValue*) {
    using T = KeyValue;
    static const Schema schema = Describe<T>("KeyValue").keys(&T::key).required(&T::key).schema();
    return schema;
}

}  // namespace holdfast::reference::model
