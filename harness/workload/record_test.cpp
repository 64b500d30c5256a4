// SPDX-License-Identifier: Apache-2.0
#include "harness/workload/record.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace holdfast::harness::workload {
namespace {

RC_GTEST_PROP(ProbePayload, IsReadBackEqualAtAnySize, ()) {
    const ProbePayload probe{
        .flow = *rc::gen::arbitrary<std::uint32_t>(),
        .sequence = *rc::gen::arbitrary<std::uint64_t>(),
        .sent = Instant(Duration(*rc::gen::arbitrary<std::int64_t>())),
    };
    const auto size = *rc::gen::inRange<std::size_t>(0, 1473);
    const Bytes bytes = encode(probe, size);
    RC_ASSERT(bytes.size() == std::max<std::size_t>(size, 32));
    const auto read = decode_probe(bytes);
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->flow == probe.flow);
    RC_ASSERT(read->sequence == probe.sequence);
    RC_ASSERT(read->sent == probe.sent);
}

RC_GTEST_PROP(ProbePayload, WhatIsNoProbeIsRefused, (const Bytes& bytes)) {
    RC_ASSERT(!decode_probe(bytes).has_value());  // nobody draws our magic by chance
}

TEST(ProbePayload, OneByteTooFewIsNoProbe) {
    Bytes bytes = encode(ProbePayload{.flow = 1, .sequence = 2, .sent = Instant(3s)}, 32);
    bytes.pop_back();
    EXPECT_EQ(decode_probe(bytes).has_value(), false);
}

}  // namespace
}  // namespace holdfast::harness::workload
