// SPDX-License-Identifier: Apache-2.0
// Field names of reports on the wire and in the controllers' answers to each other. Include it in
// .cpp files only.
#pragma once

#include "reference/protocol/descriptions.h"
#include "reference/protocol/reports.h"

namespace holdfast::reference::protocol {

BOOST_DESCRIBE_ENUM(RequestOutcome, completed, unserved, broken)
BOOST_DESCRIBE_STRUCT(ServedRequest, (),
                      (began, lasted, client, client_port, service_port, server, bytes_from_client,
                       bytes_to_client, outcome))
BOOST_DESCRIBE_STRUCT(TrafficCounters, (),
                      (connections_accepted, connections_open, connections_unserved,
                       bytes_to_servers, bytes_to_clients, datagrams_to_servers,
                       datagrams_to_clients, datagrams_dropped, flows_open, segments))
BOOST_DESCRIBE_STRUCT(MetricSample, (), (at, counters))
BOOST_DESCRIBE_STRUCT(ReportItem, (), (number, request, sample))
BOOST_DESCRIBE_STRUCT(Report, (), (engine, boot_id, service, dropped, items))
BOOST_DESCRIBE_STRUCT(Collects, (), (index, holder, slots))
BOOST_DESCRIBE_STRUCT(ReportTaken, (), (service, number))

template <>
inline constexpr std::string_view type_name<Report> = "report";
template <>
inline constexpr std::string_view type_name<Collects> = "collects";
template <>
inline constexpr std::string_view type_name<ReportTaken> = "report_taken";

}  // namespace holdfast::reference::protocol
