// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/pickle.h"

#include "core/checkpoint/pickleopcodes.h"
#include "core/error.h"
#include "core/files.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

namespace headscope {
namespace {

using Kind = PickleValue::Kind;

// The largest CLIP with the state of its optimiser stays below a hundredth of these.
constexpr std::size_t kLargestPickle = 16 << 20;
constexpr std::size_t kMostValues = 1'000'000;
constexpr std::size_t kLongestNameShown = 80;
// Of what values hold. A reference to a value takes a byte or two to write and eight in each container; what is copied
// out of one into another is far less than half of all in any checkpoint.
constexpr std::size_t kMemoryPerByte = 32;

/// The stack machine that a pickle is a program for, except that it calls nothing.
class Machine
{
public:
    Machine(std::span<const std::byte> bytes, const std::string &file,
            const std::function<bool(std::string_view)> &allowed, std::deque<PickleValue> &values)
        : m_bytes(bytes)
        , m_file(file)
        , m_allowed(allowed)
        , m_values(values)
        , m_budget(bytes.size() * kMemoryPerByte)
    {
    }

    const PickleValue *run()
    {
        for (;;) {
            const auto opcode = number<std::uint8_t>();
            if (opcode == Stop)
                return pop();
            step(opcode);
        }
    }

private:
    [[noreturn]] void damaged(const std::string &problem) const
    {
        throw InputError(m_file, "has a damaged pickle: " + problem, "fetch or write it again");
    }

    /// Memory for so many things that a value holds.
    template <typename Thing>
    void take(std::size_t count)
    {
        if (!m_budget.take(count * sizeof(Thing)))
            damaged("it would take far more memory than a checkpoint of its size");
    }

    std::string_view read(std::uint64_t size)
    {
        if (size > m_bytes.size() - m_position)
            damaged("it ends too early");
        const auto *begin = reinterpret_cast<const char *>(m_bytes.data()) + m_position;
        m_position += size;
        return {begin, size};
    }

    template <typename Number>
    Number number()
    {
        Number value;
        std::memcpy(&value, read(sizeof(Number)).data(), sizeof(Number));
        return value;
    }

    std::string_view line()
    {
        const std::string_view rest(reinterpret_cast<const char *>(m_bytes.data()) + m_position,
                                    m_bytes.size() - m_position);
        const std::string_view text = read(std::min(rest.find('\n'), rest.size()));
        read(1);
        return text;
    }

    PickleValue *create(Kind kind)
    {
        if (m_values.size() >= kMostValues)
            damaged("it has too many values for a checkpoint");
        PickleValue &value = m_values.emplace_back();
        value.kind = kind;
        return &value;
    }

    void push(PickleValue *value)
    {
        if (m_stack.size() >= kMostValues)
            damaged("its stack grows too high");
        m_stack.push_back(value);
    }

    void pushNumber(std::int64_t value)
    {
        PickleValue *created = create(Kind::Number);
        created->number = value;
        push(created);
    }

    void pushText(std::string_view text)
    {
        take<char>(text.size());
        PickleValue *created = create(Kind::Text);
        created->text = text;
        push(created);
    }

    /// Values below the topmost mark are out of reach.
    std::size_t floor() const { return m_marks.empty() ? 0 : m_marks.back(); }

    PickleValue *top() const
    {
        if (m_stack.size() <= floor())
            damaged("its stack is empty");
        return m_stack.back();
    }

    PickleValue *pop()
    {
        PickleValue *value = top();
        m_stack.pop_back();
        return value;
    }

    std::vector<const PickleValue *> popMarked()
    {
        if (m_marks.empty())
            damaged("a mark is missing");
        const auto begin = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
        std::vector<const PickleValue *> marked(begin, m_stack.end());
        m_stack.erase(begin, m_stack.end());
        m_marks.pop_back();
        return marked;
    }

    void pushSequence(std::vector<const PickleValue *> items)
    {
        take<PickleValue *>(items.size());
        PickleValue *created = create(Kind::Sequence);
        created->items = std::move(items);
        push(created);
    }

    void pushTuple(std::size_t size)
    {
        std::vector<const PickleValue *> items(size);
        for (std::size_t index = size; index-- > 0;)
            items[index] = pop();
        pushSequence(std::move(items));
    }

    void pushGlobal(std::string_view module, std::string_view name)
    {
        take<char>(module.size() + name.size());
        const std::string global = std::string(module) + "." + std::string(name);
        if (!m_allowed(global)) {
            std::string shown = toUtf8(global.substr(0, kLongestNameShown));
            std::replace_if(
                shown.begin(), shown.end(), [](unsigned char character) { return character < ' '; }, '?');
            throw InputError(m_file, "uses " + shown + ", which tensors don't need and which was not run",
                             "save the state_dict alone, best as safetensors");
        }
        PickleValue *created = create(Kind::Global);
        created->text = global;
        push(created);
    }

    void pushStackGlobal()
    {
        const PickleValue *name = pop();
        const PickleValue *module = pop();
        if (name->kind != Kind::Text || module->kind != Kind::Text)
            damaged("a global has no name");
        pushGlobal(module->text, name->text);
    }

    /// What a call would have made.
    void pushObject()
    {
        const PickleValue *arguments = pop();
        const PickleValue *callee = pop();
        if (callee->kind != Kind::Global || arguments->kind != Kind::Sequence)
            damaged("it calls what is no function");
        take<char>(callee->text.size());
        take<PickleValue *>(arguments->items.size());
        PickleValue *created = create(Kind::Object);
        created->text = callee->text;
        created->items = arguments->items;
        push(created);
    }

