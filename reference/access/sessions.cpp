// SPDX-License-Identifier: Apache-2.0
#include "reference/access/sessions.h"

#include <algorithm>
#include <utility>

namespace holdfast::reference::access {
namespace {

bool over(Instant now, const Session& session, const SessionLimits& limits) {
    return (limits.idle > 0ns && now - session.used >= limits.idle) ||
           (limits.force > 0ns && now - session.opened >= limits.force);
}

}  // namespace

Session* Sessions::find(Instant now, const std::string& hash, const SessionLimits& limits) {
    const auto found = sessions_.find(hash);
    return found == sessions_.end() || over(now, found->second, limits) ? nullptr : &found->second;
}

std::vector<std::string> Sessions::open(Instant now, const std::string& hash, Session session,
                                        const SessionLimits& limits) {
    std::vector<std::string> gone;
    std::erase_if(sessions_, [&](const auto& entry) {
        if (over(now, entry.second, limits)) {
            gone.push_back(entry.first);
            return true;
        }
        return false;
    });
    make_room(session.user, limits.a_user_max, gone);
    make_room("", limits.total_max, gone);
    sessions_[hash] = std::move(session);
    return gone;
}

void Sessions::make_room(const std::string& user, std::size_t max, std::vector<std::string>& gone) {
    const auto counts = [&](const auto& entry) {
        return user.empty() || entry.second.user == user;
    };
    auto count =
        static_cast<std::size_t>(std::count_if(sessions_.begin(), sessions_.end(), counts));
    for (; count >= max && count > 0; --count) {
        auto oldest = sessions_.end();
        for (auto at = sessions_.begin(); at != sessions_.end(); ++at) {
            if (counts(*at) &&
                (oldest == sessions_.end() || at->second.used < oldest->second.used)) {
                oldest = at;
            }
        }
        gone.push_back(oldest->first);
        sessions_.erase(oldest);
    }
}

std::vector<std::string> Sessions::end_of(const std::string& user, const std::string& except) {
    std::vector<std::string> gone;
    std::erase_if(sessions_, [&](const auto& entry) {
        if (entry.second.user == user && entry.first != except) {
            gone.push_back(entry.first);
            return true;
        }
        return false;
    });
    return gone;
}

}  // namespace holdfast::reference::access
