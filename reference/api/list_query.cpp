// SPDX-License-Identifier: Apache-2.0
#include "reference/api/list_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <charconv>

#include "reference/model/field.h"
#include "reference/model/kind.h"
#include "reference/model/pool.h"

namespace holdfast::reference::api {
namespace {

namespace json = boost::json;
using model::Field;
using model::Schema;

constexpr std::size_t page_size_max = 200;

struct Refusal {
    Answer answer;
};

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = text.find(separator);
        if (const auto part = text.substr(0, end); !part.empty()) {
            parts.emplace_back(part);
        }
        text = end == std::string_view::npos ? "" : text.substr(end + 1);
    }
    return parts;
}

std::size_t number_in(std::string_view name, std::string_view value, std::size_t high) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || number == 0 ||
        number > high) {
        throw Refusal{error_answer(400, fmt::format("{}: '{}' is not in 1-{}", name, value, high))};
    }
    return number;
}

std::pair<std::string, std::string> object_in(std::string_view name, std::string_view value) {
    const auto colon = value.find(':');
    if (colon == std::string_view::npos || !model::kind_of_path(value.substr(0, colon))) {
        throw Refusal{error_answer(400, fmt::format("{}: '{}' is not <type>:<uuid>", name, value))};
    }
    return {std::string(value.substr(0, colon)), std::string(value.substr(colon + 1))};
}

Search search_in(std::string_view text, bool fold_case) {
    Search search;
    search.fold_case = fold_case;
    if (!text.starts_with('(')) {
        search.terms.emplace_back("", text);
        return search;
    }
    for (const std::string& term : split(text, '|')) {
        const auto comma = term.find(',');
        if (term.size() < 3 || comma == std::string::npos || term.back() != ')') {
            throw Refusal{error_answer(400, fmt::format("search: '{}' is not (field,text)", term))};
        }
        search.terms.emplace_back(term.substr(1, comma - 1),
                                  term.substr(comma + 1, term.size() - comma - 2));
    }
    return search;
}

// "cloud" and "cloud_uuid" are old words for parts of cloud_ref.
std::vector<std::string> path_of(const Schema& schema, std::string_view name) {
    std::vector<std::string> path = split(name, '.');
    if (!path.empty() && schema.named(path.front()) == nullptr && schema.named(path[0] + "_ref")) {
        path = {path[0] + "_ref", "name"};
    } else if (path.size() == 1 && path[0].ends_with("_uuid") &&
               schema.named(path[0].substr(0, path[0].size() - 5) + "_ref")) {
        path = {path[0].substr(0, path[0].size() - 5) + "_ref", "uuid"};
    }
    return path;
}

Filter filter_in(const Schema& schema, const std::string& name, const std::string& value) {
    Filter filter;
    filter.text = name;
    std::string_view path = name;
    filter.values = {value};
    for (const auto& [ending, test] :
         {std::pair{".in", Filter::Test::in}, std::pair{".icontains", Filter::Test::icontains},
          std::pair{".contains", Filter::Test::contains}}) {
        if (path.ends_with(ending)) {
            path.remove_suffix(std::string_view(ending).size());
            filter.test = test;
            filter.values = test == Filter::Test::in ? split(value, ',') : filter.values;
            break;
        }
    }
    filter.path = path_of(schema, path);
    return filter;
}

void take(ListQuery& query, const Schema& schema, const std::string& name,
          const std::string& value) {
    if (name == "page") {
        query.page = number_in(name, value, SIZE_MAX / page_size_max);
    } else if (name == "page_size") {
        query.page_size = number_in(name, value, page_size_max);
    } else if (name == "limit_by") {
        query.limit_by = number_in(name, value, SIZE_MAX);
    } else if (name == "sort") {
        query.descending = value.starts_with('-');
        query.sort = query.descending ? value.substr(1) : value;
    } else if (name == "fields") {
        query.fields = split(value, ',');
    } else if (name == "exclude") {
        query.exclude = split(value, ',');
    } else if (name == "search" || name == "isearch") {
        query.search = search_in(value, name == "isearch");
    } else if (name == "refers_to") {
        query.refers_to = object_in(name, value);
    } else if (name == "referred_by") {
        query.referred_by = object_in(name, value);
    } else if (name == "label_key") {
        query.label_key = value;
    } else if (name == "label_value") {
        query.label_value = value;
    } else if (name == "join_subresources") {
        query.join_runtime = value.find("runtime") != std::string::npos;
    } else if (Filter filter = filter_in(schema, name, value);
               !filter.path.empty() && schema.named(filter.path.front()) != nullptr) {
        query.filters.push_back(std::move(filter));  // other words of clients mean nothing to us
    }
}

// ---- matching

