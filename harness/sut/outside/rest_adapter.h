// SPDX-License-Identifier: Apache-2.0
// A system whose controllers speak the REST API of spec/api.md. It is operated as the reference is,
// request by request; its adapter only says which programs a controller or an engine is made of,
// and carries the requests.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "harness/mininet/testbed.h"
#include "harness/sut/outside/system.h"
#include "harness/sut/reference_adapter.h"

namespace holdfast::harness::sut::outside {

class Door;

class RestAdapter : public ReferenceAdapter {
  public:
    /// As OutsideAdapter::open().
    static Result<std::unique_ptr<RestAdapter>> open(mininet::MininetTestbed& testbed,
                                                     const System& system,
                                                     const std::string& defect);
    ~RestAdapter() override;

    Facts facts() const override;
    Result<void> deploy(const scenario::Deployment& deployment) override;
    Result<void> collect_logs(const std::string& folder) override;
    std::optional<std::string> broken() const override;

  protected:
    bool spreads_flows() const override;
    Result<void> install_controller(const std::string& node, const scenario::ClusterSpec& cluster,
                                    const std::string& release) override;
    Result<void> install_engine(const std::string& node, const std::string& group) override;
    Result<ApiAnswer> call_to(const std::string& controller, const std::string& method,
                              const std::string& path, const std::string& body) override;

  private:
    RestAdapter(mininet::MininetTestbed& testbed, System system, std::unique_ptr<Door> door,
                std::string version);
    std::string folder() const;

    mininet::MininetTestbed& network_;
    System system_;
    std::unique_ptr<Door> door_;
    std::string version_;
};

}  // namespace holdfast::harness::sut::outside
