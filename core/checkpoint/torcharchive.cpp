// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/torcharchive.h"

#include "core/checkpoint/pickle.h"
#include "core/checkpoint/ziparchive.h"
#include "core/error.h"
#include "core/files.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace headscope {
namespace {

using Kind = PickleValue::Kind;

constexpr std::array<std::pair<std::string_view, DType>, 10> kStorages = {{
    {"torch.FloatStorage", DType::F32},
    {"torch.HalfStorage", DType::F16},
    {"torch.BFloat16Storage", DType::BF16},
    {"torch.DoubleStorage", DType::F64},
    {"torch.LongStorage", DType::I64},
    {"torch.IntStorage", DType::I32},
    {"torch.ShortStorage", DType::I16},
    {"torch.CharStorage", DType::I8},
    {"torch.ByteStorage", DType::U8},
    {"torch.BoolStorage", DType::Bool},
}};
constexpr std::string_view kOrderedDictionary = "collections.OrderedDict";
constexpr std::string_view kTensor = "torch._utils._rebuild_tensor_v2";
constexpr std::string_view kParameter = "torch._utils._rebuild_parameter";
constexpr std::string_view kScriptClass = "__torch__.";
/// What else tensors come with; it is read over.
constexpr std::array<std::string_view, 6> kHarmless = {
    "torch.Size",
    "torch.jit._pickle.build_intlist",
    "torch.jit._pickle.build_doublelist",
    "torch.jit._pickle.build_boollist",
    "torch.jit._pickle.build_tensorlist",
    "torch.jit._pickle.restore_type_tag",
};

// Modules are a few levels deep; a pickle may refer to itself, and to one dictionary from a million places.
constexpr int kDeepest = 32;
constexpr int kMostVisits = 1'000'000;
constexpr std::size_t kMostDimensions = 16;
// Of the pickle, for the tensors' names and places; a tensor's description there takes a hundred bytes and more.
constexpr std::size_t kMemoryPerByte = 32;
// Of the file, for tensors whose elements don't lie one after the other; more than once only where they share them.
constexpr std::size_t kCopiesOfFile = 4;

bool isAllowed(std::string_view global)
{
    const auto isStorage = [global](const auto &storage) { return storage.first == global; };
    return global == kOrderedDictionary || global == kTensor || global == kParameter ||
           global.starts_with(kScriptClass) || std::ranges::find(kHarmless, global) != kHarmless.end() ||
           std::ranges::any_of(kStorages, isStorage);
}

bool isObject(const PickleValue &value, std::string_view name)
{
    return value.kind == Kind::Object && value.text == name;
}

bool isScriptObject(const PickleValue &value)
{
    return value.kind == Kind::Object && value.text.starts_with(kScriptClass);
}

/// Names and values of a dictionary or a module; nothing for any other value.
const PickleValue::Entries *entriesOf(const PickleValue &value)
{
    if (value.kind == Kind::Dictionary || isObject(value, kOrderedDictionary))
        return &value.entries;
    if (isScriptObject(value) && value.state && value.state->kind == Kind::Dictionary)
        return &value.state->entries;
    return nullptr;
}

/// The dictionary of weights in a training checkpoint, which has epoch, optimiser and the like beside it.
const PickleValue &stateDictionary(const PickleValue &root)
{
    const PickleValue::Entries *entries = isScriptObject(root) ? nullptr : entriesOf(root);
    for (const char *name : {"state_dict", "model_state_dict", "model"}) {
        for (std::size_t index = 0; entries && index < entries->size(); ++index) {
            const auto &[key, value] = (*entries)[index];
            if (key->kind == Kind::Text && key->text == name && entriesOf(*value))
                return *value;
        }
    }
    return root;
}

/// The elements of a storage as a tensor sees them.
struct View
{
    Shape shape;
    std::vector<std::int64_t> strides;
    std::int64_t offset = 0;
    std::int64_t count = 1; ///< of elements
};

/// Row-major without gaps; a dimension of one element may have any stride.
bool isContiguous(const View &view)
{
    std::int64_t expected = 1;
    for (std::size_t index = view.shape.size(); index-- > 0;) {
        if (view.shape[index] != 1 && view.strides[index] != expected)
            return false;
        expected *= view.shape[index];
    }
    return true;
}

std::shared_ptr<std::vector<std::byte>> gathered(std::span<const std::byte> storage, const View &view, std::size_t size)
{
    auto copy = std::make_shared<std::vector<std::byte>>(static_cast<std::size_t>(view.count) * size);
    std::vector<std::int64_t> position(view.shape.size());
    for (std::size_t element = 0; element < static_cast<std::size_t>(view.count); ++element) {
        std::int64_t source = view.offset;
        for (std::size_t index = 0; index < position.size(); ++index)
            source += position[index] * view.strides[index];
        std::memcpy(copy->data() + element * size, storage.data() + static_cast<std::size_t>(source) * size, size);
        for (std::size_t index = position.size(); index-- > 0 && ++position[index] == view.shape[index];)
            position[index] = 0;
    }
    return copy;
}

class Reader
{
public:
    /// The sizes of the pickle and of the whole file bound the memory that is taken.
    Reader(const ZipArchive &zip, const std::string &file, std::string folder, std::shared_ptr<const void> owner,
           std::size_t pickleSize, std::size_t fileSize)
        : m_zip(zip)
        , m_file(file)
        , m_folder(std::move(folder))
        , m_owner(std::move(owner))
        , m_places(pickleSize * kMemoryPerByte)
        , m_copies(fileSize * kCopiesOfFile)
    {
    }

