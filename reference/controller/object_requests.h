// SPDX-License-Identifier: Apache-2.0
// What the requests on objects share: which objects a request may see, how it sees them, and how
// what it sends becomes what is stored. Include it in .cpp files only.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <variant>

#include "reference/api/present.h"
#include "reference/api/query.h"
#include "reference/api/receive.h"
#include "reference/api/request_context.h"
#include "reference/controller/any_collection.h"

namespace holdfast::reference::controller {

/// Which objects of a kind a request may see: those of its tenant, and tenant admin's of the kinds
/// that it shares with all. Made once for a list, however long.
class Visibility {
  public:
    Visibility(const SystemState& s, const api::RequestContext& context, model::Kind kind);
    bool includes(const Entry& entry) const;

  private:
    bool all_ = false;
    std::string own_;     ///< the request's tenant, as objects refer to it
    std::string shared_;  ///< admin, for a kind that is shared
};

/// The object that a request names; "" names a singleton.
std::optional<Entry> find_visible(SystemState& s, const api::RequestContext& context,
                                  const AnyCollection& collection, const std::string& uuid);

/// Why the request may not change the object: it is of another tenant, shared perhaps (the
/// operator's AKO then tries again as admin). None: it may.
std::optional<api::Answer> foreign(const SystemState& s, const api::RequestContext& context,
                                   const AnyCollection& collection, const Entry& entry);

/// How answers look; `names`: a write, or include_name.
api::View view_for(SystemState& s, const api::RequestContext& context,
                   const api::Parameters& parameters, bool names);
boost::json::object shown(const AnyCollection& collection, const Entry& entry,
                          const api::View& view);

api::Receiving receiving_for(SystemState& s, const api::RequestContext& context,
                             const model::Schema& schema);

/// Gives unset references their usual objects, looks for another object of the same name, and
/// writes. `uuid`: of the object that is there, or is wished; "": any.
std::variant<Entry, api::Answer> write_object(SystemState& s, const api::RequestContext& context,
                                              AnyCollection& collection, boost::json::object fields,
                                              const std::string& uuid);

}  // namespace holdfast::reference::controller
