// SPDX-License-Identifier: GPL-3.0-or-later
// Finding, marking and judging heads, across changes of what is open.
#include "windowtest.h"

#include "widgets/figures/colourbar.h"
#include "widgets/heads/descriptionmodel.h"
#include "widgets/messages/commandpalette.h"

using namespace headscope;

class TestFinding : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void foundPanelIsShown_data();
    void foundPanelIsShown();
    void foundNumberIsThePicture_data();
    void foundNumberIsThePicture();
    void openListIsOfWhatIsOpen();
    void openRuleIsOfWhatIsOpen();
    void ruleBeginsAtTheMeasuresEnd_data();
    void ruleBeginsAtTheMeasuresEnd();
    void ruleLeavesTheMapInSight();
    void typedConceptLeavesDescriptionsUnjudged();
    void typedConceptThatIsATagIsJudgedByTags();
    void typedConceptIsUndoneOnceItIsTaken();
    void conceptBeingTypedGoesWithItsModel();
    void undefinedMapSaysWhy_data();
    void undefinedMapSaysWhy();
    void unknownValuesAreNamed();
    void everyTermIsAsked();

private:
    void find(const QString &words);
    QDialog *openRule(const QString &kind = {});
    QString kind() const { return m_window->findChild<QComboBox *>("rule kind")->currentText(); }
    QLineEdit &conceptLine() { return *m_window->findChild<QLineEdit *>("concept"); }
    QList<Description::Verdict> verdicts() const
    {
        QList<Description::Verdict> verdicts;
        const auto *model = m_window->findChild<QAbstractItemView *>("descriptions")->model();
        for (int row = 0; row < model->rowCount(); ++row)
            verdicts.append(Description::Verdict(model->index(row, 0).data(DescriptionModel::VerdictRole).toInt()));
        return verdicts;
    }
    QString legend() const
    {
        QStringList shown;
        for (const ColourBar *bar : m_window->findChild<QDockWidget *>("heads panel")->findChildren<ColourBar *>()) {
            if (bar->isVisible())
                shown.append(bar->accessibleDescription());
        }
        return shown.join(u'\n');
    }
};

void TestFinding::find(const QString &words)
{
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    auto *palette = m_window->findChild<CommandPalette *>();
    QVERIFY(palette && palette->isVisible());
    QTest::keyClicks(palette->findChild<QLineEdit *>(), words);
    QTest::keyClick(palette->findChild<QLineEdit *>(), Qt::Key_Return);
    QVERIFY(!palette->isVisible());
}

QDialog *TestFinding::openRule(const QString &kind)
{
    QTest::keyClick(m_window.get(), Qt::Key_R, Qt::ControlModifier);
    auto *dialog = m_window->findChild<QDialog *>("rule");
    if (!kind.isEmpty())
        dialog->findChild<QComboBox *>("rule kind")->setCurrentText(kind);
    return dialog;
}

void TestFinding::foundPanelIsShown_data()
{
    QTest::addColumn<bool>("open");
    QTest::newRow("open, perhaps beneath another") << true;
    QTest::newRow("closed") << false;
}

void TestFinding::foundPanelIsShown()
{
    QFETCH(bool, open);
    openDemo();
    auto *panel = m_window->findChild<QDockWidget *>("groups panel");
    panel->setVisible(open);
    for (int time = 0; time < 2; ++time) {
        find("groups");
        QVERIFY(panel->isVisible());
        QTRY_VERIFY(!panel->visibleRegion().isEmpty());
    }
}

void TestFinding::foundNumberIsThePicture_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("picture");
    QTest::newRow("of one digit") << "picture 7" << 6;
    QTest::newRow("of two") << "Picture 17" << 16;
    QTest::newRow("that others begin with") << "picture 4" << 3;
}

void TestFinding::foundNumberIsThePicture()
{
    QFETCH(QString, words);
    QFETCH(int, picture);
    openDemo();
    // Heads whose descriptions have the word, and a seven among their numbers, as on real models.
    Document &document = m_window->document();
    document.editPool({{"a picture of red", "a picture of 17 birds", "some picture"}, {"", "", ""}}, "edit");
    waitUntilIdle();
    document.setHead({0, 1});
    find(words);
    QCOMPARE(document.image(), picture);
    QVERIFY((document.head() == HeadId{0, 1}));
}

