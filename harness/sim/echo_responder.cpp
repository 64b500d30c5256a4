// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/echo_responder.h"

namespace holdfast::harness::sim {

void EchoResponder::start(ProgramContext& context) {
    context_ = &context;
    context.bind_udp(ports_.udp);
    if (ports_.tcp != 0) {
        context.listen(ports_.tcp);
    }
}

void EchoResponder::receive(const Datagram& datagram) {
    context_->send_udp(datagram.to, datagram.from, datagram.payload);
}

void EchoResponder::stream(const StreamEvent& event) {
    if (event.kind == StreamEvent::Kind::line) {
        const bool http = event.line.starts_with("GET ");
        context_->send_line(event.stream, http ? "HTTP/1.0 200 OK\r" : event.line);
    }
}

}  // namespace holdfast::harness::sim
