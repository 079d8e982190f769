// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/findings.h"
#include "core/json.h"

#include <QGuiApplication>
#include <QTemporaryDir>
#include <QtTest>

using namespace headscope;

/// The models that ship with the program.
class TestDemoModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reachesItsCardsMetrics_data();
    void reachesItsCardsMetrics();
};

void TestDemoModel::reachesItsCardsMetrics_data()
{
    QTest::addColumn<QString>("model");
    QTest::newRow("biased") << "biased";
    QTest::newRow("balanced") << "balanced";
}

void TestDemoModel::reachesItsCardsMetrics()
{
    QFETCH(QString, model);
    const std::filesystem::path folder = std::filesystem::path(DEMO_MODELS) / model.toStdString();
    const nlohmann::json card = readJson(folder / "findings.json");
    // The card's own scenes, so that all that may differ is the processor's rounding: its tolerance.
    const QTemporaryDir work;
    const nlohmann::ordered_json actual = demoFindings(folder, work.path().toStdString(), {.heads = false});
    for (const char *set : {"people", "birds"}) {
        for (const auto &[metric, expected] : card["baseline"][set].items()) {
            const double value = actual["baseline"][set][metric].get<double>();
            QVERIFY2(std::abs(value - expected.get<double>()) <= 0.02,
                     qPrintable(QString("%1 %2: %3, the card says %4")
                                    .arg(set, QString::fromStdString(metric))
                                    .arg(value)
                                    .arg(expected.get<double>())));
        }
    }
}

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication application(argc, argv);
    TestDemoModel test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_demomodel.moc"
