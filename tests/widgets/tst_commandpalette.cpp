// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QtTest>

#include "widgets/messages/commandpalette.h"
#include "widgets/messages/entryfilter.h"
#include "widgets/messages/hitmodel.h"

using namespace headscope;

namespace {

QList<Entry> someEntries()
{
    return {{QStringLiteral("Heads"), QStringLiteral("11.3"), {QStringLiteral("a portrait of a woman")}, 113},
            {QStringLiteral("Heads"), QStringLiteral("1.11"), {QStringLiteral("a street")}, 111},
            {QStringLiteral("Heads"), QStringLiteral("11.4"), {QStringLiteral("a man's portrait")}, 114},
            {QStringLiteral("Pictures"), QStringLiteral("woman_0001.png"), {QStringLiteral("nurse")}, 1},
            {QStringLiteral("Commands"), QStringLiteral("Open model…"), {QStringLiteral("Ctrl+O")}, 10},
            {QStringLiteral("Commands"), QStringLiteral("Undo all"), {}, 11}};
}

/// Heads with descriptions, and texts.
QList<Entry> describedHeads()
{
    const QString heads = QStringLiteral("Heads");
    const QString texts = QStringLiteral("Texts");
    return {{heads, QStringLiteral("0.0"), {QStringLiteral("a snowman"), QStringLiteral("a cat")}, 0},
            {heads, QStringLiteral("0.1"), {QStringLiteral("a cat"), QStringLiteral("a man and a dog")}, 1},
            {heads, QStringLiteral("0.2"), {QStringLiteral("a man and a dog"), QStringLiteral("a cat")}, 2},
            {heads, QStringLiteral("0.3"), {QStringLiteral("heads of state"), QStringLiteral("manners")}, 3},
            {heads, QStringLiteral("0.4"), {QStringLiteral("a street"), QStringLiteral("man")}, 4},
            {texts, QStringLiteral("a snowman"), {QStringLiteral("man")}, 5},
            {texts, QStringLiteral("a man"), {}, 6},
            {texts, QStringLiteral("manners"), {}, 7},
            {texts, QStringLiteral("man"), {}, 8}};
}

/// What is found, as "group: text text | group: text".
QString found(EntryFilter &filter, const QString &query, int limit = 10)
{
    QStringList groups;
    for (const auto &group : filter.find(query, limit)) {
        QStringList texts;
        for (const EntryFilter::Hit &hit : group.hits)
            texts.append(filter.entries()[hit.entry].text);
        groups.append(group.group + QStringLiteral(": ") + texts.join(u' '));
    }
    return groups.join(QStringLiteral(" | "));
}

}

