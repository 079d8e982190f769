// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/tokenizerfile.h"

#include "core/error.h"
#include "core/files.h"
#include "core/gunzip.h"
#include "core/json.h"
#include "core/tokens/bytepair.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace headscope {

namespace {

using nlohmann::json;

/// Far more than any text tower's vocabulary, and small enough for two ids to make one 64-bit key.
constexpr std::uint64_t kMaximumIds = 1 << 24;
constexpr std::size_t kMaximumVocabularyBytes = std::size_t(64) << 20;
/// CLIP uses this many merges of its vocabulary file, which goes on: lines 2 to 48895.
constexpr std::size_t kClipMerges = 48894;

constexpr const char *kEndOfWord = "</w>";
constexpr const char *kStartTokens[] = {"<|startoftext|>", "<start_of_text>"};
constexpr const char *kEndTokens[] = {"<|endoftext|>", "<end_of_text>"};

/// Member `key` of a JSON object; null if it isn't there, or `object` isn't one.
const json &member(const json &object, const char *key)
{
    static const json null;
    const auto found = object.is_object() ? object.find(key) : object.end();
    return object.is_object() && found != object.end() ? *found : null;
}

/// The element behind a path such as "/cls/0"; null if there is none.
const json &element(const json &object, const char *path)
{
    static const json null;
    const json::json_pointer pointer(path);
    return object.contains(pointer) ? object.at(pointer) : null;
}

/// Fills a TokenizerFile and refuses what contradicts itself; `file` is named in errors.
class Builder
{
public:
    explicit Builder(std::string file)
        : m_file(std::move(file))
    {
    }

    TokenizerFile result;

    /// What follows is out of another file.
    void readFrom(const std::filesystem::path &file) { m_file = file.string(); }
    const std::string &file() const { return m_file; }
    [[noreturn]] void refuse(const std::string &problem, const std::string &remedy) const
    {
        throw InputError(m_file, problem, remedy);
    }

    void addToken(const std::string &token, std::int64_t id)
    {
        const auto [known, isNew] = result.ids.try_emplace(token, id);
        if (!isNew && known->second != id)
            refuse("\"" + token + "\" has two ids, " + std::to_string(known->second) + " and " + std::to_string(id),
                   "a token has one id");
        const auto [owner, isFree] = m_tokens.try_emplace(id, token);
        if (!isFree && owner->second != token)
            refuse("id " + std::to_string(id) + " belongs to both \"" + owner->second + "\" and \"" + token + "\"",
                   "an id belongs to one token");
    }

    void addToken(const std::string &token, const json &id)
    {
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() >= kMaximumIds)
            refuse("token \"" + token + "\" has an id that is no whole number from 0 to " +
                       std::to_string(kMaximumIds - 1),
                   "ids count from 0");
        addToken(token, id.get<std::int64_t>());
    }

    /// A token that is found in a text as it is written; `flags` is an object as in tokenizer.json.
    void addAddedToken(const std::string &token, const json &id, const json &flags)
    {
        addToken(token, id);
        const auto flag = [&](const char *name, bool otherwise) {
            return optionalMember<bool>(flags, name, m_file).value_or(otherwise);
        };
        std::erase_if(result.added, [&](const AddedToken &other) { return other.content == token; });
        result.added.push_back({.content = token,
                                .id = result.ids.at(token),
                                .singleWord = flag("single_word", false),
                                .stripsLeft = flag("lstrip", false),
                                .stripsRight = flag("rstrip", false),
                                .normalised = flag("normalized", !flag("special", false))});
    }

    void addVocabulary(const json &vocabulary, const std::string &name)
    {
        if (!vocabulary.is_object() || vocabulary.empty())
            refuse("has no " + name, "it is an object of tokens and their ids");
        for (const auto &[token, id] : vocabulary.items())
            addToken(token, id);
    }

    /// `where` tells a person which of the merges it is.
    void addMerge(const std::string &left, const std::string &right, const std::string &where)
    {
        const auto idOf = [&](const std::string &piece) {
            const auto found = result.ids.find(piece);
            if (found == result.ids.end())
                refuse(where + " needs \"" + piece + "\", which isn't in the vocabulary",
                       "a merge joins two known pieces to a third");
            return found->second;
        };
        result.merges.push_back({idOf(left), idOf(right), idOf(left + right)});
    }

    /// By their usual names, if the file didn't say which they are.
    void findStartAndEnd()
    {
        const auto find = [this](std::string &token, std::span<const char *const> names, const std::string &which) {
            for (const char *name : names) {
                if (token.empty() && result.ids.contains(name))
                    token = name;
            }
            if (token.empty() || !result.ids.contains(token))
                refuse("has no " + which + " token" + (token.empty() ? "" : " \"" + token + "\""),
                       std::string("expected ") + names[0] + " or " + names[1]);
        };
        find(result.startToken, kStartTokens, "start");
        find(result.endToken, kEndTokens, "end");
    }

private:
    std::string m_file;
    std::unordered_map<std::int64_t, std::string> m_tokens;
};

