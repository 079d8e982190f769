// SPDX-License-Identifier: GPL-3.0-or-later
// The window says what isn't known: words, concepts, whose value is higher, whose pictures these are.
#include "windowtest.h"

#include "core/checkpoint/safetensors.h"
#include "widgets/figures/colourbar.h"
#include "widgets/messages/commandpalette.h"
#include "widgets/messages/hitmodel.h"
#include "widgets/tables/checksheet.h"

using namespace headscope;

class TestUnknowns : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void unreadTextIsToldUnderTheHeatmap_data();
    void unreadTextIsToldUnderTheHeatmap();
    void unknownWordsOfTextsAreAnIssue();
    void unknownClassNamesAreAnIssue();
    void fewPicturesAreAnIssue();
    void ruleCountsTies();
    void tiedConceptIsCalledTied();
    void colourBarRunsToWhatTheMeasureCanBe();
    void nothingKnownHasNoColourBar();
    void foundHeadShowsTheDescriptionThatWasSought();
    void failedOpeningLeavesTheWelcome_data();
    void failedOpeningLeavesTheWelcome();
    void demosModelIsToldOfWhatItLooksAt();
    void aModelWithoutATextTowerIsRefused();
    void whatTheReaderIgnoredIsToldAsAnIssueAndAFact();

private:
    /// A model's folder once more, with the tensors that are wanted and one beside them.
    void copyModel(const char *name, const std::function<bool(const std::string &)> &isWanted, const char *more)
    {
        const std::filesystem::path folder = path(name);
        std::filesystem::copy(path("larger"), folder);
        const std::filesystem::path weights = folder / "open_clip_model.safetensors";
        SafetensorsWriter writer;
        {
            const SafetensorsFile file(weights);
            for (const auto &[tensor, stored] : file.tensors()) {
                if (isWanted(tensor))
                    writer.add(tensor, file.floats(tensor));
            }
        }
        writer.add(more, FloatArray({2}, 1));
        writer.write(weights);
    }
    QString issues() const
    {
        QStringList texts;
        for (const QLabel *label : m_window->findChild<QWidget *>("remarks")->findChildren<QLabel *>())
            texts.append(label->text());
        return texts.join('\n');
    }
    void openTexts(const char *name, const QByteArray &texts)
    {
        writeText(path(name), texts);
        m_window->openTexts(path(name));
        waitUntilIdle();
    }
    ColourBar &bar() { return *m_window->findChild<QDockWidget *>("heads panel")->findChild<ColourBar *>(); }
};

void TestUnknowns::unreadTextIsToldUnderTheHeatmap_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("versus");
    QTest::addColumn<QString>("expected");
    const QString doesNotKnow = "The model doesn't know %1; it reads an unknown word there.";
    QTest::newRow("known") << "a red photo"
                           << "blue" << QString();
    QTest::newRow("a word") << "a Submarine"
                            << "" << doesNotKnow.arg("“submarine”");
    QTest::newRow("of the second text") << "red"
                                        << "a dog" << doesNotKnow.arg("“dog”");
    QTest::newRow("many words") << "one two three four two"
                                << "" << doesNotKnow.arg("“one”, “two”, “three”, …");
    QTest::newRow("too long") << "a red photo of a red photo of a red photo of a red photo"
                              << ""
                              << "The text is cut: the model reads 12 tokens, no more.";
}

void TestUnknowns::unreadTextIsToldUnderTheHeatmap()
{
    QFETCH(QString, text);
    QFETCH(QString, versus);
    QFETCH(QString, expected);
    openDemo();
    m_window->document().setTexts(text, versus);
    waitUntilIdle();
    const auto *unread = m_window->findChild<QLabel *>("unread");
    QCOMPARE(unread->text(), expected);
    QCOMPARE(unread->isHidden(), expected.isEmpty());
    m_window->document().setTexts({}, {});
    waitUntilIdle();
    QVERIFY(unread->isHidden());
}

void TestUnknowns::unknownWordsOfTextsAreAnIssue()
{
    openDemo();
    QVERIFY(!issues().contains("doesn't know"));
    openTexts("strange.txt", "a red photo\na yellow submarine\na yellow photo\n");
    QTRY_VERIFY2(issues().contains("In strange.txt, 2 texts contain words that the model doesn't know, such as "
                                   "“yellow”, “submarine”."),
                 qPrintable(issues()));
}

