// SPDX-License-Identifier: GPL-3.0-or-later
// Looking at heads, choosing many by a rule, and reading what others have published.
#include "windowtest.h"

#include <set>

#include "widgets/heads/descriptionmodel.h"

using namespace headscope;

class TestAsking : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void mouseOverAHeadShowsItUntilOneIsLocked();
    void ruleMarksHeadsAndAblatesThem_data();
    void ruleMarksHeadsAndAblatesThem();
    void randomHeadsComeFromTheLayersThatAreAblated();
    void ruleSaysWhyItTakesNone();
    void ablatedRandomHeadsStayTheOnesThatAreNamed();
    void ruleLeavesAPersonsMarks();
    void headsAreNotScoredWithoutTags();
    void typedConceptGoesToTheHeadItWasTypedFor();
    void keyAblatesTheHeadThatIsShown();
    void textsCanBeOpenedBeforeAnythingElse();
    void redoHasItsKeys();
    void foundHeadComesIntoView();
    void focusOnDescriptionsIsSeen();
    void publishedDescriptionsStandBesideOnesOwn();
    void publishedDescriptionsOfAnotherModelAreRefused();

private:
    void hover(const QModelIndex &index)
    {
        QTest::mouseMove(heads().viewport(), heads().visualRect(index).center());
        QCoreApplication::processEvents();
    }
    QString headings() const
    {
        QStringList texts;
        for (const QLabel *label : m_window->findChild<QDockWidget *>("inspector panel")->findChildren<QLabel *>())
            texts.append(label->text());
        return texts.join('\n');
    }
    QDialog &rule(const QString &kind);
    QPushButton &button(const QString &text);
};

QDialog &TestAsking::rule(const QString &kind)
{
    QTest::keyClick(m_window.get(), Qt::Key_R, Qt::ControlModifier);
    auto &dialog = *m_window->findChild<QDialog *>("rule");
    dialog.findChild<QComboBox *>("rule kind")->setCurrentText(kind);
    return dialog;
}

QPushButton &TestAsking::button(const QString &text)
{
    const auto buttons = m_window->findChild<QDialog *>("rule")->findChildren<QPushButton *>();
    return **std::find_if(buttons.begin(), buttons.end(),
                          [&](const QPushButton *button) { return button->text() == text; });
}

void TestAsking::mouseOverAHeadShowsItUntilOneIsLocked()
{
    openDemo();
    Document &document = m_window->document();
    hover(head(1, 2));
    QVERIFY((document.shownHead() == HeadId{1, 2}));
    QVERIFY((document.head() == HeadId{0, 0}));
    QVERIFY(headings().contains("Head 1.2"));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(heads().viewport(), &leave);
    QVERIFY((document.shownHead() == HeadId{0, 0}));

    click(head(0, 3));
    hover(head(1, 1));
    QVERIFY((document.shownHead() == HeadId{0, 3}));
    QTest::keyClick(&heads(), Qt::Key_Escape);
    hover(head(1, 2));
    QVERIFY((document.shownHead() == HeadId{1, 2}));
    QVERIFY((document.head() == HeadId{0, 3}));

    // The head that is current already can be locked, too.
    click(head(0, 3));
    hover(head(1, 1));
    QVERIFY((document.shownHead() == HeadId{0, 3}));
}

void TestAsking::ruleMarksHeadsAndAblatesThem_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("heads");
    QTest::newRow("highest") << "The highest" << 3;
    QTest::newRow("lowest") << "The lowest" << 3;
    QTest::newRow("layer") << "A layer" << 4;
    QTest::newRow("low CCS") << "All with CCS 1 or 0" << -1;
    QTest::newRow("high CCS") << "All with CCS 5" << -1;
}

void TestAsking::ruleMarksHeadsAndAblatesThem()
{
    QFETCH(QString, kind);
    QFETCH(int, heads);
    openDemo();
    Document &document = m_window->document();
    document.setColouring(Document::Colouring::Size);
    QDialog &dialog = rule(kind);
    dialog.findChild<QSpinBox *>("rule count")->setValue(3);
    dialog.findChild<QSpinBox *>("rule layer")->setValue(1);

    const std::vector<Figure> figures = m_window->analysis().heads().figures();
    std::vector<HeadId> wanted;
    for (int place = 0; place < 8; ++place) {
        const HeadId id = {place / 4, place % 4};
        const double value = figures[std::size_t(place)].value;
        const auto larger =
            std::count_if(figures.begin(), figures.end(), [&](const Figure &other) { return other.value > value; });
        const int score = m_window->analysis().heads().conceptScore(id).score.value();
        const bool takes = kind == "The highest"      ? larger < 3
                           : kind == "The lowest"     ? larger >= 5
                           : kind == "A layer"        ? id.layer == 1
                           : kind == "All with CCS 5" ? score == 5
                                                      : score <= 1;
        if (takes)
            wanted.push_back(id);
    }
    if (heads >= 0)
        QCOMPARE(int(wanted.size()), heads);
    QCOMPARE(document.selection(), wanted);
    QCOMPARE(int(this->heads().selectedHeads().size()), int(wanted.size()));
    QPushButton &ablate = button("&Ablate only these");
    QCOMPARE(ablate.isEnabled(), !wanted.empty());
    document.setAblated({{0, 0}}, true);
    QTest::mouseClick(&ablate, Qt::LeftButton);
    if (wanted.empty())
        wanted.push_back({0, 0}); // stays
    QCOMPARE(document.ablation().heads.size(), wanted.size());
    for (const HeadId id : wanted)
        QVERIFY(document.isAblated(id));
    waitUntilIdle();
}