struct TextMerge
{
    std::string left;
    std::string right;
    std::string where;
};

/// The lines "a b" of CLIP's vocabulary file or merges.txt, whose first line is a comment.
std::vector<TextMerge> parseMerges(std::string_view text, const std::string &file)
{
    std::vector<TextMerge> merges;
    for (std::size_t line = 1; !text.empty() && merges.size() < kClipMerges; ++line) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view content = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (content.ends_with('\r'))
            content.remove_suffix(1);
        if (line == 1 || (content.empty() && text.empty()))
            continue;
        const std::size_t blank = content.find(' ');
        const std::string where = "line " + std::to_string(line);
        if (blank == 0 || blank == content.npos || blank + 1 == content.size() ||
            content.find(' ', blank + 1) != content.npos)
            throw InputError(file, where + " isn't two parts", "a merge is two pieces with a blank between them");
        merges.push_back({std::string(content.substr(0, blank)), std::string(content.substr(blank + 1)), where});
    }
    if (merges.empty())
        throw InputError(file, "has no merges", "expected a comment line, then a merge a line");
    return merges;
}

/// CLIP's vocabulary file: ids follow from the order of its lines.
TokenizerFile readMergesOnly(const std::filesystem::path &path)
{
    Builder builder(path.string());
    std::string text = readFile(path);
    if (extensionOf(path) == ".gz")
        text = gunzip(text, kMaximumVocabularyBytes, builder.file());

    std::int64_t id = 0;
    const std::array<std::string, 256> symbols = byteSymbols();
    for (const std::string suffix : {"", kEndOfWord}) {
        for (const std::uint8_t byte : bytesInVocabularyOrder())
            builder.addToken(symbols[byte] + suffix, id++);
    }
    for (const TextMerge &merge : parseMerges(text, builder.file())) {
        builder.addToken(merge.left + merge.right, id++);
        builder.addMerge(merge.left, merge.right, merge.where);
    }
    builder.addToken("<start_of_text>", id++);
    builder.addToken("<end_of_text>", id++);
    builder.findStartAndEnd();
    return std::move(builder.result);
}

/// The tokens that files beside vocab.json add to it.
void readAddedTokens(const std::filesystem::path &folder, Builder &builder)
{
    if (const auto file = folder / "added_tokens.json"; std::filesystem::exists(file)) {
        builder.readFrom(file);
        const json tokens = readJson(file);
        for (const auto &[token, id] : tokens.items())
            builder.addAddedToken(token, id, json::object());
    }
    if (const auto file = folder / "tokenizer_config.json"; std::filesystem::exists(file)) {
        builder.readFrom(file);
        const json config = readJson(file);
        for (const auto &[id, token] : member(config, "added_tokens_decoder").items())
            builder.addAddedToken(requiredMember<std::string>(token, "content", builder.file()),
                                  json::parse(id, nullptr, false), token);
    }
}

TokenizerFile readVocabularyAndMerges(const std::filesystem::path &vocabulary, const std::filesystem::path &merges)
{
    Builder builder(vocabulary.string());
    builder.addVocabulary(readJson(vocabulary), "vocabulary");
    builder.findStartAndEnd();
    builder.result.unknown = builder.result.ids.at(builder.result.endToken);
    readAddedTokens(vocabulary.parent_path(), builder);

    builder.readFrom(merges);
    for (const TextMerge &merge : parseMerges(readFile(merges), builder.file()))
        builder.addMerge(merge.left, merge.right, merge.where);
    return std::move(builder.result);
}

/// Whether a normalizer of tokenizer.json, perhaps a sequence, has a step of this type.
bool hasStep(const json &normalizer, const char *type)
{
    const auto isStep = [type](const json &step) { return member(step, "type") == type; };
    return isStep(normalizer) || std::ranges::any_of(member(normalizer, "normalizers"), isStep);
}

/// The tokens that the post-processor of tokenizer.json puts around a text, if it says so.
void readPostProcessor(const json &processor, Builder &builder)
{
    const std::string type = optionalMember<std::string>(processor, "type", builder.file()).value_or("");
    const auto token = [&](const json &name) {
        if (!name.is_string())
            builder.refuse("its post_processor of type " + type + " doesn't say what comes first and last",
                           "write it as the Hugging Face tokenizers library does");
        return name.get<std::string>();
    };
    if (type == "RobertaProcessing" || type == "BertProcessing") {
        builder.result.startToken = token(element(processor, "/cls/0"));
        builder.result.endToken = token(element(processor, "/sep/0"));
    } else if (type == "TemplateProcessing") {
        const json &single = member(processor, "single");
        const std::string last = "/" + std::to_string(single.empty() ? 0 : single.size() - 1) + "/SpecialToken/id";
        builder.result.startToken = token(element(single, "/0/SpecialToken/id"));
        builder.result.endToken = token(element(single, last.c_str()));
    }
}