    void collect(const PickleValue &value, const std::string &name, int depth = 0)
    {
        if (++m_visits > kMostVisits || depth > kDeepest)
            damaged("its dictionaries are nested too deeply");
        if (isObject(value, kParameter) && !value.items.empty())
            return collect(*value.items.front(), name, depth + 1);
        if (isObject(value, kTensor)) {
            take(m_places, sizeof(StoredTensor) + name.size());
            if (!m_tensors.emplace(name, tensor(value, "tensor \"" + toUtf8(name) + "\"")).second)
                damaged("tensor \"" + toUtf8(name) + "\" stands in it twice");
            return;
        }
        const PickleValue::Entries *entries = entriesOf(value);
        for (std::size_t index = 0; entries && index < entries->size(); ++index) {
            const auto &[key, entry] = (*entries)[index];
            if (key->kind == Kind::Text)
                collect(*entry, name.empty() ? key->text : name + "." + key->text, depth + 1);
        }
    }

    std::map<std::string, StoredTensor> tensors() && { return std::move(m_tensors); }

private:
    [[noreturn]] void damaged(const std::string &problem) const
    {
        throw InputError(m_file, problem, "it is damaged; fetch or write it again");
    }

    void take(MemoryBudget &budget, std::size_t bytes) const
    {
        if (!budget.take(bytes))
            damaged("its tensors would take far more memory than a file of its size");
    }

    /// Elements of a storage, `count` of them: ("storage", its class, its name, its device, its size).
    StoredTensor storage(const PickleValue &reference, std::int64_t &count, const std::string &what) const
    {
        const PickleValue *description = reference.items.empty() ? nullptr : reference.items.front();
        if (reference.kind != Kind::Persistent || description->kind != Kind::Sequence ||
            description->items.size() < 5 || description->items[2]->kind != Kind::Text)
            damaged(what + " has no storage");
        const auto &items = description->items;
        const auto type = std::ranges::find(kStorages, items[1]->text, &std::pair<std::string_view, DType>::first);
        if (items[1]->kind != Kind::Global || type == kStorages.end())
            damaged(what + " has a storage of unknown type");
        StoredTensor stored;
        stored.dtype = type->second;
        stored.bytes = m_zip.content(m_folder + "data/" + items[2]->text);
        stored.owner = m_owner;
        count = items[4]->number;
        const std::size_t size = byteSize(stored.dtype);
        if (items[4]->kind != Kind::Number || stored.bytes.size() % size != 0 || count < 0 ||
            stored.bytes.size() / size != static_cast<std::size_t>(count))
            damaged(what + " has a storage of " + std::to_string(stored.bytes.size()) + " bytes that should hold " +
                    std::to_string(count) + " elements");
        return stored;
    }

    std::vector<std::int64_t> sizes(const PickleValue &value, const std::string &what) const
    {
        // torch.Size holds its sequence as its one argument.
        const PickleValue &sequence =
            isObject(value, kHarmless[0]) && value.items.size() == 1 ? *value.items.front() : value;
        if (sequence.kind != Kind::Sequence || sequence.items.size() > kMostDimensions)
            damaged(what + " has no shape");
        std::vector<std::int64_t> numbers;
        for (const PickleValue *item : sequence.items) {
            if (item->kind != Kind::Number || item->number < 0)
                damaged(what + " has a shape that is not a list of sizes");
            numbers.push_back(item->number);
        }
        return numbers;
    }

