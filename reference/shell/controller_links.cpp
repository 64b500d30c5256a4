// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/controller_links.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/log.h"
#include "reference/protocol/encoding.h"

namespace holdfast::reference::shell {

struct ControllerLinks::Slot {
    Endpoint endpoint;
    std::unique_ptr<TlsConnector> connector;
    std::shared_ptr<TlsLink> link;
    bool useful = false;  // it has said something
};

ControllerLinks::ControllerLinks(EventLoop& loop, TlsFiles files, Handlers handlers,
                                 const TlsLimits& limits)
    : loop_(loop), files_(std::move(files)), limits_(limits), handlers_(std::move(handlers)) {}

ControllerLinks::~ControllerLinks() {
    for (const auto& slot : slots_) {
        if (slot->link != nullptr) {
            slot->link->close();
        }
    }
}

Result<std::unique_ptr<ControllerLinks>> ControllerLinks::open(
    EventLoop& loop, const TlsFiles& files, const std::vector<Endpoint>& controllers,
    Handlers handlers, const TlsLimits& limits) {
    auto out = std::unique_ptr<ControllerLinks>(
        new ControllerLinks(loop, files, std::move(handlers), limits));
    for (const Endpoint& endpoint : controllers) {
        if (const auto added = out->add(endpoint); !added.has_value()) {
            return added.error();
        }
    }
    return out;
}

Result<void> ControllerLinks::add(const Endpoint& endpoint) {
    const std::size_t number = slots_.size();
    auto connector = TlsConnector::open(
        loop_, files_, "controller", endpoint,
        [this, number](std::shared_ptr<TlsLink> link) { came_up(number, std::move(link)); },
        limits_);
    if (!connector.has_value()) {
        return connector.error();
    }
    slots_.push_back(std::make_unique<Slot>());
    slots_.back()->endpoint = endpoint;
    slots_.back()->connector = std::move(*connector);
    return success;
}

/// CCFG-6: the leader says who the controllers are. It itself is reached as before, whatever it
/// calls its own address.
void ControllerLinks::follow(std::size_t leader, const protocol::Controllers& controllers) {
    const auto& addresses = controllers.addresses;
    const std::uint16_t port = slots_[leader]->endpoint.port;
    for (std::size_t number = 0; number < slots_.size(); ++number) {
        const Slot& slot = *slots_[number];
        const bool named =
            std::find(addresses.begin(), addresses.end(), slot.endpoint.address) != addresses.end();
        if (number != leader && slot.connector != nullptr && !named) {
            drop(number);
        }
    }
    for (const Ipv4Address address : addresses) {
        const bool known = std::any_of(slots_.begin(), slots_.end(), [&](const auto& slot) {
            return slot->connector != nullptr && slot->endpoint.address == address;
        });
        if (known || address.unspecified()) {
            continue;
        }
        log::info("control channel", "reaches for {} too", to_string(address));
        if (const auto added = add({address, port}); !added.has_value()) {
            log::error("control channel", "cannot reach {}: {}", to_string(address),
                       added.error().message);
        }
    }
}

void ControllerLinks::drop(std::size_t number) {
    Slot& slot = *slots_[number];
    log::info("control channel", "gives up {}, which is no controller any more",
              to_string(slot.endpoint));
    slot.connector.reset();
    if (const auto link = std::exchange(slot.link, nullptr)) {
        link->close();
        handlers_.link_lost(number);
    }
    tell(choice_.lost(number));
}

void ControllerLinks::came_up(std::size_t number, std::shared_ptr<TlsLink> link) {
    Slot& slot = *slots_[number];
    log::info("control channel", "is up to {} at {}", link->peer_name(), link->peer_address());
    slot.link = std::move(link);
    slot.useful = false;
    slot.link->start({[this, number](std::string_view text) { line(number, text); },
                      [this, number](const std::string& reason) { lost(number, reason); }});
}

void ControllerLinks::tell(engine::ControllerChange change) {
    if (change.disconnected) {
        handlers_.disconnected();
    }
    if (change.connected) {
        handlers_.connected();
    }
}

void ControllerLinks::refuse(std::size_t number, const std::string& reason) {
    slots_[number]->link->close();
    lost(number, "said something unknown: " + reason);
}

void ControllerLinks::reporter_line(std::size_t number, std::string_view text) {
    const auto message = protocol::decode_to_reporter(text);
    if (message.has_value()) {
        handlers_.to_reporter(number, *message);
    } else {
        refuse(number, message.error().message);
    }
}

void ControllerLinks::line(std::size_t number, std::string_view text) {
    Slot& slot = *slots_[number];
    if (const auto controllers = protocol::decode_controllers(text)) {
        if (choice_.obeyed() == number) {
            follow(number, *controllers);
        }
        return;
    }
    if (protocol::is_to_reporter(text)) {
        reporter_line(number, text);
        return;
    }
    const auto message = protocol::decode_to_engine(text);
    if (!message.has_value()) {
        refuse(number, message.error().message);
        return;
    }
    slot.useful = true;
    if (const auto* leadership = std::get_if<protocol::Leadership>(&*message)) {
        log::info("control channel", "{} {} in term {}", slot.link->peer_name(),
                  leadership->leads ? "leads" : "does not lead", leadership->term);
        tell(choice_.said(number, *leadership));
    } else if (choice_.obeyed() == number) {
        handlers_.message(*message);
    }
}

void ControllerLinks::lost(std::size_t number, const std::string& reason) {
    Slot& slot = *slots_[number];
    log::warning("control channel", "to {} is lost: {}", to_string(slot.endpoint), reason);
    slot.link.reset();
    slot.connector->retry(slot.useful);
    handlers_.link_lost(number);
    tell(choice_.lost(number));
}

void ControllerLinks::send(const protocol::ToController& message) {
    if (const auto leader = choice_.obeyed()) {
        slots_[*leader]->link->send(protocol::encode(message));
    }
}

void ControllerLinks::send(engine::LinkId link, const protocol::Report& report) {
    if (const auto& open = slots_[link]->link; open != nullptr) {
        open->send(protocol::encode(report));
    }
}

void ControllerLinks::finish(Duration limit, std::function<void()> done) {
    const auto leader = choice_.obeyed();
    if (!leader) {
        done();
        return;
    }
    const auto link = std::exchange(slots_[*leader]->link, nullptr);
    choice_.lost(*leader);
    link->finish(limit, std::move(done));
}

}  // namespace holdfast::reference::shell
