// SPDX-License-Identifier: Apache-2.0
// Speaks to a controller's admin socket: one JSON request a line, one answer a line.
#pragma once

#include <string>

#include "base/result.h"
#include "harness/sut/rest_operator.h"

namespace holdfast::harness::sut::reference_process {

class AdminClient {
  public:
    explicit AdminClient(std::string socket_path) : path_(std::move(socket_path)) {}
    ~AdminClient();
    AdminClient(const AdminClient&) = delete;
    AdminClient& operator=(const AdminClient&) = delete;

    /// Connects when it is not connected. An Error after 2 s without an answer; the next call
    /// connects anew.
    Result<ApiAnswer> call(const std::string& method, const std::string& path,
                           const std::string& body);

  private:
    Result<void> connect();
    Result<std::string> exchange(const std::string& line);
    void disconnect();

    std::string path_;
    int socket_ = -1;
    std::string received_;
    std::uint64_t requests_ = 0;
};

}  // namespace holdfast::harness::sut::reference_process