    void append(const std::vector<const PickleValue *> &items)
    {
        PickleValue *list = top();
        if (list->kind != Kind::Sequence)
            damaged("it appends to what is no list");
        take<PickleValue *>(items.size());
        list->items.insert(list->items.end(), items.begin(), items.end());
    }

    void setItems(PickleValue *dictionary, const std::vector<const PickleValue *> &items)
    {
        if ((dictionary->kind != Kind::Dictionary && dictionary->kind != Kind::Object) || items.size() % 2 != 0)
            damaged("it sets items of what is no dictionary");
        take<PickleValue *>(items.size());
        for (std::size_t index = 0; index < items.size(); index += 2)
            dictionary->entries.emplace_back(items[index], items[index + 1]);
    }

    void setItem()
    {
        const PickleValue *value = pop();
        const PickleValue *key = pop();
        setItems(top(), {key, value});
    }

    void build()
    {
        const PickleValue *state = pop();
        PickleValue *object = top();
        if (object->kind != Kind::Object)
            damaged("it builds up what is no object");
        object->state = state;
    }

    void put(std::uint64_t slot)
    {
        if (m_memo.size() >= kMostValues)
            damaged("it remembers too many values");
        m_memo[slot] = top();
    }

    void get(std::uint64_t slot)
    {
        const auto found = m_memo.find(slot);
        if (found == m_memo.end())
            damaged("it recalls a value that it never had");
        push(found->second);
    }

    std::int64_t longNumber()
    {
        const std::string_view digits = read(number<std::uint8_t>());
        if (digits.size() > sizeof(std::int64_t))
            damaged("it holds a whole number of " + std::to_string(digits.size()) + " bytes");
        // Two's complement, as short as possible: the last byte carries the sign.
        std::int64_t value = !digits.empty() && static_cast<signed char>(digits.back()) < 0 ? -1 : 0;
        std::memcpy(&value, digits.data(), digits.size());
        return value;
    }

    void step(std::uint8_t opcode)
    {
        switch (opcode) {
        case Protocol:
            if (const auto version = number<std::uint8_t>(); version < 2 || version > 5)
                damaged("it is of protocol " + std::to_string(version));
            return;
        case Frame:
            read(sizeof(std::uint64_t));
            return;
        case Mark:
            if (m_marks.size() >= kMostValues)
                damaged("its stack grows too high");
            m_marks.push_back(m_stack.size());
            return;
        case Pop:
            pop();
            return;
        case PopMark:
            popMarked();
            return;
        case Duplicate:
            return push(top());
        case NoneValue:
            return push(create(Kind::None));
        case NewTrue:
            return pushNumber(1);
        case NewFalse:
            return pushNumber(0);
        case BinInt:
            return pushNumber(number<std::int32_t>());
        case BinInt1:
            return pushNumber(number<std::uint8_t>());
        case BinInt2:
            return pushNumber(number<std::uint16_t>());
        case Long1:
            return pushNumber(longNumber());
        case BinFloat:
            read(sizeof(double));
            return pushNumber(0);
        case BinUnicode:
        case BinString:
        case BinBytes:
            return pushText(read(number<std::uint32_t>()));
        case ShortBinUnicode:
        case ShortBinString:
        case ShortBinBytes:
            return pushText(read(number<std::uint8_t>()));
        case BinUnicode8:
            return pushText(read(number<std::uint64_t>()));
        case EmptyList:
        case EmptyTuple:
            return push(create(Kind::Sequence));
        case EmptyDictionary:
            return push(create(Kind::Dictionary));
        case ListOfMarked:
        case TupleOfMarked:
            return pushSequence(popMarked());
        case Tuple1:
            return pushTuple(1);
        case Tuple2:
            return pushTuple(2);
        case Tuple3:
            return pushTuple(3);
        case DictionaryOfMarked: {
            const auto items = popMarked();
            push(create(Kind::Dictionary));
            return setItems(top(), items);
        }
        case Append:
            return append({pop()});
        case Appends:
            return append(popMarked());
        case SetItem:
            return setItem();
        case SetItems: {
            const auto items = popMarked();
            return setItems(top(), items);
        }
        case GlobalName: {
            const std::string_view module = line();
            return pushGlobal(module, line());
        }
        case StackGlobal:
            return pushStackGlobal();
        case Reduce:
        case NewObject:
            return pushObject();
        case Build:
            return build();
        case BinPersistentId: {
            PickleValue *created = create(Kind::Persistent);
            created->items = {pop()};
            return push(created);
        }
        case BinPut:
            return put(number<std::uint8_t>());
        case LongBinPut:
            return put(number<std::uint32_t>());
        case Memoize:
            return put(m_memo.size());
        case BinGet:
            return get(number<std::uint8_t>());
        case LongBinGet:
            return get(number<std::uint32_t>());
        default:
            damaged("it uses operation " + std::to_string(opcode) + ", which tensors don't need");
        }
    }

    std::span<const std::byte> m_bytes;
    const std::string &m_file;
    const std::function<bool(std::string_view)> &m_allowed;
    std::deque<PickleValue> &m_values;
    MemoryBudget m_budget;
    std::size_t m_position = 0;
    std::vector<PickleValue *> m_stack;
    std::vector<std::size_t> m_marks; ///< heights of the stack
    std::unordered_map<std::uint64_t, PickleValue *> m_memo;
};

}

Pickle::Pickle(std::span<const std::byte> bytes, const std::string &file,
               const std::function<bool(std::string_view)> &allowed)
{
    if (bytes.size() > kLargestPickle)
        throw InputError(file, "has a pickle of " + std::to_string(bytes.size()) + " bytes",
                         "a checkpoint's describes its tensors and is far smaller; save the state_dict alone");
    m_root = Machine(bytes, file, allowed, m_values).run();
}

}
