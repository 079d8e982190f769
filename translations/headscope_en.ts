<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>headscope::ClassScores</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::ComparePanel</name>
    <message numerus="yes">
        <source>On %Ln labelled images.</source>
        <translation>
            <numerusform>On %Ln labelled image.</numerusform>
            <numerusform>On %Ln labelled images.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On %Ln images without labels.</source>
        <translation>
            <numerusform>On %Ln image without a label.</numerusform>
            <numerusform>On %Ln images without labels.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::Document</name>
    <message numerus="yes">
        <source>%Ln heads</source>
        <translation>
            <numerusform>%Ln head</numerusform>
            <numerusform>%Ln heads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::Gallery</name>
    <message numerus="yes">
        <source>%Ln pictures</source>
        <translation>
            <numerusform>%Ln picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::HitModel</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::InspectorPanel</name>
    <message numerus="yes">
        <source>η² of %1: %2 of the head&apos;s variation, %Ln images</source>
        <translation>
            <numerusform>η² of %1: %2 of the head&apos;s variation, %Ln image</numerusform>
            <numerusform>η² of %1: %2 of the head&apos;s variation, %Ln images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::LeftOut</name>
    <message numerus="yes">
        <source>Left out, and why. Figures are about the other %Ln pictures.</source>
        <translation>
            <numerusform>Left out, and why. Figures are about the other %Ln picture.</numerusform>
            <numerusform>Left out, and why. Figures are about the other %Ln pictures.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::MetricFigures</name>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <translation>
            <numerusform>%1 and %Ln more</numerusform>
            <numerusform>%1 and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::ModelPanel</name>
    <message numerus="yes">
        <source>%Ln numbers</source>
        <translation>
            <numerusform>%Ln number</numerusform>
            <numerusform>%Ln numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens, vocabulary of %1</source>
        <translation>
            <numerusform>%Ln token, vocabulary of %1</numerusform>
            <numerusform>%Ln tokens, vocabulary of %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::Notices</name>
    <message numerus="yes">
        <source>%Ln images</source>
        <translation>
            <numerusform>%Ln image</numerusform>
            <numerusform>%Ln images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln heads</source>
        <translation>
            <numerusform>%Ln head</numerusform>
            <numerusform>%Ln heads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::PictureTitle</name>
    <message numerus="yes">
        <source>The text is cut: the model reads %Ln tokens, no more.</source>
        <translation>
            <numerusform>The text is cut: the model reads %Ln token, no more.</numerusform>
            <numerusform>The text is cut: the model reads %Ln tokens, no more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::Remarks</name>
    <message numerus="yes">
        <source>Texts longer than the model reads (%Ln tokens), which were cut: %1.</source>
        <translation>
            <numerusform>Texts longer than the model reads (%Ln token), which were cut: %1.</numerusform>
            <numerusform>Texts longer than the model reads (%Ln tokens), which were cut: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln names of classes contain words that the model doesn&apos;t know, such as %1.</source>
        <translation>
            <numerusform>%Ln name of a class contains words that the model doesn&apos;t know, such as %1.</numerusform>
            <numerusform>%Ln names of classes contain words that the model doesn&apos;t know, such as %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In %1, %Ln texts contain words that the model doesn&apos;t know, such as %2.</source>
        <translation>
            <numerusform>In %1, %Ln text contains words that the model doesn&apos;t know, such as %2.</numerusform>
            <numerusform>In %1, %Ln texts contain words that the model doesn&apos;t know, such as %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only %Ln pictures: as many descriptions explain all that a head writes for them, whatever the texts say.</source>
        <translation>
            <numerusform>Only %Ln picture: as many descriptions explain all that a head writes for it, whatever the texts say.</numerusform>
            <numerusform>Only %Ln pictures: as many descriptions explain all that a head writes for them, whatever the texts say.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Texts of classes longer than the model reads (%Ln tokens), which were cut: %1.</source>
        <translation>
            <numerusform>Texts of classes longer than the model reads (%Ln token), which were cut: %1.</numerusform>
            <numerusform>Texts of classes longer than the model reads (%Ln tokens), which were cut: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only %Ln labelled pictures for %1 classes: under %2 a class.</source>
        <translation>
            <numerusform>Only %Ln labelled picture for %1 classes: under %2 a class.</numerusform>
            <numerusform>Only %Ln labelled pictures for %1 classes: under %2 a class.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::RuleDialog</name>
    <message numerus="yes">
        <source>%Ln more heads have the same value as the last one taken.</source>
        <translation>
            <numerusform>%Ln more head has the same value as the last one taken.</numerusform>
            <numerusform>%Ln more heads have the same value as the last one taken.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::TopBar</name>
    <message numerus="yes">
        <source>%1, %Ln texts</source>
        <translation>
            <numerusform>%1, %Ln text</numerusform>
            <numerusform>%1, %Ln texts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::Trail</name>
    <message numerus="yes">
        <source>%Ln heads</source>
        <translation>
            <numerusform>%Ln head</numerusform>
            <numerusform>%Ln heads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::TrailPanel</name>
    <message numerus="yes">
        <source>By direct effect, %Ln of all %1 other sets of heads in these layers leave Cramér&apos;s V as low or lower: p = %2.</source>
        <translation>
            <numerusform>By direct effect, %Ln of all %1 other sets of heads in these layers leaves Cramér&apos;s V as low or lower: p = %2.</numerusform>
            <numerusform>By direct effect, %Ln of all %1 other sets of heads in these layers leave Cramér&apos;s V as low or lower: p = %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>By direct effect, %Ln of %1 random sets of heads in these layers leave Cramér&apos;s V as low or lower: p = %2.</source>
        <translation>
            <numerusform>By direct effect, %Ln of %1 random sets of heads in these layers leaves Cramér&apos;s V as low or lower: p = %2.</numerusform>
            <numerusform>By direct effect, %Ln of %1 random sets of heads in these layers leave Cramér&apos;s V as low or lower: p = %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> That is for one set chosen beforehand, not for the best of %Ln tried.</source>
        <translation>
            <numerusform> That is for one set chosen beforehand, not for the best of %Ln tried.</numerusform>
            <numerusform> That is for one set chosen beforehand, not for the best of %Ln tried.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> V is undefined for %Ln of them, which count as low.</source>
        <translation>
            <numerusform> V is undefined for %Ln of them, which counts as low.</numerusform>
            <numerusform> V is undefined for %Ln of them, which count as low.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>headscope::TrailPlot</name>
    <message numerus="yes">
        <source>%Ln tried</source>
        <translation>
            <numerusform>%Ln tried</numerusform>
            <numerusform>%Ln tried</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln without figures not drawn</source>
        <translation>
            <numerusform>%Ln without figures not drawn</numerusform>
            <numerusform>%Ln without figures not drawn</numerusform>
        </translation>
    </message>
</context>
</TS>