void TestFinding::openListIsOfWhatIsOpen()
{
    writePictures(path("more"), 2 * kPictures);
    m_window->openPictures(path("more"));
    waitUntilIdle();
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    auto *palette = m_window->findChild<CommandPalette *>();
    auto *line = palette->findChild<QLineEdit *>();
    QTest::keyClicks(line, "picture 96");
    openDemo(); // 48 pictures
    QVERIFY(palette->isVisible());
    QCOMPARE(line->text(), QString("picture 96"));
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY(m_window->document().image() < kPictures);
    waitUntilIdle();
    // Whatever else comes late.
    m_window->document().setImage(2 * kPictures - 1);
    QCOMPARE(m_window->document().image(), 0);
}

void TestFinding::openRuleIsOfWhatIsOpen()
{
    m_window->openModel(path("larger"));
    m_window->openPictures(path("pictures"));
    waitUntilIdle();
    Document &document = m_window->document();
    document.setAblated({{2, 7}, {2, 6}}, true);
    QDialog *dialog = openRule("Random, matched by layer");
    const auto *found = dialog->findChild<QLabel *>("rule found");
    QVERIFY(found->text().contains("2."));
    m_window->openModel(path("models/biased")); // 2 layers of 4 heads, nothing ablated
    waitUntilIdle();
    QVERIFY(dialog->isVisible());
    QVERIFY2(found->text().contains("Ablate some heads first"), qPrintable(found->text()));
    QVERIFY(document.selection().empty());
    for (const QPushButton *button : dialog->findChildren<QPushButton *>())
        QCOMPARE(button->isEnabled(), !button->text().contains("these"));
    // A rule that takes heads of both marks those of the one that is open.
    dialog->findChild<QComboBox *>("rule kind")->setCurrentText("A layer");
    dialog->findChild<QSpinBox *>("rule layer")->setValue(1);
    QCOMPARE(document.selection().size(), std::size_t(4));
    m_window->openModel(path("larger"));
    waitUntilIdle();
    QCOMPARE(document.selection().size(), std::size_t(8));
    m_window->openModel(path("models/biased"));
    waitUntilIdle();
    QCOMPARE(document.selection().size(), std::size_t(4));
    m_window->openModel(path("models/balanced")); // of the same shape: marked again
    waitUntilIdle();
    QCOMPARE(document.selection().size(), std::size_t(4));
}

void TestFinding::ruleBeginsAtTheMeasuresEnd_data()
{
    QTest::addColumn<int>("colouring");
    QTest::addColumn<QString>("begins");
    using Colouring = Document::Colouring;
    QTest::newRow("Δ V: where ablating lowers it") << int(Colouring::AssociationChange) << "The lowest";
    QTest::newRow("Δ accuracy: where ablating raises it") << int(Colouring::AccuracyChange) << "The highest";
    QTest::newRow("size") << int(Colouring::Size) << "The highest";
    QTest::newRow("variation") << int(Colouring::Variation) << "The highest";
}

void TestFinding::ruleBeginsAtTheMeasuresEnd()
{
    QFETCH(int, colouring);
    QFETCH(QString, begins);
    openDemo();
    Document &document = m_window->document();
    document.setColouring(Document::Colouring(colouring));
    QDialog *dialog = openRule();
    QCOMPARE(kind(), begins);
    // What a person chooses stays as long as the measure does.
    const QString other = begins == "The lowest" ? "The highest" : "The lowest";
    dialog->findChild<QComboBox *>("rule kind")->setCurrentText(other);
    dialog->reject();
    openRule();
    QCOMPARE(kind(), other);
    document.setColouring(Document::Colouring::FirstDescriptions);
    QCOMPARE(kind(), QString("The highest"));
    document.setColouring(Document::Colouring::AssociationChange);
    QCOMPARE(kind(), QString("The lowest"));
}

