// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/controller_driver.h"

#include <filesystem>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/log.h"
#include "reference/protocol/encoding.h"
#include "reference/shell/state_file.h"

namespace holdfast::reference::shell {

namespace effect = controller::effect;
namespace input = controller::input;

std::string configuration_file(const ControllerConfig& config) {
    return (std::filesystem::path(config.state_directory) / "configuration.json").string();
}

ControllerDriver::ControllerDriver(EventLoop& loop, const ControllerConfig& config,
                                   controller::Core core)
    : loop_(loop), config_(config), core_(std::move(core)), core_timer_(loop) {}

ControllerDriver::~ControllerDriver() {
    for (const auto& [connection, link] : links_) {
        link->close();
    }
}

Result<void> ControllerDriver::start() {
    if (const auto saved = read_if_there(configuration_file(config_));
        saved.has_value() && saved->has_value()) {
        auto records = controller::parse_records(**saved);
        if (!records.has_value()) {
            return records.error();
        }
        records_ = std::move(*records);
    }
    auto listener =
        TlsListener::open(loop_, config_.tls, "engine", config_.listen,
                          [this](std::shared_ptr<TlsLink> link) { engine_came(std::move(link)); });
    if (!listener.has_value()) {
        return listener.error();
    }
    listener_ = std::move(*listener);
    auto admin = AdminSocket::open(loop_, config_.admin_socket, [this](const AdminRequest& asked) {
        feed(input::ApiRequest{asked.id, asked.method, asked.path, asked.body});
    });
    if (!admin.has_value()) {
        return admin.error();
    }
    admin_ = std::move(*admin);
    arm_timer();
    return success;
}

void ControllerDriver::engine_came(std::shared_ptr<TlsLink> link) {
    const controller::ConnectionId connection = ++last_connection_;
    log::info(config_.name, "is connected by {} from {}", link->peer_name(), link->peer_address());
    link->start({[this, connection](std::string_view line) { engine_said(connection, line); },
                 [this, connection](const std::string& why) { engine_left(connection, why); }});
    link->send(protocol::encode(protocol::Leadership{.term = 1, .leads = true}));
    const std::string certified = link->peer_name();
    links_.emplace(connection, std::move(link));
    feed(input::EngineConnected{connection, certified});
}

void ControllerDriver::engine_said(controller::ConnectionId connection, std::string_view line) {
    const auto link = links_.at(connection);
    const auto message = protocol::decode_to_controller(line);
    if (!message.has_value()) {
        link->close();
        engine_left(connection, "said something unknown: " + message.error().message);
        return;
    }
    if (std::holds_alternative<protocol::Register>(*message)) {
        link->admit();
    }
    feed(input::FromEngine{connection, *message});
}

void ControllerDriver::engine_left(controller::ConnectionId connection, const std::string& reason) {
    const auto link = links_.find(connection);
    log::warning(config_.name, "lost {} at {}: {}", link->second->peer_name(),
                 link->second->peer_address(), reason);
    links_.erase(link);
    feed(input::EngineDisconnected{connection});
}

void ControllerDriver::feed(const controller::Input& input) {
    CHECK(!stepping_, "an effect gave an input before the effects behind it were carried out");
    stepping_ = true;
    for (const controller::Effect& next : core_.step(loop_.now(), input)) {
        if (broken_) {
            break;  // what depends on the lost save must not happen
        }
        std::visit([this](const auto& one) { carry_out(one); }, next);
    }
    stepping_ = false;
    arm_timer();
}

void ControllerDriver::arm_timer() {
    const std::optional<Instant> next = core_.next_timeout();
    if (next == armed_for_) {
        return;
    }
    armed_for_ = next;
    if (!next) {
        core_timer_.cancel();
        return;
    }
    core_timer_.at(*next, [this] {
        armed_for_.reset();
        feed(input::TimerFired{});
    });
}

void ControllerDriver::carry_out(const effect::SendToEngine& effect) {
    if (const auto link = links_.find(effect.connection); link != links_.end()) {
        link->second->send(protocol::encode(effect.message));
    }
}

void ControllerDriver::carry_out(const effect::CloseConnection& effect) {
    const auto found = links_.find(effect.connection);
    if (found == links_.end()) {
        return;
    }
    const auto link = found->second;
    links_.erase(found);
    // What was sent before (the reason, say) still goes out.
    constexpr Duration last_words_max = 1s;
    link->finish(last_words_max, [] {});
}

void ControllerDriver::carry_out(const effect::ApiResponse& effect) {
    admin_->answer(effect.id, effect.status, effect.body);
}

void ControllerDriver::carry_out(const effect::Commit& effect) {
    controller::apply(records_, effect.changes);
    const auto saved = write_durably(configuration_file(config_), controller::to_text(records_));
    if (!saved.has_value()) {
        log::error(config_.name, "stops, it cannot save its configuration: {}",
                   saved.error().message);
        broken_ = true;
        loop_.stop();
    }
}

void ControllerDriver::carry_out(const effect::Note& effect) {
    log::info(config_.name, "{}", effect.text);
}

}  // namespace holdfast::reference::shell
