// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/controller_links.h"

#include <utility>

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
    Handlers handlers) {
    auto out = std::unique_ptr<ControllerLinks>(new ControllerLinks(std::move(handlers)));
    ControllerLinks* links = out.get();
    for (const Endpoint& endpoint : controllers) {
        const std::size_t number = links->slots_.size();
        links->slots_.push_back(std::make_unique<Slot>());
        auto connector = TlsConnector::open(loop, files, "controller", endpoint,
                                            [links, number](std::shared_ptr<TlsLink> link) {
                                                links->came_up(number, std::move(link));
                                            });
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
    choose_current();
}

void ControllerLinks::choose_current() {
    for (std::size_t number = 0; !current_ && number < slots_.size(); ++number) {
        if (slots_[number]->link != nullptr) {
            current_ = number;
            handlers_.connected();
        }
    }
}

void ControllerLinks::line(std::size_t number, std::string_view text) {
    Slot& slot = *slots_[number];
    const auto message = protocol::decode_to_engine(text);
    if (!message.has_value()) {
        slot.link->close();
        lost(number, "said something unknown: " + message.error().message);
        return;
    }
    slot.useful = true;
    if (current_ == number) {
        handlers_.message(*message);
    }
}

void ControllerLinks::lost(std::size_t number, const std::string& reason) {
    Slot& slot = *slots_[number];
    log::warning("control channel", "to {} is lost: {}", to_string(slot.endpoint), reason);
    slot.link.reset();
    slot.connector->retry(slot.useful);
    if (current_ == number) {
        current_.reset();
        handlers_.disconnected();
        choose_current();
    }
}

void ControllerLinks::send(const protocol::ToController& message) {
    if (current_) {
        slots_[*current_]->link->send(protocol::encode(message));
    }
}

void ControllerLinks::finish(Duration limit, std::function<void()> done) {
    if (!current_) {
        done();
        return;
    }
    const auto link = std::exchange(slots_[*current_]->link, nullptr);
    current_.reset();
    link->finish(limit, std::move(done));
}

}  // namespace holdfast::reference::shell
