// SPDX-License-Identifier: GPL-3.0-or-later
// Widgets that make do with little room.
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>
#include <QtTest>

#include "widgets/base/headerlayout.h"
#include "widgets/base/scroller.h"

using namespace headscope;

namespace {

/// Asks for one size and can do with another.
class Block : public QWidget
{
public:
    Block(int preferred, int least, QSizePolicy::Policy policy = QSizePolicy::Preferred)
        : m_preferred(preferred, 20)
        , m_least(least, 20)
    {
        setSizePolicy(policy, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override { return m_preferred; }
    QSize minimumSizeHint() const override { return m_least; }

private:
    QSize m_preferred, m_least;
};

using Places = QList<QRect>;

}

class TestHeader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void controlsWrapOnlyWhenTheyCantShrink_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<Places>("places"); // of heading (100), a box (80, 40 at least), a button (60)
        QTest::newRow("room") << 400 << Places{{0, 0, 240, 20}, {250, 0, 80, 20}, {340, 0, 60, 20}};
        QTest::newRow("just room") << 260 << Places{{0, 0, 100, 20}, {110, 0, 80, 20}, {200, 0, 60, 20}};
        QTest::newRow("the box shrinks") << 240 << Places{{0, 0, 100, 20}, {110, 0, 60, 20}, {180, 0, 60, 20}};
        QTest::newRow("the button wraps") << 219 << Places{{0, 0, 129, 20}, {139, 0, 80, 20}, {0, 30, 60, 20}};
        QTest::newRow("both wrap") << 149 << Places{{0, 0, 149, 20}, {0, 30, 79, 20}, {89, 30, 60, 20}};
        QTest::newRow("the heading is shortened") << 70 << Places{{0, 0, 70, 20}, {0, 30, 70, 20}, {0, 60, 60, 20}};
    }

    void controlsWrapOnlyWhenTheyCantShrink()
    {
        QFETCH(int, width);
        QFETCH(Places, places);
        QWidget header;
        auto *layout = new HeaderLayout(&header);
        layout->setContentsMargins({});
        layout->setSpacing(10);
        const QList<Block *> blocks = {new Block(100, 0), new Block(80, 40), new Block(60, 60)};
        for (Block *block : blocks)
            layout->addWidget(block);
        QCOMPARE(layout->minimumSize().width(), 60);
        QCOMPARE(layout->sizeHint().width(), 260);
        QCOMPARE(layout->heightForWidth(width), places.last().bottom() + 1);
        header.resize(width, layout->heightForWidth(width));
        layout->activate();
        for (int index = 0; index < blocks.size(); ++index)
            QCOMPARE(blocks[index]->geometry(), places[index]);
    }

    void whatExpandsTakesTheRest()
    {
        QWidget header;
        auto *layout = new HeaderLayout(&header);
        layout->setContentsMargins({});
        layout->setSpacing(10);
        auto *heading = new Block(100, 0);
        auto *field = new Block(80, 40, QSizePolicy::Expanding);
        layout->addWidget(heading);
        layout->addWidget(field);
        header.resize(400, 20);
        layout->activate();
        QCOMPARE(heading->geometry(), QRect(0, 0, 100, 20));
        QCOMPARE(field->geometry(), QRect(110, 0, 290, 20));
    }

    void contentIsScrolledOnlyInLessThanItsLeast()
    {
        auto *content = new QWidget;
        auto *layout = new QVBoxLayout(content);
        auto *text = new QLabel(QStringLiteral("Words that stand in many lines where there is little width for them"));
        text->setWordWrap(true);
        auto *picture = new Block(300, 120, QSizePolicy::Expanding);
        layout->addWidget(text);
        layout->addWidget(picture);
        Scroller scroller(content, {100, 50});
        QCOMPARE(scroller.minimumSizeHint(), QSize(100, 50));
        const int least = layout->totalMinimumHeightForWidth(200);
        scroller.resize(200, least);
        scroller.show();
        QVERIFY(QTest::qWaitForWindowExposed(&scroller));
        QCOMPARE(content->size(), QSize(200, least));
        QCOMPARE(scroller.verticalScrollBar()->maximum(), 0);

        scroller.resize(200, least - 10);
        QVERIFY(scroller.verticalScrollBar()->maximum() >= 10);
        QCOMPARE(scroller.horizontalScrollBar()->maximum(), 0);
        QVERIFY(content->width() < 200); // beside the bar

        scroller.resize(200, least);
        text->setText(text->text() + text->text());
        QTRY_VERIFY(scroller.verticalScrollBar()->maximum() > 0);
    }
};

QTEST_MAIN(TestHeader)
#include "tst_header.moc"