void TestAsking::randomHeadsComeFromTheLayersThatAreAblated()
{
    openDemo();
    Document &document = m_window->document();
    document.setAblated({{0, 1}, {1, 0}, {1, 3}}, true);
    rule("Random, matched by layer");
    const auto inLayer = [&](int layer) {
        return std::count_if(document.selection().begin(), document.selection().end(),
                             [layer](HeadId id) { return id.layer == layer; });
    };
    QCOMPARE(inLayer(0), 1);
    QCOMPARE(inLayer(1), 2);
    QVERIFY(document.selection() != (std::vector<HeadId>{{0, 1}, {1, 0}, {1, 3}}));
    std::set<std::vector<HeadId>> drawn;
    for (int draw = 0; draw < 10; ++draw) {
        drawn.insert(document.selection());
        QTest::mouseClick(&button("&Draw again"), Qt::LeftButton);
    }
    QVERIFY(drawn.size() > 1);
    waitUntilIdle();
}

void TestAsking::ruleSaysWhyItTakesNone()
{
    QDialog &dialog = rule("The highest");
    const auto *found = dialog.findChild<QLabel *>("rule found");
    QCOMPARE(found->text(), QString("Open a model and pictures first."));
    openDemo();
    rule("Random, matched by layer");
    QVERIFY(found->text().startsWith("Ablate some heads first"));
    QVERIFY(m_window->document().selection().empty());
}

void TestAsking::ablatedRandomHeadsStayTheOnesThatAreNamed()
{
    openDemo();
    Document &document = m_window->document();
    document.setAblated({{0, 1}, {1, 0}}, true);
    QDialog &dialog = rule("Random, matched by layer");
    const std::vector<HeadId> marked = document.selection();
    QTest::mouseClick(&button("&Ablate only these"), Qt::LeftButton);
    waitUntilIdle();
    QCOMPARE(document.selection(), marked);
    for (const HeadId id : marked) {
        QVERIFY(document.isAblated(id));
        QVERIFY(dialog.findChild<QLabel *>("rule found")->text().contains(QString::fromStdString(toString(id))));
    }
}

void TestAsking::ruleLeavesAPersonsMarks()
{
    openDemo();
    Document &document = m_window->document();
    document.setColouring(Document::Colouring::Size);
    QDialog &dialog = rule("The highest");
    QVERIFY(!document.selection().empty());
    document.setSelection({{0, 2}});
    document.setConceptEdits({1, 3}, {}, "nothing of importance"); // tells of new figures
    QCOMPARE(document.selection(), (std::vector<HeadId>{{0, 2}}));
    document.setHead({1, 1}); // looking is no marking
    QCOMPARE(heads().selectedHeads(), (QList<HeadIndex>{{0, 2}}));
    dialog.findChild<QSpinBox *>("rule count")->setValue(2);
    QCOMPARE(document.selection().size(), std::size_t(2));
    dialog.close();
    QVERIFY(document.selection().empty());
}

void TestAsking::headsAreNotScoredWithoutTags()
{
    openDemo();
    m_window->openTexts(path("pool.txt"));
    waitUntilIdle();
    const HeadMeasures &measures = m_window->analysis().heads();
    QVERIFY(!measures.descriptions({0, 0}).isEmpty());
    QVERIFY(!measures.conceptScore({0, 0}).score);
    QVERIFY(headings().contains("CCS –"));
    const QDialog &dialog = rule("All with CCS 1 or 0");
    QVERIFY(m_window->document().selection().empty());
    QVERIFY(dialog.findChild<QLabel *>("rule found")->text().startsWith("No text has a concept tag"));
    // What a person says counts.
    m_window->document().setConceptEdits({0, 0}, {Judgement<std::string>{"", "you"}, {}}, "judge");
    QCOMPARE(measures.conceptScore({0, 0}).score, std::optional(0));
    QCOMPARE(m_window->document().selection(), (std::vector<HeadId>{{0, 0}}));
}

void TestAsking::typedConceptGoesToTheHeadItWasTypedFor()
{
    openDemo();
    Document &document = m_window->document();
    auto *label = m_window->findChild<QLineEdit *>("concept");
    label->setFocus();
    label->selectAll();
    QTest::keyClicks(label, "mine");
    hover(head(1, 2));
    QTest::keyClick(label, Qt::Key_Return);
    QCOMPARE(document.conceptEdits({0, 0}).label->value, std::string("mine"));
    QVERIFY(!document.conceptEdits({1, 2}).label);
}

