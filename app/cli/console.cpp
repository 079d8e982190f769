// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"

#include "core/printable.h"

#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>
#include <unistd.h>

namespace headscope::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kInterruptedCode = 130;

std::stop_source &interrupt()
{
    static std::stop_source source;
    return source;
}

std::string asTime(double seconds)
{
    const long total = std::lround(seconds);
    char text[32];
    std::snprintf(text, sizeof text, "%ld:%02ld", total / 60, total % 60);
    return text;
}

/// Redraws one line on a terminal, a few times a second; elsewhere adds a line now and then.
class ProgressLine
{
public:
    explicit ProgressLine(std::string what)
        : m_what(std::move(what))
        , m_terminal(isatty(STDERR_FILENO))
    {
    }

    void operator()(std::int64_t done, std::int64_t total)
    {
        const auto now = Clock::now();
        if (m_reports++ == 0) {
            m_start = m_last = now;
            m_first = done;
        }
        const bool finished = done >= total;
        const auto interval = m_terminal ? std::chrono::milliseconds(200) : std::chrono::seconds(5);
        if (!finished && now - m_last < interval)
            return;
        m_last = now;

        std::string line = m_what + " " + std::to_string(done) + "/" + std::to_string(total);
        const double elapsed = std::chrono::duration<double>(now - m_start).count();
        if (!finished && done > m_first)
            line += ", " + asTime(elapsed * double(total - done) / double(done - m_first)) + " left";
        if (m_terminal)
            std::fprintf(stderr, "\r\033[K%s%s", line.c_str(), finished ? "\n" : "");
        else
            std::fprintf(stderr, "%s\n", line.c_str());
    }

private:
    std::string m_what;
    bool m_terminal;
    int m_reports = 0;
    std::int64_t m_first = 0;
    Clock::time_point m_start;
    Clock::time_point m_last;
};

}

Job consoleJob(const std::string &what)
{
    auto line = std::make_shared<ProgressLine>(what);
    return {[line](std::int64_t done, std::int64_t total) { (*line)(done, total); }, interrupt().get_token()};
}

void stopOnInterrupt()
{
    // A stop token may not be triggered from a signal handler, so the handler wakes a thread through a pipe. (Waiting
    // for the signal with sigwait isn't possible: OpenBLAS starts its threads before main, with signals unblocked.)
    static int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return;
    struct sigaction action = {};
    action.sa_handler = [](int) {
        const char byte = 0;
        [[maybe_unused]] const ssize_t written = write(ends[1], &byte, 1);
    };
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);

    std::thread([] {
        char byte;
        while (read(ends[0], &byte, 1) != 1) {
        }
        log("stopping…");
        interrupt().request_stop();
        while (read(ends[0], &byte, 1) != 1) {
        }
        _exit(kInterruptedCode);
    }).detach();
}

void log(const std::string &line) { std::fprintf(stderr, "%s\n", printable(line).c_str()); }

void printJson(const nlohmann::ordered_json &json)
{
    std::printf("%s\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

}