void TestUnknowns::unknownClassNamesAreAnIssue()
{
    writePictures(path("strange"), 6);
    writeText(path("strange/manifest.csv"), "path,label\n0.png,red\n1.png,submarine\n2.png,photo of red\n");
    m_window->openPictures(path("strange"));
    waitUntilIdle();
    QTRY_VERIFY2(
        issues().contains("1 names of classes contain words that the model doesn't know, such as “submarine”."),
        qPrintable(issues()));
}

void TestUnknowns::fewPicturesAreAnIssue()
{
    const QString sentence = "pictures: as many descriptions explain all that a head writes for them";
    writePictures(path("few"), 5);
    writePictures(path("more"), 6);
    m_window->openPictures(path("few")); // with five texts beside them
    waitUntilIdle();
    QTRY_VERIFY2(issues().contains("Only 5 " + sentence), qPrintable(issues()));
    double described = 0;
    for (const Description &description : m_window->analysis().heads().descriptions({0, 0}))
        described += description.share.value;
    QVERIFY(qAbs(described - 1) < 1e-6); // so it is
    QVERIFY2(issues().contains("Only 5 labelled pictures for 3 classes"), qPrintable(issues()));
    m_window->openPictures(path("more"));
    waitUntilIdle();
    QTRY_VERIFY(!issues().contains(sentence));
}

void TestUnknowns::ruleCountsTies()
{
    openDemo();
    Document &document = m_window->document();
    document.setColouring(Document::Colouring::ConceptConsistency);
    for (int place = 0; place < 8; ++place)
        document.setConceptEdits({place / 4, place % 4}, {Judgement<std::string>{"", "you"}, {}}, "say nothing of it");
    QTest::keyClick(m_window.get(), Qt::Key_R, Qt::ControlModifier);
    const auto *dialog = m_window->findChild<QDialog *>("rule");
    const auto *found = dialog->findChild<QLabel *>("rule found");
    auto *count = dialog->findChild<QSpinBox *>("rule count");
    count->setValue(3);
    QVERIFY2(found->text().endsWith("5 more heads have the same value as the last one taken."),
             qPrintable(found->text()));
    count->setValue(8);
    QVERIFY(!found->text().contains("same value"));
    document.setColouring(Document::Colouring::Size);
    count->setValue(3);
    QVERIFY(!found->text().contains("same value"));
}

void TestUnknowns::tiedConceptIsCalledTied()
{
    openDemo();
    openTexts("two.csv", "text,concept\nred,hue\ndark,shade\n");
    const auto *tie = m_window->findChild<QLabel *>("tie");
    const auto *label = m_window->findChild<QLineEdit *>("concept");
    const QString other = label->text() == "hue" ? "shade" : "hue";
    const QString said = label->text() + ", tied with " + other;
    QVERIFY2(tie->text().startsWith(said), qPrintable(tie->text()));
    QVERIFY(!tie->isHidden());
    QVERIFY(label->toolTip().contains(said));
    for (const int role : {int(Qt::ToolTipRole), int(Qt::AccessibleTextRole)})
        QVERIFY2(head(0, 0).data(role).toString().contains("CCS 1: " + said),
                 qPrintable(head(0, 0).data(role).toString()));

    m_window->document().setConceptEdits({0, 0}, {Judgement<std::string>{"hue", "you"}, {}}, "decide");
    QVERIFY(tie->isHidden());
    QVERIFY(!label->toolTip().contains("tied"));
    QVERIFY(!head(0, 0).data(Qt::ToolTipRole).toString().contains("tied"));
}

void TestUnknowns::colourBarRunsToWhatTheMeasureCanBe()
{
    using Colouring = Document::Colouring;
    openDemo();
    const auto range = [this](Colouring colouring) {
        m_window->document().setColouring(colouring);
        return bar().accessibleDescription();
    };
    QVERIFY2(range(Colouring::ConceptConsistency).contains("from 0 to 5"), qPrintable(bar().accessibleDescription()));
    QVERIFY2(range(Colouring::FirstDescriptions).contains(QRegularExpression("from 0\\s?% to 100\\s?%")),
             qPrintable(bar().accessibleDescription()));
}

