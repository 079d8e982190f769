// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors.h"
#include "core/error.h"
#include "core/files.h"
#include "core/tokens/htmlentities.h"
#include "core/tokens/tokenizer.h"
#include "core/tokens/unreadtexts.h"

#include <QtTest>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

using namespace headscope;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const fs::path kGoldens = fs::path(TEST_DATA) / "tokenizer";

json goldenTexts() { return json::parse(readFile(kGoldens / "texts.json"))["texts"]; }

/// A byte-level vocabulary of the bytes of "low er" with a few merges, as tokenizer.json.
json smallBytePair()
{
    return json::parse(R"({
        "added_tokens": [{"id": 12, "content": "<|startoftext|>"}, {"id": 13, "content": "<|endoftext|>"}],
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Lowercase"}]},
        "post_processor": {"type": "RobertaProcessing", "cls": ["<|startoftext|>", 12], "sep": ["<|endoftext|>", 13]},
        "model": {
            "type": "BPE", "unk_token": "<|endoftext|>", "end_of_word_suffix": "</w>",
            "vocab": {"l": 0, "o": 1, "w": 2, "e": 3, "r": 4, "w</w>": 5, "r</w>": 6, "lo": 7, "low": 8,
                      "low</w>": 9, "er</w>": 10, "lower</w>": 11},
            "merges": ["l o", "lo w", "lo w</w>", ["e", "r</w>"], "low er</w>"]
        }
    })");
}

json smallWordLevel()
{
    return json::parse(R"({
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "model": {"type": "WordLevel", "unk_token": "<unk>",
                  "vocab": {"<unk>": 0, "dog": 1, "!?": 2, "<start_of_text>": 3, "<end_of_text>": 4}}
    })");
}

void write(const fs::path &path, const std::string &content) { std::ofstream(path, std::ios::binary) << content; }

}

class TokenizerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheReferencesIds_data();
    void givesTheReferencesIds();
    void knowsStartEndAndSize();
    void readsTheVocabularyUncompressed();
    void cutsToTheContextAndPadsWithZero();
    void isTheSameFromSeveralThreads();
    void survivesTextThatIsNoUtf8();
    void takesLongWordsInItsStride();

    void decodesHtmlEntities_data();
    void decodesHtmlEntities();

    void readsBytePairJson();
    void readsVocabularyAndMerges();
    void composesAccentsOnlyIfTheFileSaysSo();
    void prefersTokenizerJsonInAFolder();
    void splitsWordsAndPunctuation();
    void namesTheWordsItDoesNotKnow();
    void addedTokensAreFoundBeforeWords_data();
    void addedTokensAreFoundBeforeWords();
    void filesBesideAVocabularyAddTokens();
    void writtenWordLevelReadsBack();

    void refusesWhatIsMalformed_data();
    void refusesWhatIsMalformed();
    void refusesBadMergeFiles_data();
    void refusesBadMergeFiles();
    void refusesATruncatedVocabulary();
    void refusesFoldersWithoutTokenizer();

private:
    fs::path file(const std::string &name) const { return fs::path(m_folder.path().toStdString()) / name; }
    void cleanFolder() const
    {
        for (const auto &entry : fs::directory_iterator(m_folder.path().toStdString()))
            fs::remove(entry);
    }

    QTemporaryDir m_folder;
    const Tokenizer m_clip = Tokenizer::load(kGoldens);
};

void TokenizerTest::givesTheReferencesIds_data()
{
    QTest::addColumn<int>("row");
    QTest::addColumn<std::string>("text");
    for (const json &entry : goldenTexts()) {
        const int row = entry["row"];
        const std::string category = entry["category"];
        // The table of names is HTML 4's, which lacks this one.
        if (entry["text"] == "&CounterClockwiseContourIntegral;")
            continue;
        QTest::addRow("%s %d", category.c_str(), row) << row << entry["text"].get<std::string>();
    }
}

void TokenizerTest::givesTheReferencesIds()
{
    QFETCH(int, row);
    QFETCH(std::string, text);
    static const SafetensorsFile goldens(kGoldens / "tokenizer.safetensors");
    static const IntArray expected = goldens.ints("token_ids");
    static const IntArray lengths = goldens.ints("full_length");
    const IntArray ids = m_clip.encode(std::vector{text}, 77);
    QVERIFY(std::ranges::equal(ids.values, expected.row(row)));
    QCOMPARE(static_cast<std::int64_t>(m_clip.tokens(text).size()), lengths.values[static_cast<std::size_t>(row)]);
}

