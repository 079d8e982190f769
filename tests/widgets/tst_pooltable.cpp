// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>

#include "widgets/tables/pooltableview.h"

using namespace headscope;

namespace {

QList<PoolRow> fourTexts()
{
    return {{QStringLiteral("a woman"), QStringLiteral("gender")},
            {QStringLiteral("a street"), {}},
            {QStringLiteral("A  Woman"), {}},
            {QStringLiteral("a red car"), {}}};
}

}

class TestPoolTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<PoolTableModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::Fatal);
        m_model->setTexts(fourTexts());
        m_view = std::make_unique<PoolTableView>();
        m_view->setPool(m_model.get());
        m_view->resize(460, 360);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        m_view->activateWindow();
        m_table = m_view->findChild<QTableView *>(QStringLiteral("texts"));
        m_wished = std::make_unique<QSignalSpy>(m_view.get(), &PoolTableView::editWished);
    }

    void cleanup()
    {
        m_view.reset();
        m_tester.reset();
        m_model.reset();
    }

    void anEditIsAWishThatChangesNothing()
    {
        QVERIFY(m_model->setData(m_model->index(1, 0), QStringLiteral("a busy  street ")) == true);
        QCOMPARE(wished()[1].text, QStringLiteral("a busy street"));
        QCOMPARE(m_wished->last().at(1).toString(), QStringLiteral("Edit text"));
        QCOMPARE(m_model->texts(), fourTexts());
    }

    void anEmptyOrUnchangedTextIsNoEdit()
    {
        QVERIFY(!m_model->setData(m_model->index(1, 0), QStringLiteral("  ")));
        QVERIFY(!m_model->setData(m_model->index(1, 0), QStringLiteral("a street")));
        QVERIFY(m_wished->isEmpty());
    }

    void textsAreEditedInPlace()
    {
        select({1});
        QTest::keyClick(m_table, Qt::Key_F2);
        auto *editor = m_table->findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("a lane"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(m_wished->size(), 1);
        QCOMPARE(wished()[1], (PoolRow{QStringLiteral("a lane"), {}}));
    }

    void enterAddsATextAtTheEnd()
    {
        QVERIFY(!button("add")->isEnabled());
        QTest::keyClicks(line("newText"), QStringLiteral(" a dog "));
        QVERIFY(button("add")->isEnabled());
        QTest::keyClick(line("newText"), Qt::Key_Return);
        QCOMPARE(wished(), fourTexts() + QList<PoolRow>({{QStringLiteral("a dog"), {}}}));
        QVERIFY(line("newText")->text().isEmpty());
    }

    void deleteRemovesWhatIsSelected()
    {
        select({0, 3});
        QTest::keyClick(m_table, Qt::Key_Delete);
        QCOMPARE(wished(), fourTexts().mid(1, 2));
        QCOMPARE(m_wished->last().at(1).toString(), QStringLiteral("Remove texts"));
    }

    void nothingSelectedNothingRemoved()
    {
        QTest::keyClick(m_table, Qt::Key_Delete);
        QVERIFY(m_wished->isEmpty());
        QVERIFY(!button("remove")->isEnabled());
        QVERIFY(!button("applyTag")->isEnabled());
    }

    void severalAreTaggedAtOnce()
    {
        select({1, 3});
        QTest::keyClicks(line("tag"), QStringLiteral("traffic"));
        QTest::mouseClick(button("applyTag"), Qt::LeftButton);
        QCOMPARE(wished()[1].conceptTag, QStringLiteral("traffic"));
        QCOMPARE(wished()[3].conceptTag, QStringLiteral("traffic"));
        QCOMPARE(wished()[0].conceptTag, QStringLiteral("gender"));
    }

    void ofDuplicatesTheFirstStays()
    {
        QTest::mouseClick(button("deduplicate"), Qt::LeftButton);
        QCOMPARE(wished(), (QList<PoolRow>{fourTexts()[0], fourTexts()[1], fourTexts()[3]}));
        m_model->setTexts(wished());
        QTest::mouseClick(button("deduplicate"), Qt::LeftButton);
        QCOMPARE(m_wished->size(), 1); // There is none left.
    }

    void whatIsFoundIsWhatIsChanged()
    {
        QTest::keyClick(m_table, Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(line("find")->hasFocus());
        QTest::keyClicks(line("find"), QStringLiteral("CAR"));
        QCOMPARE(m_table->model()->rowCount(), 1);
        select({0});
        QTest::keyClick(m_table, Qt::Key_Delete);
        QCOMPARE(wished(), fourTexts().first(3)); // The row found, not the first of the pool.
        QTest::keyClick(line("find"), Qt::Key_Escape);
        QCOMPARE(m_table->model()->rowCount(), 4);
    }

    void aTextIsFoundByItsConcept()
    {
        QTest::keyClicks(line("find"), QStringLiteral("gender"));
        QCOMPARE(m_table->model()->rowCount(), 1);
        QTest::keyClicks(line("find"), QStringLiteral("zzz"));
        QCOMPARE(m_table->model()->rowCount(), 0);
    }

    void undoKeepsTheSelectionAndTheRest_data()
    {
        QTest::addColumn<QList<PoolRow>>("texts");
        QTest::newRow("removed before it") << fourTexts().mid(1);
        QTest::newRow("added at the end") << fourTexts() + QList<PoolRow>({{QStringLiteral("a dog"), {}}});
        QTest::newRow("edited") << QList<PoolRow>{{QStringLiteral("x"), {}}} + fourTexts().mid(1);
    }

    void undoKeepsTheSelectionAndTheRest()
    {
        QFETCH(QList<PoolRow>, texts);
        select({1});
        m_model->setTexts(texts);
        QCOMPARE(m_model->texts(), texts);
        const auto rows = m_table->selectionModel()->selectedRows();
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().data().toString(), QStringLiteral("a street"));
        m_model->setTexts({});
        QCOMPARE(m_model->rowCount(), 0);
        m_model->setTexts(fourTexts());
        QCOMPARE(m_model->texts(), fourTexts());
    }

    void filesAreTheOwnersBusiness()
    {
        QSignalSpy imported(m_view.get(), &PoolTableView::importRequested);
        QSignalSpy exported(m_view.get(), &PoolTableView::exportRequested);
        QTest::mouseClick(button("import"), Qt::LeftButton);
        QTest::mouseClick(button("export"), Qt::LeftButton);
        QCOMPARE(imported.size(), 1);
        QCOMPARE(exported.size(), 1);
        m_model->setTexts({});
        QVERIFY(!button("export")->isEnabled());
    }

private:
    QLineEdit *line(const char *name) const { return m_view->findChild<QLineEdit *>(QLatin1String(name)); }
    QPushButton *button(const char *name) const { return m_view->findChild<QPushButton *>(QLatin1String(name)); }
    QList<PoolRow> wished() const { return m_wished->last().first().value<QList<PoolRow>>(); }

    void select(const QList<int> &rows)
    {
        m_table->clearSelection();
        for (const int row : rows)
            QTest::mouseClick(m_table->viewport(), Qt::LeftButton,
                              row == rows.first() ? Qt::NoModifier : Qt::ControlModifier,
                              m_table->visualRect(m_table->model()->index(row, 0)).center());
    }

    std::unique_ptr<PoolTableModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    std::unique_ptr<PoolTableView> m_view;
    QTableView *m_table = nullptr;
    std::unique_ptr<QSignalSpy> m_wished;
};

QTEST_MAIN(TestPoolTable)
#include "tst_pooltable.moc"
