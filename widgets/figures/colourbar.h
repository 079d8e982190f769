// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <functional>
#include <optional>

#include "widgets/base/palette.h"

namespace headscope {

/// The legend of a colour scale: what is shown, the colours and numbers beneath. A marked value is pointed at and
/// written in place of the note.
class ColourBar : public QWidget
{
    Q_OBJECT

public:
    using NumberText = std::function<QString(double)>;

    explicit ColourBar(QWidget *parent = nullptr);

    /// `note` says which scale it is, such as "one scale for all heads".
    void setScale(const ColourScale &scale, const QString &name, NumberText numberText, const QString &note = {});
    /// What would be shown, and why there is nothing to show.
    void setUndefined(const QString &name, const QString &reason);
    void setMarkedValue(std::optional<double> value);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    /// Where it has no room beside the name it stands among the numbers, in the place of the middle one.
    bool isNoteBelow() const;
    void drawReason(QPainter &painter) const;
    void drawNumbers(QPainter &painter, const QRectF &bar) const;

    ColourScale m_scale;
    QString m_name;
    QString m_note;
    QString m_reason; ///< empty: there is a scale
    NumberText m_numberText;
    std::optional<double> m_markedValue;
};

}
