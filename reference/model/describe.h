// SPDX-License-Identifier: Apache-2.0
// Makes the Schema of a struct: names, types and defaults come from its description
// (BOOST_DESCRIBE_STRUCT), the rest is noted by member, so that no field is spelled twice:
//
//   const Schema& schema_of(const Pool*) {
//       using T = Pool;
//       static const Schema schema = Describe<T>("Pool")
//                                        .required(&T::name)
//                                        .limit(&T::default_server_port, 1, 65535)
//                                        .schema();
//       return schema;
//   }
//
// Include it in .cpp files only.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/json.h"
#include "reference/model/object_json.h"
#include "reference/model/opaque.h"
#include "reference/model/schema.h"

namespace holdfast::reference::model {

template <class T>
class Describe {
  public:
    explicit Describe(std::string model) {
        schema_.model = std::move(model);
        const json::value standards = json::store(T{});
        boost::mp11::mp_for_each<json::Members<T>>([&](auto member) {
            using M = std::remove_cvref_t<decltype(std::declval<T>().*member.pointer)>;
            Field field = field_of<M>(member.name);
            if (const json::value* found = standards.get_object().if_contains(member.name)) {
                field.standard = standard(*found);
            }
            schema_.fields.push_back(std::move(field));
        });
    }

    template <class... M>
    Describe& required(M... members) {
        (..., (field(members).required = true));
        return *this;
    }
    template <class M>
    Describe& limit(M member, std::int64_t low, std::int64_t high,
                    std::initializer_list<std::int64_t> special = {}) {
        field(member).limit = Limit{low, high, special};
        return *this;
    }
    template <class M>
    Describe& entries(M member, std::int64_t low, std::int64_t high) {
        field(member).entries = Limit{low, high};
        return *this;
    }
    /// By which entries of a list of such objects are told apart.
    template <class... M>
    Describe& keys(M... members) {
        schema_.keys = {field(members).member...};
        return *this;
    }
    template <class... M>
    Describe& unit(const std::string& name, M... members) {
        (..., (field(members).unit = name));
        return *this;
    }
    template <class... M>
    Describe& refers(Kind kind, M... members) {
        (..., (field(members).refers_to = kind));
        return *this;
    }
    template <class... M>
    Describe& since(const std::string& version, M... members) {
        (..., (field(members).since = version));
        (..., (field(members).since_version = parse_version(version)));
        return *this;
    }
    /// Texts that come in and never go out again: passwords, keys.
    template <class... M>
    Describe& secret(M... members) {
        (..., (field(members).secret = true));
        return *this;
    }
    Schema schema() {
        schema_.secrets =
            std::any_of(schema_.fields.begin(), schema_.fields.end(), [](const Field& one) {
                return one.secret || (one.object != nullptr && one.object->secrets);
            });
        return std::move(schema_);
    }

  private:
    template <class M>
    static Field field_of(const std::string& member) {
        if constexpr (json::IsOptional<M>::value) {
            return field_of<typename M::value_type>(member);
        } else if constexpr (json::IsVector<M>::value) {
            Field field = field_of<typename M::value_type>(member);
            field.list = true;
            return field;
        } else {
            Field field;
            field.member = member;
            field.name = member.substr(0, member.find_last_not_of('_') + 1);  // "static_"
            set_type<M>(field);
            return field;
        }
    }

    template <class M>
    static void set_type(Field& field) {
        if constexpr (std::is_same_v<M, bool>) {
            field.type = Field::Type::boolean;
        } else if constexpr (std::is_integral_v<M>) {
            field.type = Field::Type::number;
            field.range = {static_cast<std::int64_t>(std::numeric_limits<M>::min()),
                           static_cast<std::int64_t>(std::numeric_limits<M>::max())};
        } else if constexpr (std::is_floating_point_v<M>) {
            field.type = Field::Type::decimal;
        } else if constexpr (std::is_same_v<M, Opaque>) {
            field.type = Field::Type::opaque;
        } else if constexpr (json::DescribedEnum<M>) {
            field.type = Field::Type::word;
            boost::mp11::mp_for_each<boost::describe::describe_enumerators<M>>(
                [&](auto enumerator) { field.words.emplace_back(enumerator.name); });
        } else if constexpr (json::Described<M>) {
            field.type = Field::Type::object;
            field.object = &schema_of(static_cast<const M*>(nullptr));
        } else {
            static_assert(std::is_same_v<M, std::string>);
        }
    }

    // An empty text or list is no default: the field is absent until it is set.
    static json::value standard(const json::value& value) {
        const auto* text = value.if_string();
        const auto* list = value.if_array();
        const bool none = (text != nullptr && text->empty()) || (list != nullptr && list->empty());
        return none ? json::value() : value;
    }

    template <class M>
    Field& field(M wanted) {
        std::string name;
        boost::mp11::mp_for_each<json::Members<T>>([&](auto member) {
            if constexpr (std::is_same_v<std::remove_cv_t<decltype(member.pointer)>, M>) {
                if (member.pointer == wanted) {
                    name = member.name;
                }
            }
        });
        for (Field& one : schema_.fields) {
            if (one.member == name) {
                return one;
            }
        }
        CHECK(false, "a note about no member of {}", schema_.model);
        return schema_.fields.front();
    }

    Schema schema_;
};

// ---- what object_json.h promises

template <class T>
json::object ObjectJson<T>::store(const T& object) {
    return std::move(json::store(object).as_object());
}

template <class T>
Result<T> ObjectJson<T>::load(const json::value& from) {
    return json::from_json<T>(from, schema_of(static_cast<const T*>(nullptr)).model);
}

template <class T>
const Schema& ObjectJson<T>::schema() {
    return schema_of(static_cast<const T*>(nullptr));
}

template <class T>
std::vector<FoundReference> ObjectJson<T>::references(const T& object) {
    return references_in(schema(), store(object));
}

template <class T>
Result<void> ObjectJson<T>::check(const T& object) {
    if (const auto fault = first_fault(schema(), store(object))) {
        return bad_input(*fault);
    }
    return success;
}

}  // namespace holdfast::reference::model
