// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QLabel>
#include <QTextBlock>
#include <QTextDocument>
#include <QVBoxLayout>
#include <QtTest>

#include <cmath>
#include <memory>

#include "widgets/base/explanation.h"
#include "widgets/base/palette.h"

using namespace headscope;

namespace {

Explanation skew()
{
    return {QStringLiteral("MaxSkew"),
            QStringLiteral("Compares <i>p<sub>k</sub></i> with <i>p</i>."),
            {{{QStringLiteral("s = ln")}, {QStringLiteral("<i>p<sub>k</sub></i>"), QStringLiteral("<i>p</i>")}},
             {{QStringLiteral("V<sup>2</sup> = 1")}}},
            QStringLiteral("Geyik 2019")};
}

/// Where the text is in the laid-out explanation.
QRectF placeOf(const QTextDocument &document, const QString &text)
{
    const QTextBlock block = document.find(text, 0, QTextDocument::FindCaseSensitively).block();
    return document.documentLayout()->blockBoundingRect(block);
}

}

class TestExplanation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<QWidget>();
        auto *layout = new QVBoxLayout(m_window.get());
        layout->addWidget(new HelpButton(skew()));
        layout->addStretch();
        m_window->resize(300, 300);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup() { m_window.reset(); }

    void keyboardOpensAndEscCloses()
    {
        m_window->activateWindow();
        QTest::keyClick(m_window.get(), Qt::Key_Tab);
        QTRY_VERIFY(button().hasFocus());
        QTest::keyClick(&button(), Qt::Key_Space);
        QVERIFY(sheet());
        QCOMPARE(sheet()->accessibleName(), QStringLiteral("MaxSkew"));
        // A screen reader reads what has the focus.
        QTRY_VERIFY(QApplication::focusWidget() && QApplication::focusWidget()->window() == sheet());
        QCOMPARE(QApplication::focusWidget()->accessibleDescription(), skew().spoken());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!sheet());
    }

    void clickOpensAndAClickElsewhereCloses()
    {
        QTest::mouseClick(&button(), Qt::LeftButton);
        QVERIFY(sheet());
        QTest::mouseClick(m_window->windowHandle(), Qt::LeftButton, {}, {290, 290});
        QTRY_VERIFY(!sheet());
    }

    void formulaIsReadWithoutItsLayout()
    {
        QCOMPARE(skew().spoken(), QStringLiteral("Compares p_k with p.\ns = ln (p_k) / (p)\nV^2 = 1\nGeyik 2019"));
    }

    void fractionsAreLaidOut()
    {
        QTextDocument document;
        document.setHtml(
            Explanation{{}, {}, {{{"before"}, {"above", "below"}, {"after"}}}, {}}.html(Theme(QPalette(Qt::white))));
        document.setTextWidth(400);
        const QRectF before = placeOf(document, "before");
        const QRectF above = placeOf(document, "above");
        const QRectF below = placeOf(document, "below");
        const QRectF after = placeOf(document, "after");
        QVERIFY(before.right() <= above.left() && above.right() <= after.left());
        QVERIFY(above.bottom() <= below.top());
        QVERIFY(std::abs(above.center().x() - below.center().x()) < 2);
        QVERIFY(std::abs(before.center().y() - (above.top() + below.bottom()) / 2) < 3);
        QCOMPARE(before.center().y(), after.center().y());
    }

    void sheetGrowsWithTheFont()
    {
        QTest::mouseClick(&button(), Qt::LeftButton);
        const QSize small = sheet()->size();
        sheet()->close();
        QFont font = m_window->font();
        font.setPointSizeF(2 * font.pointSizeF());
        m_window->setFont(font);
        QTest::mouseClick(&button(), Qt::LeftButton);
        QVERIFY(sheet()->width() > 1.5 * small.width());
        QVERIFY(sheet()->height() > 1.5 * small.height());
        const auto *label = sheet()->findChild<QLabel *>();
        QVERIFY(label->height() >= label->heightForWidth(label->width()));
        sheet()->close();
    }

private:
    HelpButton &button() { return *m_window->findChild<HelpButton *>(); }
    static QWidget *sheet() { return QApplication::activePopupWidget(); }

    std::unique_ptr<QWidget> m_window;
};

QTEST_MAIN(TestExplanation)
#include "tst_explanation.moc"
