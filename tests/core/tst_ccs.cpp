// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/concepts/ccs.h"
#include "core/concepts/concepts.h"
#include "core/concepts/publishedspans.h"
#include "core/error.h"
#include "core/files.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace headscope;

namespace {

/// "tag tag - tag": a description for each, "-" without a tag; their texts are "a", "b", "c"…
std::vector<TaggedText> described(const QString &tags)
{
    std::vector<TaggedText> descriptions;
    for (const QString &tag : tags.split(' ', Qt::SkipEmptyParts))
        descriptions.push_back(
            {std::string(1, char('a' + descriptions.size())), tag == "-" ? std::string() : tag.toStdString()});
    return descriptions;
}

QString verdicts(const ConceptScore &score)
{
    QString marks;
    for (const auto &verdict : score.verdicts)
        marks += verdict.by.empty() ? '?' : verdict.value ? '+' : '.';
    return marks;
}

}

class TestCcs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theMostFrequentTagIsTheConcept_data();
    void theMostFrequentTagIsTheConcept();
    void peopleHaveTheLastWord();
    void anotherLabelIsComparedWithTheTags();
    void whatNobodyHasJudgedIsNotWrong();
    void sharesAreOverHeadsWithAScore();
    void readsWhatThePublishedScriptsPrint();
    void readsPublishedTextsWithoutRules_data();
    void readsPublishedTextsWithoutRules();
    void listOfTextsIsNotPublished();
    void readsWhatItWrites();
    void refusesOtherTextFiles_data();
    void refusesOtherTextFiles();
    void readsConceptsInTheirOrder();
    void refusesFilesWithoutConcepts_data();
    void refusesFilesWithoutConcepts();

private:
    std::filesystem::path write(const char *name, const QByteArray &content) const
    {
        const std::filesystem::path path = m_folder.filePath(name).toStdString();
        writeFileAtomically(path, content.toStdString());
        return path;
    }
    QTemporaryDir m_folder;
};

void TestCcs::theMostFrequentTagIsTheConcept_data()
{
    QTest::addColumn<QString>("tags");
    QTest::addColumn<QString>("label");
    QTest::addColumn<QString>("tied");
    QTest::addColumn<QString>("expected");
    QTest::newRow("all alike") << "tone tone tone tone tone"
                               << "tone"
                               << ""
                               << "+++++";
    QTest::newRow("a majority, not first") << "tone place place tone place"
                                           << "place"
                                           << ""
                                           << ".++.+";
    QTest::newRow("of equals, the earliest description's") << "hair place tone tone place"
                                                           << "place"
                                                           << "tone"
                                                           << ".+..+";
    QTest::newRow("all different") << "a b c d e"
                                   << "a"
                                   << "b c d e"
                                   << "+....";
    QTest::newRow("untagged ones are consistent with nothing") << "- - - tone -"
                                                               << "tone"
                                                               << ""
                                                               << "...+.";
    QTest::newRow("no tags at all") << "- - - - -"
                                    << ""
                                    << ""
                                    << ".....";
    QTest::newRow("only the first five count") << "tone tone place place tone place place place"
                                               << "tone"
                                               << ""
                                               << "++..+";
    QTest::newRow("fewer than five") << "tone place tone"
                                     << "tone"
                                     << ""
                                     << "+.+";
}

void TestCcs::theMostFrequentTagIsTheConcept()
{
    QFETCH(QString, tags);
    QFETCH(QString, label);
    QFETCH(QString, tied);
    QFETCH(QString, expected);
    const ConceptScore score = conceptScore(described(tags));
    QCOMPARE(QString::fromStdString(score.label.value), label);
    QCOMPARE(score.label.by, std::string("pool"));
    QStringList others;
    for (const std::string &tag : score.tied)
        others.append(QString::fromStdString(tag));
    QCOMPARE(others.join(' '), tied);
    QCOMPARE(verdicts(score), expected);
    QCOMPARE(score.score, std::optional(int(expected.count('+'))));
    for (const auto &verdict : score.verdicts)
        QCOMPARE(verdict.by, std::string("pool"));
}

void TestCcs::peopleHaveTheLastWord()
{
    const ConceptEdits edits = {{}, {{"a", {false, "Ada"}}, {"c", {true, "Bo"}}, {"gone", {true, "Bo"}}}};
    const ConceptScore score = conceptScore(described("tone tone place - tone"), edits);
    QCOMPARE(score.label, (Judgement<std::string>{"tone", "pool"}));
    QCOMPARE(verdicts(score), QString(".++.+"));
    QCOMPARE(score.verdicts[0].by, std::string("Ada"));
    QCOMPARE(score.verdicts[1].by, std::string("pool"));
    QCOMPARE(score.verdicts[2].by, std::string("Bo"));
    QCOMPARE(score.score, std::optional(3));
}

