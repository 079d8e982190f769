// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QListView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QtTest>

#include "widgets/figures/groupbars.h"
#include "widgets/figures/groupbarsmodel.h"

using namespace headscope;

namespace {

GroupFigures group(const char *name, const char *value, double before, double now, int images)
{
    return {QString::fromUtf8(name), QString::fromUtf8(value), Figure::known(before, images),
            Figure::known(now, images)};
}

/// Gaps: nurse 0.3, pilot none (one group has no images), baker 0.1.
QList<GroupFigures> threeClasses()
{
    return {group("baker", "female", 0.8, 0.8, 120),
            group("baker", "male", 0.9, 0.9, 1200),
            group("nurse", "female", 0.9, 0.9, 80),
            group("nurse", "male", 0.4, 0.6, 70),
            group("pilot", "female", 0.2, 0.2, 7),
            {QStringLiteral("pilot"), QStringLiteral("male"), Figure::undefined(QStringLiteral("no images")),
             Figure::undefined(QStringLiteral("no images"))}};
}

}

class TestGroupBars : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void init()
    {
        m_bars = std::make_unique<GroupBars>();
        m_view = m_bars->findChild<QListView *>();
        m_tester = std::make_unique<QAbstractItemModelTester>(m_view->model(),
                                                              QAbstractItemModelTester::FailureReportingMode::Fatal);
        m_bars->setGroups(QStringLiteral("gender"), threeClasses(), true);
        m_bars->resize(420, 320);
        m_bars->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_bars.get()));
    }

    void cleanup()
    {
        m_tester.reset();
        m_bars.reset();
    }

    void theWidestGapComesFirstOrTheNames()
    {
        QCOMPARE(titles(), (QStringList{"nurse", "baker", "pilot"}));
        auto *order = m_bars->findChild<QComboBox *>();
        order->setFocus();
        QTest::keyClick(order, Qt::Key_Down);
        QCOMPARE(titles(), (QStringList{"baker", "nurse", "pilot"}));
        m_bars->setOrder(GroupBars::Order::Gap);
        QCOMPARE(titles(), (QStringList{"nurse", "baker", "pilot"}));
    }

    void everyGroupTellsItsFiguresAndItsN()
    {
        QCOMPARE(row("nurse", "female").data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("nurse, gender female · accuracy 0.90 before, 0.90 now · n 80"));
        QCOMPARE(row("baker", "male").data(GroupBarsModel::ImagesTextRole).toString(), QStringLiteral("n 1,200"));
        QCOMPARE(row("nurse", "").data(GroupBarsModel::NumberTextRole).toString(), QStringLiteral("gap 0.30"));
    }

    void smallGroupsAndTheWorstAreMarked()
    {
        const QModelIndex few = row("pilot", "female"); // the lowest, but too small to be the worst
        QVERIFY(few.data(GroupBarsModel::IsFewRole).toBool());
        QVERIFY(!few.data(GroupBarsModel::IsWorstRole).toBool());
        QVERIFY(few.data(Qt::ToolTipRole).toString().endsWith(QStringLiteral("fewer than ten: read it as a hint")));
        const QModelIndex worst = row("nurse", "male");
        QVERIFY(worst.data(GroupBarsModel::IsWorstRole).toBool());
        QVERIFY(worst.data(Qt::ToolTipRole).toString().endsWith(QStringLiteral("the worst group")));
        QVERIFY(!row("baker", "female").data(GroupBarsModel::IsWorstRole).toBool());
        QVERIFY(!row("baker", "female").data(GroupBarsModel::IsFewRole).toBool());
    }

    void fewPicturesMakeNoGap()
    {
        m_bars->setGroups(QStringLiteral("gender"),
                          {group("baker", "female", 0.9, 0.9, 20), group("baker", "male", 0.8, 0.8, 20),
                           group("baker", "unknown", 0.1, 0.1, 4)},
                          true);
        QCOMPARE(row("baker", "").data(GroupBarsModel::NumberTextRole).toString(), QStringLiteral("gap 0.10"));
    }

    void groupsThatAreAsBadAreAllMarked()
    {
        m_bars->setGroups(QStringLiteral("gender"),
                          {group("baker", "female", 0.9, 0.5, 20), group("baker", "male", 0.9, 0.9, 20),
                           group("nurse", "female", 0.9, 0.5, 20)},
                          true);
        QVERIFY(row("baker", "female").data(GroupBarsModel::IsWorstRole).toBool());
        QVERIFY(row("nurse", "female").data(GroupBarsModel::IsWorstRole).toBool());
        QVERIFY(!row("baker", "male").data(GroupBarsModel::IsWorstRole).toBool());
    }

    void whatIsUndefinedIsADashNotAZero()
    {
        const QModelIndex none = row("pilot", "male");
        QCOMPARE(none.data(GroupBarsModel::NumberTextRole).toString(), QStringLiteral("–"));
        QVERIFY(!none.data(GroupBarsModel::NowRole).isValid());
        QVERIFY(none.data(Qt::ToolTipRole).toString().contains(QStringLiteral("undefined: no images")));
        QCOMPARE(row("pilot", "").data(GroupBarsModel::NumberTextRole).toString(), QStringLiteral("gap –"));
    }

    void withoutAChangeThereIsNoBefore()
    {
        QVERIFY(row("nurse", "male").data(GroupBarsModel::BeforeRole).isValid());
        m_bars->setGroups(QStringLiteral("gender"), threeClasses(), false);
        QVERIFY(!row("nurse", "male").data(GroupBarsModel::BeforeRole).isValid());
        QVERIFY(!row("nurse", "male").data(Qt::ToolTipRole).toString().contains(QStringLiteral("before")));
    }

    void clickAndEnterShowAGroupsPictures()
    {
        QSignalSpy activated(m_bars.get(), &GroupBars::groupActivated);
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->visualRect(row("nurse", "male")).center());
        QCOMPARE(activated.takeFirst(), (QVariantList{"nurse", "male"}));
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->visualRect(row("baker", "")).center());
        QVERIFY(activated.isEmpty()); // a title
        QTest::keyClick(m_view, Qt::Key_Down);
        QTest::keyClick(m_view, Qt::Key_Return);
        QCOMPARE(activated.takeFirst(), (QVariantList{"baker", "female"}));
    }

    void manyClassesScrollAndStayWhereTheyWere()
    {
        QList<GroupFigures> many;
        for (int name = 0; name < 100; ++name) {
            for (GroupFigures group : threeClasses().first(2)) {
                group.className = QStringLiteral("class %1").arg(name);
                many.append(group);
            }
        }
        m_bars->setOrder(GroupBars::Order::Name);
        m_bars->setGroups(QStringLiteral("gender"), many, true);
        QCOMPARE(titles().mid(0, 3), (QStringList{"class 0", "class 1", "class 2"})); // by number, not by letter
        QTRY_VERIFY(m_view->verticalScrollBar()->maximum() > 1000);
        m_view->verticalScrollBar()->setValue(700);
        m_bars->setGroups(QStringLiteral("gender"), many, false);
        QCOMPARE(m_view->verticalScrollBar()->value(), 700);
    }

    void newFiguresKeepTheRowOneStandsOn()
    {
        m_view->setCurrentIndex(row("pilot", "female"));
        auto groups = threeClasses();
        groups[0].now = Figure::known(0.1, 120); // Now the bakers' gap is the widest: rows move.
        m_bars->setGroups(QStringLiteral("gender"), groups, true);
        QCOMPARE(titles().first(), QStringLiteral("baker"));
        QCOMPARE(m_view->currentIndex(), row("pilot", "female"));
    }

    void emptyItSaysWhatToDo()
    {
        m_bars->setGroups({}, {}, false);
        const QImage empty = m_bars->grab().toImage();
        m_bars->setErrorText(QStringLiteral("one value only"));
        QVERIFY(m_bars->grab().toImage() != empty);
    }

private:
    QStringList titles() const
    {
        QStringList names;
        for (int at = 0; at < m_view->model()->rowCount(); ++at) {
            const QModelIndex index = m_view->model()->index(at, 0);
            if (index.data(GroupBarsModel::IsTitleRole).toBool())
                names.append(index.data().toString());
        }
        return names;
    }

    /// A class's group, or, without a value, its title.
    QModelIndex row(const char *className, const char *value) const
    {
        for (int at = 0; at < m_view->model()->rowCount(); ++at) {
            const QModelIndex index = m_view->model()->index(at, 0);
            if (index.data(GroupBarsModel::ClassRole).toString() == QLatin1String(className) &&
                index.data(GroupBarsModel::ValueNameRole).toString() == QLatin1String(value))
                return index;
        }
        return {};
    }

    std::unique_ptr<GroupBars> m_bars;
    QListView *m_view = nullptr;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_MAIN(TestGroupBars)
#include "tst_groupbars.moc"
