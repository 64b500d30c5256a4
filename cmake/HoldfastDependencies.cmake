# SPDX-License-Identifier: Apache-2.0
# Every outside library, all from Debian 12 packages (ci/bootstrap installs them).
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(GTest REQUIRED)
find_package(rapidcheck CONFIG REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json filesystem)
find_package(PkgConfig REQUIRED)
pkg_check_modules(pcap REQUIRED IMPORTED_TARGET libpcap)
pkg_check_modules(nftables REQUIRED IMPORTED_TARGET libnftables)
pkg_check_modules(nlroute REQUIRED IMPORTED_TARGET libnl-route-3.0)
pkg_check_modules(fuse3 REQUIRED IMPORTED_TARGET fuse3)
# Only judged, never built upon: without it, holdfast-replication knows one system less.
pkg_check_modules(raft IMPORTED_TARGET raft)
