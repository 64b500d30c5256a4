// SPDX-License-Identifier: Apache-2.0
// What operators ask of the instances of a service: read, checked, begun. Whatever is wrong is
// refused with the field, and nothing changes.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <variant>

#include "base/json.h"
#include "reference/api/reference.h"
#include "reference/controller/api_requests.h"
#include "reference/controller/scaling.h"
#include "reference/model/field.h"

namespace holdfast::reference::controller {

/// POST .../scaleout, .../scalein and .../migrate; vip_id is required.
struct ScalingRequest {
    std::string vip_id;
    std::string to_se_ref;
    bool to_new_se = false;
    std::string to_host_ref;
    bool admin_up = false;
    std::string from_se_ref;
    bool scalein_primary = false;
    bool admin_down = false;
};
BOOST_DESCRIBE_STRUCT(ScalingRequest, (),
                      (vip_id, to_se_ref, to_new_se, to_host_ref, admin_up, from_se_ref,
                       scalein_primary, admin_down))

namespace {

using api::Answer;
using api::command::Act;
using api::command::Action;
using model::name_of;
using model::ServiceEngineGroup;
using model::VirtualService;

class Request {
  public:
    Request(SystemState& s, const Act& command, const VirtualService& vs, ScalingRequest body)
        : s_(s),
          action_(command.action),
          vs_(vs),
          group_(group_of(s, vs)),
          body_(std::move(body)) {}

    Answer answer() {
        const std::string why = begin();
        return why.empty() ? Answer{200, "{}"}
                           : api::error_answer(
                                 400, fmt::format("{} of {} is refused: {}",
                                                  api::command::name_of(action_), vs_.name, why));
    }

  private:
    /// Why not; empty: begun.
    std::string begin() {
        if (const std::string why = obstacle(); !why.empty()) {
            return why;
        }
        const auto to = engine(body_.to_se_ref);
        const auto from = engine(body_.from_se_ref);
        if (!body_.to_se_ref.empty() && !to) {
            return fmt::format("to_se_ref: there is no service engine '{}'", body_.to_se_ref);
        }
        if (!body_.from_se_ref.empty() && !from) {
            return fmt::format("from_se_ref: there is no service engine '{}'", body_.from_se_ref);
        }
        if (from && !lists(s_.services.at(vs_.uuid), *from)) {
            return fmt::format("from_se_ref: {} is not on {}", vs_.name, from->text());
        }
        if (to && !can_come(*to)) {
            return fmt::format("to_se_ref: {} can take no new instance of {}", to->text(),
                               vs_.name);
        }
        return action_ == Action::scaleout  ? scale_out(to)
               : action_ == Action::scalein ? scale_in(from)
                                            : migrate(from, to);
    }

    std::string obstacle() const {
        const auto* vs_vip = s_.store.of<model::VsVip>().referred(vs_.vsvip_ref);
        const std::string& vip_id = vs_vip->vip.at(0).vip_id;
        if (body_.vip_id != vip_id) {
            return fmt::format("{}: expected '{}', not '{}'", name_of(&model::Vip::vip_id), vip_id,
                               body_.vip_id);
        }
        if (body_.to_new_se || !body_.to_host_ref.empty()) {
            return "to_new_se, to_host_ref: a group starts new engines by itself where it lacks "
                   "places (docs/cloud.md); name an engine in to_se_ref, or none";
        }
        if (!wants_a_place(s_, vs_) || list().empty()) {
            return "it is not placed";
        }
        if (scaling_of(s_, vs_) != Scaling::none) {
            return "its instances are being changed already";
        }
        return "";
    }

    std::string scale_out(const std::optional<EngineName>& to) {
        if (const std::string why = obstacle_to_scale_out(s_, vs_); !why.empty()) {
            return why;
        }
        begin_scale_out(s_, vs_, to);
        return "";
    }

    std::string scale_in(std::optional<EngineName> from) {
        if (instances_wanted(s_, vs_) <= instances_wanted(group_)) {  // SCL-16
            return fmt::format("{}: SE group {} asks for {} instances",
                               name_of(&ServiceEngineGroup::min_scaleout_per_vs), group_.name,
                               instances_wanted(group_));
        }
        if (!from) {
            from = body_.scalein_primary ? list().front() : list().back();
        }
        begin_scale_in(s_, vs_, *from);
        return "";
    }

    std::string migrate(std::optional<EngineName> from, std::optional<EngineName> to) {
        if (const std::string why = obstacle_to_migration(s_, vs_); !why.empty()) {
            return why;
        }
        if (!from) {
            from = list().front();
        }
        if (!to) {
            const std::vector<EngineName> places = places_beside(s_, vs_);
            if (places.empty()) {
                return "no other engine of its group has room";
            }
            to = places.front();
        }
        begin_migration(s_, vs_, *from, *to);
        return "";
    }

    const std::vector<EngineName>& list() const {
        static const std::vector<EngineName> nowhere;
        const ServicePlace* place = s_.services.find(vs_.uuid);
        return place == nullptr ? nowhere : place->engines;
    }

    bool can_come(const EngineName& engine) const {
        const std::vector<EngineName> places = places_beside(s_, vs_);
        return std::find(places.begin(), places.end(), engine) != places.end();
    }

    /// In whatever form it is referred to; none: there is no such engine.
    std::optional<EngineName> engine(const std::string& text) const {
        const auto reference = api::parse_reference(text, model::Kind::service_engine);
        if (text.empty() || reference.has_error()) {
            return std::nullopt;
        }
        const auto& engines = s_.store.of<model::ServiceEngine>();
        const auto* stored = reference->uuid.empty() ? engines.find_name(reference->name)
                                                     : engines.find(reference->uuid);
        return stored == nullptr ? std::nullopt : std::optional<EngineName>(stored->object.name);
    }

    SystemState& s_;
    Action action_;
    const VirtualService& vs_;
    const ServiceEngineGroup& group_;
    ScalingRequest body_;
};

}  // namespace

Answer scale_service(SystemState& s, const Act& command, const VirtualService& vs) {
    const auto context = "body";
    const Result<json::value> parsed = json::parse(command.body, context);
    auto body = parsed.has_error() ? Result<ScalingRequest>(parsed.error())
                                   : json::from_json<ScalingRequest>(*parsed, context);
    return body.has_error() ? api::error_answer(400, body.error().message)
                            : Request(s, command, vs, std::move(*body)).answer();
}

}  // namespace holdfast::reference::controller
