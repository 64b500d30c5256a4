// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/driver.h"

#include <fmt/format.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/mininet/net_namespace.h"
#include "harness/mininet/process_tree.h"

namespace holdfast::harness::mininet {

namespace json = boost::json;

namespace {

// Bring-up takes half a second on a quiet machine; a machine that needs a minute is no testbed.
constexpr Duration build_patience = 60s;
constexpr Duration call_patience = 10s;
constexpr Duration prompt_patience = 7 * 24h;

// The first process stays the shell: it adopts and reaps orphans. `exit` behind the driver keeps
// the shell from replacing itself with it.
constexpr const char* namespace_script = R"(set -e
mount -t sysfs sysfs /sys
[ -d /run/netns ] || { mount -t tmpfs tmpfs /run && mkdir /run/netns; }
mount -t tmpfs tmpfs /run/netns
hostname testbed
ip link set dev lo up
set +e
# Mininet asks distutils to compare versions; setuptools' own copy of it takes longer to load than Mininet.
SETUPTOOLS_USE_DISTUTILS=stdlib /usr/bin/python3 -B "$1"
exit $?)";

json::object interface_object(const Attachment& a) {
    json::object out{{"name", a.interface},     {"address", to_string(a.address)},
                     {"mac", to_string(a.mac)}, {"peer_mac", to_string(a.peer_mac)},
                     {"bridge", a.bridge},      {"port", a.port}};
    if (a.splice) {
        out["splice"] = json::object{{"near", a.splice->near}, {"far", a.splice->far}};
    }
    return out;
}

json::array hosts_array(const topology::Topology& topology, const Layout& layout) {
    json::array hosts;
    for (const topology::Node& node : topology.nodes) {
        json::array interfaces;
        for (const Attachment& a : layout.attachments) {
            if (a.link.node == node.name) {
                interfaces.push_back(interface_object(a));
            }
        }
        hosts.push_back(json::object{{"name", node.name},
                                     {"forwards", node.forwards()},
                                     {"interfaces", std::move(interfaces)}});
    }
    return hosts;
}

json::object names_object(const topology::Topology& topology) {
    json::object names{{"localhost", "127.0.0.1"}};
    for (const topology::Node& node : topology.nodes) {
        names[node.name] = to_string(topology.management_address(node));
    }
    return names;
}

json::array text_array(const std::vector<std::string>& texts) {
    return json::array(texts.begin(), texts.end());
}

}  // namespace

Result<std::string> find_helper(const std::string& name) {
    std::error_code ignored;
    const std::filesystem::path here =
        std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
    for (const std::filesystem::path& folder :
         {here, here / "../share/holdfast", std::filesystem::path(HOLDFAST_HELPER_DIR)}) {
        if (std::filesystem::exists(folder / name, ignored)) {
            return (folder / name).string();
        }
    }
    return unsupported(
        fmt::format("{} is neither beside this program nor in {}", name, HOLDFAST_HELPER_DIR));
}

struct Driver::Codec {
    static Result<json::object> call(Driver& driver, json::object request,
                                     Duration patience = call_patience) {
        const std::string op = json::value_to<std::string>(request.at("op"));
        request["id"] = ++driver.requests_;
        const auto line = driver.exchange(json::serialize(request) + "\n", patience);
        if (!line) {
            return failed(fmt::format("driver, {}: {}", op, line.error().message));
        }
        boost::system::error_code error;
        json::value answer = json::parse(line.value(), error);
        if (error || !answer.is_object()) {
            return failed(fmt::format("driver, {}: not an answer: {}", op, line.value()));
        }
        json::object& content = answer.as_object();
        if (!content["ok"].is_bool() || !content["ok"].as_bool()) {
            const json::string* why = content["error"].if_string();
            return failed(fmt::format("driver, {}: {}", op,
                                      why == nullptr ? line.value().c_str() : why->c_str()));
        }
        return std::move(content);
    }
    static Result<void> perform(Driver& driver, json::object request,
                                Duration patience = call_patience) {
        const auto answer = call(driver, std::move(request), patience);
        if (!answer) {
            return answer.error();
        }
        return success;
    }
};

Result<std::unique_ptr<Driver>> Driver::start(const std::string& folder) {
    const auto script = find_helper("holdfast-mininet-driver.py");
    if (!script) {
        return script.error();
    }
    std::unique_ptr<Driver> driver(new Driver);
    driver->folder_ = folder;
    driver->log_ = (std::filesystem::path(folder) / "driver.log").string();
    auto process = ChildProcess::start(
        {"/usr/bin/unshare", "--net", "--mount", "--pid", "--ipc", "--uts", "--fork",
         "--mount-proc", "--kill-child", "--propagation", "private", "--", "/bin/bash", "-c",
         namespace_script, "holdfast-testbed", script.value()},
        driver->log_);
    if (!process) {
        return process.error();
    }
    driver->process_ = std::move(process.value());
    auto alive = Codec::perform(*driver, {{"op", "ping"}});
    if (!alive) {
        return alive.error();
    }
    driver->first_process_ = first_child(driver->process_->pid());
    if (driver->first_process_ == 0) {
        return failed("the namespaces' first process is not to be found below /proc");
    }
    return driver;
}

