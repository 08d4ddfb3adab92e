#include "release_files.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "datapackage.h"
#include "grouping.h"
#include "gzip.h"

#include <stdlib.h>
#include <string.h>

enum { SAMPLE_PEOPLE = 50, LARGEST = 64 << 20 };

void release_codebook(struct buf *out, const struct release *release)
{
    buf_puts(out, "question,value,language,text\r\n");
    for (size_t i = 0; i < release->codes_count; i++) {
        const struct code *c = &release->codes[i];
        csv_field(out, c->question, ",");
        csv_field(out, c->value, ",");
        csv_field(out, c->language, ",");
        csv_field(out, c->text, "\r\n");
    }
}

void release_totals(struct buf *out, const struct release *release)
{
    buf_puts(out, "what,reason,n\r\n");
    for (size_t i = 0; i < release->totals_count; i++) {
        const struct total *t = &release->totals[i];
        csv_field(out, t->what, ",");
        csv_field(out, t->reason, ",");
        buf_printf(out, "%lld\r\n", (long long)t->n);
    }
}

void release_open(struct buf *out, const struct release *release)
{
    buf_puts(out, "question,text\r\n");
    for (size_t i = 0; i < release->openings_count; i++) {
        csv_field(out, release->openings[i].question, ",");
        csv_field(out, release->openings[i].text, "\r\n");
    }
}

/* A small generator, so that the sample is the same wherever it is made. */
static uint32_t draw(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static void draw_answer(struct buf *out, const struct figure_question *q,
                        uint64_t *state)
{
    const char *between = "";

    if (!q->is_choice || q->class == FIELD_CLOSED || !q->values_count ||
        draw(state) % 20 == 0)
        return;
    if (!q->is_multiple) {
        buf_puts(out, q->values[draw(state) % q->values_count]);
        return;
    }
    for (size_t i = 0; i < q->values_count; i++) {
        if (draw(state) % 3)
            continue;
        buf_printf(out, "%s%s", between, q->values[i]);
        between = " ";
    }
}

void release_sample(struct buf *out, const struct release *release)
{
    const struct figures *figures = release->figures;
    uint64_t state = 20140124;

    buf_puts(out, "person");
    for (size_t q = 0; q < figures_questions(figures); q++) {
        buf_putc(out, ',');
        csv_field(out, figures_question(figures, q)->name, "");
    }
    for (int i = 1; i <= SAMPLE_PEOPLE; i++) {
        buf_printf(out, "\r\n%d", i);
        for (size_t q = 0; q < figures_questions(figures); q++) {
            buf_putc(out, ',');
            draw_answer(out, figures_question(figures, q), &state);
        }
    }
    buf_puts(out, "\r\n");
}

enum err release_write_file(const char *folder, const char *name,
                            const struct buf *content)
{
    char *path = file_join(folder, name), *packed = xasprintf("%s.gz", path);
    struct buf gz;

    buf_init(&gz, 0);
    enum err err = file_write(path, buf_text(content), content->size);
    if (!err)
        err = gzip_pack(&gz, buf_text(content), content->size);
    if (!err)
        err = file_write(packed, gz.data, gz.size);
    buf_clear(&gz);
    free(packed);
    free(path);
    return err;
}

/* The files of the package, in the order of its resources. */
enum {
    COUNTS,
    CODEBOOK,
    TOTALS,
    SAMPLE,
    OPEN,
    BY_FIRST,
    FILES = BY_FIRST + DIMENSIONS
};

static const char *const FILE_NAMES[FILES] = {
    "counts.csv", "codebook.csv", "totals.csv",     "sample.csv",
    "open.csv",   "by_place.csv", "by_daypart.csv", "by_language.csv",
};
static const char *const TITLES[FILES] = {
    "How many people gave each answer; a | parts answers put together",
    "The words of every question and answer, by language",
    "What became of every answer",
    "Invented people, to try programs on",
    "Answers to open fields, each by itself, in order of their text",
    "Answers by place",
    "Answers by part of the day",
    "Answers by language",
};

static const struct package_field COUNT_FIELDS[] = {
    {"question", "string", "Question"},
    {"part", "string", "answer: people; choice: one of several given"},
    {"values", "string", "Answers, or kinds of no answer"},
    {"n", "integer", "People; empty: fewer than 10, or they could be told"},
};
static const struct package_field CODE_FIELDS[] = {
    {"question", "string", "Empty: the title"},
    {"value", "string", "Empty: the question itself"},
    {"language", "string", "BCP 47"},
    {"text", "string", NULL},
};
static const struct package_field TOTAL_FIELDS[] = {
    {"what", "string", NULL},
    {"reason", "string", NULL},
    {"n", "integer", NULL},
};
static const struct package_field OPEN_FIELDS[] = {
    {"question", "string", NULL},
    {"text", "string", NULL},
};
static const struct package_field BY_FIELDS[DIMENSIONS][4] = {
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
    const struct package_field *fields;
    size_t count;
} FIELDS[FILES] = {
    {COUNT_FIELDS, COUNT_OF(COUNT_FIELDS)},
    {CODE_FIELDS, COUNT_OF(CODE_FIELDS)},
    {TOTAL_FIELDS, COUNT_OF(TOTAL_FIELDS)},
    {NULL, 0},
    {OPEN_FIELDS, COUNT_OF(OPEN_FIELDS)},
    {BY_FIELDS[0], 4},
    {BY_FIELDS[1], 4},
    {BY_FIELDS[2], 4},
};

struct files {
    const struct release *release;
    const char *folder;
    struct buf content[FILES];
    struct package_field *sample; /* its columns are the questions */
    size_t sample_count;
};

static enum err copy_file(const struct files *f, const char *name,
                          struct buf *out)
{
    char *path = file_join(f->release->before, name);
    enum err err = file_read(path, out);

    free(path);
    return err ? err : release_write_file(f->folder, name, out);
}

static enum err write_breakdown(struct files *f, enum dimension d)
{
    const struct release *r = f->release;
    struct buf *csv = &f->content[BY_FIRST + d], json;
    char *name = xasprintf("by_%s.json", dimension_name(d));
    enum err err;

    buf_init(&json, LARGEST);
    if (r->moved[d] == r->number) {
        release_breakdown(&json, csv, r, d);
        err = release_write_file(f->folder, name, &json);
        if (!err)
            err = release_write_file(f->folder, FILE_NAMES[BY_FIRST + d], csv);
    } else {
        err = copy_file(f, name, &json);
        if (!err)
            err = copy_file(f, FILE_NAMES[BY_FIRST + d], csv);
    }
    buf_clear(&json);
    free(name);
    return err;
}

static enum err write_results(struct files *f)
{
    struct buf json;

    buf_init(&json, LARGEST);
    release_results(&json, f->release);
    enum err err = release_write_file(f->folder, "results.json", &json);
    buf_clear(&json);
    return err;
}

static enum err write_pages(struct files *f)
{
    static const char *const LANGUAGES[] = {"es", "en"};
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && f->release->words && i < COUNT_OF(LANGUAGES);
         i++) {
        char *name = xasprintf("index.%s.html", LANGUAGES[i]);
        struct buf page;
        buf_init(&page, LARGEST);
        release_page(&page, f->release, LANGUAGES[i]);
        err = release_write_file(f->folder, name, &page);
        buf_clear(&page);
        free(name);
    }
    return err;
}

