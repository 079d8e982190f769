// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "app/gui/session/failure.h"
#include "core/progress.h"

class QThreadPool;

namespace headscope {

/// Work off the UI thread. Each kind of work has a lane, in which one job runs at a time: what only one lane touches
/// needs no lock. A newer job of a lane cancels the older one, whose result is dropped. Results are handed over by
/// value, on the UI thread.
class Jobs : public QObject
{
    Q_OBJECT

public:
    enum class Lane {
        Open,
        Texts,
        Describe,
        Variation,
        Sweep,
        Direct,
        Forward,
        Skew,
        Intervals,
        Controls,
        Kept,
        Comparison,
        Picture,
        HeadImages
    };
    static constexpr std::size_t kLanes = std::size_t(Lane::HeadImages) + 1;

    /// What runs in a lane, for a person to see.
    struct Status
    {
        Lane lane;
        quint64 number; ///< tells one job from the next
        QString name;
        int done;
        int total; ///< 0: not known yet
        qint64 milliseconds;
    };

    /// What a job's work is handed: where to report, when to stop, and what to call what it does now.
    struct Task
    {
        Job job;
        std::function<void(const QString &)> rename;
    };

    explicit Jobs(QObject *parent = nullptr);
    /// Cancels everything and waits for it.
    ~Jobs() override;

    /// `work(const Task &)` runs in the lane; then either `done(result)`, or `failed(const Failure &)` is called
    /// on the UI thread. Neither is, if a newer job has replaced this one.
    template <typename Work, typename Done, typename Failed>
    void run(Lane lane, const QString &name, Work work, Done done, Failed failed)
    {
        start(
            lane, name,
            [work = std::move(work), done = std::move(done)](const Task &task) -> std::function<void()> {
                auto result = std::make_shared<decltype(work(task))>(work(task));
                return [result, done] { done(std::move(*result)); };
            },
            std::move(failed));
    }

    /// Stops the lane's job; it counts as cancelled by a person.
    void cancel(Lane lane);
    /// Stops the lane's job, and nobody hears of it again.
    void drop(Lane lane);

    bool isRunning(Lane lane) const { return state(lane).running; }
    bool isIdle() const;
    /// The job that has run longest.
    std::optional<Status> longest() const;

Q_SIGNALS:
    void started();
    /// A job has ended, in whichever way, and its callback has been called.
    void ended();

private:
    using Deliver = std::function<void()>;
    using Failed = std::function<void(const Failure &)>;

    struct State
    {
        std::unique_ptr<QThreadPool> thread;
        quint64 number = 0;
        bool running = false;
        std::stop_source stop;
        QString name;
        int done = 0;
        int total = 0;
        QElapsedTimer clock;
        Failed failed;
    };

    State &state(Lane lane) { return m_lanes[std::size_t(lane)]; }
    const State &state(Lane lane) const { return m_lanes[std::size_t(lane)]; }
    void start(Lane lane, const QString &name, std::function<Deliver(const Task &)> work, Failed failed);
    Task taskFor(Lane lane, quint64 number, std::stop_token stop);
    /// Runs `use` on the UI thread if the lane's job is still this one.
    void post(Lane lane, quint64 number, std::function<void()> use);
    void finish(Lane lane, const std::function<void()> &callback);

    std::array<State, kLanes> m_lanes;
};

}