void TestFinding::ruleLeavesTheMapInSight()
{
    openDemo();
    m_window->move(0, 0);
    const QSize screen = m_window->screen()->availableSize();
    m_window->resize(screen.boundedTo({1280, 720}));
    QCoreApplication::processEvents();
    const QDialog *dialog = openRule();
    const QRect map(heads().mapToGlobal(QPoint()), heads().size());
    QVERIFY2(
        !dialog->frameGeometry().intersects(map),
        qPrintable(
            QStringLiteral("%1 %2 on %3 %4").arg(dialog->x()).arg(dialog->y()).arg(map.right()).arg(map.bottom())));
    QVERIFY(m_window->screen()->availableGeometry().contains(dialog->geometry().topLeft()));
}

void TestFinding::typedConceptLeavesDescriptionsUnjudged()
{
    using Verdict = Description::Verdict;
    openDemo();
    m_window->document().setHead({1, 1});
    QVERIFY(!verdicts().contains(Verdict::Open)); // its tags judge
    QTest::keyClicks(&conceptLine(), "temperature");
    QTest::keyClick(&conceptLine(), Qt::Key_Return);
    QCOMPARE(verdicts(), QList<Verdict>(5, Verdict::Open));
    const HeadMeasures &heads = m_window->analysis().heads();
    QVERIFY(!heads.conceptScore({1, 1}).score);
    QVERIFY(heads.whyUnscored({1, 1}).contains("Nobody has judged"));
    m_window->document().setColouring(Document::Colouring::ConceptConsistency);
    QCOMPARE(heads.figures()[5].state, Figure::State::Undefined);
    QVERIFY(heads.figures()[5].reason.contains("Nobody has judged"));
    // A person judges, one by one; V says yes, then no.
    auto *view = m_window->findChild<QAbstractItemView *>("descriptions");
    view->setFocus();
    for (int row = 0; row < 5; ++row) {
        view->setCurrentIndex(view->model()->index(row, 0));
        QTest::keyClick(view, Qt::Key_V);
        QCOMPARE(verdicts()[row], Verdict::Consistent);
        QCOMPARE(heads.conceptScore({1, 1}).score.has_value(), row == 4);
    }
    QTest::keyClick(view, Qt::Key_V);
    QCOMPARE(verdicts()[4], Verdict::Inconsistent);
    QCOMPARE(heads.conceptScore({1, 1}).score, std::optional(4));
}

void TestFinding::typedConceptThatIsATagIsJudgedByTags()
{
    openDemo();
    Document &document = m_window->document();
    document.setConceptEdits({1, 1}, {Judgement<std::string>{"shade", "you"}, {}}, "name");
    const ConceptScore score = m_window->analysis().heads().conceptScore({1, 1});
    QCOMPARE(score.score, std::optional(2)); // dark and light
}

