// SPDX-License-Identifier: Apache-2.0
// Goal: engines are told whether their answers pass the primary, by their group or by its cloud.
// Method: one service of an elastic group, and what its engine is told of it.
#include "reference/controller/test_site.h"

namespace holdfast::reference::controller {
namespace {

class TunnelMode : public testing::Test {
  protected:
    TunnelMode() {
        site.register_engine(1, "wide");
        site.register_engine(2, "wide");
        site.add_vip(1);
        site.add_service(1, 1, "wide");
    }
    bool through_primary() { return site.told(1).services.at(0).answers_through_primary; }
    Site site;
};

TEST_F(TunnelMode, AnswersAreDirectUnlessSomebodyForbidsIt) {
    EXPECT_FALSE(through_primary());
    site.set_group("wide", "se_tunnel_mode", "1");
    EXPECT_TRUE(through_primary());
    site.set_group("wide", "se_tunnel_mode", "0");
    EXPECT_FALSE(through_primary());
}

TEST_F(TunnelMode, OpenStackForbidsItUnlessTheGroupDemandsIt) {
    site.set_cloud("vtype", "\"CLOUD_OPENSTACK\"");
    EXPECT_TRUE(through_primary());
    site.set_group("wide", "se_tunnel_mode", "2");
    EXPECT_FALSE(through_primary());
}

TEST_F(TunnelMode, OutOfRangeIsRefused) {
    site.set_group("wide", "se_tunnel_mode", "3");
    EXPECT_FALSE(through_primary());
}

}  // namespace
}  // namespace holdfast::reference::controller