void TestCcs::anotherLabelIsComparedWithTheTags()
{
    const std::vector<TaggedText> descriptions = described("tone tone place - tone");
    const ConceptScore place = conceptScore(descriptions, {Judgement<std::string>{"place", "Ada"}, {}});
    QCOMPARE(place.label, (Judgement<std::string>{"place", "Ada"}));
    QCOMPARE(verdicts(place), QString("..+.."));
    // That a head has no concept doesn't make untagged descriptions consistent.
    const ConceptScore none = conceptScore(descriptions, {Judgement<std::string>{"", "Ada"}, {}});
    QVERIFY(none.tied.empty());
    QCOMPARE(verdicts(none), QString("....."));
    QCOMPARE(none.score, std::optional(0));
}

void TestCcs::whatNobodyHasJudgedIsNotWrong()
{
    ConceptEdits edits = {Judgement<std::string>{"weather", "Ada"}, {}};
    const std::vector<TaggedText> descriptions = described("tone tone place - tone");
    const ConceptScore none = conceptScore(descriptions, edits);
    QCOMPARE(verdicts(none), QString("?????")); // no tag says anything of the weather
    QVERIFY(!none.score);
    edits.verdicts = {{"a", {true, "Ada"}}, {"b", {false, "Ada"}}};
    QCOMPARE(verdicts(conceptScore(descriptions, edits)), QString("+.???"));
    QVERIFY(!conceptScore(descriptions, edits).score);
    for (const char *text : {"c", "d", "e"})
        edits.verdicts[text] = {true, "Ada"};
    QCOMPARE(conceptScore(descriptions, edits).score, std::optional(4));
    // Of texts without tags only those are judged that a person has judged.
    const ConceptEdits one = {{}, {{"b", {true, "Ada"}}}};
    QCOMPARE(verdicts(conceptScore(described("- - -"), one)), QString("?+?"));
    QVERIFY(!conceptScore(described("- - -"), one).score);
}

void TestCcs::sharesAreOverHeadsWithAScore()
{
    std::vector<ConceptScore> heads;
    for (const char *tags : {"a a a a a", "a b c d e", "", "a a b c d", "b b b b b"})
        heads.push_back(conceptScore(described(tags)));
    QVERIFY(!heads[2].score);
    QCOMPARE(*ccsAt(heads), (std::array{0.0, 0.25, 0.25, 0.0, 0.0, 0.5}));
    QVERIFY(!ccsAt(std::span(heads).subspan(2, 1)));
}

void TestCcs::readsWhatThePublishedScriptsPrint()
{
    const auto heads = readPublishedSpans(write("spans.txt", "------------------\n"
                                                             "Layer 8, Head 0\n"
                                                             "------------------\n"
                                                             "A photo of a dog\n"
                                                             "An image, with \"quotes\"\n"
                                                             "------------------\n"
                                                             "Layer 11, Head 10\n"
                                                             "------------------\n"
                                                             "\n"
                                                             "Layer 3, Head 3\n"
                                                             "------------------\n"
                                                             "Current accuracy: 72.5\n"
                                                             "Number of texts: 3"));
    QCOMPARE(heads.size(), std::size_t(2));
    QCOMPARE(heads[0], (HeadTexts{{8, 0}, {"A photo of a dog", "An image, with \"quotes\""}}));
    QCOMPARE(heads[1], (HeadTexts{{11, 10}, {"", "Layer 3, Head 3"}}));
}

void TestCcs::readsPublishedTextsWithoutRules_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("plain") << QByteArray("Layer 2, Head 1\nsnow\na red hat\nLayer 3, Head 0\nrain\n");
    QTest::newRow("empty lines") << QByteArray("\nLayer 2, Head 1\nsnow\na red hat\n\nLayer 3, Head 0\n\nrain\n\n");
    QTest::newRow("colons") << QByteArray("Layer 2, Head 1:\nsnow\na red hat\nLayer 3, Head 0:\nrain");
    QTest::newRow("of Windows") << QByteArray("\xef\xbb\xbfLayer 2, Head 1\r\nsnow\r\na red hat\r\n"
                                              "Layer 3, Head 0\r\nrain\r\n");
    QTest::newRow("closing lines") << QByteArray("layer 2 head 1\nsnow\na red hat\nlayer 3 head 0\nrain\n"
                                                 "Current accuracy: 72.5\nNumber of texts: 3\n");
}

void TestCcs::readsPublishedTextsWithoutRules()
{
    QFETCH(QByteArray, content);
    const auto file = write("spans.txt", content);
    QVERIFY(looksLikePublishedSpans(file));
    QCOMPARE(readPublishedSpans(file), (std::vector<HeadTexts>{{{2, 1}, {"snow", "a red hat"}}, {{3, 0}, {"rain"}}}));
}

