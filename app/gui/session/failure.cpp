// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session/failure.h"

#include <QCoreApplication>

#include <filesystem>
#include <new>

#include "core/error.h"

namespace headscope {

namespace {

struct Failures
{
    Q_DECLARE_TR_FUNCTIONS(headscope::Failure)
};

QString firstLine(const QString &text)
{
    const QString line = text.trimmed().section(u'\n', 0, 0).trimmed();
    return line.isEmpty() ? Failures::tr("an error without a name") : line;
}

}

QString Failure::text() const
{
    QString text = problem;
    if (!subject.isEmpty())
        text.prepend(subject + QStringLiteral(": "));
    if (!remedy.isEmpty())
        text += QStringLiteral("; ") + remedy;
    return text.simplified();
}

Failure failureOf(const std::exception_ptr &thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const Cancelled &) {
        return {{}, {}, {}, true};
    } catch (const InputError &error) {
        return {QString::fromStdString(error.subject()), QString::fromStdString(error.problem()),
                QString::fromStdString(error.remedy())};
    } catch (const std::filesystem::filesystem_error &error) {
        return {QString::fromStdString(error.path1().string()), QString::fromStdString(error.code().message()),
                Failures::tr("check the disk and who may write there")};
    } catch (const std::bad_alloc &) {
        return {{},
                Failures::tr("There isn't enough memory"),
                Failures::tr("close other programs, or open fewer pictures or a smaller model")};
    } catch (const std::exception &error) {
        return {{}, firstLine(QString::fromUtf8(error.what()))};
    } catch (...) {
        return {{}, firstLine({})};
    }
}

}
