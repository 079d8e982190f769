// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QIcon>
#include <QStandardPaths>
#include <QTextStream>

#include <optional>

#include "app/gui/session/names.h"
#include "app/gui/window/appearance.h"
#include "app/gui/window/grabber.h"
#include "app/gui/window/language.h"
#include "app/gui/window/mainwindow.h"
#include "app/gui/window/offscreen.h"
#include "app/startup.h"
#include "core/clip/threads.h"

namespace {

struct CommandLine
{
    Q_DECLARE_TR_FUNCTIONS(headscope::CommandLine)
};

constexpr int kWrongUsage = 2;
constexpr QSize kGrabbedSize(1440, 900);

/// Beside an installed program, or else in the source tree it was built from.
QString demoModels()
{
    const QDir installed(QCoreApplication::applicationDirPath() + "/../share/headscope/demo");
    return installed.exists() ? installed.canonicalPath() : QStringLiteral(HEADSCOPE_DEMO_MODELS);
}

std::optional<QSize> sizeFrom(const QString &text)
{
    const QStringList parts = text.split('x');
    const QSize size(parts.value(0).toInt(), parts.value(1).toInt());
    return parts.size() == 2 && !size.isEmpty() ? std::optional(size) : std::nullopt;
}

int fail(const QString &message)
{
    QTextStream(stderr) << "headscope: " << message << Qt::endl;
    return kWrongUsage;
}

}

int main(int argc, char **argv)
{
    headscope::sleepWhenIdle(argv);
    QApplication application(argc, argv);
    headscope::dropOffscreenWarning();
    QCoreApplication::setApplicationName("headscope");
    QCoreApplication::setApplicationVersion(HEADSCOPE_VERSION);
    QApplication::setWindowIcon(QIcon(":/icons/headscope.svg"));
    headscope::useAllProcessors();
    headscope::installEnglish(application);

    QCommandLineParser parser;
    parser.setApplicationDescription(CommandLine::tr("See what CLIP's attention heads see."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption demo("demo", CommandLine::tr("Open the demo."));
    const QCommandLineOption models(
        "demo-models", CommandLine::tr("Folder with the demo's models, biased and balanced."), "folder", demoModels());
    const QCommandLineOption grab(
        "grab", CommandLine::tr("Write pictures of the window on the demo into a folder, and quit."), "folder");
    const QCommandLineOption size("size", CommandLine::tr("Size of the window, such as 1600x1000."), "size");
    const QCommandLineOption theme("theme", CommandLine::tr("dark or light, instead of the system's."), "theme");
    parser.addOptions({demo, models, grab, size, theme});
    parser.addPositionalArgument("paths", CommandLine::tr("Models, pictures and texts to open, as if dropped."),
                                 "[paths…]");
    parser.process(application);

    std::vector<std::filesystem::path> paths;
    for (const QString &path : parser.positionalArguments()) {
        if (!QFileInfo::exists(path))
            return fail(CommandLine::tr("%1 doesn't exist").arg(path));
        paths.push_back(headscope::pathOf(QFileInfo(path).absoluteFilePath()));
    }

    const std::optional<QSize> windowSize = sizeFrom(parser.value(size));
    if (parser.isSet(size) && !windowSize)
        return fail(CommandLine::tr("--size takes a width and a height, such as 1600x1000"));
    const QString themeName = parser.value(theme);
    if (parser.isSet(theme) && themeName != "dark" && themeName != "light")
        return fail(CommandLine::tr("--theme takes dark or light"));
    if (parser.isSet(grab) && !QDir().mkpath(parser.value(grab)))
        return fail(CommandLine::tr("the folder %1 can't be made").arg(parser.value(grab)));
    headscope::setAppearance(parser.isSet(theme) ? themeName == "dark" : headscope::systemIsDark());

    headscope::MainWindow::Places places = {
        parser.value(models).toStdString(),
        QStandardPaths::writableLocation(QStandardPaths::CacheLocation).toStdString()};
    // Pictures of the window look the same wherever they are taken.
    if (!parser.isSet(grab))
        places.settings =
            QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation).toStdString() + "/window.ini";
    headscope::MainWindow window(places);
    if (windowSize || parser.isSet(grab))
        window.resize(windowSize.value_or(kGrabbedSize));
    window.show();
    std::optional<headscope::Grabber> grabber;
    if (parser.isSet(demo) || parser.isSet(grab))
        window.openDemo();
    if (!paths.empty())
        window.open(paths);
    if (parser.isSet(grab))
        grabber.emplace(window, QDir(parser.value(grab)));
    return QApplication::exec();
}
