// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QVBoxLayout>
#include <QtTest>

#include "widgets/messages/issuelist.h"
#include "widgets/messages/issuerow.h"
#include "widgets/tables/checksheet.h"

using namespace headscope;

namespace {

QList<Issue> threeIssues()
{
    return {{QStringLiteral("texts"), Severity::Information, QStringLiteral("12 texts are cut."), {}, {}},
            {QStringLiteral("chance"),
             Severity::Error,
             QStringLiteral("The baseline is near chance."),
             QStringLiteral("A change says little."),
             {}},
            {QStringLiteral("tiny"),
             Severity::Warning,
             QStringLiteral("A group has 7 images."),
             {},
             QStringLiteral("Show the group")}};
}

QList<ModelFact> threeFacts()
{
    return {{QStringLiteral("Architecture"), QStringLiteral("ViT-B/16"), ModelFact::Source::FromFile, {}},
            {QStringLiteral("Activation"), QStringLiteral("QuickGELU"), ModelFact::Source::Assumed,
             QStringLiteral("The file doesn't say")},
            {QStringLiteral("SHA-256"), QString(64, u'a'), ModelFact::Source::FromFile, {}}};
}

void showFocused(QWidget &widget, const QSize &size)
{
    widget.resize(size);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    widget.activateWindow();
    widget.setFocus();
    QTRY_VERIFY(widget.isActiveWindow());
}

QList<IssueRow *> rowsOf(const IssueList &list)
{
    QList<IssueRow *> rows = list.findChildren<IssueRow *>();
    std::sort(rows.begin(), rows.end(),
              [](const QWidget *left, const QWidget *right) { return left->y() < right->y(); });
    return rows;
}

}

class TestFindings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theGravestIssueComesFirst()
    {
        IssueList list;
        list.setIssues(threeIssues());
        showFocused(list, {360, 400});
        const auto rows = rowsOf(list);
        QCOMPARE(rows.size(), 3);
        QCOMPARE(rows[0]->accessibleName(), QStringLiteral("Error: The baseline is near chance."));
        QCOMPARE(rows[1]->accessibleName(), QStringLiteral("Warning: A group has 7 images."));
        QCOMPARE(rows[2]->accessibleName(), QStringLiteral("Information: 12 texts are cut."));
    }

    void anActionIsReachedByClickAndByEnter()
    {
        IssueList list;
        list.setIssues(threeIssues());
        showFocused(list, {360, 400});
        QSignalSpy activated(&list, &IssueList::activated);
        const auto buttons = list.findChildren<QPushButton *>();
        QCOMPARE(buttons.size(), 1); // Only where there is something to do.
        QTest::mouseClick(buttons.first(), Qt::LeftButton);
        QCOMPARE(activated.takeFirst(), QVariantList{QStringLiteral("tiny")});

        const auto rows = rowsOf(list);
        rows[0]->setFocus();
        QTest::keyClick(rows[0], Qt::Key_Return);
        QVERIFY(activated.isEmpty());
        QTest::keyClick(rows[0], Qt::Key_Down);
        QTRY_VERIFY(rows[1]->hasFocus());
        QTest::keyClick(rows[1], Qt::Key_Return);
        QCOMPARE(activated.takeFirst(), QVariantList{QStringLiteral("tiny")});
        QTest::keyClick(rows[1], Qt::Key_Up);
        QTest::keyClick(rows[0], Qt::Key_Up); // Stays at the first.
        QVERIFY(rows[0]->hasFocus());
    }

    void anIssueIsCopiedWithItsRemedy()
    {
        IssueList list;
        list.setIssues(threeIssues());
        showFocused(list, {360, 400});
        QTest::keySequence(rowsOf(list)[0], QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("Error: The baseline is near chance.\nA change says little."));
    }

    void theFocusStaysWithItsIssue()
    {
        IssueList list;
        list.setIssues(threeIssues());
        showFocused(list, {360, 400});
        rowsOf(list)[1]->setFocus();
        auto fewer = threeIssues();
        fewer.removeAt(1);
        list.setIssues(fewer);
        QTRY_COMPARE(list.findChildren<IssueRow *>().size(), 2);
        QTRY_VERIFY(qobject_cast<IssueRow *>(QApplication::focusWidget()));
        QCOMPARE(qobject_cast<IssueRow *>(QApplication::focusWidget())->issue().id, QStringLiteral("tiny"));
    }

    void newIssuesTakeNoFocusFromOthers()
    {
        QWidget window;
        auto *list = new IssueList;
        auto *other = new QPushButton;
        auto *layout = new QVBoxLayout(&window);
        layout->addWidget(list);
        layout->addWidget(other);
        list->setIssues(threeIssues());
        showFocused(window, {360, 400});
        rowsOf(*list)[1]->setFocus();
        other->setFocus();
        list->setIssues(threeIssues());
        QCoreApplication::processEvents();
        QVERIFY(other->hasFocus());
    }

    void withoutIssuesThereIsNothingToRemark()
    {
        IssueList list;
        list.setEmptyText(QStringLiteral("All is well"));
        QCOMPARE(list.accessibleDescription(), QStringLiteral("All is well"));
        list.resize(360, 200);
        const QImage empty = list.grab().toImage();
        list.setIssues(threeIssues());
        QVERIFY(list.accessibleDescription() != QStringLiteral("All is well"));
        list.setIssues({});
        QCOMPARE(list.grab().toImage(), empty);
        QVERIFY(list.findChildren<IssueRow *>().isEmpty());
    }

    void factsSayWhetherTheyWereReadOrAssumed()
    {
        CheckSheet sheet;
        QAbstractItemModelTester tester(sheet.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        sheet.setFacts(threeFacts());
        const auto fact = [&](int row, int role) { return sheet.model()->index(row, 0).data(role).toString(); };
        QCOMPARE(fact(0, Qt::AccessibleTextRole), QStringLiteral("Architecture: ViT-B/16, from file"));
        QCOMPARE(fact(1, Qt::AccessibleTextRole), QStringLiteral("Activation: QuickGELU, assumed"));
        QCOMPARE(fact(1, Qt::ToolTipRole), QStringLiteral("QuickGELU\nThe file doesn't say"));
    }

    void selectedFactsAreCopiedElseAll()
    {
        CheckSheet sheet;
        sheet.setFacts(threeFacts());
        showFocused(sheet, {420, 200});
        QTest::keySequence(&sheet, QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text(), sheet.text());
        QVERIFY(sheet.text().endsWith(QStringLiteral("SHA-256\t%1\tfrom file").arg(QString(64, u'a'))));

        QTest::mouseClick(sheet.viewport(), Qt::LeftButton, {}, sheet.visualRect(sheet.model()->index(1, 1)).center());
        QTest::keySequence(&sheet, QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("Activation\tQuickGELU\tassumed"));
    }

    void theSheetShowsAHashWholeOnlyInItsTooltip()
    {
        CheckSheet sheet;
        sheet.setFacts(threeFacts());
        sheet.resize(300, 200);
        sheet.show();
        QVERIFY(QTest::qWaitForWindowExposed(&sheet));
        QCOMPARE(sheet.horizontalScrollBar()->maximum(), 0);
        QCOMPARE(sheet.model()->index(2, 1).data(Qt::ToolTipRole).toString(), QString(64, u'a'));
    }
};

QTEST_MAIN(TestFindings)
#include "tst_findings.moc"
