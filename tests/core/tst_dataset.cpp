// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/concepts/pool.h"
#include "core/dataset/csv.h"
#include "core/dataset/dataset.h"
#include "core/error.h"
#include "core/printable.h"

#include <QtTest>

#include <filesystem>
#include <functional>

using namespace headscope;
namespace fs = std::filesystem;

using Strings = std::vector<std::string>;

namespace {

/// What the InputError thrown by `read` says, or "read" if it throws none.
QString complaint(const std::function<void()> &read)
{
    try {
        read();
    } catch (const InputError &error) {
        return QString::fromUtf8(error.what());
    }
    return QStringLiteral("read");
}

}

#define COMPLAINS(expression, text)                                                                                    \
    do {                                                                                                               \
        const QString said = complaint([&] { expression; });                                                           \
        QVERIFY2(said.contains(QString::fromUtf8(text)), qPrintable(said));                                            \
    } while (false)

class DatasetTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    fs::path path(const std::string &name) const { return fs::path(m_folder->path().toStdString()) / name; }

    fs::path write(const std::string &name, const QByteArray &content = {}) const
    {
        fs::create_directories(path(name).parent_path());
        QFile file(QString::fromStdString(path(name).string()));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("can't write %s", qPrintable(file.fileName()));
        return path(name);
    }

    std::vector<std::string> names(const Dataset &dataset) const
    {
        std::vector<std::string> relative;
        for (const fs::path &picture : dataset.paths)
            relative.push_back(picture.lexically_relative(path("")).string());
        return relative;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }

    void readsEveryFormOfCsv_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QList<QStringList>>("rows");
        QTest::addColumn<QList<int>>("lines");

        using Rows = QList<QStringList>;
        using Lines = QList<int>;
        const Rows plain = {{"1", "2"}, {"3", "4"}};
        QTest::newRow("plain") << QByteArray("a,b\n1,2\n3,4\n") << plain << Lines{2, 3};
        QTest::newRow("CRLF") << QByteArray("a,b\r\n1,2\r\n3,4\r\n") << plain << Lines{2, 3};
        QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF"
                                                       "a,b\n1,2\n3,4\n")
                                         << plain << Lines{2, 3};
        QTest::newRow("no newline at the end") << QByteArray("a,b\n1,2\n3,4") << plain << Lines{2, 3};
        QTest::newRow("blank lines") << QByteArray("\na,b\n\n1,2\n\n\n3,4\n\n") << plain << Lines{4, 7};
        QTest::newRow("quoted") << QByteArray("\"a\",\"b\"\n\"1\",\"2\"\n3,\"4\"\n") << plain << Lines{2, 3};
        QTest::newRow("quoted comma") << QByteArray("a,b\n\"1,5\",2\n") << Rows{{"1,5", "2"}} << Lines{2};
        QTest::newRow("quoted quote") << QByteArray("a,b\n\"say \"\"1\"\"\",2\n") << Rows{{"say \"1\"", "2"}}
                                      << Lines{2};
        QTest::newRow("newline in a field")
            << QByteArray("a,b\n\"1\n\n2\",3\n4,5\n") << Rows{{"1\n\n2", "3"}, {"4", "5"}} << Lines{2, 5};
        QTest::newRow("CRLF in a field") << QByteArray("a,b\r\n\"1\r\n2\",3\r\n") << Rows{{"1\n2", "3"}} << Lines{2};
        QTest::newRow("spaces belong to the field") << QByteArray("a,b\n 1 ,2 \n") << Rows{{" 1 ", "2 "}} << Lines{2};
        QTest::newRow("empty fields") << QByteArray("a,b\n,\n\"\",\n") << Rows{{"", ""}, {"", ""}} << Lines{2, 3};
        QTest::newRow("hash is no comment") << QByteArray("a,b\n#1,2\n") << Rows{{"#1", "2"}} << Lines{2};
        QTest::newRow("not only ASCII") << QByteArray("a,b\n간호사,医生\n") << Rows{{"간호사", "医生"}} << Lines{2};
        QTest::newRow("header only") << QByteArray("a,b\n") << Rows{} << Lines{};
    }

    void readsEveryFormOfCsv()
    {
        QFETCH(QByteArray, content);
        QFETCH(QList<QStringList>, rows);
        QFETCH(QList<int>, lines);

        const CsvTable table = readCsv(write("table.csv", content));
        QCOMPARE(table.header, (Strings{"a", "b"}));
        QList<QStringList> read;
        for (const auto &row : table.rows) {
            QStringList &fields = read.emplace_back();
            for (const std::string &field : row)
                fields << QString::fromStdString(field);
        }
        QCOMPARE(read, rows);
        QCOMPARE(QList<int>(table.lines.begin(), table.lines.end()), lines);
    }

    void saysWhatIsWrongWithCsv_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("problem");

        QTest::newRow("too few fields") << QByteArray("a,b\n1,2\n3\n")
                                        << "fields in line 3 is 1 and not 2 as in the header";
        QTest::newRow("too many fields") << QByteArray("a,b\n1,2,3\n")
                                         << "fields in line 2 is 3 and not 2 as in the header";
        QTest::newRow("wrong count after a newline in a field")
            << QByteArray("a,b\n\"1\n2\",3\n\n4\n") << "fields in line 5 is 1 and not 2";
        QTest::newRow("wrong count in a row of several lines")
            << QByteArray("a,b\n\"1\n2\"\n") << "fields in line 2 is 1 and not 2";
        QTest::newRow("quote inside a field")
            << QByteArray("a,b\n1,2\n3,4\"\n") << "line 3 has a quote in a wrong place";
        QTest::newRow("text after a quote") << QByteArray("a,b\n\"1\"x,2\n") << "line 2 has a quote in a wrong place";
        QTest::newRow("quote never closed") << QByteArray("a,b\n1,2\n\"3,4\n5,6\n") << "begins in line 3 never ends";
        QTest::newRow("empty") << QByteArray() << "is empty";
        QTest::newRow("blank") << QByteArray("\n\n") << "is empty";
        QTest::newRow("not UTF-8") << QByteArray("a,b\n\xFF,2\n") << "is not UTF-8";
        QTest::newRow("two columns of one name") << QByteArray("a,a\n1,2\n") << "two columns named \"a\"";
    }

    void saysWhatIsWrongWithCsv()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, problem);
        const fs::path file = write("table.csv", content);
        COMPLAINS(readCsv(file), problem.toUtf8().constData());
        COMPLAINS(readCsv(file), file.string().c_str());
    }

    void writtenFieldsAreReadBack_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("plain") << QByteArray("a nurse") << QByteArray("a nurse");
        QTest::newRow("empty") << QByteArray("") << QByteArray("");
        QTest::newRow("comma") << QByteArray("a, b") << QByteArray("\"a, b\"");
        QTest::newRow("quote") << QByteArray("\"a\"") << QByteArray("\"\"\"a\"\"\"");
        QTest::newRow("newline") << QByteArray("a\nb") << QByteArray("\"a\nb\"");
        QTest::newRow("carriage return") << QByteArray("a\rb") << QByteArray("\"a\rb\"");
    }

    void writtenFieldsAreReadBack()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, field);
        QCOMPARE(QByteArray::fromStdString(csvField(text.toStdString())), field);
        const CsvTable table = readCsv(write("table.csv", "a,b\n" + field + ",1\n"));
        QCOMPARE(table.rows, (std::vector<Strings>{{text.toStdString(), "1"}}));
    }

    void spreadsheetsAreReadAndWhatWasAssumedIsSaid_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("note"); // none if it is empty
        QTest::newRow("as it should be") << QByteArray("path,label,kind\na.png,x,1\nb.png,y,2\n") << QString();
        QTest::newRow("semicolons") << QByteArray("\xEF\xBB\xBFpath;label;kind\r\na.png;x;1\r\nb.png;y;2\r\n")
                                    << "separated by \";\"";
        QTest::newRow("semicolons and a comma in the header")
            << QByteArray("label;path;\"kind\"\nx;a.png;1\ny;b.png;2\n") << "separated by \";\"";
        QTest::newRow("tabs") << QByteArray("path\tlabel\tkind\na.png\tx\t1\nb.png\ty\t2\n") << "separated by tabs";
        QTest::newRow("bars") << QByteArray("path|label|kind\na.png|x|1\nb.png|y|2\n") << "separated by \"|\"";
        QTest::newRow("announced") << QByteArray("sep=;\r\npath;label;kind\r\na.png;x;1\r\nb.png;y;2\r\n")
                                   << "separated by \";\"";
        QTest::newRow("announced commas")
            << QByteArray("\"sep=,\"\npath,label,kind\na.png,x,1\nb.png,y,2\n") << QString();
        QTest::newRow("backslashes") << QByteArray("path,label,kind\n.\\a.png,x,1\nno\\..\\b.png,y,2\n")
                                     << "\"\\\" in 2 of its paths is read as \"/\"";
        QTest::newRow("rows of nothing") << QByteArray("path,label,kind\na.png,x,1\n,,\nb.png,y,2\n,,\n") << QString();
        QTest::newRow("image_path") << QByteArray("image_path,label,kind\na.png,x,1\nb.png,y,2\n")
                                    << "\"image_path\" is read as \"path\"";
        QTest::newRow("file_name") << QByteArray("file_name,label,kind\na.png,x,1\nb.png,y,2\n")
                                   << "\"file_name\" is read as \"path\"";
        QTest::newRow("capitals") << QByteArray("PATH,Label,kind\na.png,x,1\nb.png,y,2\n")
                                  << "\"Label\" is read as \"label\"";
        QTest::newRow("blanks in the header")
            << QByteArray("path, label , kind\na.png,x,1\nb.png,y,2\n") << "\" label \" is read as \"label\"";
        QTest::newRow("blanks around paths")
            << QByteArray("path,label,kind\n a.png,x,1\nb.png ,y,2\n") << "blanks around 2 of its paths";
    }

    void spreadsheetsAreReadAndWhatWasAssumedIsSaid()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, note);
        write("a.png");
        write("b.png");
        fs::create_directory(path("no"));
        const Dataset dataset = readManifest(write("Manifest.CSV", content));
        QCOMPARE(names(dataset), (Strings{"a.png", "b.png"}));
        QCOMPARE(dataset.labels, (Strings{"x", "y"}));
        QCOMPARE(dataset.attributes, (std::vector<Attribute>{{"kind", {"1", "2"}}}));
        std::string notes;
        for (const std::string &sentence : dataset.notes)
            notes += sentence + '\n';
        QVERIFY2(note.isEmpty() ? notes.empty() : notes.find(note.toStdString()) != notes.npos, notes.c_str());
    }

    void valuesThatLookMissingStayAndAreNamed()
    {
        write("a.png");
        const Dataset dataset = readManifest(
            write("manifest.csv", "path,label,gender,land\na.png,x,nan,NA\na.png,x, N/A,\na.png,x,f,DE\n"));
        QCOMPARE(dataset.attributes.front().values, (Strings{"nan", " N/A", "f"}));
        QCOMPARE(dataset.notes.size(), std::size_t(2));
        QVERIFY(dataset.notes[0].find("\"gender\" that look missing") != std::string::npos);
        QVERIFY(dataset.notes[0].find("\" N/A\" (1×), \"nan\" (1×)") != std::string::npos);
        QVERIFY(dataset.notes[1].find("\"land\"") != std::string::npos);
        QVERIFY(dataset.notes[1].find("\"NA\" (1×)") != std::string::npos);
    }

    void valuesThatDifferByCaseOrBlanksAloneAreNamed()
    {
        write("a.png");
        const Dataset dataset =
            readManifest(write("manifest.csv", "path,gender\na.png,f\na.png,F\na.png, f\na.png,m\n"));
        QCOMPARE(dataset.notes.size(), std::size_t(1));
        QVERIFY(dataset.notes[0].find("\" f\", \"F\" and \"f\"") != std::string::npos);
    }

    void manifestNamesPicturesLabelsAndAttributes()
    {
        write("data/a.png");
        const fs::path manifest =
            write("data/sets/manifest.csv",
                  ",gender,path,twin,label\n0,female,../a.png,7,nurse\n1,,./b.png,,\"doctor, senior\"\n");
        const Dataset dataset = readManifest(manifest);
        QCOMPARE(names(dataset), (Strings{"data/a.png", "data/sets/b.png"}));
        QVERIFY(dataset.paths.front().is_absolute());
        QCOMPARE(dataset.labels, (Strings{"nurse", "doctor, senior"}));
        QCOMPARE(dataset.attributes.size(), std::size_t(2));
        QCOMPARE(dataset.attributes[0].name, std::string("gender"));
        QCOMPARE(dataset.attributes[0].values, (Strings{"female", ""}));
        QCOMPARE(dataset.attributes[1].name, std::string("twin"));
        QCOMPARE(dataset.attributes[1].values, (Strings{"7", ""}));
        QCOMPARE(dataset.attribute("twin"), &dataset.attributes[1]);
        QCOMPARE(dataset.attribute("label"), nullptr);
    }

    void manifestMayHaveNoLabels()
    {
        write("a.png");
        const Dataset dataset = readManifest(write("manifest.csv", "path\na.png\n"));
        QCOMPARE(dataset.size(), std::size_t(1));
        QVERIFY(dataset.labels.empty());
        QVERIFY(dataset.attributes.empty());
    }

    void manifestIsRelativeToItselfAndNotToTheWorkingFolder()
    {
        write("a.png");
        write("manifest.csv", "path\na.png\n");
        const QString before = QDir::currentPath();
        QVERIFY(QDir::setCurrent(m_folder->path()));
        const Dataset dataset = readManifest("manifest.csv");
        QDir::setCurrent(before);
        QCOMPARE(dataset.paths, std::vector<fs::path>{fs::canonical(path("a.png"))});
    }

    void saysWhatIsWrongWithManifest_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("problem");
        QTest::newRow("no path") << QByteArray("file,label\na.png,nurse\n") << "has no column \"path\"";
        QTest::newRow("no rows") << QByteArray("path,label\n") << "lists no picture";
        QTest::newRow("empty path") << QByteArray("path,label\na.png,nurse\n,nurse\n") << "the path in line 3 is empty";
        QTest::newRow("duplicate column") << QByteArray("path,tone,tone\na.png,1,2\n") << "two columns named \"tone\"";
        QTest::newRow("field count") << QByteArray("path,label\na.png\n") << "fields in line 2 is 1 and not 2";
        QTest::newRow("no picture exists")
            << QByteArray("path\nx.png\ny.png\n") << "paths are relative to the manifest";
    }

    void saysWhatIsWrongWithManifest()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, problem);
        write("a.png");
        const fs::path manifest = write("manifest.csv", content);
        COMPLAINS(readManifest(manifest), problem.toUtf8().constData());
    }

    void folderOfFoldersHasLabels()
    {
        for (const char *name : {"set/nurse/2.JPG", "set/nurse/1.png", "set/doctor/3.jpeg", "set/doctor/notes.txt",
                                 "set/doctor/.hidden.png", "set/.cache/4.png", "set/empty/readme.md"})
            write(name);
        const Dataset dataset = readFolder(path("set"));
        QCOMPARE(names(dataset), (Strings{"set/doctor/3.jpeg", "set/nurse/1.png", "set/nurse/2.JPG"}));
        QCOMPARE(dataset.labels, (Strings{"doctor", "nurse", "nurse"}));
    }

    void pictureBesideLabelledFoldersHasNoLabel()
    {
        write("set/b/1.png");
        write("set/a.png");
        const Dataset dataset = readFolder(path("set"));
        QCOMPARE(names(dataset), (Strings{"set/a.png", "set/b/1.png"}));
        QCOMPARE(dataset.labels, (Strings{"", "b"}));
    }

    void flatFolderHasNoLabels()
    {
        write("set/b.webp");
        write("set/a.tif");
        write("set/notes/readme.txt");
        const Dataset dataset = readFolder(path("set/."));
        QCOMPARE(names(dataset), (Strings{"set/a.tif", "set/b.webp"}));
        QVERIFY(dataset.labels.empty());
    }

    void folderNamesWhatItDoesNotRead()
    {
        for (const char *name :
             {"set/a.JFIF", "set/b.Jpe", "set/moving.gif", "set/scan.pdf", "set/Thumbs.db", "set/desktop.ini",
              "set/.DS_Store", "set/notes.TXT", "set/c/d.png", "set/c/raw.heic", "set/c/deep/e.png",
              "set/c/deep/deeper/f.JPG", "set/c/deep/list.csv", "set/c/.git/g.png"})
            write(name);
        fs::create_symlink("nowhere.png", path("set/link.png"));
        const Dataset dataset = readFolder(path("set"));
        QCOMPARE(names(dataset), (Strings{"set/a.JFIF", "set/b.Jpe", "set/c/d.png"}));
        Strings skipped;
        for (const SkippedImage &file : dataset.skipped) {
            skipped.push_back(fs::path(file.path).lexically_relative(path("set")).string());
            QVERIFY(!file.reason.empty());
        }
        QCOMPARE(skipped,
                 (Strings{"c/deep/deeper/f.JPG", "c/deep/e.png", "c/raw.heic", "link.png", "moving.gif", "scan.pdf"}));
    }

    void folderOfPicturesTooDeepSaysSo()
    {
        write("set/train/dogs/1.png");
        COMPLAINS(readFolder(path("set")), "1.png lies too deep");
    }

    void folderWithoutPicturesIsBad()
    {
        write("set/a.txt");
        COMPLAINS(readFolder(path("set")), "holds no pictures");
        COMPLAINS(readFolder(path("nowhere")), "nowhere: can't be listed");
    }

    void opensManifestOrFolder()
    {
        write("set/one/a.png");
        QCOMPARE(openDataset(path("set")).labels, Strings{"one"});
        write("set/manifest.csv", "path,label\none/a.png,two\n");
        QCOMPARE(openDataset(path("set")).labels, Strings{"two"});
        QCOMPARE(openDataset(path("set/manifest.csv")).labels, Strings{"two"});
        COMPLAINS(openDataset(path("nowhere.csv")), "nowhere.csv");
    }

    void pathsBecomeAbsoluteAndNormal()
    {
        const std::vector<fs::path> paths = {path("x/../a.png"), "b.png"};
        const Dataset dataset = fromPaths(paths);
        QCOMPARE(dataset.paths, (std::vector<fs::path>{path("a.png"), fs::current_path() / "b.png"}));
        QVERIFY(dataset.labels.empty());
    }

    void selectsImagesInOrder()
    {
        Dataset dataset;
        dataset.paths = {"/a", "/b", "/c"};
        dataset.labels = {"x", "y", "z"};
        dataset.attributes = {{"tone", {"1", "2", "3"}}};
        const std::vector<int> images = {2, 0, 2};
        const Dataset selected = dataset.select(images);
        QCOMPARE(selected.paths, (std::vector<fs::path>{"/c", "/a", "/c"}));
        QCOMPARE(selected.labels, (Strings{"z", "x", "z"}));
        QCOMPARE(selected.attributes.front().values, (Strings{"3", "1", "3"}));
        dataset.labels.clear();
        QVERIFY(dataset.select(images).labels.empty());
    }

    void encodesByFirstAppearance()
    {
        const Strings column = {"male", "", "female", "male"};
        const Codes codes = encode(column);
        QCOMPARE(codes.values, (Strings{"male", "female"}));
        QCOMPARE(codes.codes, (std::vector<int>{0, -1, 1, 0}));
    }

    void encodesByKnownOrder()
    {
        const Strings column = {"other", "male", "female"};
        const Strings order = {"female", "male", "unused"};
        const Codes codes = encode(column, order);
        QCOMPARE(codes.values, (Strings{"female", "male", "unused", "other"}));
        QCOMPARE(codes.codes, (std::vector<int>{3, 1, 0}));
    }

    void labelsAreClassesByName()
    {
        const Strings labels = {"doctor", "", "nurse"};
        const Strings classes = {"nurse", "doctor"};
        QCOMPARE(encodeLabels(labels, classes, "classes.txt"), (std::vector<int>{1, -1, 0}));
    }

    void unknownLabelNamesTheNearestClass_data()
    {
        QTest::addColumn<QString>("label");
        QTest::addColumn<QString>("nearest");
        QTest::newRow("letter missing") << "dctor"
                                        << "doctor";
        QTest::newRow("letter too many") << "nursse"
                                         << "nurse";
        QTest::newRow("other case") << "Teacher"
                                    << "teacher";
    }

    void unknownLabelNamesTheNearestClass()
    {
        QFETCH(QString, label);
        QFETCH(QString, nearest);
        const Strings labels = {"nurse", label.toStdString()};
        const Strings classes = {"teacher", "nurse", "doctor"};
        QCOMPARE(complaint([&] { encodeLabels(labels, classes, "classes.txt"); }),
                 QStringLiteral(
                     "classes.txt: the label \"%1\" of picture 2 is not among its 3 classes; the nearest is \"%2\"")
                     .arg(label, nearest));
    }

    void aClassIsItsLineThoughItsNameIsThereTwice()
    {
        const fs::path file = write("classes.txt", "nurse\ncook\njudge\ncook\nCook\njudge \n");
        const Strings classes = readClasses(file);
        QCOMPARE(classes.size(), std::size_t(6));
        const Strings notes = notesOnClasses(classes, file);
        QCOMPARE(notes.size(), std::size_t(2));
        QVERIFY(notes[0].find("classes.txt: \"cook\" is in lines 2 and 4") == 0);
        QVERIFY(notes[1].find("\"cook\" and \"Cook\"; \"judge\" and \"judge \"") != std::string::npos);
        QVERIFY(notesOnClasses(Strings{"nurse", "cook"}, file).empty());

        const Strings clear = {"nurse", "judge", "Cook"};
        QCOMPARE(encodeLabels(clear, classes, file), (std::vector<int>{0, 2, 4}));
        const Strings ambiguous = {"nurse", "cook"};
        QCOMPARE(ambiguousLabels(ambiguous, classes), std::set<std::string>{"cook"});
        COMPLAINS(encodeLabels(ambiguous, classes, file), "\"cook\" names two classes, line 2 and line 4");
    }

    void classesAreLines()
    {
        QCOMPARE(readClasses(write("classes.txt", "nurse\r\n# a smith \n")), (Strings{"nurse", "# a smith "}));
        const fs::path empty = write("empty.txt");
        COMPLAINS(readClasses(empty), "names no class");
    }

    void templatesNeedAPlaceForTheClass()
    {
        const fs::path good = write("templates.txt", "a photo of a {}\n{}, yes: {}\n");
        QCOMPARE(fillTemplate(readTemplates(good), "{} nurse"),
                 (Strings{"a photo of a {} nurse", "{} nurse, yes: {} nurse"}));
        const fs::path bad = write("bad.txt", "a photo of a {}\na photo\n");
        COMPLAINS(readTemplates(bad), "line 2 has no {}");
        const fs::path empty = write("empty.txt");
        COMPLAINS(readTemplates(empty), "holds no template");
    }

    void poolIsLinesOrCsv_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QStringList>("texts");
        QTest::addColumn<QStringList>("concepts");
        QTest::newRow("lines") << "p.txt" << QByteArray("a, \"b\"\r\n#c\na, \"b\"\n\n d\n")
                               << QStringList{"a, \"b\"", "#c", "a, \"b\"", "", " d"}
                               << QStringList{"", "", "", "", ""};
        QTest::newRow("csv") << "p.csv" << QByteArray("text,concept\n\"a, b\",letters\nc,\n")
                             << QStringList{"a, b", "c"} << QStringList{"letters", ""};
        QTest::newRow("csv, other order")
            << "p.csv" << QByteArray("concept,source,text\nx,y,z\n") << QStringList{"z"} << QStringList{"x"};
        QTest::newRow("csv in capitals") << "P.CSV" << QByteArray("text,concept\n\"a, b\",letters\n")
                                         << QStringList{"a, b"} << QStringList{"letters"};
        QTest::newRow("csv of a spreadsheet") << "p.csv" << QByteArray("Text;Concept\r\na, b;letters\r\n")
                                              << QStringList{"a, b"} << QStringList{"letters"};
        QTest::newRow("csv without concepts")
            << "p.csv" << QByteArray("text\na\na\n") << QStringList{"a", "a"} << QStringList{"", ""};
    }

    void poolIsLinesOrCsv()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QStringList, texts);
        QFETCH(QStringList, concepts);
        const TextPool pool = readPool(write(name.toStdString(), content));
        const auto shown = [](const Strings &strings) {
            QStringList list;
            for (const std::string &text : strings)
                list << QString::fromStdString(text);
            return list;
        };
        QCOMPARE(shown(pool.texts), texts);
        QCOMPARE(shown(pool.concepts), concepts);
    }

    void aWrittenPoolIsReadBack()
    {
        const TextPool pool = {{"a, b", "\"c\"", "d\re", "f\ng", "", " h;i"}, {"", "x", "y", "z,", "w\r", "v"}};
        const TextPool read = readPool(write("p.csv", QByteArray::fromStdString(csvOf(pool))));
        QCOMPARE(read.texts, pool.texts);
        QCOMPARE(read.concepts, pool.concepts);
    }

    void namesArePrintable_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("plain") << QByteArray("na\xc3\xafve \xe5\x8c\xbb.png")
                               << QByteArray("na\xc3\xafve \xe5\x8c\xbb.png");
        QTest::newRow("line breaks") << QByteArray("a\nb\r\tc") << QByteArray("a\\nb\\r\\tc");
        QTest::newRow("escape sequence") << QByteArray("\x1b[31mred\x7f") << QByteArray("\\x1b[31mred\\x7f");
        QTest::newRow("C1") << QByteArray("\xc2\x9b"
                                          "31m")
                            << QByteArray("\\x9b31m");
        QTest::newRow("right to left") << QByteArray("a\xe2\x80\xae"
                                                     "gnp.exe")
                                       << QByteArray("a\\u202egnp.exe");
        QTest::newRow("line separator") << QByteArray("a\xe2\x80\xa8"
                                                      "b")
                                        << QByteArray("a\\u2028b");
        QTest::newRow("no UTF-8") << QByteArray("a\xff"
                                                "b\xc3")
                                  << QByteArray("a\\xff"
                                                "b\\xc3");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
    }

    void namesArePrintable()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, shown);
        QCOMPARE(QByteArray::fromStdString(printable(name.toStdString())), shown);
        const InputError error(name.toStdString(), "is bad", "");
        QCOMPARE(QByteArray(error.what()), shown + ": is bad");
        QCOMPARE(error.subject(), name.toStdString());
    }

    void poolWithoutTextsIsBad()
    {
        const fs::path lines = write("p.txt");
        COMPLAINS(readPool(lines), "holds no text");
        const fs::path headerOnly = write("p.csv", "text,concept\n");
        COMPLAINS(readPool(headerOnly), "holds no text");
        const fs::path otherColumns = write("q.csv", "words\na\n");
        COMPLAINS(readPool(otherColumns), "has no column \"text\"");
    }
};

QTEST_GUILESS_MAIN(DatasetTest)
#include "tst_dataset.moc"