void TestUnknowns::nothingKnownHasNoColourBar()
{
    QVERIFY(bar().isHidden());
    openDemo();
    m_window->document().setColouring(Document::Colouring::ConceptConsistency);
    QVERIFY(!bar().isHidden());
    const int height = heads().height();
    m_window->openTexts(path("pool.txt")); // without concept tags
    waitUntilIdle();
    QVERIFY(bar().isHidden());
    QCOMPARE(heads().height(), height);
}

void TestUnknowns::foundHeadShowsTheDescriptionThatWasSought()
{
    openDemo();
    for (const char *word : {"dark", "blue"}) {
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *palette = m_window->findChild<CommandPalette *>();
        QTest::keyClicks(palette->findChild<QLineEdit *>(), word);
        const QAbstractItemModel *found = palette->findChild<QListView *>()->model();
        QCOMPARE(found->index(0, 0).data().toString(), QString("Heads"));
        for (int row = 1; row <= 8; ++row)
            QVERIFY(found->index(row, 0).data(HitModel::DetailRole).toString().startsWith(word));
        palette->hide();
    }
}

void TestUnknowns::failedOpeningLeavesTheWelcome_data()
{
    QTest::addColumn<QString>("what");
    QTest::newRow("pictures") << "pictures";
    QTest::newRow("model") << "model";
    QTest::newRow("the demo's model") << "button";
}

void TestUnknowns::failedOpeningLeavesTheWelcome()
{
    QFETCH(QString, what);
    auto *balanced = m_window->findChild<QToolButton *>("balanced");
    QVERIFY(messages().contains("begin with the demo"));
    const std::filesystem::path weights = path("models/balanced/open_clip_config.json");
    const std::filesystem::path away = path("models/balanced/away");
    if (what == "pictures") {
        m_window->openPictures(path("nowhere"));
    } else if (what == "model") {
        m_window->openModel(path("nowhere"));
    } else {
        std::filesystem::rename(weights, away);
        balanced->click();
        QVERIFY(balanced->isChecked()); // while it opens
        QVERIFY(!messages().contains("begin with the demo"));
    }
    waitUntilIdle();
    if (what == "button")
        std::filesystem::rename(away, weights);
    QVERIFY(!m_window->document().study());
    QVERIFY2(messages().contains("not opened"), qPrintable(messages()));
    QVERIFY2(messages().contains("begin with the demo"), qPrintable(messages()));
    QVERIFY2(!messages().contains("The demo's model looks"), qPrintable(messages()));
    for (const char *name : {"biased", "balanced", "other model"})
        QVERIFY2(!m_window->findChild<QToolButton *>(name)->isChecked(), name);
}

void TestUnknowns::demosModelIsToldOfWhatItLooksAt()
{
    const QString told = "The demo's model looks at these pictures";
    m_window->openPictures(path("nowhere"));
    waitUntilIdle();
    m_window->openPictures(path("pictures"));
    QVERIFY(!messages().contains(told)); // not before they are open
    waitUntilIdle();
    QVERIFY(messages().contains(told));
    m_window->openModel(path("nowhere"));
    waitUntilIdle();
    QVERIFY(messages().contains(told)); // it still does
    m_window->openModel(path("larger"));
    waitUntilIdle();
    QVERIFY(!messages().contains(told));
}

void TestUnknowns::aModelWithoutATextTowerIsRefused()
{
    copyModel(
        "tower", [](const std::string &tensor) { return tensor.starts_with("visual."); }, "scale");
    m_window->openPictures(path("pictures"));
    waitUntilIdle();
    const auto before = m_window->document().study();
    m_window->openModel(path("tower"));
    waitUntilIdle();
    QVERIFY2(messages().contains("no text tower"), qPrintable(messages()));
    QCOMPARE(m_window->document().study(), before);
}

void TestUnknowns::whatTheReaderIgnoredIsToldAsAnIssueAndAFact()
{
    copyModel(
        "beside", [](const std::string &) { return true; }, "visual.continual_proj");
    m_window->openPictures(path("pictures"));
    m_window->openModel(path("beside"));
    waitUntilIdle();
    QVERIFY2(issues().contains("visual.continual_proj"), qPrintable(issues()));
    const QString sheet = m_window->findChild<CheckSheet *>("check sheet")->text();
    QVERIFY2(sheet.contains("Note\thas a tensor"), qPrintable(sheet));
    QVERIFY2(sheet.contains("class token, normalised before the first layer, read at the class token, projected"),
             qPrintable(sheet));
}

QTEST_MAIN(TestUnknowns)
#include "tst_unknowns.moc"