    /// Checked to lie within a storage of `count` elements.
    View view(const PickleValue &value, std::int64_t count, const std::string &what) const
    {
        View view;
        view.shape = sizes(*value.items[2], what);
        view.strides = sizes(*value.items[3], what);
        view.offset = value.items[1]->number;
        if (value.items[1]->kind != Kind::Number || view.offset < 0 || view.shape.size() != view.strides.size())
            damaged(what + " has no place in its storage");
        bool overflow = false;
        std::int64_t last = view.offset;
        for (std::size_t index = 0; index < view.shape.size(); ++index) {
            std::int64_t step = 0;
            overflow |= __builtin_mul_overflow(view.count, view.shape[index], &view.count);
            overflow |=
                __builtin_mul_overflow(std::max<std::int64_t>(view.shape[index] - 1, 0), view.strides[index], &step);
            overflow |= __builtin_add_overflow(last, step, &last);
        }
        // More elements than the storage has would be repeated ones, of which a small file could ask for any number.
        if (overflow || view.count > count || view.offset > count || (view.count > 0 && last >= count))
            damaged(what + " of shape " + toString(view.shape) + " reaches beyond its storage of " +
                    std::to_string(count) + " elements");
        return view;
    }

    StoredTensor tensor(const PickleValue &value, const std::string &what)
    {
        if (value.items.size() < 4)
            damaged(what + " is incomplete");
        std::int64_t count = 0;
        StoredTensor stored = storage(*value.items[0], count, what);
        const View seen = view(value, count, what);
        const std::size_t size = byteSize(stored.dtype);
        if (seen.count == 0 || isContiguous(seen)) {
            stored.bytes = stored.bytes.subspan(static_cast<std::size_t>(seen.offset) * size,
                                                static_cast<std::size_t>(seen.count) * size);
        } else {
            take(m_copies, static_cast<std::size_t>(seen.count) * size);
            const auto copy = gathered(stored.bytes, seen, size);
            stored.bytes = *copy;
            stored.owner = copy;
        }
        stored.shape = seen.shape;
        return stored;
    }

    const ZipArchive &m_zip;
    const std::string &m_file;
    std::string m_folder; ///< the archive's own, with its slash
    std::shared_ptr<const void> m_owner;
    std::map<std::string, StoredTensor> m_tensors;
    MemoryBudget m_places, m_copies;
    int m_visits = 0;
};

/// "NAME/" of the entry NAME/data.pkl, which every such archive has.
std::string folderOf(const ZipArchive &zip, const std::string &file)
{
    constexpr std::string_view kDescription = "/data.pkl";
    for (const auto &[name, entry] : zip.entries()) {
        if (name.ends_with(kDescription) && name.find('/') == name.size() - kDescription.size())
            return name.substr(0, name.size() - kDescription.size() + 1);
    }
    throw InputError(file, "is a zip archive, but no PyTorch file (it has no data.pkl)", "name a checkpoint");
}

void checkByteOrder(const ZipArchive &zip, const std::string &folder, const std::string &file)
{
    const std::string name = folder + "byteorder";
    if (!zip.entries().contains(name))
        return;
    const auto order = zip.content(name);
    const std::string_view text(reinterpret_cast<const char *>(order.data()), order.size());
    if (text != "little")
        throw InputError(file, "was written on a big-endian machine", "save it again on a little-endian one");
}

}

TorchArchive parseTorchArchive(std::span<const std::byte> bytes, const std::string &file,
                               const std::shared_ptr<const void> &owner)
{
    constexpr std::byte kPickle{0x80};
    if (!bytes.empty() && bytes.front() == kPickle)
        throw InputError(file, "is in PyTorch's old format, from before version 1.6",
                         "load it with a current PyTorch and save it again with torch.save or as safetensors");
    const ZipArchive zip(bytes, file);
    const std::string folder = folderOf(zip, file);
    checkByteOrder(zip, folder, file);
    const auto description = zip.content(folder + "data.pkl");
    const Pickle pickle(description, file, isAllowed);

    TorchArchive archive;
    archive.script = isScriptObject(pickle.root());
    Reader reader(zip, file, folder, owner, description.size(), bytes.size());
    reader.collect(stateDictionary(pickle.root()), "");
    archive.tensors = std::move(reader).tensors();
    return archive;
}

}
