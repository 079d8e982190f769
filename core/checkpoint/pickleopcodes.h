// SPDX-License-Identifier: GPL-3.0-or-later
// The operations of Python's pickles that checkpoints need; internal to the parser.
#pragma once

#include <cstdint>

namespace headscope {

enum Opcode : std::uint8_t {
    Mark = '(',
    Stop = '.',
    Pop = '0',
    PopMark = '1',
    Duplicate = '2',
    BinFloat = 'G',
    BinInt = 'J',
    BinInt1 = 'K',
    BinInt2 = 'M',
    NoneValue = 'N',
    BinPersistentId = 'Q',
    Reduce = 'R',
    BinString = 'T',
    ShortBinString = 'U',
    BinUnicode = 'X',
    BinBytes = 'B',
    ShortBinBytes = 'C',
    EmptyList = ']',
    Append = 'a',
    Build = 'b',
    GlobalName = 'c',
    DictionaryOfMarked = 'd',
    Appends = 'e',
    BinGet = 'h',
    LongBinGet = 'j',
    ListOfMarked = 'l',
    BinPut = 'q',
    LongBinPut = 'r',
    SetItem = 's',
    TupleOfMarked = 't',
    SetItems = 'u',
    EmptyDictionary = '}',
    EmptyTuple = ')',
    Protocol = 0x80,
    NewObject = 0x81,
    Tuple1 = 0x85,
    Tuple2 = 0x86,
    Tuple3 = 0x87,
    NewTrue = 0x88,
    NewFalse = 0x89,
    Long1 = 0x8a,
    ShortBinUnicode = 0x8c,
    BinUnicode8 = 0x8d,
    StackGlobal = 0x93,
    Memoize = 0x94,
    Frame = 0x95,
};

}
