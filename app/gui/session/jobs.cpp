// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session/jobs.h"

#include <QThreadPool>

#include <algorithm>
#include <chrono>
#include <malloc.h>

#include "core/error.h"

namespace headscope {

namespace {

constexpr std::chrono::milliseconds kReportInterval(40);

/// Tensors of some megabytes come and go all the time. By default glibc gives each back to the system at once when
/// it was allocated by a thread other than the first, and the page faults then cost more than the arithmetic.
void keepFreedMemory()
{
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
}

}

Jobs::Jobs(QObject *parent)
    : QObject(parent)
{
    keepFreedMemory();
    for (State &lane : m_lanes) {
        lane.thread = std::make_unique<QThreadPool>();
        lane.thread->setMaxThreadCount(1);
        lane.thread->setExpiryTimeout(-1);
    }
}

Jobs::~Jobs()
{
    for (State &lane : m_lanes)
        lane.stop.request_stop();
    for (State &lane : m_lanes)
        lane.thread->waitForDone();
}

void Jobs::start(Lane lane, const QString &name, std::function<Deliver(const Task &)> work, Failed failed)
{
    State &current = state(lane);
    current.stop.request_stop();
    current.stop = std::stop_source();
    current.running = true;
    current.name = name;
    current.done = 0;
    current.total = 0;
    current.clock.start();
    current.failed = std::move(failed);
    const quint64 number = ++current.number;
    current.thread->start([this, lane, number, work = std::move(work), stop = current.stop.get_token()] {
        try {
            if (stop.stop_requested())
                throw Cancelled();
            Deliver deliver = work(taskFor(lane, number, stop));
            post(lane, number, [this, lane, deliver] { finish(lane, deliver); });
        } catch (...) {
            post(lane, number, [this, lane, failure = failureOf(std::current_exception())] {
                const Failed report = std::move(state(lane).failed);
                finish(lane, [&] { report(failure); });
            });
        }
    });
    Q_EMIT started();
}

Jobs::Task Jobs::taskFor(Lane lane, quint64 number, std::stop_token stop)
{
    Task task;
    task.job.stop = std::move(stop);
    task.job.progress = [this, lane, number, last = std::chrono::steady_clock::time_point()](
                            std::int64_t done, std::int64_t total) mutable {
        const auto now = std::chrono::steady_clock::now();
        if (now - last < kReportInterval)
            return;
        last = now;
        post(lane, number, [this, lane, done, total] {
            state(lane).done = int(done);
            state(lane).total = int(total);
        });
    };
    task.rename = [this, lane, number](const QString &name) {
        post(lane, number, [this, lane, name] {
            State &current = state(lane);
            current.name = name;
            current.done = 0;
            current.total = 0;
            current.clock.start();
        });
    };
    return task;
}

void Jobs::post(Lane lane, quint64 number, std::function<void()> use)
{
    QMetaObject::invokeMethod(
        this,
        [this, lane, number, use = std::move(use)] {
            if (state(lane).number == number && state(lane).running)
                use();
        },
        Qt::QueuedConnection);
}

void Jobs::finish(Lane lane, const std::function<void()> &callback)
{
    state(lane).running = false;
    callback();
    Q_EMIT ended();
}

void Jobs::cancel(Lane lane)
{
    State &current = state(lane);
    if (!current.running)
        return;
    current.stop.request_stop();
    const Failed report = std::move(current.failed);
    finish(lane, [&] { report(Failure{.cancelled = true}); });
}

void Jobs::drop(Lane lane)
{
    State &current = state(lane);
    if (!current.running)
        return;
    current.stop.request_stop();
    finish(lane, [] {});
}

bool Jobs::isIdle() const
{
    return std::none_of(m_lanes.begin(), m_lanes.end(), [](const State &lane) { return lane.running; });
}

std::optional<Jobs::Status> Jobs::longest() const
{
    std::optional<Status> longest;
    for (std::size_t index = 0; index < kLanes; ++index) {
        const State &lane = m_lanes[index];
        if (lane.running && (!longest || lane.clock.elapsed() > longest->milliseconds))
            longest = Status{Lane(index), lane.number, lane.name, lane.done, lane.total, lane.clock.elapsed()};
    }
    return longest;
}

}
