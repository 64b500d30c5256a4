// SPDX-License-Identifier: Apache-2.0
// The network device that holds this engine's virtual addresses and cannot outlive its process: the
// kernel destroys it, and every address on it, when the process ends in whatever way.
//
// First choice is a TUN device that lives as long as its descriptor. Where /dev/net/tun cannot be
// opened (an unprivileged user namespace), it is one end of a veth pair whose other end lives in a
// network namespace that only this process holds; the kernel destroys the namespace, and with it
// the pair, somewhat later.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "reference/shell/offload.h"
#include "reference/shell/unique_fd.h"

namespace holdfast::reference::shell {

class VipDevice {
  public:
    enum class Kind { tun, veth };

    static Result<std::unique_ptr<VipDevice>> open();
    static Result<std::unique_ptr<VipDevice>> open(Kind kind);

    const std::string& name() const { return name_; }
    int index() const { return index_; }
    Kind kind() const { return kind_; }

    /// Gives the kernel an IPv4 packet as if it had arrived on this device; by a TUN device only.
    /// `offload`: what is left to do for its checksum and segmentation, counted from its first
    /// byte. A packet that the kernel does not take is lost, as on any wire.
    bool can_inject() const { return kind_ == Kind::tun; }
    void inject(const Offload& offload, std::span<const std::uint8_t> packet) const;

    /// What routes lead to this device, packet by packet, on a TUN device: to be watched, and read
    /// by take(). Nobody else learns of it.
    int leaving() const { return holder_.get(); }
    /// The next of them is in `packet`, which is as long as any, from its first byte on. 0: there
    /// is none.
    std::size_t take(Offload& offload, std::span<std::uint8_t> packet) const;

  private:
    VipDevice(Kind kind, std::string name, int index, UniqueFd holder)
        : kind_(kind), name_(std::move(name)), index_(index), holder_(std::move(holder)) {}
    static Result<std::unique_ptr<VipDevice>> open_tun();
    static Result<std::unique_ptr<VipDevice>> open_veth();

    Kind kind_;
    std::string name_;
    int index_;
    UniqueFd holder_;  ///< the TUN descriptor or the namespace
};

}  // namespace holdfast::reference::shell
