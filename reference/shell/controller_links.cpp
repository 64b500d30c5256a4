// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/controller_links.h"

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

ControllerLinks::ControllerLinks(Handlers handlers) : handlers_(std::move(handlers)) {}

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
    auto out = std::unique_ptr<ControllerLinks>(new ControllerLinks(std::move(handlers)));
    ControllerLinks* links = out.get();
    for (const Endpoint& endpoint : controllers) {
        const std::size_t number = links->slots_.size();
        links->slots_.push_back(std::make_unique<Slot>());
        auto connector = TlsConnector::open(
            loop, files, "controller", endpoint,
            [links, number](std::shared_ptr<TlsLink> link) {
                links->came_up(number, std::move(link));
            },
            limits);
        if (!connector.has_value()) {
            return connector.error();
        }
        links->slots_.back()->endpoint = endpoint;
        links->slots_.back()->connector = std::move(*connector);
    }
    return out;
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
