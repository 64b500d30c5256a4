// SPDX-License-Identifier: Apache-2.0
// The name of a member from its description, so that no field is spelled twice.
#pragma once

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <string>
#include <type_traits>

namespace holdfast::reference::model {

/// The described name of a member.
template <class T, class M>
std::string name_of(M T::*member) {
    using Described = boost::describe::describe_members<T, boost::describe::mod_any_access>;
    std::string name;
    boost::mp11::mp_for_each<Described>([&](auto description) {
        using Pointer = std::remove_cv_t<decltype(description.pointer)>;
        if constexpr (std::is_same_v<Pointer, M T::*>) {
            if (description.pointer == member) {
                name = description.name;
            }
        }
    });
    return name;
}

}  // namespace holdfast::reference::model
