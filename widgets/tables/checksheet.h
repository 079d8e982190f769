// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace headscope {

/// A fact about a model, and how it is known.
struct ModelFact
{
    enum class Source { FromFile, Assumed, AsPublished };

    QString name;
    QString value;
    Source source = Source::FromFile;
    QString explanation; ///< For the tooltip: where it was read, or why it was assumed. May be empty.
};

/// A model's facts: name, value, and "from file", "assumed" or "as published" as sign and word. Ctrl+C copies the
/// selected facts, or all, one a line.
class CheckSheet : public QTableView
{
    Q_OBJECT

public:
    explicit CheckSheet(QWidget *parent = nullptr);

    void setFacts(QList<ModelFact> facts);
    void setEmptyText(const QString &text);
    void setErrorText(const QString &text);
    /// The facts as text, tab between name, value and source.
    QString text() const;
    /// Puts the selected facts, or all, on the clipboard.
    void copy() const;

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    QString rowText(int row) const;

    QString m_emptyText;
    QString m_errorText;
};

}
