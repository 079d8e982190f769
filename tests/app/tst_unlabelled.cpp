// SPDX-License-Identifier: GPL-3.0-or-later
// What can be said of pictures without labels, of a single class, of unknown values and of few pictures is said; the
// rest says why not.
#include "windowtest.h"

#include "widgets/figures/groupbars.h"
#include "widgets/tables/metrictablemodel.h"

using namespace headscope;

class TestUnlabelled : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void figuresThatNeedNoLabelsAreShown();
    void separationWithoutLabelsIsOfAllPictures();
    void oneClassSaysSo();
    void figuresSayHowManyPicturesTheyCount();
    void topLeavesPicturesOut();
    void topThatIsChosenStays();

private:
    /// Pictures as the demo's, whose manifest is written from these columns.
    void open(const char *name, const QByteArray &header, const std::function<QByteArray(int)> &facts)
    {
        writePictures(path(name), kPictures);
        QByteArray manifest = "path," + header + '\n';
        for (int picture = 0; picture < kPictures; ++picture)
            manifest += QByteArray::number(picture) + ".png," + facts(picture) + '\n';
        writeText(path(name) / "manifest.csv", manifest);
        m_window->openPictures(path(name));
        waitUntilIdle();
        QVERIFY2(m_window->document().study(), qPrintable(messages()));
    }
    QModelIndex metric(const QString &name)
    {
        const QAbstractItemModel *model = m_window->findChild<QAbstractItemView *>("metrics")->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->index(row, 0).data().toString().startsWith(name))
                return model->index(row, MetricTableModel::BaselineColumn);
        }
        return {};
    }
    Figure::State stateOf(const QString &name)
    {
        return Figure::State(metric(name).data(MetricTableModel::FigureStateRole).toInt());
    }
    QString toolTip(const QString &name) { return metric(name).data(Qt::ToolTipRole).toString(); }
    const Metrics &baseline() { return *m_window->analysis().baseline()->metrics; }
    static QByteArray shade(int picture) { return picture % 2 ? "dark" : "light"; }
};

void TestUnlabelled::figuresThatNeedNoLabelsAreShown()
{
    openDemo();
    std::map<QString, double> labelled;
    const QStringList given = {"Cramér's V", "Twin flips", "MaxSkew@5"};
    for (const QString &name : given) {
        QVERIFY2(stateOf(name) == Figure::State::Known, qPrintable(name));
        labelled[name] = metric(name).data(MetricTableModel::ValueRole).toDouble();
    }
    std::filesystem::create_directories(path("unlabelled"));
    writeText(path("unlabelled/classes.txt"), "blue\ngreen\nred\n"); // in the order of labels
    open("unlabelled", "shade,twin",
         [](int picture) { return shade(picture) + ',' + QByteArray::number(picture / 2); });
    for (const QString &name : given) {
        QVERIFY2(stateOf(name) == Figure::State::Known, qPrintable(name + ": " + toolTip(name)));
        QCOMPARE(metric(name).data(MetricTableModel::ValueRole).toDouble(), labelled[name]);
    }
    for (const char *name : {"Accuracy", "Worst group", "Gap", "Opportunity gap"}) {
        QVERIFY2(stateOf(name) == Figure::State::Undefined, name);
        QVERIFY2(toolTip(name).contains("No picture has a label"), qPrintable(toolTip(name)));
    }
    // Nor does an ablation need any.
    m_window->document().setAblated({{0, 0}}, true);
    waitUntilIdle();
    QVERIFY(m_window->analysis().forward()->metrics);
    const auto verdict = [this] { return m_window->findChild<QLabel *>("verdict")->text(); };
    QTRY_VERIFY2_WITH_TIMEOUT(verdict().contains("p =") || verdict().contains("Only one class is predicted"),
                              qPrintable(verdict()), kTimeout);
}

void TestUnlabelled::separationWithoutLabelsIsOfAllPictures()
{
    std::filesystem::create_directories(path("apart"));
    writeText(path("apart/classes.txt"), "blue\ngreen\nred\n");
    writeText(path("apart/concepts.json"), R"({"shade": {"dark": ["dark"], "light": ["light"]}})");
    open("apart", "shade", [](int picture) { return shade(picture); });
    if (m_window->document().study()->concepts.empty())
        QFAIL("no concepts");
    m_window->document().setColouring(Document::Colouring::Separation);
    waitUntilIdle();
    const Figure figure = m_window->analysis().heads().figures().front();
    QVERIFY2(figure.isKnown(), qPrintable(figure.reason));
    QCOMPARE(figure.images, kPictures);
}

void TestUnlabelled::oneClassSaysSo()
{
    open("one class", "label,shade", [](int picture) { return "red," + shade(picture); });
    for (const char *name : {"Accuracy", "Worst group", "Gap", "Cramér's V", "Opportunity gap"}) {
        QVERIFY2(stateOf(name) == Figure::State::Undefined, name);
        QVERIFY2(toolTip(name).contains("only one class"), qPrintable(toolTip(name)));
    }
}

void TestUnlabelled::figuresSayHowManyPicturesTheyCount()
{
    // The last four's shade isn't known; the first two have no label.
    open("unknown", "label,shade", [](int picture) {
        const QByteArray labels[] = {"red", "green"};
        return (picture < 2 ? QByteArray() : labels[picture / 2 % 2]) + ',' +
               (picture < 44 ? shade(picture) : QByteArray());
    });
    const AttributeMetrics &judged = baseline().attributes.front();
    const auto imagesOf = [this](const QString &name) {
        return metric(name).siblingAtColumn(0).data(MetricTableModel::ImagesRole).toString();
    };
    QCOMPARE(imagesOf("Accuracy"), QString("n = 46"));
    QCOMPARE(imagesOf("Cramér's V"), QString("n = 44"));
    QCOMPARE(judged.equalOpportunity.n, 42);
    QCOMPARE(imagesOf("Opportunity gap"), QString("n = 42"));
    m_window->document().setColouring(Document::Colouring::Variation);
    waitUntilIdle();
    QCOMPARE(m_window->analysis().heads().figures().front().images, 44);
}

void TestUnlabelled::topLeavesPicturesOut()
{
    openDemo();
    const auto *top = m_window->findChild<QSpinBox *>("top");
    QCOMPARE(top->value(), 5);
    QVERIFY(metric("MaxSkew@5").isValid());
    m_window->openPictures(path("many"));
    waitUntilIdle();
    QCOMPARE(top->value(), 100);
    QVERIFY(metric("MaxSkew@100").isValid());
}

void TestUnlabelled::topThatIsChosenStays()
{
    openDemo();
    auto *top = m_window->findChild<QSpinBox *>("top");
    top->setValue(kPictures);
    waitUntilIdle();
    QTRY_VERIFY(stateOf("MaxSkew@48") == Figure::State::Undefined);
    QVERIFY2(toolTip("MaxSkew@48").contains("takes in every picture"), qPrintable(toolTip("MaxSkew@48")));
    m_window->openPictures(path("many"));
    waitUntilIdle();
    QCOMPARE(top->value(), kPictures);
    QVERIFY(stateOf("MaxSkew@48") == Figure::State::Known);
    top->setValue(100);
    openDemo();
    QCOMPARE(top->value(), 100);
    QVERIFY(stateOf("MaxSkew@100") == Figure::State::Undefined);
}

QTEST_MAIN(TestUnlabelled)
#include "tst_unlabelled.moc"
