// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/node_driver.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/log.h"
#include "reference/protocol/encoding.h"

namespace holdfast::reference::shell {

namespace effect = cluster::effect;
namespace input = cluster::input;

namespace {

// What was sent last (the reason, say) goes out in this time or not at all.
constexpr Duration last_words_max = 1s;
// A core that does not finish its orderly stop in this time is left.
constexpr Duration stop_max = 5s;

/// The core knows requests by one number, their two sources by numbers of their own.
enum class Source : std::uint64_t { admin, https };
std::uint64_t request_id(Source source, std::uint64_t number) {
    return 2 * number + static_cast<std::uint64_t>(source);
}
Source source_of(std::uint64_t request) {
    return static_cast<Source>(request % 2);
}

}  // namespace

NodeDriver::NodeDriver(EventLoop& loop, const ControllerConfig& config, cluster::Core core,
                       storage::LogStore& store)
    : loop_(loop),
      config_(config),
      core_(std::move(core)),
      core_timer_(loop),
      stop_timer_(loop),
      passwords_(loop, config.password_cost),
      disk_(loop, store,
            {[this](consensus::WriteId write) { feed(input::Synced{write}); },
             [this](const std::string& reason) { disk_failed(reason); }}) {}

NodeDriver::~NodeDriver() {
    for (const auto& [connection, link] : links_) {
        link->close();
    }
}

Result<void> NodeDriver::start() {
    if (config_.management) {
        auto opened = ClusterAddress::open(loop_, config_.management->interface);
        if (!opened.has_value()) {
            return opened.error();
        }
        cluster_address_ = std::move(*opened);
    }
    for (const auto& listen : {&NodeDriver::listen_to_peers, &NodeDriver::listen_to_engines,
                               &NodeDriver::listen_to_clients}) {
        if (const auto listening = (this->*listen)(); !listening.has_value()) {
            return listening;
        }
    }
    carry_out_all(core_.start(loop_.now()));
    return success;
}

Result<void> NodeDriver::listen_to_peers() {
    if (!config_.peer_listen) {
        return success;
    }
    auto opened = PeerLinks::open(
        loop_,
        {.self = config_.name,
         .version = cluster::NodeOptions().version,
         .tls = config_.tls,
         .listen = *config_.peer_listen,
         .address = own_address(config_),
         // Well before the heartbeats that it swallows count as misses.
         .dead_link = std::clamp<Duration>(2 * config_.timers.heartbeat_period, 500ms, 5s)},
        {[this](const auto& peer, const auto& hello) {
             feed(input::PeerConnected{peer, hello});
         },
         [this](const auto& peer) { feed(input::PeerDisconnected{peer}); },
         [this](const auto& peer, const auto& message) {
             feed(input::FromPeer{peer, message});
         }});
    if (!opened.has_value()) {
        return opened.error();
    }
    peers_ = std::move(*opened);
    return success;
}

Result<void> NodeDriver::listen_to_engines() {
    auto opened =
        TlsListener::open(loop_, config_.tls, "engine", config_.listen,
                          [this](std::shared_ptr<TlsLink> link) { engine_came(std::move(link)); });
    if (!opened.has_value()) {
        return opened.error();
    }
    engines_ = std::move(*opened);
    return success;
}

Result<void> NodeDriver::listen_to_clients() {
    auto admin = AdminSocket::open(loop_, config_.admin_socket, [this](const AdminRequest& asked) {
        feed(input::ApiRequest{
            request_id(Source::admin, asked.id),
            {.method = asked.method, .target = asked.path, .body = asked.body, .local = true}});
    });
    if (!admin.has_value()) {
        return admin.error();
    }
    admin_ = std::move(*admin);
    if (!config_.https) {
        return success;
    }
    auto https = HttpServer::open(
        loop_, config_.https->files, config_.https->listen, HttpLimits(),
        [this](std::uint64_t id, api::HttpRequest request) {
            feed(input::ApiRequest{request_id(Source::https, id), std::move(request)});
        });
    if (!https.has_value()) {
        return https.error();
    }
    https_ = std::move(*https);
    return success;
}

void NodeDriver::stop() {
    if (std::exchange(stopping_, true)) {
        return;
    }
    stop_timer_.after(stop_max, [this] {
        log::error(config_.name, "did not stop within {}", holdfast::to_string(stop_max));
        finish(End::stopped);
    });
    feed(input::StopRequested{});
}

void NodeDriver::engine_came(std::shared_ptr<TlsLink> link) {
    const controller::ConnectionId connection = ++last_connection_;
    log::info(config_.name, "is connected by {} from {}", link->peer_name(), link->peer_address());
    // Its certificate will do: to a controller that does not lead it says nothing.
    link->admit();
    link->start({[this, connection](std::string_view line) { engine_said(connection, line); },
                 [this, connection](const std::string& why) { engine_left(connection, why); }});
    const std::string certified = link->peer_name();
    links_.emplace(connection, std::move(link));
    feed(input::EngineConnected{connection, certified});
}

void NodeDriver::engine_said(controller::ConnectionId connection, std::string_view line) {
    if (protocol::is_report(line)) {
        const auto report = protocol::decode_report(line);
        if (report.has_value()) {
            feed(input::FromReporter{connection, *report});
        } else {
            engine_refused(connection, report.error().message);
        }
        return;
    }
    const auto message = protocol::decode_to_controller(line);
    if (message.has_value()) {
        feed(input::FromEngine{connection, *message});
    } else {
        engine_refused(connection, message.error().message);
    }
}

void NodeDriver::engine_refused(controller::ConnectionId connection, const std::string& reason) {
    links_.at(connection)->close();
    engine_left(connection, "said something unknown: " + reason);
}

void NodeDriver::engine_left(controller::ConnectionId connection, const std::string& reason) {
    const auto link = links_.find(connection);
    log::warning(config_.name, "lost {} at {}: {}", link->second->peer_name(),
                 link->second->peer_address(), reason);
    links_.erase(link);
    feed(input::EngineDisconnected{connection});
}

void NodeDriver::disk_failed(const std::string& reason) {
    log::error(config_.name, "{}", reason);
    disk_failed_ = true;
    feed(input::DiskFailed{reason});
}

void NodeDriver::feed(const cluster::Input& input) {
    if (end_ == End::none) {
        carry_out_all(core_.step(loop_.now(), input));
    }
}

void NodeDriver::carry_out_all(const cluster::Effects& effects) {
    CHECK(!stepping_, "an effect gave an input before the effects behind it were carried out");
    stepping_ = true;
    for (const cluster::Effect& next : effects) {
        if (end_ != End::none) {
            break;
        }
        std::visit([this](const auto& one) { carry_out(one); }, next);
    }
    stepping_ = false;
    arm_timer();
}

void NodeDriver::arm_timer() {
    const std::optional<Instant> next =
        end_ == End::none ? core_.next_timeout() : std::optional<Instant>();
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

void NodeDriver::finish(End end) {
    end_ = end;
    loop_.stop();
}

void NodeDriver::carry_out(const effect::ConnectPeers& effect) {
    if (peers_ != nullptr) {
        peers_->connect(effect);
    }
}

void NodeDriver::carry_out(const effect::SendToPeer& effect) {
    if (peers_ != nullptr) {
        peers_->send(effect.peer, effect.message);
    }
}

void NodeDriver::carry_out(const effect::Persist& effect) {
    disk_.write(effect.write);
}

void NodeDriver::carry_out(const effect::ClearDamage&) {
    disk_.clear_damage();
}

void NodeDriver::carry_out(const effect::ResetToFactory& effect) {
    log::warning(config_.name, "throws its state away: {}", effect.reason);
    joins_ = effect.joins;
    finish(End::reset);
}

void NodeDriver::carry_out(const effect::StandAlone& effect) {
    log::warning(config_.name, "stands alone from now on: {}", effect.how.reason);
    stand_alone_ = effect.how;
    finish(End::stand_alone);
}

void NodeDriver::carry_out(const effect::TellControllers& effect) {
    if (const auto link = links_.find(effect.connection); link != links_.end()) {
        link->second->send(protocol::encode(effect.controllers));
    }
}

void NodeDriver::carry_out(const effect::CheckPassword& effect) {
    passwords_.check(effect.password, effect.hash, [this, id = effect.id](bool matches) {
        feed(input::PasswordChecked{id, matches});
    });
}

void NodeDriver::carry_out(const effect::HashPassword& effect) {
    passwords_.hash(effect.password, [this, id = effect.id](std::string hash) {
        feed(input::PasswordHashed{id, std::move(hash)});
    });
}

void NodeDriver::carry_out(const effect::CloseConnection& effect) {
    const auto found = links_.find(effect.connection);
    if (found == links_.end()) {
        return;
    }
    const auto link = found->second;
    links_.erase(found);
    link->finish(last_words_max, [] {});
}

void NodeDriver::carry_out(const effect::Note& effect) {
    log::info(config_.name, "{}", effect.text);
}

void NodeDriver::carry_out(const effect::SendToEngine& effect) {
    if (const auto link = links_.find(effect.connection); link != links_.end()) {
        link->second->send(protocol::encode(effect.message));
    }
}

void NodeDriver::carry_out(const effect::SendToReporter& effect) {
    if (const auto link = links_.find(effect.connection); link != links_.end()) {
        link->second->send(protocol::encode(effect.message));
    }
}

void NodeDriver::carry_out(const effect::ApiResponse& effect) {
    if (source_of(effect.id) == Source::https) {
        https_->answer(effect.id / 2, effect.response);
    } else {
        admin_->answer(effect.id / 2, effect.response.status, effect.response.body);
    }
}

void NodeDriver::carry_out(const effect::HoldClusterAddress& effect) {
    if (cluster_address_ == nullptr) {
        return;
    }
    const auto done = cluster_address_->hold(effect.address, effect.lease);
    if (!done.has_value()) {
        log::error(config_.name, "{}", done.error().message);
    }
}

void NodeDriver::carry_out(const effect::ReleaseClusterAddress& effect) {
    if (cluster_address_ == nullptr) {
        return;
    }
    const auto done = cluster_address_->release(effect.address);
    if (!done.has_value()) {
        log::error(config_.name, "{}", done.error().message);
    }
}

void NodeDriver::carry_out(const effect::AnnounceClusterAddress& effect) {
    if (cluster_address_ == nullptr) {
        log::warning(config_.name, "cannot hold {}: its configuration has no management interface",
                     holdfast::to_string(effect.address));
        return;
    }
    const auto done = cluster_address_->announce(effect.address);
    if (!done.has_value()) {
        log::warning(config_.name, "{}", done.error().message);
    }
}

void NodeDriver::carry_out(const effect::Exit&) {
    const End end = disk_failed_ ? End::disk_failed : End::stopped;
    if (peers_ == nullptr) {
        finish(end);
        return;
    }
    peers_->finish(last_words_max, [this, end] { finish(end); });
}

}  // namespace holdfast::reference::shell