void TokenizerTest::knowsStartEndAndSize()
{
    QCOMPARE(m_clip.startToken(), 49406);
    QCOMPARE(m_clip.endToken(), 49407);
    QCOMPARE(m_clip.vocabularySize(), 49408);
    QCOMPARE(m_clip.kind(), std::string_view("byte-level BPE"));
}

void TokenizerTest::readsTheVocabularyUncompressed()
{
    write(file("vocabulary.txt"), "a comment\nl o\nlo w</w>\r\n");
    const Tokenizer tokenizer = Tokenizer::load(file("vocabulary.txt"));
    QCOMPARE(tokenizer.vocabularySize(), 512 + 2 + 2);
    // "!" is the first printable byte; "l" is the 76th from there.
    const std::vector<std::int64_t> expected = {514, 513, 'l' - '!', 'o' - '!' + 256, 515};
    QCOMPARE(tokenizer.tokens("Low lo"), expected);
}

void TokenizerTest::cutsToTheContextAndPadsWithZero()
{
    const std::vector<std::string> texts = {"a photo of a dog", "dog"};
    const IntArray ids = m_clip.encode(texts, 4);
    QCOMPARE(ids.shape, (Shape{2, 4}));
    QCOMPARE(ids.values, (std::vector<std::int64_t>{49406, 320, 1125, 49407, 49406, 1929, 49407, 0}));
}

void TokenizerTest::isTheSameFromSeveralThreads()
{
    std::vector<std::string> texts;
    for (const json &entry : goldenTexts())
        texts.push_back(entry["text"]);
    const IntArray expected = m_clip.encode(texts, 77);
    const Tokenizer fresh = Tokenizer::load(kGoldens);
    std::array<IntArray, 4> results;
    std::vector<std::jthread> threads;
    for (IntArray &result : results)
        threads.emplace_back([&] { result = fresh.encode(texts, 77); });
    threads.clear();
    for (const IntArray &result : results)
        QCOMPARE(result, expected);
}

void TokenizerTest::survivesTextThatIsNoUtf8()
{
    QCOMPARE(m_clip.tokens("dog \xff\xc3"), m_clip.tokens("dog \xef\xbf\xbd\xef\xbf\xbd"));
}

