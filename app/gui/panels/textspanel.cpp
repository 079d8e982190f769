// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/textspanel.h"

#include <QComboBox>
#include <QFileDialog>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

#include "core/dataset/csv.h"
#include "core/files.h"
#include "widgets/tables/pooltableview.h"

namespace headscope {

namespace {

TextPool toPool(const QList<PoolRow> &rows)
{
    TextPool pool;
    for (const PoolRow &row : rows) {
        pool.texts.push_back(row.text.toStdString());
        pool.concepts.push_back(row.conceptTag.toStdString());
    }
    return pool;
}

}

TextsPanel::TextsPanel(Document &document, QWidget *parent)
    : Panel("texts panel", tr("Texts"), parent)
    , m_document(document)
    , m_pools(new QComboBox)
    , m_model(new PoolTableModel(this))
    , m_view(new PoolTableView)
{
    m_pools->setObjectName("pools");
    m_pools->setToolTip(tr("The texts that heads are described with"));
    m_pools->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    addControl(tr("P&ool"), m_pools);
    m_view->setObjectName("texts");
    m_view->setPool(m_model);
    body().addWidget(m_view, 1);
    setTabOrder(m_pools, m_view);
    connect(m_pools, &QComboBox::activated, &document, &Document::setPoolIndex);
    connect(m_view, &PoolTableView::editWished, this,
            [this](const QList<PoolRow> &rows, const QString &what) { m_document.editPool(toPool(rows), what); });
    connect(m_view, &PoolTableView::importRequested, this, &TextsPanel::askedForPool);
    connect(m_view, &PoolTableView::exportRequested, this, &TextsPanel::exportPool);
    connect(&document, &Document::studyChanged, this, &TextsPanel::showPool);
    connect(&document, &Document::poolChanged, this, &TextsPanel::showPool);
    showPool();
}

void TextsPanel::showPool()
{
    m_pools->clear();
    for (const auto &pool : m_document.pools())
        m_pools->addItem(QString::fromStdString(pool->name));
    m_pools->setCurrentIndex(m_document.poolIndex());
    m_pools->setEnabled(m_pools->count() > 0);
    QList<PoolRow> rows;
    if (const auto pool = m_document.pool()) {
        for (std::size_t index = 0; index < pool->pool.texts.size(); ++index)
            rows.append(
                {QString::fromStdString(pool->pool.texts[index]), QString::fromStdString(pool->pool.concepts[index])});
    }
    m_model->setTexts(rows);
}

void TextsPanel::exportPool()
{
    const QString file =
        QFileDialog::getSaveFileName(this, tr("Save the texts"), {}, tr("Texts with concepts (*.csv);;Texts (*.txt)"));
    if (file.isEmpty())
        return;
    const TextPool pool = toPool(m_model->texts());
    const bool asCsv = isCsv(file.toStdString());
    const auto hasBreak = [](const std::string &text) { return text.find_first_of("\r\n") != text.npos; };
    if (!asCsv && std::ranges::any_of(pool.texts, hasBreak)) {
        m_view->setErrorText(tr("A text with a line break in it would become two: save them as CSV."));
        return;
    }
    std::string lines;
    for (const std::string &text : pool.texts)
        lines += text + '\n';
    try {
        writeFileAtomically(file.toStdString(), asCsv ? csvOf(pool) : lines);
        m_view->setErrorText({});
    } catch (const std::exception &error) {
        m_view->setErrorText(QString::fromUtf8(error.what()));
    }
}

}
