// SPDX-License-Identifier: Apache-2.0
// One kind of object and its JSON. Compiled once for each kind, beside its schema: describing
// structs costs the compiler much.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "reference/model/kind.h"

namespace holdfast::reference::model {

struct Schema;

/// A reference within an object, as it is stored.
struct FoundReference {
    std::string field;  ///< "members[2].pool_ref"
    Kind kind{};
    std::string to;  ///< "/api/pool/<uuid>"
};

template <class T>
struct ObjectJson {
    static const Schema& schema();
    /// By the names of the members; references in the stored form "/api/pool/<uuid>".
    static boost::json::object store(const T& object);
    static Result<T> load(const boost::json::value& from);
    static std::vector<FoundReference> references(const T& object);
    /// Against limits, required fields and the alphabet of names.
    static Result<void> check(const T& object);
};

}  // namespace holdfast::reference::model