void TestFinding::typedConceptIsUndoneOnceItIsTaken()
{
    openDemo();
    Document &document = m_window->document();
    document.setHead({1, 1});
    const QString before = conceptLine().text();
    m_window->activateWindow();
    conceptLine().setFocus();
    conceptLine().selectAll();
    QTest::keyClicks(&conceptLine(), "warm");
    QTest::keyClick(&conceptLine(), Qt::Key_Z, Qt::ControlModifier); // still typing: the line's
    QVERIFY(conceptLine().text() != "warm");
    QVERIFY(!document.undoStack().canUndo());
    conceptLine().selectAll();
    QTest::keyClicks(&conceptLine(), "warm");
    QTest::keyClick(&conceptLine(), Qt::Key_Return);
    QCOMPARE(document.conceptEdits({1, 1}).label->value, std::string("warm"));
    QTest::keyClick(&conceptLine(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!document.conceptEdits({1, 1}).label);
    QCOMPARE(conceptLine().text(), before);
    QTest::keyClick(&conceptLine(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(document.conceptEdits({1, 1}).label->value, std::string("warm"));
}

void TestFinding::conceptBeingTypedGoesWithItsModel()
{
    openDemo();
    conceptLine().setFocus();
    QTest::keyClicks(&conceptLine(), "warm");
    m_window->openModel(path("models/balanced"));
    waitUntilIdle();
    QTest::keyClick(&conceptLine(), Qt::Key_Return);
    QVERIFY(!m_window->document().conceptEdits({0, 0}).label);
    QVERIFY(!conceptLine().text().contains("warm"));
}

void TestFinding::undefinedMapSaysWhy_data()
{
    QTest::addColumn<QByteArray>("manifest");
    QTest::addColumn<QByteArray>("pool");
    QTest::addColumn<int>("colouring");
    QTest::addColumn<QString>("reason");
    using Colouring = Document::Colouring;
    const QByteArray bare = "path\n0.png\n1.png\n2.png\n3.png\n";
    const QByteArray oneClass = "path,label,tone\n0.png,red,a\n1.png,red,b\n6.png,red,a\n7.png,red,b\n";
    const QByteArray untagged = "text\nred\ngreen\nblue\n";
    QTest::newRow("accuracy without labels")
        << bare << untagged << int(Colouring::AccuracyChange) << "The pictures have neither labels nor a classes.txt";
    QTest::newRow("association without labels") << bare << untagged << int(Colouring::AssociationChange)
                                                << "The pictures have neither labels nor a classes.txt";
    QTest::newRow("accuracy of one class")
        << oneClass << untagged << int(Colouring::AccuracyChange) << "There is only one class";
    QTest::newRow("association of one class")
        << oneClass << untagged << int(Colouring::AssociationChange) << "There is only one class";
    QTest::newRow("variation without attributes")
        << bare << untagged << int(Colouring::Variation) << "The pictures have no attribute";
    QTest::newRow("separation without concepts")
        << oneClass << untagged << int(Colouring::Separation) << "No texts describe the values of tone";
    QTest::newRow("concepts without tags")
        << bare << untagged << int(Colouring::ConceptConsistency) << "No text has a concept tag";
    QTest::newRow("descriptions without texts")
        << bare << QByteArray() << int(Colouring::FirstDescriptions) << "No texts are open";
}

void TestFinding::undefinedMapSaysWhy()
{
    QFETCH(QByteArray, manifest);
    QFETCH(QByteArray, pool);
    QFETCH(int, colouring);
    QFETCH(QString, reason);
    writePictures(path("some"), kPictures);
    writeText(path("some/manifest.csv"), manifest);
    if (pool.isEmpty())
        std::filesystem::remove(path("some/pool.csv"));
    else
        writeText(path("some/pool.csv"), pool);
    m_window->openPictures(path("some"));
    waitUntilIdle();
    m_window->document().setColouring(Document::Colouring(colouring));
    waitUntilIdle();
    QVERIFY2(legend().contains(reason), qPrintable(legend()));
    QVERIFY2(head(1, 1).data(Qt::ToolTipRole).toString().contains(reason),
             qPrintable(head(1, 1).data(Qt::ToolTipRole).toString()));
    m_window->document().setColouring(Document::Colouring::Size);
    QVERIFY(!legend().contains("undefined"));
}

void TestFinding::unknownValuesAreNamed()
{
    writePictures(path("unknown"), kPictures);
    writeText(path("unknown/manifest.csv"),
              "path,label,Altersgruppe\n0.png,red,young\n2.png,green,\n4.png,,old\n6.png,red,young\n");
    m_window->openPictures(path("unknown"));
    waitUntilIdle();
    const auto facts = [this](int image) {
        return m_window->findChild<QAbstractItemView *>("images")
            ->model()
            ->index(image, 0)
            .data(Qt::ToolTipRole)
            .toString();
    };
    QVERIFY2(facts(1).contains("green · Altersgruppe: not known · 2.png"), qPrintable(facts(1)));
    QVERIFY2(facts(2).contains("class not known · Altersgruppe: old"), qPrintable(facts(2)));
}

void TestFinding::everyTermIsAsked()
{
    QStringList asked;
    for (const QAction *menu : m_window->menuBar()->actions()) {
        for (const QAction *action : menu->menu()->actions()) {
            if (action->text().contains("mean?"))
                asked.append(action->text());
            QVERIFY(!action->text().contains("What is"));
        }
    }
    QCOMPARE(asked.size(), 5);
    QVERIFY(asked.contains("What does “95 % intervals” mean?"));
    const auto *which = m_window->findChild<QComboBox *>("which pictures");
    for (int item = 0; item < which->count(); ++item)
        QVERIFY2(!which->itemText(item).contains(" now"), qPrintable(which->itemText(item)));
}

QTEST_MAIN(TestFinding)
#include "tst_finding.moc"