void TestAsking::keyAblatesTheHeadThatIsShown()
{
    openDemo();
    hover(head(0, 3)); // the mouse may rest where it is to go
    hover(head(1, 2));
    QVERIFY(headings().contains("Head 1.2"));
    QTest::keyClick(m_window.get(), Qt::Key_B, Qt::ControlModifier);
    QVERIFY(m_window->document().isAblated({1, 2}));
    waitUntilIdle();
}

void TestAsking::textsCanBeOpenedBeforeAnythingElse()
{
    const QByteArray rule(18, '-');
    writeText(path("early.txt"), rule + "\nLayer 1, Head 2\n" + rule + "\ntheirs\n");
    for (const char *name : {"pool.txt", "early.txt", "broken.txt"}) {
        m_window->openTexts(path(name));
        waitUntilIdle();
    }
    QCOMPARE(m_window->document().pools().size(), std::size_t(1));
    QVERIFY(m_window->document().published());
    openDemo();
    QCOMPARE(m_window->document().pools().size(), std::size_t(2));
    QVERIFY(m_window->document().published()); // of no other model
}

void TestAsking::redoHasItsKeys()
{
    openDemo();
    Document &document = m_window->document();
    document.setAblated({{0, 1}}, true);
    document.setAblated({{1, 1}}, true);
    for (const QKeySequence &redo : {QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")}) {
        QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(document.ablation().heads.size(), std::size_t(1));
        QTest::keySequence(m_window.get(), redo);
        QCOMPARE(document.ablation().heads.size(), std::size_t(2));
    }
    waitUntilIdle();
}

void TestAsking::foundHeadComesIntoView()
{
    openDemo();
    m_window->findChild<QDockWidget *>("texts panel")->raise();
    auto *inspector = m_window->findChild<QDockWidget *>("inspector panel");
    QTRY_VERIFY(inspector->visibleRegion().isEmpty());
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    auto *line = QApplication::activePopupWidget()->findChild<QLineEdit *>();
    QTest::keyClicks(line, "1.2");
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY((m_window->document().head() == HeadId{1, 2}));
    QTRY_VERIFY(!inspector->visibleRegion().isEmpty());
}

void TestAsking::focusOnDescriptionsIsSeen()
{
    openDemo();
    auto *list = m_window->findChild<QAbstractItemView *>("descriptions");
    QVERIFY(!list->currentIndex().isValid());
    list->setFocus(Qt::TabFocusReason);
    QTRY_VERIFY(list->currentIndex().isValid());
}

void TestAsking::publishedDescriptionsStandBesideOnesOwn()
{
    const QByteArray rule(18, '-');
    writeText(path("published.txt"), rule + "\nLayer 1, Head 2\n" + rule + "\nsomething of theirs\nred\n" + rule +
                                         "\nLayer 0, Head 0\n" + rule + "\nblue\n");
    openDemo();
    Document &document = m_window->document();
    auto *view = m_window->findChild<QAbstractItemView *>("published descriptions");
    QVERIFY(!view->isVisible());
    document.setHead({1, 2});
    m_window->openTexts(path("published.txt"));
    waitUntilIdle();
    QVERIFY(view->isVisible());
    auto *lists = m_window->findChild<QSplitter *>("text lists");
    auto *panel = m_window->findChild<QDockWidget *>("inspector panel");
    panel->setFloating(true);
    panel->resize(1200, 500);
    QCOMPARE(lists->orientation(), Qt::Horizontal);
    panel->resize(400, 500); // each would be too narrow to be read
    QCOMPARE(lists->orientation(), Qt::Vertical);
    QCOMPARE(view->model()->rowCount(), 2);
    QCOMPARE(view->model()->index(0, 0).data().toString(), QString("something of theirs"));
    const QList<Description> own = m_window->analysis().heads().descriptions({1, 2});
    const auto red = std::find_if(own.begin(), own.end(), [](const Description &text) { return text.text == "red"; });
    QVERIFY(red != own.end());
    QCOMPARE(view->model()->index(1, 0).data(DescriptionModel::RemarkRole).toString(),
             QString("yours: %1").arg(red - own.begin() + 1));
    QCOMPARE(document.pools().size(), std::size_t(1)); // it is no pool
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(view->model()->index(0, 0)).center());
    QCOMPARE(document.text(), QString("something of theirs"));
    document.setHead({1, 1});
    QCOMPARE(view->model()->rowCount(), 0);
    document.undoStack().undo();
    QVERIFY(!view->isVisible());
    document.undoStack().redo();
    QVERIFY(view->isVisible());
    m_window->openModel(path("models/balanced")); // they are of another model
    waitUntilIdle();
    QVERIFY(!view->isVisible());
}

void TestAsking::publishedDescriptionsOfAnotherModelAreRefused()
{
    const QByteArray rule(18, '-');
    writeText(path("others.txt"), rule + "\nLayer 23, Head 0\n" + rule + "\nblue\n");
    openDemo();
    m_window->openTexts(path("others.txt"));
    waitUntilIdle();
    QVERIFY(!m_window->document().published());
    QVERIFY(messages().contains("describes head 23.0"));
    QVERIFY(m_window->analysis().heads().hasDescriptions());
}

QTEST_MAIN(TestAsking)
#include "tst_asking.moc"
