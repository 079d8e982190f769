// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/modelpanel.h"

#include <QVBoxLayout>

#include <algorithm>

#include "core/checkpoint/checkpoint.h"
#include "widgets/figures/figure.h"
#include "widgets/tables/checksheet.h"

namespace headscope {

namespace {

QString resizeText(const Preprocessing &preprocessing)
{
    const QString scaling = preprocessing.interpolation == Preprocessing::Interpolation::Bicubic
                                ? ModelPanel::tr("bicubic")
                                : ModelPanel::tr("bilinear");
    switch (preprocessing.resize) {
    case Preprocessing::Resize::Shortest:
        return ModelPanel::tr("%1, shortest side, centre crop").arg(scaling);
    case Preprocessing::Resize::Squash:
        return ModelPanel::tr("%1, squashed to a square").arg(scaling);
    case Preprocessing::Resize::Longest:
        break;
    }
    return ModelPanel::tr("%1, longest side, filled").arg(scaling);
}

QString triple(const std::array<float, 3> &values)
{
    QStringList texts;
    for (const float value : values)
        texts.append(NumberFormat{4, false}.text(double(value)));
    return texts.join(QStringLiteral(" "));
}

/// What the image tower has of the parts that not every one has.
QString parts(const TowerShape &tower)
{
    QStringList names;
    const auto add = [&names](bool has, const QString &name) {
        if (has)
            names.append(name);
    };
    add(tower.classToken, ModelPanel::tr("class token"));
    add(tower.patchBias, ModelPanel::tr("bias of the patches"));
    add(tower.lnPre, ModelPanel::tr("normalised before the first layer"));
    add(tower.pooling == Pooling::ClassToken, ModelPanel::tr("read at the class token"));
    add(tower.projection, ModelPanel::tr("projected"));
    return names.join(QStringLiteral(", "));
}

QString activations(const ClipConfig &config)
{
    const QString image = QString::fromLatin1(toString(config.vision.activation));
    if (!config.text || config.text->activation == config.vision.activation)
        return image;
    return ModelPanel::tr("%1, for texts %2").arg(image, QString::fromLatin1(toString(config.text->activation)));
}

QList<ModelFact> facts(const Study &study)
{
    const ClipConfig &config = study.model.config();
    const auto source = [&](const char *fact) {
        const bool isAssumed = std::find(config.assumed.begin(), config.assumed.end(), fact) != config.assumed.end();
        return isAssumed ? ModelFact::Source::Assumed : ModelFact::Source::FromFile;
    };
    const auto tower = [](const TowerShape &of) {
        return ModelPanel::tr("%1 layers × %2 heads of %3, width %4")
            .arg(of.layers)
            .arg(of.heads)
            .arg(of.headDim())
            .arg(of.width);
    };
    const auto preprocessing = source("preprocessing");
    QList<ModelFact> list = {
        {ModelPanel::tr("Layout"), QString::fromStdString(config.family), ModelFact::Source::FromFile, {}},
        {ModelPanel::tr("Image tower"), tower(config.vision), source("heads"), {}},
        {ModelPanel::tr("Image tower's parts"), parts(config.vision), ModelFact::Source::FromFile, {}},
        {ModelPanel::tr("Text tower"),
         config.text ? tower(*config.text) : ModelPanel::tr("none"),
         source("text heads"),
         {}},
        {ModelPanel::tr("Picture"),
         ModelPanel::tr("%1 pixels, patches of %2").arg(config.imageSize()).arg(config.patchSize),
         ModelFact::Source::FromFile,
         {}},
        {ModelPanel::tr("Embedding"),
         ModelPanel::tr("%Ln numbers", nullptr, config.embedDim),
         ModelFact::Source::FromFile,
         {}},
        {ModelPanel::tr("Activation"), activations(config), source("activation"), {}},
        {ModelPanel::tr("Resizing"), resizeText(config.preprocessing), preprocessing, {}},
        {ModelPanel::tr("EXIF orientation"),
         ModelPanel::tr("ignored: pictures are read as stored"),
         ModelFact::Source::AsPublished,
         {}},
        {ModelPanel::tr("Mean"), triple(config.preprocessing.mean), preprocessing, {}},
        {ModelPanel::tr("Standard deviation"), triple(config.preprocessing.std), preprocessing, {}},
        {ModelPanel::tr("Texts"),
         ModelPanel::tr("%Ln tokens, vocabulary of %1", nullptr, config.contextLength)
             .arg(countText(config.vocabularySize)),
         ModelFact::Source::FromFile,
         {}},
        {ModelPanel::tr("Parameters"),
         QLocale().toString(qlonglong(parameterCount(config))),
         ModelFact::Source::FromFile,
         {}},
        {ModelPanel::tr("File"),
         QString::fromStdString(study.model.weightsFile().string()),
         ModelFact::Source::FromFile,
         {}},
        {ModelPanel::tr("SHA-256"),
         QString::fromStdString(study.store.description().modelHash),
         ModelFact::Source::FromFile,
         {}},
    };
    for (const std::string &note : config.notes)
        list.append({ModelPanel::tr("Note"), QString::fromStdString(note), ModelFact::Source::FromFile, {}});
    return list;
}

}

ModelPanel::ModelPanel(Document &document, QWidget *parent)
    : Panel("model panel", tr("Model"), parent)
    , m_document(document)
    , m_sheet(new CheckSheet)
{
    m_sheet->setObjectName("check sheet");
    m_sheet->setEmptyText(tr("Open a model to see what it is"));
    body().addWidget(m_sheet, 1);
    connect(&document, &Document::studyChanged, this, &ModelPanel::showModel);
}

void ModelPanel::showModel() { m_sheet->setFacts(facts(*m_document.study())); }

}
