// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/explanations.h"

#include <QCoreApplication>

namespace headscope {

namespace {

struct Explanations
{
    Q_DECLARE_TR_FUNCTIONS(headscope::Explanations)
};

}

Explanation explanationOf(Topic topic)
{
    switch (topic) {
    case Topic::ConceptConsistency:
        return {
            Explanations::tr("Concept Consistency Score (CCS)"),
            Explanations::tr(
                "Is a head about one thing? Take the five texts that describe it best, name the concept they share, "
                "and count those that are about it. 5 is high, 3 moderate, 0 or 1 low: such a head mixes topics. "
                "Here the texts' tags judge first, and you may overrule them. CCS@k is the share of heads that "
                "score k."),
            {{{Explanations::tr("CCS = number of <i>t</i><sub>1</sub>, …, <i>t</i><sub>5</sub> about the concept")}},
             {{Explanations::tr("CCS@<i>k</i> =")},
              {Explanations::tr("heads with CCS = <i>k</i>"), Explanations::tr("all heads")}}},
            Explanations::tr(
                "“Quantifying Interpretability in CLIP Models with Concept Consistency”, 2025, arXiv 2503.11103")};
    case Topic::TextSpan:
        return {Explanations::tr("TextSpan"),
                Explanations::tr(
                    "Puts into words what a head writes. Of all texts of the pool it picks the one along which the "
                    "head's outputs <i>c</i> vary most over the pictures, takes that direction out of outputs and "
                    "texts, and picks again. The bar beside a text is the share of the head's variance along its "
                    "direction <i>u</i>; a later text's may be longer, as picks also weigh what is left of a text's "
                    "length. A text that is missing from the pool can't be found."),
                {{{Explanations::tr("next text = arg max<sub><i>t</i></sub> Var ⟨<i>c</i>, <i>t</i>⟩")}},
                 {{Explanations::tr("share =")},
                  {Explanations::tr("Var ⟨<i>c</i>, <i>u</i>⟩"), Explanations::tr("Var <i>c</i> before any pick")}}},
                Explanations::tr("Gandelsman, Efros and Steinhardt 2024, arXiv 2310.05916")};
    case Topic::Association:
        return {
            Explanations::tr("Cramér's V, bias-corrected"),
            Explanations::tr(
                "How strongly the predicted class goes with the attribute: 0 if they are independent, 1 if one tells "
                "the other. In a table of <i>r</i> classes and <i>c</i> values over <i>n</i> pictures χ² is never "
                "quite 0, so what chance alone gives is taken off first. Compare it with the V of the true classes: "
                "that much the pictures themselves carry."),
            {{{Explanations::tr("Ṽ<sup>2</sup> =")},
              {Explanations::tr("φ̃<sup>2</sup>"), Explanations::tr("min(<i>r̃</i> − 1, <i>c̃</i> − 1)")}},
             {{Explanations::tr("φ̃<sup>2</sup> = max(0,")},
              {Explanations::tr("χ<sup>2</sup>"), Explanations::tr("<i>n</i>")},
              {Explanations::tr("−")},
              {Explanations::tr("(<i>r</i> − 1)(<i>c</i> − 1)"), Explanations::tr("<i>n</i> − 1")},
              {Explanations::tr(")")}},
             {{Explanations::tr("<i>r̃</i> = <i>r</i> −")},
              {Explanations::tr("(<i>r</i> − 1)<sup>2</sup>"), Explanations::tr("<i>n</i> − 1")},
              {Explanations::tr(", <i>c̃</i> likewise")}}},
            Explanations::tr("Bergsma 2013, Journal of the Korean Statistical Society 42(3)")};
    case Topic::MaxSkew:
        return {
            Explanations::tr("MaxSkew@k"),
            Explanations::tr(
                "Who comes first when pictures are searched for? Each class text ranks all pictures. A group's skew "
                "compares its share <i>p<sub>k</sub></i> of the <i>k</i> best with its share <i>p</i> of all; MaxSkew "
                "is that of the group most above its share. 0: the top is a fair sample; 0.69: a group is twice as "
                "frequent there. The table has the mean over the classes, and names the largest."),
            {{{Explanations::tr("MaxSkew@<i>k</i> = max<sub><i>g</i></sub> ln")},
              {Explanations::tr("<i>p<sub>k</sub></i>(<i>g</i>)"), Explanations::tr("<i>p</i>(<i>g</i>)")}}},
            Explanations::tr("Geyik, Ambler and Kenthapadi, KDD 2019, arXiv 1905.01989")};
    case Topic::Interval:
        break;
    }
    return {Explanations::tr("95 % intervals"),
            Explanations::tr(
                "How far would a figure <i>s</i> move with other pictures? As many (twins together, but for MaxSkew) "
                "are drawn with replacement 1,000 times. Repeats alone raise V and MaxSkew and lower the worst group, "
                "so draws are moved until their mean is <i>s</i> (V by its square); the middle 95 % are the interval. "
                "A difference draws the same pictures before and after: unclear if its interval holds 0. No interval: "
                "draws hardly move it. Nothing mends what leans: the worst of many small groups looks too bad."),
            {{{Explanations::tr("moved draw = <i>s<sub>b</sub></i> − mean of <i>s<sub>b</sub></i> + <i>s</i>")}}},
            Explanations::tr("Efron and Tibshirani 1993, An Introduction to the Bootstrap")};
}

}