void readBytePairModel(const json &model, Builder &builder)
{
    builder.result.model = TokenizerFile::Model::BytePair;
    const auto suffix = optionalMember<std::string>(model, "end_of_word_suffix", builder.file());
    if (suffix != kEndOfWord)
        builder.refuse("its model.end_of_word_suffix is \"" + suffix.value_or("") + "\"", "CLIP's is \"</w>\"");
    const json &merges = member(model, "merges");
    if (!merges.is_array())
        builder.refuse("has no model.merges", "it is an array of pairs");
    builder.result.merges.reserve(merges.size());
    for (std::size_t index = 0; index < merges.size(); ++index) {
        const json &merge = merges[index];
        const std::string where = "model.merges[" + std::to_string(index) + "]";
        if (merge.is_string()) {
            const std::string pair = merge.get<std::string>();
            const std::size_t blank = pair.find(' ');
            if (blank == pair.npos)
                builder.refuse(where + " isn't two parts", "a merge is two pieces with a blank between them");
            builder.addMerge(pair.substr(0, blank), pair.substr(blank + 1), where);
        } else if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
            builder.addMerge(merge[0].get<std::string>(), merge[1].get<std::string>(), where);
        } else {
            builder.refuse(where + " isn't two parts", "a merge is \"a b\" or [\"a\", \"b\"]");
        }
    }
}

void readWordLevelModel(const json &description, Builder &builder)
{
    builder.result.model = TokenizerFile::Model::WordLevel;
    builder.result.lowersCase = hasStep(member(description, "normalizer"), "Lowercase");
    if (!builder.result.unknown)
        builder.refuse("has no model.unk_token", "name the token that stands for unknown words");
    const json &splitter = member(description, "pre_tokenizer");
    const auto type = optionalMember<std::string>(splitter, "type", builder.file());
    if (type != "Whitespace")
        builder.refuse("its pre_tokenizer is " + (type ? "\"" + *type + "\"" : "missing"),
                       "only \"Whitespace\" is read for a WordLevel model");
}

TokenizerFile readTokenizerJson(const json &description, const std::filesystem::path &path)
{
    Builder builder(path.string());
    const json &model = member(description, "model");
    if (!model.is_object())
        builder.refuse("has no model", "expected a tokenizer.json of the Hugging Face tokenizers library");
    builder.addVocabulary(member(model, "vocab"), "model.vocab");

    for (const json &token : member(description, "added_tokens"))
        builder.addAddedToken(requiredMember<std::string>(token, "content", builder.file()), member(token, "id"),
                              token);

    if (const auto unknown = optionalMember<std::string>(model, "unk_token", builder.file())) {
        const auto found = builder.result.ids.find(*unknown);
        if (found == builder.result.ids.end())
            builder.refuse("its unk_token \"" + *unknown + "\" isn't in the vocabulary", "add it to model.vocab");
        builder.result.unknown = found->second;
    }
    builder.result.composes = hasStep(member(description, "normalizer"), "NFC");
    readPostProcessor(member(description, "post_processor"), builder);
    builder.findStartAndEnd();

    const auto type = requiredMember<std::string>(model, "type", builder.file());
    if (type == "BPE")
        readBytePairModel(model, builder);
    else if (type == "WordLevel")
        readWordLevelModel(description, builder);
    else
        builder.refuse("its model.type is \"" + type + "\"", "\"BPE\" and \"WordLevel\" are read");
    return std::move(builder.result);
}

}

std::int64_t TokenizerFile::size() const
{
    std::int64_t largest = -1;
    for (const auto &[token, id] : ids)
        largest = std::max(largest, id);
    return largest + 1;
}

TokenizerFile readTokenizerFile(const std::filesystem::path &path)
{
    if (std::filesystem::is_directory(path)) {
        for (const char *name :
             {"tokenizer.json", "vocab.json", "bpe_simple_vocab_16e6.txt.gz", "bpe_simple_vocab_16e6.txt"}) {
            if (std::filesystem::exists(path / name))
                return readTokenizerFile(path / name);
        }
        throw InputError(path.string(), "holds no tokenizer",
                         "expected tokenizer.json, vocab.json with merges.txt, or bpe_simple_vocab_16e6.txt.gz");
    }
    const std::filesystem::path vocabulary = path.parent_path() / "vocab.json";
    if (path.filename() == "merges.txt" && std::filesystem::exists(vocabulary))
        return readVocabularyAndMerges(vocabulary, path);
    if (extensionOf(path) != ".json")
        return readMergesOnly(path);

    if (path.filename() == "vocab.json")
        return readVocabularyAndMerges(path, path.parent_path() / "merges.txt");
    return readTokenizerJson(readJson(path), path);
}

}
