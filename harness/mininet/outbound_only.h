// SPDX-License-Identifier: Apache-2.0
// Makes a packet socket deliver only what its interface sends.
#pragma once

namespace holdfast::harness::mininet {

/// In the kernel, from the next frame on; false when the kernel refuses. pcap_setfilter() cannot
/// do it: libpcap 1.10 filters the first frame of a ring itself, knows no direction there, and
/// loses it.
bool deliver_outbound_only(int packet_socket);

}  // namespace holdfast::harness::mininet
