// SPDX-License-Identifier: Apache-2.0
// The collection of one kind without its type: what the API does to objects of every kind in the
// same way. Objects go in and out as JSON in the stored form. Include it in .cpp files only.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "reference/api/answer.h"
#include "reference/controller/system_state.h"
#include "reference/model/schema.h"

namespace holdfast::reference::controller {

/// One object; valid until the collection changes.
struct Entry {
    std::string_view uuid;
    std::string_view name;
    std::string_view tenant_ref;  ///< "": of no tenant
    std::string_view cloud_ref;
    std::int64_t last_modified = 0;
    const void* stored = nullptr;
};

class AnyCollection {
  public:
    virtual ~AnyCollection() = default;

    virtual model::Kind kind() const = 0;
    virtual const model::Schema& schema() const = 0;
    virtual std::vector<Entry> entries() const = 0;  ///< in order of creation
    virtual std::vector<Entry> named(const std::string& name) const = 0;
    virtual std::vector<Entry> referring_to(const std::string& reference) const = 0;
    virtual std::optional<Entry> find(std::string_view uuid) const = 0;
    virtual boost::json::object store(const Entry& entry) const = 0;

    /// Completes, checks and keeps an object; a new one when there is none of this uuid ("": one is
    /// drawn). A refusal changes nothing.
    virtual std::variant<Entry, api::Answer> write(SystemState& s,
                                                   const boost::json::object& fields,
                                                   const std::string& uuid) = 0;
    /// As it was: takes back a write.
    virtual void put_back(SystemState& s, const std::string& uuid,
                          const boost::json::object& fields, std::int64_t last_modified) = 0;
    /// None: it is gone.
    virtual std::optional<api::Answer> remove(SystemState& s, std::string_view uuid) = 0;
};

std::unique_ptr<AnyCollection> collection_of(SystemState& s, model::Kind kind);

}  // namespace holdfast::reference::controller