void TokenizerTest::takesLongWordsInItsStride()
{
    QElapsedTimer timer;
    timer.start();
    const std::vector<std::int64_t> ids = m_clip.tokens(std::string(500'000, 'x'));
    QVERIFY(ids.size() > 1000);
    QVERIFY2(timer.elapsed() < 10'000, "merging takes quadratic time");
}

void TokenizerTest::decodesHtmlEntities_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("decoded");
    QTest::newRow("named") << QByteArray("a &lt; b &amp; c") << QByteArray("a < b & c");
    QTest::newRow("first and last of the table") << QByteArray("&AElig;&zwnj;") << QByteArray("\xc3\x86\xe2\x80\x8c");
    QTest::newRow("Latin-1 without semicolon") << QByteArray("caf&eacutes") << QByteArray("caf\xc3\xa9s");
    QTest::newRow("Greek needs its semicolon") << QByteArray("&alpha &alpha;") << QByteArray("&alpha \xce\xb1");
    QTest::newRow("longest name wins") << QByteArray("&notin; &notit;") << QByteArray("\xe2\x88\x89 \xc2\xacit;");
    QTest::newRow("decimal") << QByteArray("&#65;&#66") << QByteArray("AB");
    QTest::newRow("hexadecimal") << QByteArray("&#x41;&#X1F600;") << QByteArray("A\xf0\x9f\x98\x80");
    QTest::newRow("Windows-1252") << QByteArray("&#128;") << QByteArray("\xe2\x82\xac");
    QTest::newRow("impossible numbers") << QByteArray("&#0;&#xD800;&#99999999999999999999;")
                                        << QByteArray("\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    QTest::newRow("control characters vanish") << QByteArray("a&#1;b&#xFFFF;") << QByteArray("ab");
    QTest::newRow("no references") << QByteArray("R&D &; &#; &#x; &unknown; &")
                                   << QByteArray("R&D &; &#; &#x; &unknown; &");
}

void TokenizerTest::decodesHtmlEntities()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, decoded);
    QCOMPARE(decodeHtmlEntities(text.toStdString()), decoded.toStdString());
}

void TokenizerTest::readsBytePairJson()
{
    write(file("small.json"), smallBytePair().dump());
    const Tokenizer tokenizer = Tokenizer::load(file("small.json"));
    QCOMPARE(tokenizer.startToken(), 12);
    QCOMPARE(tokenizer.endToken(), 13);
    QCOMPARE(tokenizer.vocabularySize(), 14);
    // "x" isn't in the vocabulary: the unknown token stands for it.
    QCOMPARE(tokenizer.tokens("lower LOW x"), (std::vector<std::int64_t>{12, 11, 9, 13, 13}));
    QCOMPARE(tokenizer.tokens("lowlow"), (std::vector<std::int64_t>{12, 8, 9, 13}));
}

void TokenizerTest::readsVocabularyAndMerges()
{
    cleanFolder();
    json vocabulary = smallBytePair()["model"]["vocab"];
    vocabulary["<|startoftext|>"] = 12;
    vocabulary["<|endoftext|>"] = 13;
    write(file("vocab.json"), vocabulary.dump());
    write(file("merges.txt"), "#version: 0.2\nl o\nlo w\nlo w</w>\ne r</w>\nlow er</w>\n");
    for (const fs::path &path : {file(""), file("vocab.json"), file("merges.txt")})
        QCOMPARE(Tokenizer::load(path).tokens("lower low"), (std::vector<std::int64_t>{12, 11, 9, 13}));
}

void TokenizerTest::composesAccentsOnlyIfTheFileSaysSo()
{
    json words = smallWordLevel();
    words["model"]["vocab"]["caf\u00e9"] = 5;
    const std::string decomposed = "cafe\u0301";
    write(file("words.json"), words.dump());
    QCOMPARE(Tokenizer::load(file("words.json")).tokens(decomposed)[1], 0);
    words["normalizer"] = {{"type", "Sequence"}, {"normalizers", {{{"type", "NFC"}}, {{"type", "Lowercase"}}}}};
    write(file("words.json"), words.dump());
    QCOMPARE(Tokenizer::load(file("words.json")).tokens(decomposed)[1], 5);
}

void TokenizerTest::prefersTokenizerJsonInAFolder()
{
    cleanFolder();
    write(file("bpe_simple_vocab_16e6.txt"), "comment\nl o\n");
    QCOMPARE(Tokenizer::load(file("")).vocabularySize(), 515);
    write(file("tokenizer.json"), smallWordLevel().dump());
    QCOMPARE(Tokenizer::load(file("")).vocabularySize(), 5);
}

void TokenizerTest::splitsWordsAndPunctuation()
{
    write(file("words.json"), smallWordLevel().dump());
    const Tokenizer tokenizer = Tokenizer::load(file("words.json"));
    QCOMPARE(tokenizer.kind(), std::string_view("word level"));
    QCOMPARE(tokenizer.tokens(" Dog!?\tDOG cat!"), (std::vector<std::int64_t>{3, 1, 2, 1, 0, 0, 4}));
    QCOMPARE(tokenizer.tokens(""), (std::vector<std::int64_t>{3, 4}));

    json cased = smallWordLevel();
    cased["normalizer"] = nullptr;
    write(file("words.json"), cased.dump());
    QCOMPARE(Tokenizer::load(file("words.json")).tokens("dog Dog"), (std::vector<std::int64_t>{3, 1, 0, 4}));
}

void TokenizerTest::namesTheWordsItDoesNotKnow()
{
    using Words = std::vector<std::string>;
    write(file("words.json"), smallWordLevel().dump());
    const Tokenizer words = Tokenizer::load(file("words.json"));
    QCOMPARE(words.unknownWords("A dog!? Submarines, dog"), (Words{"a", "submarines", ","}));
    QCOMPARE(words.unknownWords("DOG dog!?"), Words());
    QCOMPARE(words.unknownWords(""), Words());

    const Words texts = {"dog cat", "submarines", "a dog", "dog dog dog dog", "a"};
    const UnreadTexts unread = unreadTexts(words, texts, 5);
    QCOMPARE(unread.unknownWords, (Words{"cat", "submarines", "a"}));
    QCOMPARE(unread.unknown, 4);
    QCOMPARE(unread.cut, 1);

    write(file("pairs.json"), smallBytePair().dump());
    QCOMPARE(Tokenizer::load(file("pairs.json")).unknownWords("a submarine"), Words());
}

void TokenizerTest::addedTokensAreFoundBeforeWords_data()
{
    using Ids = std::vector<std::int64_t>;
    QTest::addColumn<json>("added");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<Ids>("ids"); // without start and end; "dog" is 1, "!?" 2, anything unknown 0
    const auto token = [](int id, const char *content, const std::vector<const char *> &flags = {}) {
        json added = {{"id", id},        {"content", content}, {"special", false},   {"single_word", false},
                      {"lstrip", false}, {"rstrip", false},    {"normalized", false}};
        for (const char *flag : flags)
            added[flag] = true;
        return added;
    };
    const auto row = [](const char *name, const std::vector<json> &added, const std::string &text, const Ids &ids) {
        QTest::newRow(name) << json(added) << text << ids;
    };
    row("alone", {token(5, "<neo>")}, "<neo>", {5});
    row("among words", {token(5, "<neo>")}, "dog <neo> dog", {1, 5, 1});
    row("in a word", {token(5, "<neo>")}, "dog<neo>dog", {1, 5, 1});
    row("twice", {token(5, "<neo>")}, "<neo><neo>", {5, 5});
    row("the longest wins", {token(5, "<neo>"), token(6, "<neo>x")}, "<neo>x <neo>", {6, 5});
    row("the first wins over the longest", {token(5, "ab"), token(6, "bcd")}, "abcd", {5, 0});
    row("special ones too", {token(5, "<neo>", {"special"})}, "dog <neo>", {1, 5});
    row("as it is written", {token(5, "<Neo>")}, "<Neo> <neo>", {5, 0, 0, 0});
    row("in the cleaned text", {token(5, "<Neo>", {"normalized"})}, "<NEO> <neo>", {5, 5});
    row("given before cleaned", {token(5, "neo", {"normalized"}), token(6, "neo x")}, "neo x", {6});
    row("not in a word", {token(1, "dog", {"single_word"})}, "dogs dog adog dog!?", {0, 1, 0, 1, 2});
    row("not before a letter beyond ASCII", {token(5, "x", {"single_word"})}, "x\xc3\xa9 \xc3\xa9x x", {0, 0, 5});
    row("takes the blanks before it", {token(5, "<neo>", {"lstrip"})}, "dog  <neo> dog", {1, 5, 1});
    row("takes the blanks behind it", {token(5, "<neo>", {"rstrip"})}, "dog <neo>  dog", {1, 5, 1});
    row("takes blanks but no other token", {token(5, "<neo>", {"lstrip"}), token(6, "<a>", {"rstrip"})}, "<a>  <neo>",
        {6, 5});
    row("one without a text", {token(5, "")}, "dog", {1});
}

void TokenizerTest::addedTokensAreFoundBeforeWords()
{
    QFETCH(json, added);
    QFETCH(std::string, text);
    QFETCH(std::vector<std::int64_t>, ids);
    json words = smallWordLevel();
    words["added_tokens"] = added;
    write(file("words.json"), words.dump());
    std::vector<std::int64_t> found = Tokenizer::load(file("words.json")).tokens(text);
    QCOMPARE(found.front(), 3);
    QCOMPARE(found.back(), 4);
    QCOMPARE(std::vector(found.begin() + 1, found.end() - 1), ids);
}

void TokenizerTest::filesBesideAVocabularyAddTokens()
{
    cleanFolder();
    json vocabulary = smallBytePair()["model"]["vocab"];
    vocabulary["<|startoftext|>"] = 12;
    vocabulary["<|endoftext|>"] = 13;
    write(file("vocab.json"), vocabulary.dump());
    write(file("merges.txt"), "#version: 0.2\nl o\nlo w\nlo w</w>\ne r</w>\nlow er</w>\n");
    write(file("added_tokens.json"), R"({"<neo>": 14})");
    write(file("tokenizer_config.json"),
          R"({"added_tokens_decoder": {"15": {"content": "<new>", "lstrip": true, "special": true}}})");
    const Tokenizer tokenizer = Tokenizer::load(file(""));
    QCOMPARE(tokenizer.tokens("low<neo> <new>lower"), (std::vector<std::int64_t>{12, 9, 14, 15, 11, 13}));
    QCOMPARE(tokenizer.vocabularySize(), 16);
    QCOMPARE(tokenizer.unknownWords("<neo>"), std::vector<std::string>());
    write(file("added_tokens.json"), R"({"<neo>": 11})");
    try {
        Tokenizer::load(file(""));
        QFAIL("an id was used twice");
    } catch (const InputError &error) {
        QCOMPARE(error.subject(), file("added_tokens.json").string());
    }
}

void TokenizerTest::writtenWordLevelReadsBack()
{
    writeWordLevelTokenizer({"a", "photo", "of", "na\u00efve", "\"", "."}, file("tokenizer.json"));
    const Tokenizer tokenizer = Tokenizer::load(file("tokenizer.json"));
    QCOMPARE(tokenizer.startToken(), 8);
    QCOMPARE(tokenizer.endToken(), 9);
    QCOMPARE(tokenizer.vocabularySize(), 10);
    QCOMPARE(tokenizer.tokens("A photo OF na\u00efve dogs."), (std::vector<std::int64_t>{8, 2, 3, 4, 5, 1, 7, 9}));
    const json written = json::parse(readFile(file("tokenizer.json")));
    QCOMPARE(written["model"]["vocab"]["<pad>"].get<int>(), 0);
    QCOMPARE(written["post_processor"]["special_tokens"]["<end_of_text>"]["ids"][0].get<int>(), 9);
}

void TokenizerTest::refusesWhatIsMalformed_data()
{
    QTest::addColumn<std::string>("content");
    QTest::addColumn<std::string>("complaint");
    const auto row = [](const char *name, const json &start, const std::vector<std::pair<std::string, json>> &changes,
                        const std::string &complaint) {
        json changed = start;
        for (const auto &[path, value] : changes)
            changed[json::json_pointer(path)] = value;
        QTest::newRow(name) << changed.dump() << complaint;
    };
    const json bpe = smallBytePair();
    const json words = smallWordLevel();
    QTest::newRow("empty") << std::string() << std::string("is not JSON");
    QTest::newRow("no JSON") << std::string("{\"model\": ") << std::string("is not JSON");
    QTest::newRow("no UTF-8") << std::string("{\"\xff\": 1}") << std::string("is not JSON");
    std::string deep = bpe.dump();
    deep.replace(deep.find("\"BPE\""), 5, std::string(100'000, '[') + std::string(100'000, ']'));
    QTest::newRow("endless brackets") << deep << std::string("is nested");
    QTest::newRow("an array") << std::string("[]") << std::string("has no model");
    row("a number for a model", bpe, {{"/model", 7}}, "has no model");
    row("no vocabulary", bpe, {{"/model/vocab", nullptr}}, "has no model.vocab");
    row("an empty vocabulary", bpe, {{"/model/vocab", json::object()}}, "has no model.vocab");
    row("a list of tokens", bpe, {{"/model/vocab", {"l", "o"}}}, "has no model.vocab");
    row("a negative id", bpe, {{"/model/vocab/l", -1}}, "token \"l\" has an id");
    row("a line break in a token", bpe, {{"/model/vocab/l\n", -1}}, "token \"l\n\" has an id");
    row("a fraction for an id", bpe, {{"/model/vocab/l", 0.5}}, "token \"l\" has an id");
    row("a huge id", bpe, {{"/model/vocab/l", 18446744073709551615ull}}, "token \"l\" has an id");
    row("an id used twice", bpe, {{"/model/vocab/l", 1}}, "belongs to both");
    row("a token with two ids", bpe, {{"/added_tokens/0/content", "l"}}, "has two ids");
    row("an added token without name", bpe, {{"/added_tokens/0", 3}}, "has no \"content\"");
    row("an added token without id", bpe, {{"/added_tokens/0/id", nullptr}}, "has an id that is no whole number");
    row("no merges", bpe, {{"/model/merges", nullptr}}, "has no model.merges");
    row("a merge of one part", bpe, {{"/model/merges/1", "low"}}, "model.merges[1] isn't two parts");
    row("a merge of three parts", bpe, {{"/model/merges/3", {"e", "r", "s"}}}, "model.merges[3] isn't two parts");
    row("a merge of numbers", bpe, {{"/model/merges/3", {1, 2}}}, "model.merges[3] isn't two parts");
    row("a merge of something unknown", bpe, {{"/model/merges/0", "l z"}}, "model.merges[0] needs \"z\"");
    row("a merge to something unknown", bpe, {{"/model/merges/0", "o l"}}, "model.merges[0] needs \"ol\"");
    row("another suffix", bpe, {{"/model/end_of_word_suffix", ""}}, "end_of_word_suffix");
    row("a model of another type", bpe, {{"/model/type", "Unigram"}}, "model.type is \"Unigram\"");
    row("an unknown token that isn't there", bpe, {{"/model/unk_token", "<?>"}}, "unk_token \"<?>\" isn't in");
    row("no start token", bpe, {{"/post_processor/cls/0", "<s>"}}, "has no start token \"<s>\"");
    row("no end token", words, {{"/model/vocab", {{"<unk>", 0}, {"<start_of_text>", 1}}}}, "has no end token");
    row("a post-processor without tokens", bpe, {{"/post_processor", {{"type", "TemplateProcessing"}}}},
        "post_processor");
    row("words without unknown", words, {{"/model/unk_token", nullptr}}, "has no model.unk_token");
    row("words split another way", words, {{"/pre_tokenizer/type", "Metaspace"}}, "pre_tokenizer is \"Metaspace\"");
    row("words not split", words, {{"/pre_tokenizer", nullptr}}, "pre_tokenizer is missing");
}

void TokenizerTest::refusesWhatIsMalformed()
{
    QFETCH(std::string, content);
    QFETCH(std::string, complaint);
    write(file("bad.json"), content);
    try {
        Tokenizer::load(file("bad.json"));
    } catch (const InputError &error) {
        QCOMPARE(error.subject(), file("bad.json").string());
        QVERIFY2(error.problem().find(complaint) != std::string::npos, error.what());
        QVERIFY2(std::string(error.what()).find('\n') == std::string::npos, error.what());
        return;
    }
    QFAIL("was accepted");
}

void TokenizerTest::refusesBadMergeFiles_data()
{
    QTest::addColumn<std::string>("content");
    QTest::addColumn<std::string>("complaint");
    QTest::newRow("empty") << std::string() << std::string("has no merges");
    QTest::newRow("only a comment") << std::string("#version\n") << std::string("has no merges");
    QTest::newRow("one part") << std::string("#\nl o\nlo\n") << std::string("line 3 isn't two parts");
    QTest::newRow("three parts") << std::string("#\nl o w\n") << std::string("line 2 isn't two parts");
    QTest::newRow("blank at the end") << std::string("#\nl \n") << std::string("line 2 isn't two parts");
    QTest::newRow("empty line") << std::string("#\nl o\n\nl o\n") << std::string("line 3 isn't two parts");
    QTest::newRow("unknown part") << std::string("#\nl o\nlow e\n") << std::string("line 3 needs \"low\"");
    QTest::newRow("the same twice") << std::string("#\nl o\nl o\n") << std::string("\"lo\" has two ids");
}

void TokenizerTest::refusesBadMergeFiles()
{
    QFETCH(std::string, content);
    QFETCH(std::string, complaint);
    write(file("merges-alone.txt"), content);
    try {
        Tokenizer::load(file("merges-alone.txt"));
    } catch (const InputError &error) {
        QVERIFY2(error.problem().find(complaint) != std::string::npos, error.what());
        return;
    }
    QFAIL("was accepted");
}

void TokenizerTest::refusesATruncatedVocabulary()
{
    std::string packed = readFile(kGoldens / "bpe_simple_vocab_16e6.txt.gz");
    const auto problem = [&](const std::string &content) -> std::string {
        write(file("cut.txt.gz"), content);
        try {
            Tokenizer::load(file("cut.txt.gz"));
        } catch (const InputError &error) {
            return error.problem();
        }
        return "accepted";
    };
    QCOMPARE(problem(packed.substr(0, packed.size() / 2)), std::string("ends early: the gzip data is cut off"));
    QCOMPARE(problem(packed.substr(0, packed.size() - 1)), std::string("ends early: the gzip data is cut off"));
    QCOMPARE(problem(""), std::string("ends early: the gzip data is cut off"));
    QCOMPARE(problem("#version\nl o\n"), std::string("is not gzip data, or damaged"));
    packed[packed.size() / 2] = static_cast<char>(packed[packed.size() / 2] ^ 0x55);
    QCOMPARE(problem(packed), std::string("is not gzip data, or damaged"));
}

void TokenizerTest::refusesFoldersWithoutTokenizer()
{
    cleanFolder();
    QVERIFY_EXCEPTION_THROWN(Tokenizer::load(file("")), InputError);
    QVERIFY_EXCEPTION_THROWN(Tokenizer::load(file("missing.json")), InputError);
    write(file("vocab.json"), R"({"<|startoftext|>": 0, "<|endoftext|>": 1})");
    QVERIFY_EXCEPTION_THROWN(Tokenizer::load(file("")), InputError); // no merges.txt
}

QTEST_GUILESS_MAIN(TokenizerTest)
#include "tst_tokenizer.moc"
