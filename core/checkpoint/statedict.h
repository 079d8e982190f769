// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/weightsfile.h"

namespace headscope {

/// The weights under open_clip's plain names: without the prefix of models with a text tower of their own, and without
/// what isn't a weight.
void cleanNames(Weights &weights);

/// Long-CLIP keeps a text's first 20 positions as they were trained and the others in a second table: makes the two
/// one. Returns whether there were two.
bool joinPositions(Weights &weights);

/// Whether there is a text tower with the names of CLIP's own after `prefix`.
bool hasClipText(const Weights &weights, const std::string &prefix = {});

/// Whether these are weights as OpenAI published them: a TorchScript archive, or what was in one.
bool isOpenAi(const Weights &weights);

/// A model from its weights alone: sizes are those of the tensors. Heads, activation and preprocessing can't be told
/// from them; OpenAI's models agree in them, for others what is usual is taken and listed as assumed. Heads are left 0
/// where nothing is usual. Throws InputError if a tensor that tells a size is missing.
Checkpoint readStateDict(Weights weights);

}
