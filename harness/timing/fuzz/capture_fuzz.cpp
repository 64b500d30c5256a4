// SPDX-License-Identifier: Apache-2.0
// Any bytes are a capture or are refused in a sentence; of a capture packet numbers count from 1,
// no packet has more bytes than the file, and every figure that is told lies in its own interval.
#include <cstdint>

#include "base/check.h"
#include "harness/timing/html.h"
#include "harness/timing/json.h"
#include "harness/timing/run.h"
#include "harness/timing/text.h"

namespace reader = holdfast::harness::capture_reader;
namespace timing = holdfast::harness::timing;

namespace {

template <class Figure>
void sound(const std::optional<Figure>& figure) {
    if (figure) {
        CHECK(figure->low <= figure->value && (!figure->high || figure->value <= *figure->high),
              "{} is outside of its interval", figure->value.count());
    }
}

void sound(const timing::Report& report) {
    for (const timing::Event* event : timing::events_of(report)) {
        sound(event->failover_time);
        sound(event->full_convergence);
        sound(event->first_route_convergence);
        for (const timing::RouteResult& route : event->routes) {
            sound(route.tbm);
            sound(route.tblm);
            sound(route.plbm);
            CHECK(route.flow < report.flows.size(), "a route is of no flow");
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span bytes(data, size);
    auto opened = reader::Reader::open(reader::memory_source(bytes), "fuzzed");
    if (!opened) {
        CHECK(opened.error().message.starts_with("fuzzed"), "a refusal names the file: {}",
              opened.error().message);
        return 0;
    }
    reader::CapturedPacket packet;
    std::uint64_t packets = 0;
    while (opened->next(packet)) {
        CHECK(packet.number > packets, "packet {} after packet {}", packet.number, packets);
        CHECK(packet.bytes.size() <= size, "a packet is larger than its file");
        CHECK(packet.clock.count() >= 0 && packet.clock <= reader::latest_clock,
              "clock {} is out of range", packet.clock.count());
        packets = packet.number;
    }
    std::vector<reader::Reader> readers;
    for (int i = 0; i < 2; ++i) {  // merged with itself
        readers.push_back(reader::Reader::open(reader::memory_source(bytes), "fuzzed").value());
    }
    const auto report = timing::analyse(std::move(readers), {});
    if (!report) {
        CHECK(report.error().message.starts_with("fuzzed"), "a refusal names the file: {}",
              report.error().message);
        return 0;
    }
    sound(*report);
    CHECK(!timing::to_text(*report).empty() && !timing::to_json(*report).empty() &&
              !timing::to_html(*report).empty(),
          "a report has a text");
    return 0;
}
