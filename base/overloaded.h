// SPDX-License-Identifier: Apache-2.0
// One lambda an alternative of a variant: std::visit(Overloaded{...}, effect).
#pragma once

namespace holdfast {

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace holdfast