std::string folded(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::string text_of(const json::value& value) {
    return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

void collect(const Schema& schema, const json::object& object, const std::vector<std::string>& path,
             std::size_t at, const FieldOf& field_of, std::vector<std::string>& found);

void collect(const Field& field, const json::value& value, const std::vector<std::string>& path,
             std::size_t at, const FieldOf& field_of, std::vector<std::string>& found) {
    if (const json::array* list = value.if_array()) {
        for (const json::value& item : *list) {
            collect(field, item, path, at, field_of, found);
        }
    } else if (field.refers_to && value.is_string()) {
        const std::string_view stored = value.get_string();
        const std::string uuid(stored.substr(stored.rfind('/') + 1));
        if (at == path.size()) {
            found.push_back(uuid);
            found.push_back(field_of(*field.refers_to, uuid, "name"));
        } else {
            found.push_back(path[at] == "uuid" ? uuid : field_of(*field.refers_to, uuid, path[at]));
        }
    } else if (field.object != nullptr && value.is_object() && at < path.size()) {
        collect(*field.object, value.get_object(), path, at, field_of, found);
    } else if (at == path.size()) {
        found.push_back(text_of(value));
    }
}

void collect(const Schema& schema, const json::object& object, const std::vector<std::string>& path,
             std::size_t at, const FieldOf& field_of, std::vector<std::string>& found) {
    const Field* field = schema.named(path[at]);
    const json::value* value = field == nullptr ? nullptr : object.if_contains(field->member);
    if (value != nullptr) {
        collect(*field, *value, path, at + 1, field_of, found);
    }
}

// A reference may be given in any form: its last word is a uuid or a name.
std::string last_word(const std::string& value) {
    std::string word = value.substr(0, value.find('#'));
    word = word.substr(word.rfind('/') + 1);
    const auto name = word.find("name=");
    return name == std::string::npos ? word
                                     : word.substr(name + 5, word.find('&', name) - name - 5);
}

bool passes(const Filter& filter, const std::string& value, bool reference) {
    return std::any_of(filter.values.begin(), filter.values.end(), [&](const std::string& wanted) {
        switch (filter.test) {
            case Filter::Test::contains:
                return value.find(wanted) != std::string::npos;
            case Filter::Test::icontains:
                return folded(value).find(folded(wanted)) != std::string::npos;
            default:
                return value == wanted || (reference && value == last_word(wanted));
        }
    });
}

bool passes(const Filter& filter, const Schema& schema, const json::object& stored,
            const FieldOf& field_of) {
    std::vector<std::string> values;
    collect(schema, stored, filter.path, 0, field_of, values);
    const bool reference =
        filter.path.size() == 1 && schema.named(filter.path.front())->refers_to.has_value();
    return std::any_of(values.begin(), values.end(),
                       [&](const std::string& value) { return passes(filter, value, reference); });
}

bool found_in(const json::value& value, const std::string& text, bool fold_case) {
    if (const json::object* object = value.if_object()) {
        return std::any_of(object->begin(), object->end(), [&](const auto& entry) {
            return found_in(entry.value(), text, fold_case);
        });
    }
    if (const json::array* list = value.if_array()) {
        return std::any_of(list->begin(), list->end(), [&](const json::value& item) {
            return found_in(item, text, fold_case);
        });
    }
    const std::string have = text_of(value);
    return (fold_case ? folded(have) : have).find(text) != std::string::npos;
}

bool passes(const Search& search, const json::object& stored) {
    return std::any_of(search.terms.begin(), search.terms.end(), [&](const auto& term) {
        const std::string text = search.fold_case ? folded(term.second) : term.second;
        if (term.first.empty()) {
            return found_in(stored, text, search.fold_case);
        }
        const json::value* value = stored.if_contains(term.first);
        return value != nullptr && found_in(*value, text, search.fold_case);
    });
}

// markers: [{"key": .., "values": [..]}]
bool passes_labels(const ListQuery& query, const json::object& stored) {
    if (query.label_key.empty() && query.label_value.empty()) {
        return true;
    }
    const json::value* markers = stored.if_contains(model::name_of(&model::Pool::markers));
    const json::array* list = markers == nullptr ? nullptr : markers->if_array();
    return list != nullptr && std::any_of(list->begin(), list->end(), [&](const json::value& one) {
               const json::object* marker = one.if_object();
               const json::value* key = marker == nullptr ? nullptr : marker->if_contains("key");
               const json::value* values =
                   marker == nullptr ? nullptr : marker->if_contains("values");
               const bool key_fits =
                   query.label_key.empty() || (key != nullptr && text_of(*key) == query.label_key);
               return key_fits &&
                      (query.label_value.empty() ||
                       (values != nullptr && found_in(*values, query.label_value, false)));
           });
}

}  // namespace

std::variant<ListQuery, Answer> parse_list_query(const Parameters& parameters,
                                                 const Schema& schema) {
    ListQuery query;
    try {
        for (const auto& [name, value] : parameters.all) {
            take(query, schema, name, value);
        }
    } catch (Refusal& refusal) {
        return std::move(refusal.answer);
    }
    return query;
}

bool matches(const ListQuery& query, const Schema& schema, const json::object& stored,
             const FieldOf& field_of) {
    return std::all_of(
               query.filters.begin(), query.filters.end(),
               [&](const Filter& filter) { return passes(filter, schema, stored, field_of); }) &&
           (!query.search || passes(*query.search, stored)) && passes_labels(query, stored);
}

std::string sort_key(const Schema& schema, const json::object& stored, const std::string& field) {
    const Field* found = schema.named(field);
    const json::value* value = found == nullptr ? nullptr : stored.if_contains(found->member);
    if (value == nullptr) {
        return "";
    }
    return value->is_number() ? fmt::format("{:020}", value->to_number<std::int64_t>())
                              : text_of(*value);
}

void choose_fields(const ListQuery& query, json::object& shown) {
    const auto wanted = [](const std::vector<std::string>& list, std::string_view name) {
        return std::find(list.begin(), list.end(), name) != list.end();
    };
    for (auto entry = shown.begin(); entry != shown.end();) {
        const std::string_view name = entry->key();
        const bool always = name == "url" || name == "uuid" || name == "name";
        const bool drop = !always && ((!query.fields.empty() && !wanted(query.fields, name)) ||
                                      wanted(query.exclude, name));
        entry = drop ? shown.erase(entry) : entry + 1;
    }
}

}  // namespace holdfast::reference::api
