// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/leftout.h"

#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/gui/session/document.h"

namespace headscope {

namespace {

constexpr QSize kSize(640, 360);
constexpr const char *kName = "left out";

struct LeftOut
{
    Q_DECLARE_TR_FUNCTIONS(headscope::LeftOut)
};

}

void showLeftOut(Document &document, QWidget *parent)
{
    if (!document.study())
        return;
    delete parent->findChild<QDialog *>(kName);
    QStringList lines;
    for (const SkippedImage &skipped : document.study()->store.description().skipped)
        lines.append(QString::fromStdString(skipped.path + ": " + skipped.reason));
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(kName);
    dialog->setWindowTitle(LeftOut::tr("Pictures left out"));
    auto *title = new QLabel(LeftOut::tr("Left out, and why. Figures are about the other %Ln pictures.", nullptr,
                                         int(document.study()->store.images())));
    title->setWordWrap(true);
    auto *list = new QPlainTextEdit(lines.join(u'\n'));
    list->setReadOnly(true);
    list->setLineWrapMode(QPlainTextEdit::NoWrap);
    list->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    list->setAccessibleName(dialog->windowTitle());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton *copy = buttons->addButton(LeftOut::tr("&Copy all"), QDialogButtonBox::ActionRole);
    QObject::connect(copy, &QPushButton::clicked, list,
                     [list] { QApplication::clipboard()->setText(list->toPlainText()); });
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    QObject::connect(&document, &Document::studyChanged, dialog, &QDialog::close);
    auto *layout = new QVBoxLayout(dialog);
    layout->addWidget(title);
    layout->addWidget(list, 1);
    layout->addWidget(buttons);
    dialog->resize(kSize);
    dialog->show();
}

}
