// SPDX-License-Identifier: Apache-2.0
// Which objects a list is to show, in which order, and which part of it. Include it in .cpp files
// only.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reference/api/answer.h"
#include "reference/api/query.h"
#include "reference/model/schema.h"

namespace holdfast::reference::api {

/// A condition on one field: "name.icontains=web", "cloud_ref.name=Default-Cloud".
struct Filter {
    enum class Test { equals, in, contains, icontains };

    std::string text;  ///< the parameter's name, for messages
    std::vector<std::string> path;
    Test test = Test::equals;
    std::vector<std::string> values;
};

/// search=web, isearch=WEB, search=(name,web)|(description,web).
struct Search {
    std::vector<std::pair<std::string, std::string>> terms;  ///< field ("": any) and text
    bool fold_case = false;
};

struct ListQuery {
    std::vector<Filter> filters;
    std::optional<Search> search;
    /// "refers_to=pool:pool-7..": the kind's path and the uuid.
    std::optional<std::pair<std::string, std::string>> refers_to;
    std::optional<std::pair<std::string, std::string>> referred_by;
    std::string label_key;
    std::string label_value;
    std::string sort;  ///< a field; "": order of creation
    bool descending = false;
    std::vector<std::string> fields;   ///< only these; empty: all
    std::vector<std::string> exclude;  ///< not these
    std::size_t page = 1;
    std::size_t page_size = 25;
    std::optional<std::size_t> limit_by;
    bool join_runtime = false;
};

std::variant<ListQuery, Answer> parse_list_query(const Parameters& parameters,
                                                 const model::Schema& schema);

/// Follows "cloud_ref.name" into another object; "": it is not there.
using FieldOf =
    std::function<std::string(model::Kind kind, std::string_view uuid, const std::string& field)>;

/// Does the stored object pass filters, search and labels? (refers_to and referred_by are asked of
/// the indexes.)
bool matches(const ListQuery& query, const model::Schema& schema, const boost::json::object& stored,
             const FieldOf& field_of);

/// What a sorted list compares.
std::string sort_key(const model::Schema& schema, const boost::json::object& stored,
                     const std::string& field);

/// Leaves out what `fields` and `exclude` do not want.
void choose_fields(const ListQuery& query, boost::json::object& shown);

}  // namespace holdfast::reference::api
