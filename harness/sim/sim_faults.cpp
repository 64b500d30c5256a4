// SPDX-License-Identifier: Apache-2.0
// World: nodes, links, impairments and filters.
#include <algorithm>
#include <utility>

#include "harness/sim/kernel.h"
#include "harness/sim/network.h"
#include "harness/sim/segment.h"
#include "harness/sim/sim_testbed.h"

namespace holdfast::harness::sim {

Result<Kernel*> SimTestbed::kernel(const std::string& node) const {
    Kernel* found = network_->kernel(node);
    if (found == nullptr) {
        return failed("no node " + node + " in " + topology_.name);
    }
    return found;
}

Result<Port*> SimTestbed::port(const faults::Link& link) const {
    Segment* segment = network_->segment(link.segment);
    Port* found = segment == nullptr ? nullptr : segment->port_of(link.node);
    if (found == nullptr) {
        return failed("no link of " + link.node + " to " + link.segment + " in " + topology_.name);
    }
    return found;
}

// ---- nodes -------------------------------------------------------------------------------------

Result<void> SimTestbed::reset_addresses(const std::string& node) {
    auto found = kernel(node);
    if (!found) {
        return found.error();
    }
    (*found)->remove_added_addresses();
    return success;
}

namespace {

bool& switch_of(Kernel& kernel, faults::NodeService service) {
    switch (service) {
        case faults::NodeService::ip_forwarding:
            return kernel.ip_forwarding;
        case faults::NodeService::arp_replies:
            return kernel.arp_replies;
        case faults::NodeService::host_names:
            return kernel.host_names;
        case faults::NodeService::icmp_echo_replies:
            break;
    }
    return kernel.icmp_echo_replies;
}

}  // namespace

Result<void> SimTestbed::set_service(const std::string& node, faults::NodeService service,
                                     bool on) {
    auto found = kernel(node);
    if (!found) {
        return found.error();
    }
    switch_of(**found, service) = on;
    return success;
}

Result<bool> SimTestbed::service(const std::string& node, faults::NodeService service) const {
    auto found = kernel(node);
    if (!found) {
        return found.error();
    }
    return bool(switch_of(**found, service));
}

Result<void> SimTestbed::forget_neighbour(Ipv4Address address) {
    for (const auto& node : network_->kernels) {
        node->neighbours().forget(address);
    }
    return success;
}

// ---- links -------------------------------------------------------------------------------------

std::vector<faults::Link> SimTestbed::links_of(const std::string& node) const {
    std::vector<faults::Link> links;
    for (const auto& segment : network_->segments) {
        if (segment->port_of(node) != nullptr) {
            links.push_back({node, segment->name()});
        }
    }
    return links;
}

std::vector<faults::Link> SimTestbed::links_on(const std::string& name) const {
    std::vector<faults::Link> links;
    if (Segment* segment = network_->segment(name)) {
        for (const Port& port : segment->ports()) {
            links.push_back({port.node, name});
        }
    }
    return links;
}

Result<void> SimTestbed::set_carrier(const faults::Link& link, bool up) {
    auto found = port(link);
    if (!found) {
        return found.error();
    }
    network_->segment(link.segment)->set_carrier(**found, up);
    return success;
}

Result<bool> SimTestbed::carrier(const faults::Link& link) const {
    auto found = port(link);
    if (!found) {
        return found.error();
    }
    return bool((*found)->carrier);
}

Result<void> SimTestbed::set_forwarding(const faults::Link& link, bool on) {
    auto found = port(link);
    if (!found) {
        return found.error();
    }
    (*found)->forwarding = on;
    return success;
}

Result<bool> SimTestbed::forwarding(const faults::Link& link) const {
    auto found = port(link);
    if (!found) {
        return found.error();
    }
    return bool((*found)->forwarding);
}

Result<faults::LinkCounters> SimTestbed::counters(const faults::Link& link) const {
    auto found = port(link);
    if (!found) {
        return found.error();
    }
    return (*found)->counters;
}

// ---- impairments -------------------------------------------------------------------------------

Result<void> SimTestbed::impair(const faults::Link& link, const faults::Impairment& impairment) {
    auto found = port(link);
    if (!found) {
        return found.error();
    }
    // The real world must prepare a link for it at bring-up, so this one asks for the same.
    const auto& announced = bring_up_.impairable;
    if (std::find(announced.begin(), announced.end(), link) == announced.end()) {
        return failed("the link of " + link.node + " to " + link.segment +
                      " was not announced as impairable at bring-up");
    }
    (*found)->impairment = impairment;
    (*found)->impaired = 0;
    return success;
}

Result<std::uint64_t> SimTestbed::impaired_frames(const faults::Link& link) const {
    auto found = port(link);
    if (!found) {
        return found.error();
    }
    return std::uint64_t((*found)->impaired);
}

// ---- filters -----------------------------------------------------------------------------------

Result<faults::FilterId> SimTestbed::drop_frames(const faults::FrameMatch& match) {
    Segment* segment = network_->segment(match.segment);
    if (segment == nullptr) {
        return failed("no segment " + match.segment + " in " + topology_.name);
    }
    FrameFilter filter;
    filter.match = match;
    for (auto [node, place] : {std::pair(&match.from, &filter.from), {&match.to, &filter.to}}) {
        if (!*node) {
            continue;
        }
        auto found = port({**node, match.segment});
        if (!found) {
            return found.error();
        }
        *place = static_cast<std::size_t>(*found - segment->ports().data());
    }
    if (match.origin) {
        const topology::Node* origin = topology_.find(*match.origin);
        if (origin == nullptr) {
            return failed("no node " + *match.origin + " in " + topology_.name);
        }
        for (const topology::Interface& interface : origin->interfaces) {
            filter.origins.push_back(interface.address.address);
        }
    }
    filter.id = ++filters_made_;
    segment->filters().push_back(filter);
    return filter.id;
}

Result<void> SimTestbed::remove_filter(faults::FilterId id) {
    for (const auto& segment : network_->segments) {
        if (std::erase_if(segment->filters(), [&](const FrameFilter& f) { return f.id == id; }) >
            0) {
            return success;
        }
    }
    return failed("no filter " + std::to_string(id));
}

Result<std::uint64_t> SimTestbed::filter_hits(faults::FilterId id) const {
    for (const auto& segment : network_->segments) {
        for (const FrameFilter& filter : segment->filters()) {
            if (filter.id == id) {
                return std::uint64_t(filter.hits);
            }
        }
    }
    return failed("no filter " + std::to_string(id));
}

}  // namespace holdfast::harness::sim
