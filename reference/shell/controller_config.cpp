// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/controller_config.h"

#include <sys/un.h>

#include <fmt/format.h>

#include "reference/shell/config_values.h"

namespace holdfast::reference::shell {

const char* const controller_config_help =
    R"(The configuration file (YAML; relative paths are taken from the file's folder):

  name: controller1                    # CN of the certificate
  listen: "198.18.0.11:8443"           # where engines connect
  admin_socket: admin.sock             # the API, for this user and root: one JSON object a line,
                                       #   {"id": 1, "method": "POST", "path": "/api/pool", "body": {...}}
                                       #   answered by {"id": 1, "status": 201, "body": {...}}
  state_directory: state               # made if missing; holds configuration.json
  tls:                                 # made by: holdfast-pki create DIR --controller controller1 --engine se1
    ca: ca.pem
    certificate: controller1.pem
    key: controller1.key
  log_file: controller1.log            # optional; default: standard error
  pid_file: controller1.pid            # optional
)";

namespace {

// A Unix socket's path must fit into the kernel's address structure, with its final zero.
std::string decode_socket(const ConfigValues& values, const yaml::Value& value) {
    std::string path = *values.output_file(value);
    constexpr std::size_t longest = sizeof(sockaddr_un::sun_path) - 1;
    if (path.size() > longest) {
        value.refuse_because(fmt::format("{} has {} characters, a socket's path has at most {}",
                                         path, path.size(), longest));
    }
    return path;
}

}  // namespace

Result<ControllerConfig> load_controller_config(const std::string& path) {
    return yaml::load_file<ControllerConfig>(path, [&](const yaml::Value& document) {
        const ConfigValues values(path);
        yaml::Map map = document.map();
        ControllerConfig out;
        out.name = values.name(map.required("name"));
        out.listen = values.endpoint(map.required("listen"));
        out.admin_socket = decode_socket(values, map.required("admin_socket"));
        out.state_directory = values.path(map.required("state_directory"));
        const auto tls = map.required("tls");
        out.log_file = values.output_file(map.optional("log_file"));
        out.pid_file = values.output_file(map.optional("pid_file"));
        map.finish();
        out.tls = values.tls(tls);
        return out;
    });
}

}  // namespace holdfast::reference::shell