void TestCcs::listOfTextsIsNotPublished()
{
    for (const char *content :
         {"", "\n\n", "a dog\nLayer 8, Head 0\n", "Layer 8\n", "Layer 8, Head 0 of a cake\n", "--\n"})
        QVERIFY2(!looksLikePublishedSpans(write("spans.txt", content)), content);
}

void TestCcs::readsWhatItWrites()
{
    const std::vector<HeadTexts> heads = {{{2, 1}, {"snow", "", "a red hat"}}, {{3, 0}, {}}, {{3, 1}, {"rain"}}};
    QCOMPARE(readPublishedSpans(write("spans.txt", QByteArray::fromStdString(publishedSpans(heads)))), heads);
}

void TestCcs::refusesOtherTextFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("says");
    const QByteArray rule = "------------------\n";
    const QByteArray head = rule + "Layer 8, Head 0\n" + rule;
    QTest::newRow("empty") << QByteArray() << "line 1 names no head";
    QTest::newRow("a pool") << QByteArray("a dog\na cat\n") << "line 1 is not a rule";
    QTest::newRow("no head") << rule + "Layer 8\n" + rule << "line 2 names no head";
    QTest::newRow("rule at the end") << head + "a dog\n" + rule << "line 6 names no head";
    QTest::newRow("no second rule") << rule + "Layer 8, Head 0\na dog\n"
                                    << "line 3 is not a rule";
    QTest::newRow("ends after the head") << rule + "Layer 8, Head 0"
                                         << "line 3 is not a rule";
    QTest::newRow("negative") << rule + "Layer -1, Head 0\n" + rule << "line 2 names no head";
    QTest::newRow("too large") << rule + "Layer 1, Head 99999999999\n" + rule << "line 2 names no head";
    QTest::newRow("head twice without rules")
        << QByteArray("Layer 8, Head 0\na dog\nLayer 8, Head 0\n") << "line 3 names head 8.0 once more";
    QTest::newRow("head twice") << head + "a dog\n" + head + "a cat\n"
                                << "line 6 names head 8.0 once more";
    QTest::newRow("closing lines alone") << rule + "Current accuracy: 1\nNumber of texts: 0"
                                         << "line 2 names no head";
    QTest::newRow("more after the closing lines") << head + rule + "Current accuracy: 1\nNumber of texts: 0\na dog"
                                                  << "line 5 names no head";
}

void TestCcs::refusesOtherTextFiles()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, says);
    try {
        readPublishedSpans(write("spans.txt", content));
        QFAIL("was read");
    } catch (const InputError &error) {
        QCOMPARE(QString::fromStdString(error.problem()), says);
        QVERIFY(QString::fromStdString(error.subject()).endsWith("spans.txt"));
    }
}

void TestCcs::readsConceptsInTheirOrder()
{
    const auto concepts = readConcepts(
        write("concepts.json",
              R"({"tone": {"light": ["a", "b"], "dark": ["c"]}, "gender": {"male": ["m"], "female": ["f"]}})"));
    QCOMPARE(concepts.size(), std::size_t(2));
    QCOMPARE(concepts[0].name, std::string("tone"));
    QCOMPARE(concepts[0].groups[0].name, std::string("light"));
    QCOMPARE(concepts[0].groups[0].texts, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(concepts[0].groups[1].texts, (std::vector<std::string>{"c"}));
    QCOMPARE(concepts[1].name, std::string("gender"));
    QCOMPARE(concepts[1].groups[0].name, std::string("male"));
}

void TestCcs::refusesFilesWithoutConcepts_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("says");
    QTest::newRow("not JSON") << QByteArray("{") << "JSON";
    QTest::newRow("a list") << QByteArray("[]") << "no concept";
    QTest::newRow("nothing in it") << QByteArray("{}") << "no concept";
    QTest::newRow("no groups") << QByteArray(R"({"gender": ["a woman"]})") << "\"gender\" has no groups";
    QTest::newRow("group without texts") << QByteArray(R"({"gender": {"female": []}})") << "\"female\"";
    QTest::newRow("texts that aren't") << QByteArray(R"({"gender": {"female": ["a", 1]}})") << "\"female\"";
}

void TestCcs::refusesFilesWithoutConcepts()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, says);
    try {
        readConcepts(write("concepts.json", content));
        QFAIL("was read");
    } catch (const InputError &error) {
        QVERIFY2(QString::fromStdString(error.problem()).contains(says), error.what());
    }
}

QTEST_GUILESS_MAIN(TestCcs)
#include "tst_ccs.moc"