Driver::~Driver() {
    kill_namespaces();
}

void Driver::kill_namespaces() {
    if (!process_) {
        return;
    }
    // unshare waits for the first process, whose end waits for every other process inside.
    kill(first_process_ != 0 ? first_process_ : process_->pid(), SIGKILL);
    process_->wait();
    process_.reset();
}

std::string Driver::log_tail() const {
    std::ifstream file(log_);
    std::stringstream text;
    text << file.rdbuf();
    const std::string all = text.str();
    constexpr std::size_t shown = 600;
    return all.size() <= shown ? all : all.substr(all.size() - shown);
}

Result<std::string> Driver::exchange(const std::string& line, Duration patience) {
    if (!process_) {
        return failed("the testbed is down");
    }
    for (std::size_t done = 0; done < line.size();) {
        const ssize_t written =
            send(process_->channel(), line.data() + done, line.size() - done, MSG_NOSIGNAL);
        if (written < 0 && errno != EINTR) {
            return failed("it is gone: " + log_tail());
        }
        done += written > 0 ? static_cast<std::size_t>(written) : 0;
    }
    while (unread_.find('\n') == std::string::npos) {
        pollfd readable{process_->channel(), POLLIN, 0};
        const int ready =
            poll(&readable, 1,
                 static_cast<int>(
                     std::chrono::duration_cast<std::chrono::milliseconds>(patience).count()));
        if (ready < 0 && errno == EINTR) {
            continue;
        }
        if (ready == 0) {
            return failed("no answer within " + to_string(patience));
        }
        char buffer[4096];
        const ssize_t length = read(process_->channel(), buffer, sizeof buffer);
        if (length <= 0) {
            return failed("it ended: " + log_tail());
        }
        unread_.append(buffer, static_cast<std::size_t>(length));
    }
    const std::size_t end = unread_.find('\n');
    std::string answer = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    return answer;
}

Result<std::map<std::string, pid_t>> Driver::build(const topology::Topology& topology,
                                                   const Layout& layout) {
    auto answer = Codec::call(*this,
                              {{"op", "build"},
                               {"bridges", text_array(layout.bridges)},
                               {"names", names_object(topology)},
                               {"hosts", hosts_array(topology, layout)}},
                              build_patience);
    if (!answer) {
        return answer.error();
    }
    std::map<std::string, pid_t> shells;
    for (const auto& [name, pid] : answer.value().at("shells").as_object()) {
        shells[std::string(name)] = static_cast<pid_t>(pid.as_int64());
    }
    return shells;
}

Result<void> Driver::set_names(const std::string& node, bool on) {
    return Codec::perform(*this, {{"op", "names"}, {"node", node}, {"on", on}});
}

Result<void> Driver::spawn(const ProgramSpec& program, const std::string& folder) {
    json::object environment;
    for (const auto& [name, value] : program.environment) {
        environment[name] = value;
    }
    return Codec::perform(*this, {{"op", "spawn"},
                                  {"node", program.node},
                                  {"argv", text_array(program.argv)},
                                  {"log", program.log_file},
                                  {"folder", folder},
                                  {"environment", std::move(environment)}});
}

Result<void> Driver::start_helper(const std::string& name, const std::vector<std::string>& argv,
                                  const std::string& node) {
    std::string log = name + ".log";  // "disk-of-controller1.log"
    std::replace(log.begin(), log.end(), ' ', '-');
    return Codec::perform(*this, {{"op", "helper_start"},
                                  {"name", name},
                                  {"argv", text_array(argv)},
                                  {"node", node},
                                  {"log", (std::filesystem::path(folder_) / log).string()}});
}

Result<std::string> Driver::helper(const std::string& name, const std::string& command) {
    auto answer = Codec::call(*this, {{"op", "helper"}, {"name", name}, {"command", command}});
    if (!answer) {
        return answer.error();
    }
    return json::value_to<std::string>(answer.value().at("answer"));
}

Result<std::vector<std::string>> Driver::list(const char* operation, const char* member) {
    auto answer = Codec::call(*this, {{"op", operation}});
    if (!answer) {
        return answer.error();
    }
    return json::value_to<std::vector<std::string>>(answer.value().at(member));
}

Result<std::vector<std::string>> Driver::lost_helpers() {
    return list("helpers_lost", "lost");
}

Result<std::vector<std::string>> Driver::ended_programs() {
    return list("programs_ended", "ended");
}

Result<void> Driver::prompt(const std::string& terminal) {
    return Codec::perform(*this, {{"op", "prompt"}, {"terminal", terminal}}, prompt_patience);
}

}  // namespace holdfast::harness::mininet
