// SPDX-License-Identifier: Apache-2.0
// The reference as real processes on a Mininet network: its daemons with their configuration files,
// certificates and admin socket.
#pragma once

#include <memory>
#include <string>

#include "harness/mininet/testbed.h"
#include "harness/sut/reference_adapter.h"
#include "harness/sut/reference_process/admin_client.h"

namespace holdfast::harness::sut::reference_process {

class ProcessAdapter : public ReferenceAdapter {
  public:
    /// With a defect the daemons are those built around wrapped cores.
    ProcessAdapter(mininet::MininetTestbed& testbed, std::string defect);

    Result<void> collect_logs(const std::string& folder) override;

  protected:
    /// Where a TUN device can be made.
    bool spreads_flows() const override;
    Result<void> install_controller(const std::string& node, const scenario::ClusterSpec& cluster,
                                    const std::string& release) override;
    Result<void> install_engine(const std::string& node, const std::string& group) override;
    Result<ApiAnswer> call_to(const std::string& controller, const std::string& method,
                              const std::string& path, const std::string& body) override;

  private:
    Result<void> create_certificates();
    std::string controller_configuration(const std::string& node, const std::string& interface,
                                         const std::string& state,
                                         const scenario::ClusterSpec& cluster) const;
    Result<void> install(const std::string& node, const std::string& program,
                         const std::string& configuration, const std::string& release = "");
    std::string file(const std::string& name) const { return folder_ + "/" + name; }

    mininet::MininetTestbed& network_;
    std::string defect_;
    std::string folder_;  ///< configuration, certificates and logs of this run
    std::map<std::string, std::unique_ptr<AdminClient>> admins_;  ///< by controller
};

}  // namespace holdfast::harness::sut::reference_process
