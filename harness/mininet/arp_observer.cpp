// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/arp_observer.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "harness/mininet/kernel_stamp.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::mininet {

namespace {

struct Asked {
    sockaddr_ll where{};
    Bytes frame;
};

Result<Asked> prepare(const ArpQuestion& question) {
    Asked asked;
    asked.where.sll_family = AF_PACKET;
    asked.where.sll_protocol = htons(ETH_P_ARP);
    asked.where.sll_ifindex = static_cast<int>(if_nametoindex(question.interface.c_str()));
    if (asked.where.sll_ifindex == 0) {
        return system_error("no interface " + question.interface);
    }
    packet::Arp request;
    request.operation = packet::Arp::Operation::request;
    request.sender_mac = question.sender_mac;
    request.sender_ip = question.sender;
    request.target_ip = question.address;
    asked.frame = packet::encode({MacAddress::all_ones(), question.sender_mac, request});
    return asked;
}

}  // namespace

struct ArpObserver::State {
    Fd socket;
    std::vector<Asked> questions;
    Duration interval{};
    std::atomic<bool> ending{false};
    std::thread thread;

    void run() {
        precise_timers();
        // Spread over the interval, so that the questions are no burst.
        const Duration step = interval / static_cast<std::int64_t>(questions.size());
        for (std::size_t i = 0; !ending; i = (i + 1) % questions.size()) {
            const Asked& asked = questions[i];
            sendto(socket.get(), asked.frame.data(), asked.frame.size(), MSG_DONTWAIT,
                   reinterpret_cast<const sockaddr*>(&asked.where), sizeof asked.where);
            const timespec pause{static_cast<time_t>(step / 1s),
                                 static_cast<long>((step % 1s).count())};
            clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, nullptr);
        }
    }
};

ArpObserver::ArpObserver(std::unique_ptr<State> state) : state_(std::move(state)) {}

ArpObserver::~ArpObserver() {
    state_->ending = true;
    if (state_->thread.joinable()) {
        state_->thread.join();
    }
}

Result<std::unique_ptr<ArpObserver>> ArpObserver::start(const NetNamespace& observer,
                                                        const std::vector<ArpQuestion>& questions,
                                                        Duration interval) {
    auto state = std::make_unique<State>();
    state->interval = interval;
    auto opened = in_namespace(observer, [&]() -> Result<void> {
        // Protocol 0: it sends, and hears nothing.
        state->socket = Fd(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
        if (!state->socket.valid()) {
            return system_error("cannot open the observer's packet socket");
        }
        for (const ArpQuestion& question : questions) {
            auto asked = prepare(question);
            if (!asked) {
                return asked.error();
            }
            state->questions.push_back(std::move(asked.value()));
        }
        return success;
    });
    if (!opened) {
        return opened.error();
    }
    State* raw = state.get();
    if (!questions.empty()) {
        state->thread = std::thread([raw] { raw->run(); });
    }
    return std::unique_ptr<ArpObserver>(new ArpObserver(std::move(state)));
}

}  // namespace holdfast::harness::mininet
