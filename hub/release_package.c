/* What describes a release as a whole: its Data Package, and the zip file of
 * everything in its folder. */
#include "release_files.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "datapackage.h"
#include "outlet.h"
#include "zipper.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const RELEASE_TABLE_NAMES[RELEASE_TABLES] = {
    "counts.csv", "codebook.csv", "totals.csv",     "sample.csv",
    "open.csv",   "by_place.csv", "by_daypart.csv", "by_language.csv",
};
static const char *const TITLES[RELEASE_TABLES] = {
    "How many people gave each answer; a | parts answers put together",
    "The words of every question and answer, by language",
    "What became of every answer",
    "Invented people, to try programs on",
    "Answers to open fields, each by itself, in order of their text",
    "Answers by place",
    "Answers by part of the day",
    "Answers by language",
};

static const struct datapackage_field COUNT_FIELDS[] = {
    {"question", "string", "Question"},
    {"part", "string", "answer: people; choice: one of several given"},
    {"values", "string", "Answers, or kinds of no answer"},
    {"n", "integer", "People; empty: fewer than 10, or they could be told"},
};
static const struct datapackage_field CODE_FIELDS[] = {
    {"question", "string", "Empty: the title"},
    {"value", "string", "Empty: the question itself"},
    {"language", "string", "BCP 47"},
    {"text", "string", NULL},
};
static const struct datapackage_field TOTAL_FIELDS[] = {
    {"what", "string", NULL},
    {"reason", "string", NULL},
    {"n", "integer", NULL},
};
static const struct datapackage_field OPEN_FIELDS[] = {
    {"question", "string", NULL},
    {"text", "string", NULL},
};
static const struct datapackage_field BY_FIELDS[DIMENSIONS][4] = {
    {{"question", "string", "Empty: all people"},
     {"values", "string", NULL},
     {"place", "string", NULL},
     {"n", "integer", NULL}},
    {{"question", "string", "Empty: all people"},
     {"values", "string", NULL},
     {"daypart", "string", NULL},
     {"n", "integer", NULL}},
    {{"question", "string", "Empty: all people"},
     {"values", "string", NULL},
     {"language", "string", NULL},
     {"n", "integer", NULL}},
};

static const struct {
    const struct datapackage_field *fields;
    size_t count;
} FIELDS[RELEASE_TABLES] = {
    {COUNT_FIELDS, COUNT_OF(COUNT_FIELDS)},
    {CODE_FIELDS, COUNT_OF(CODE_FIELDS)},
    {TOTAL_FIELDS, COUNT_OF(TOTAL_FIELDS)},
    {NULL, 0},
    {OPEN_FIELDS, COUNT_OF(OPEN_FIELDS)},
    {BY_FIELDS[0], 4},
    {BY_FIELDS[1], 4},
    {BY_FIELDS[2], 4},
};

/* The columns of the sample are the questions. */
static void describe_sample(struct buf *out, const struct figures *figures)
{
    size_t count = figures_questions(figures);
    struct datapackage_field *fields = xcalloc(count + 1, sizeof *fields);

    fields[0] = (struct datapackage_field){"person", "integer", "Invented"};
    for (size_t q = 0; q < count; q++)
        fields[q + 1] = (struct datapackage_field){
            figures_question(figures, q)->name, "string",
            figures_question(figures, q)->label};
    datapackage_schema(out, fields, count + 1);
    free(fields);
}

static void describe(struct buf *out, const struct release *release, size_t i,
                     const struct buf *table)
{
    const char *path = RELEASE_TABLE_NAMES[i];
    char *name = xstrndup(path, strcspn(path, "."));
    unsigned char sha256[SHA256_SIZE];
    struct buf schema;

    buf_init(&schema, 0);
    if (i == RELEASE_SAMPLE)
        describe_sample(&schema, release->figures);
    else
        datapackage_schema(&schema, FIELDS[i].fields, FIELDS[i].count);
    digest_sha256(table->data, table->size, sha256);
    datapackage_add(out, &(struct datapackage_table){name, path, TITLES[i],
                                                     table->size, sha256,
                                                     buf_text(&schema)});
    buf_clear(&schema);
    free(name);
}

enum err release_package(const struct release *release,
                         const struct buf *tables, const char *folder)
{
    char *version = xasprintf("%lld", (long long)release->number);
    char *name = xasprintf("%s-release-%s", release->form_id, version);
    char *created = xasprintf("%sT00:00:00Z", release->made);
    const struct datapackage head = {
        .name = name,
        .title = release->title,
        .description = "From people who chose to answer; not a sample. Groups "
                       "of fewer than 10 are put together or left empty.",
        .version = version,
        .licence = release->licence,
        .created = created,
    };
    struct buf out;

    buf_init(&out, 0);
    datapackage_begin(&out, &head);
    for (size_t i = 0; i < RELEASE_TABLES; i++) {
        if (tables[i].size)
            describe(&out, release, i, &tables[i]);
    }
    datapackage_end(&out);
    enum err err = release_write_file(folder, "datapackage.json", &out);
    buf_clear(&out);
    free(created);
    free(version);
    free(name);
    return err;
}

/* Compressed copies are for the wire alone; what a crash left behind is
 * hidden. */
static int is_for_all(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return entry->d_name[0] != '.' && strcmp(entry->d_name, RELEASE_ZIP) != 0 &&
           !(dot && strcmp(dot, ".gz") == 0);
}

static enum err pack_file(struct zipper *zip, const char *folder,
                          const char *name)
{
    char *path = file_join(folder, name);
    struct buf content;

    buf_init(&content, 0);
    enum err err = file_read(path, &content);
    if (!err)
        err = zipper_text(zip, name, buf_text(&content), content.size);
    buf_clear(&content);
    free(path);
    return err;
}

/* In the order of their names and with the release's day, so that the same
 * files make the same bytes. */
static enum err pack(struct zipper *zip, const char *folder)
{
    struct dirent **list;
    int count = scandir(folder, &list, is_for_all, alphasort);
    enum err err = count < 0 ? ERR_IO : ERR_NONE;

    for (int i = 0; i < count; i++) {
        if (!err)
            err = pack_file(zip, folder, list[i]->d_name);
        free(list[i]);
    }
    if (count >= 0)
        free(list);
    return err ? err : zipper_finish(zip);
}

enum err release_zip(const struct release *release, const char *folder)
{
    char *path = file_join(folder, RELEASE_ZIP);
    char *day = xasprintf("%sT00:00:00Z", release->made);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    int64_t made_ms = 0;
    struct outlet out;

    outlet_init(&out, fd);
    if (!stamp_parse(day, &made_ms))
        log_warn("\"%s\" is no day", release->made);
    struct zipper *zip = zipper_new(&out, made_ms);
    enum err err = fd < 0 ? ERR_IO : pack(zip, folder);
    if (!err && fsync(fd))
        err = ERR_IO;
    if (err)
        log_error("%s: %s", path, strerror(errno));
    zipper_free(zip);
    outlet_clear(&out);
    if (fd >= 0)
        close(fd);
    free(day);
    free(path);
    return err;
}
