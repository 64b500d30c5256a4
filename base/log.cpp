// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>
#include <mutex>

namespace holdfast::log {
namespace {

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

/// One line an event, in UTC with microseconds, so that lines of several machines sort together.
std::shared_ptr<spdlog::logger> logger_on(spdlog::sink_ptr sink) {
    auto logger = std::make_shared<spdlog::logger>("holdfast", std::move(sink));
    logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        "%Y-%m-%dT%H:%M:%S.%fZ %l %v", spdlog::pattern_time_type::utc));
    logger->flush_on(spdlog::level::trace);
    return logger;
}

struct Destination {
    std::mutex mutex;
    Level level = Level::info;
    std::shared_ptr<spdlog::logger> logger =
        logger_on(std::make_shared<spdlog::sinks::stderr_sink_mt>());
};

Destination& destination() {
    static Destination the_one;
    return the_one;
}

void replace(std::shared_ptr<spdlog::logger> logger) {
    Destination& to = destination();
    const std::lock_guard lock(to.mutex);
    logger->set_level(spdlog_level(to.level));
    to.logger = std::move(logger);
}

/// An event is one line: a newline inside it would forge another.
std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        if (c == '\n') {
            line += "\\n";
        } else {
            line += c;
        }
    }
    return line;
}

}  // namespace

void to_standard_error() {
    replace(logger_on(std::make_shared<spdlog::sinks::stderr_sink_mt>()));
}

void to_file(const std::string& path) {
    try {
        replace(logger_on(std::make_shared<spdlog::sinks::basic_file_sink_mt>(path)));
    } catch (const spdlog::spdlog_ex& trouble) {
        // Losing the log is no reason to stop what is logged.
        error("log", "stays where it is, cannot append to {}: {}", path, trouble.what());
    }
}

void set_level(Level level) {
    Destination& to = destination();
    const std::lock_guard lock(to.mutex);
    to.level = level;
    to.logger->set_level(spdlog_level(level));
}

void write(Level level, std::string_view subject, std::string_view text) {
    Destination& to = destination();
    const std::lock_guard lock(to.mutex);
    if (to.logger->should_log(spdlog_level(level))) {
        to.logger->log(spdlog_level(level), one_line(fmt::format("{} {}", subject, text)));
    }
}

}  // namespace holdfast::log