static enum err write_tables(struct files *f)
{
    bool has_figures = f->release->number > 0;
    enum err err = ERR_NONE;

    if (has_figures)
        release_counts(&f->content[COUNTS], f->release);
    release_codebook(&f->content[CODEBOOK], f->release);
    release_totals(&f->content[TOTALS], f->release);
    release_sample(&f->content[SAMPLE], f->release);
    if (has_figures && f->release->openings_count)
        release_open(&f->content[OPEN], f->release);
    for (size_t i = COUNTS; !err && i < BY_FIRST; i++) {
        if (!f->content[i].size)
            continue;
        err = release_write_file(f->folder, FILE_NAMES[i], &f->content[i]);
    }
    if (!err && has_figures)
        err = write_results(f);
    for (enum dimension d = 0; !err && d < DIMENSIONS; d++) {
        if (f->release->moved[d] > 0)
            err = write_breakdown(f, d);
    }
    return err ? err : write_pages(f);
}

static struct package_resource resource(const struct files *f, size_t i,
                                        char names[FILES][32])
{
    const char *dot = strchr(FILE_NAMES[i], '.');
    size_t size = (size_t)(dot - FILE_NAMES[i]);

    memcpy(names[i], FILE_NAMES[i], size);
    names[i][size] = '\0';
    return (struct package_resource){
        .name = names[i],
        .path = FILE_NAMES[i],
        .title = TITLES[i],
        .fields = i == SAMPLE ? f->sample : FIELDS[i].fields,
        .fields_count = i == SAMPLE ? f->sample_count : FIELDS[i].count,
        .bytes = f->content[i].data,
        .size = f->content[i].size,
    };
}

static enum err write_package(const struct files *f)
{
    const struct release *r = f->release;
    struct package_resource resources[FILES];
    char names[FILES][32];
    size_t count = 0;
    struct buf out;

    for (size_t i = 0; i < FILES; i++) {
        if (f->content[i].size)
            resources[count++] = resource(f, i, names);
    }
    char *version = xasprintf("%lld", (long long)r->number);
    char *name = xasprintf("%s-release-%s", r->form_id, version);
    char *created = xasprintf("%sT00:00:00Z", r->made);
    const struct package package = {
        .name = name,
        .title = r->title,
        .description = "From people who chose to answer; not a sample. Groups "
                       "of fewer than 10 are put together or left empty.",
        .version = version,
        .licence = r->licence,
        .created = created,
        .resources = resources,
        .resources_count = count,
    };
    buf_init(&out, LARGEST);
    datapackage_write(&out, &package);
    enum err err = release_write_file(f->folder, "datapackage.json", &out);
    buf_clear(&out);
    free(created);
    free(version);
    free(name);
    return err;
}

static void describe_sample(struct files *f)
{
    const struct figures *figures = f->release->figures;
    size_t count = figures_questions(figures);

    f->sample = xcalloc(count + 1, sizeof *f->sample);
    f->sample[0] = (struct package_field){"person", "integer", "Invented"};
    for (size_t q = 0; q < count; q++)
        f->sample[q + 1] =
            (struct package_field){figures_question(figures, q)->name, "string",
                                   figures_question(figures, q)->label};
    f->sample_count = count + 1;
}

enum err release_write(const struct release *release, const char *folder)
{
    struct files f = {.release = release, .folder = folder};

    for (size_t i = 0; i < FILES; i++)
        buf_init(&f.content[i], LARGEST);
    describe_sample(&f);
    enum err err = write_tables(&f);
    if (!err)
        err = write_package(&f);
    for (size_t i = 0; i < FILES; i++)
        buf_clear(&f.content[i]);
    free(f.sample);
    return err;
}
