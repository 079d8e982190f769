// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/files.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fcntl.h>
#include <fstream>
#include <future>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace headscope;

/// Where results end, whatever their name leads to.
class TestFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void aLinkStaysALink_data();
    void aLinkStaysALink();
    void permissionsAreKept();
    void aPipeIsWrittenThrough();
    void aDeviceIsWrittenThrough();
    void anOpenFileOfTheProcessIsWrittenThrough();
    void whatCannotBeWrittenIsToldBefore_data();
    void whatCannotBeWrittenIsToldBefore();
    void askingChangesNothing();

private:
    fs::path path(const std::string &name) const { return fs::path(m_folder->path().toStdString()) / name; }
    std::size_t entries() const
    {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(path("")), fs::directory_iterator()));
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestFiles::aLinkStaysALink_data()
{
    QTest::addColumn<bool>("exists");
    QTest::addColumn<bool>("relative");
    QTest::newRow("to a file") << true << false;
    QTest::newRow("to a file, relative") << true << true;
    QTest::newRow("to nothing yet") << false << false;
    QTest::newRow("to nothing yet, relative") << false << true;
}

void TestFiles::aLinkStaysALink()
{
    QFETCH(bool, exists);
    QFETCH(bool, relative);
    fs::create_directory(path("folder"));
    const fs::path target = path("folder") / "target";
    if (exists)
        writeFileAtomically(target, "before");
    fs::create_symlink(relative ? fs::path("folder/target") : target, path("link"));
    fs::create_symlink("link", path("link to the link"));
    requireWritable(path("link to the link"));
    writeFileAtomically(path("link to the link"), "after");
    QVERIFY(fs::is_symlink(path("link")) && fs::is_symlink(path("link to the link")));
    QVERIFY(!fs::is_symlink(target));
    QCOMPARE(readFile(target), std::string("after"));
    QCOMPARE(entries(), std::size_t(3));
}

void TestFiles::permissionsAreKept()
{
    for (const mode_t mode : {0600, 0664, 0755}) {
        writeFileAtomically(path("file"), "before");
        QCOMPARE(::chmod(path("file").c_str(), mode), 0);
        writeFileAtomically(path("file"), "after");
        struct stat status = {};
        QCOMPARE(::stat(path("file").c_str(), &status), 0);
        QCOMPARE(status.st_mode & 07777, mode);
        QCOMPARE(readFile(path("file")), std::string("after"));
    }
}

void TestFiles::aPipeIsWrittenThrough()
{
    const fs::path pipe = path("pipe");
    QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
    fs::create_symlink("pipe", path("link"));
    requireWritable(pipe); // without waiting for a reader
    for (const fs::path &name : {pipe, path("link")}) {
        auto received = std::async(std::launch::async, [&] {
            std::ifstream stream(pipe, std::ios::binary);
            return std::string(std::istreambuf_iterator<char>(stream), {});
        });
        writeFileAtomically(name, std::string(100'000, 'x'));
        QCOMPARE(received.get(), std::string(100'000, 'x'));
        QVERIFY(fs::is_fifo(pipe));
    }
    QCOMPARE(entries(), std::size_t(2));
}

void TestFiles::aDeviceIsWrittenThrough()
{
    const fs::path device = path("null");
    if (::mknod(device.c_str(), S_IFCHR | 0600, ::makedev(1, 3)) != 0)
        QSKIP("only root can make a device");
    const int descriptor = ::open(device.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0)
        QSKIP("devices don't work in this folder");
    ::close(descriptor);
    requireWritable(device);
    writeFileAtomically(device, "nobody reads this");
    QVERIFY(fs::is_character_file(device));
    QCOMPARE(entries(), std::size_t(1));
}

void TestFiles::anOpenFileOfTheProcessIsWrittenThrough()
{
    // As /dev/stdout is one where a shell has redirected it to a file, which the shell goes on with.
    const int descriptor = ::open(path("redirected").c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    QVERIFY(descriptor >= 0);
    QCOMPARE(::write(descriptor, "before, ", 8), ssize_t(8));
    const fs::path name = "/dev/fd/" + std::to_string(descriptor);
    requireWritable(name);
    writeFileAtomically(name, "result, ");
    QCOMPARE(::write(descriptor, "after", 5), ssize_t(5));
    ::close(descriptor);
    QCOMPARE(readFile(path("redirected")), std::string("before, result, after"));
    QCOMPARE(entries(), std::size_t(1));
}

void TestFiles::whatCannotBeWrittenIsToldBefore_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("says");
    QTest::newRow("a folder") << "folder"
                              << "it is a folder";
    QTest::newRow("a link to a folder") << "link"
                                        << "it is a folder";
    QTest::newRow("in no folder") << "no/such/file"
                                  << "there is no folder";
    QTest::newRow("below a file") << "file/below"
                                  << "there is no folder";
    QTest::newRow("a link into no folder") << "astray"
                                           << "there is no folder";
    QTest::newRow("a link to itself") << "circle"
                                      << "can't be written";
    QTest::newRow("where even root can't") << "/proc/headscope"
                                           << "can't be written";
}

void TestFiles::whatCannotBeWrittenIsToldBefore()
{
    QFETCH(QString, name);
    QFETCH(QString, says);
    fs::create_directory(path("folder"));
    writeFileAtomically(path("file"), "text");
    fs::create_symlink("folder", path("link"));
    fs::create_symlink("no/such/file", path("astray"));
    fs::create_symlink("circle", path("circle"));
    const std::size_t before = entries();
    const fs::path file = path("") / name.toStdString();
    for (const bool asked : {true, false}) {
        try {
            if (asked)
                requireWritable(file);
            else
                writeFileAtomically(file, "lost");
            QFAIL("could be written");
        } catch (const std::runtime_error &error) {
            const QString line = error.what();
            QVERIFY2(line.contains(says) && line.contains(name), error.what());
        }
    }
    QCOMPARE(entries(), before);
}

void TestFiles::askingChangesNothing()
{
    writeFileAtomically(path("file"), "text");
    requireWritable(path("file"));
    requireWritable(path("new"));
    QCOMPARE(readFile(path("file")), std::string("text"));
    QCOMPARE(entries(), std::size_t(1));
}

QTEST_GUILESS_MAIN(TestFiles)
#include "tst_files.moc"
