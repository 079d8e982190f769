// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/tokenizer.h"

#include "core/files.h"
#include "core/tokens/addedtokens.h"
#include "core/tokens/bytepair.h"
#include "core/tokens/tokenizerfile.h"
#include "core/tokens/wordlevel.h"

#include <algorithm>
#include <cassert>
#include <nlohmann/json.hpp>

namespace headscope {

Tokenizer::Tokenizer(const std::filesystem::path &path, const TokenizerFile &file)
    : m_file(path)
    , m_startToken(file.ids.at(file.startToken))
    , m_endToken(file.ids.at(file.endToken))
    , m_vocabularySize(file.size())
{
    if (file.model == TokenizerFile::Model::BytePair)
        m_model = std::make_shared<BytePair>(file);
    else
        m_model = std::make_shared<WordLevel>(file);
    m_added = std::make_shared<AddedTokens>(file.added,
                                            [model = m_model](std::string_view text) { return model->cleaned(text); });
}

Tokenizer Tokenizer::load(const std::filesystem::path &path) { return Tokenizer(path, readTokenizerFile(path)); }

std::vector<std::int64_t> Tokenizer::tokens(std::string_view text) const
{
    std::vector<std::int64_t> ids = {m_startToken};
    m_added->split(
        text, [&](std::int64_t id) { ids.push_back(id); },
        [&](std::string_view clean) { m_model->append(clean, ids); });
    ids.push_back(m_endToken);
    return ids;
}

IntArray Tokenizer::encode(std::span<const std::string> texts, int context) const
{
    assert(context >= 2);
    IntArray result({static_cast<std::int64_t>(texts.size()), context}, 0);
    for (std::size_t text = 0; text < texts.size(); ++text) {
        std::vector<std::int64_t> ids = tokens(texts[text]);
        if (ids.size() > static_cast<std::size_t>(context)) {
            ids.resize(static_cast<std::size_t>(context));
            ids.back() = m_endToken;
        }
        std::ranges::copy(ids, result.row(static_cast<std::int64_t>(text)).begin());
    }
    return result;
}

std::vector<std::string> Tokenizer::unknownWords(std::string_view text) const
{
    std::vector<std::string> words;
    m_added->split(
        text, [](std::int64_t) {},
        [&](std::string_view clean) { std::ranges::move(m_model->unknownWords(clean), std::back_inserter(words)); });
    return words;
}

std::string_view Tokenizer::kind() const { return m_model->kind(); }

void writeWordLevelTokenizer(const std::vector<std::string> &words, const std::filesystem::path &path)
{
    using Json = nlohmann::ordered_json;
    std::vector<std::string> tokens = {"<pad>", "<unk>"};
    tokens.insert(tokens.end(), words.begin(), words.end());
    tokens.insert(tokens.end(), {"<start_of_text>", "<end_of_text>"});

    Json vocabulary = Json::object();
    for (std::size_t id = 0; id < tokens.size(); ++id) {
        assert(!vocabulary.contains(tokens[id]));
        vocabulary[tokens[id]] = id;
    }
    Json added = Json::array();
    Json special = Json::object();
    for (const std::size_t id : {std::size_t(0), std::size_t(1), tokens.size() - 2, tokens.size() - 1}) {
        added.push_back({{"id", id},
                         {"content", tokens[id]},
                         {"single_word", false},
                         {"lstrip", false},
                         {"rstrip", false},
                         {"normalized", false},
                         {"special", true}});
    }
    for (const std::size_t id : {tokens.size() - 2, tokens.size() - 1})
        special[tokens[id]] = {{"id", tokens[id]}, {"ids", Json::array({id})}, {"tokens", Json::array({tokens[id]})}};

    const auto specialToken = [](const char *name) { return Json{{"SpecialToken", {{"id", name}, {"type_id", 0}}}}; };
    const auto sequence = [](const char *name) { return Json{{"Sequence", {{"id", name}, {"type_id", 0}}}}; };
    const Json start = specialToken("<start_of_text>");
    const Json end = specialToken("<end_of_text>");
    const Json description = {
        {"version", "1.0"},
        {"truncation", nullptr},
        {"padding", nullptr},
        {"added_tokens", added},
        {"normalizer", {{"type", "Lowercase"}}},
        {"pre_tokenizer", {{"type", "Whitespace"}}},
        {"post_processor",
         {{"type", "TemplateProcessing"},
          {"single", Json::array({start, sequence("A"), end})},
          {"pair", Json::array({start, sequence("A"), end, start, sequence("B"), end})},
          {"special_tokens", special}}},
        {"decoder", nullptr},
        {"model", {{"type", "WordLevel"}, {"vocab", vocabulary}, {"unk_token", "<unk>"}}},
    };
    writeFileAtomically(path, description.dump(2) + "\n");
}

}