class TestCommandPalette : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lineBreaksInDetailsAreSpaces()
    {
        EntryFilter filter;
        filter.setEntries({{QStringLiteral("Pictures"),
                            QStringLiteral("1"),
                            {QStringLiteral("a\nb"), QStringLiteral("second\nlast.jpg")},
                            0}});
        const auto hits = filter.find(QStringLiteral("last.jpg"), 5);
        QCOMPARE(hits.size(), std::size_t(1));
        QCOMPARE(hits.front().hits[0].detail, 1);
    }

    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_window->resize(800, 600);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_palette = new CommandPalette(m_window.get());
        m_palette->setEntries(someEntries());
        m_line = m_palette->findChild<QLineEdit *>();
        m_list = m_palette->findChild<QListView *>();
        m_tester = std::make_unique<QAbstractItemModelTester>(m_list->model(),
                                                              QAbstractItemModelTester::FailureReportingMode::Fatal);
        m_activated = std::make_unique<QSignalSpy>(m_palette, &CommandPalette::activated);
        m_palette->popup();
        QVERIFY(QTest::qWaitForWindowExposed(m_palette));
    }

    void cleanup()
    {
        m_tester.reset();
        m_window.reset();
    }

    void finds_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("expected");
        QTest::newRow("a number, its start before its middle") << "11"
                                                               << "Heads: 11.3 11.4 1.11";
        QTest::newRow("a word of a description") << "portrait"
                                                 << "Heads: 11.3 11.4";
        QTest::newRow("all words, wherever") << "portrait 11.4"
                                             << "Heads: 11.4";
        QTest::newRow("in any case, over groups") << "WOMAN"
                                                  << "Heads: 11.3 | Pictures: woman_0001.png";
        QTest::newRow("a group's name") << "commands"
                                        << "Commands: Open model… Undo all";
        QTest::newRow("letters in their order, if words find nothing") << "opmo"
                                                                       << "Commands: Open model…";
        QTest::newRow("nothing") << "zebra"
                                 << "";
        QTest::newRow("spaces alone are no word")
            << "  "
            << "Heads: 11.3 1.11 11.4 | Pictures: woman_0001.png | Commands: Open "
               "model… Undo all";
    }

    void finds()
    {
        QFETCH(QString, query);
        EntryFilter filter;
        filter.setEntries(someEntries());
        QTEST(found(filter, query), "expected");
    }

    void theBestHitsStandFirst_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("expected");
        QTest::newRow("a word") << "man"
                                << "Heads: 0.4 0.3 0.2 0.1 0.0 | Texts: man manners a man a snowman";
        QTest::newRow("several, next to each other before apart") << "a man"
                                                                  << "Heads: 0.2 0.1 0.4 0.0 0.3 | Texts: a man a "
                                                                     "snowman manners man";
        QTest::newRow("in a description before in the group's name") << "heads"
                                                                     << "Heads: 0.3 0.0 0.1 0.2 0.4";
    }

    void theBestHitsStandFirst()
    {
        QFETCH(QString, query);
        EntryFilter filter;
        filter.setEntries(describedHeads());
        QTEST(found(filter, query), "expected");
    }

    void whatIsNamedGoesBeforeWordsHereAndThere()
    {
        const QString heads = QStringLiteral("Heads");
        const QString pictures = QStringLiteral("Pictures");
        EntryFilter filter;
        filter.setEntries({{heads, QStringLiteral("0.4"), {QStringLiteral("a picture")}, 0},
                           {heads, QStringLiteral("4.1"), {QStringLiteral("some picture")}, 1},
                           {pictures, QStringLiteral("Picture 40"), {}, 2},
                           {pictures, QStringLiteral("Picture 14"), {}, 3},
                           {pictures, QStringLiteral("Picture 4"), {}, 4}});
        QCOMPARE(found(filter, QStringLiteral("picture 4")),
                 QStringLiteral("Pictures: Picture 4 Picture 40 Picture 14 | Heads: 0.4 4.1"));
        // Alone a number is a whole one first.
        QCOMPARE(found(filter, QStringLiteral("4")),
                 QStringLiteral("Heads: 4.1 0.4 | Pictures: Picture 4 Picture 40 Picture 14"));
    }

    void theDescriptionSoughtIsShownFirst()
    {
        m_palette->setEntries(describedHeads());
        QTest::keyClicks(m_line, QStringLiteral("dog"));
        const QModelIndex second = m_list->model()->index(2, 0); // after the title and the head it describes first
        QCOMPARE(second.data().toString(), QStringLiteral("0.1"));
        QCOMPARE(second.data(HitModel::DetailRole).toString(), QStringLiteral("a man and a dog · a cat"));
        QCOMPARE(second.data(Qt::AccessibleTextRole).toString(), QStringLiteral("0.1: a man and a dog · a cat"));
        m_line->clear();
        QCOMPARE(m_list->model()->index(2, 0).data(HitModel::DetailRole).toString(),
                 QStringLiteral("a cat · a man and a dog"));
    }

    void typingOnFindsTheSameAsTypingAtOnce()
    {
        EntryFilter typed;
        typed.setEntries(someEntries());
        for (const QString &query : {QStringLiteral("p"), QStringLiteral("po"), QStringLiteral("por"),
                                     QStringLiteral("por "), QStringLiteral("por 11"), QStringLiteral("por"),
                                     QStringLiteral("opm"), QStringLiteral("op"), QString()}) {
            EntryFilter atOnce;
            atOnce.setEntries(someEntries());
            QCOMPARE(found(typed, query), found(atOnce, query));
        }
    }

    void aGroupShowsItsBestAndCountsTheRest()
    {
        EntryFilter filter;
        filter.setEntries(someEntries());
        QCOMPARE(found(filter, QStringLiteral("11"), 2), QStringLiteral("Heads: 11.3 11.4"));
        QCOMPARE(filter.find(QStringLiteral("11"), 2).front().total, 3);
    }

    void enterTakesTheFirstHit()
    {
        QTest::keyClicks(m_line, QStringLiteral("undo"));
        QTest::keyClick(m_line, Qt::Key_Return);
        QCOMPARE(m_activated->size(), 1);
        QCOMPARE(m_activated->first().first().value<Entry>().id, QVariant(11));
        QVERIFY(!m_palette->isVisible());
    }

    void arrowsPassOverTitles()
    {
        QTest::keyClicks(m_line, QStringLiteral("woman"));
        QTest::keyClick(m_line, Qt::Key_Down); // from the head, over the title of the pictures
        QTest::keyClick(m_line, Qt::Key_Down); // stays at the last
        QTest::keyClick(m_line, Qt::Key_Enter);
        QCOMPARE(m_activated->takeFirst().first().value<Entry>().id, QVariant(1));

        m_palette->popup();
        QTest::keyClicks(m_line, QStringLiteral("woman"));
        QTest::keyClick(m_line, Qt::Key_PageDown);
        QTest::keyClick(m_line, Qt::Key_Up);
        QTest::keyClick(m_line, Qt::Key_Up); // stays at the first
        QTest::keyClick(m_line, Qt::Key_Return);
        QCOMPARE(m_activated->takeFirst().first().value<Entry>().id, QVariant(113));
    }

    void aClickTakesAHitButNoTitle()
    {
        const auto click = [this](int row) {
            QTest::mouseClick(m_list->viewport(), Qt::LeftButton, {},
                              m_list->visualRect(m_list->model()->index(row, 0)).center());
        };
        click(0); // "Heads"
        QVERIFY(m_activated->isEmpty());
        click(2);
        QCOMPARE(m_activated->takeFirst().first().value<Entry>().id, QVariant(111));
    }

    void escapeLeavesAndTheNextTimeItIsEmpty()
    {
        QTest::keyClicks(m_line, QStringLiteral("woman"));
        QTest::keyClick(m_line, Qt::Key_Escape);
        QVERIFY(!m_palette->isVisible());
        QVERIFY(m_activated->isEmpty());
        m_palette->popup();
        QVERIFY(m_line->text().isEmpty());
        QVERIFY(m_line->hasFocus());
    }

    void enterOnNothingDoesNothing()
    {
        QTest::keyClicks(m_line, QStringLiteral("zebra"));
        QTest::keyClick(m_line, Qt::Key_Return);
        QVERIFY(m_activated->isEmpty());
        QVERIFY(m_palette->isVisible());
    }

    void fiftyThousandEntriesAreCappedAndCounted()
    {
        QList<Entry> many;
        for (int image = 0; image < 50000; ++image)
            many.append({QStringLiteral("Pictures"), QStringLiteral("picture %1").arg(image), {}, image});
        m_palette->setEntries(many);
        QVERIFY(m_list->model()->rowCount() < 100);
        const int last = m_list->model()->rowCount() - 1;
        QCOMPARE(m_list->model()->index(last, 0).data().toString(), QStringLiteral("and 49,970 more"));
        QTest::keyClicks(m_line, QStringLiteral("49999"));
        QTest::keyClick(m_line, Qt::Key_Return);
        QCOMPARE(m_activated->takeFirst().first().value<Entry>().id, QVariant(49999));
    }

private:
    std::unique_ptr<QWidget> m_window;
    CommandPalette *m_palette = nullptr;
    QLineEdit *m_line = nullptr;
    QListView *m_list = nullptr;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    std::unique_ptr<QSignalSpy> m_activated;
};

QTEST_MAIN(TestCommandPalette)
#include "tst_commandpalette.moc"
