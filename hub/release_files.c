#include "release_files.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "grouping.h"
#include "gzip.h"
#include "tongue.h"

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

struct files {
    const struct release *release;
    const char *folder;
    struct buf content[RELEASE_TABLES];
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
    struct buf *csv = &f->content[RELEASE_BY_FIRST + d], json;
    char *name = xasprintf("by_%s.json", dimension_name(d));
    enum err err;

    buf_init(&json, LARGEST);
    if (r->moved[d] == r->number) {
        release_breakdown(&json, csv, r, d);
        err = release_write_file(f->folder, name, &json);
        if (!err)
            err = release_write_file(
                f->folder, RELEASE_TABLE_NAMES[RELEASE_BY_FIRST + d], csv);
    } else {
        err = copy_file(f, name, &json);
        if (!err)
            err = copy_file(f, RELEASE_TABLE_NAMES[RELEASE_BY_FIRST + d], csv);
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
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && f->release->words && i < TONGUES_COUNT; i++) {
        if (!TONGUES[i].has_pages)
            continue;
        char *name = xasprintf("index.%s.html", TONGUES[i].code);
        struct buf page;
        buf_init(&page, LARGEST);
        release_page(&page, f->release, TONGUES[i].code);
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
        release_counts(&f->content[RELEASE_COUNTS], f->release);
    release_codebook(&f->content[RELEASE_CODEBOOK], f->release);
    release_totals(&f->content[RELEASE_TOTALS], f->release);
    release_sample(&f->content[RELEASE_SAMPLE], f->release);
    if (has_figures && f->release->openings_count)
        release_open(&f->content[RELEASE_OPEN], f->release);
    for (size_t i = RELEASE_COUNTS; !err && i < RELEASE_BY_FIRST; i++) {
        if (!f->content[i].size)
            continue;
        err = release_write_file(f->folder, RELEASE_TABLE_NAMES[i],
                                 &f->content[i]);
    }
    if (!err && has_figures)
        err = write_results(f);
    for (enum dimension d = 0; !err && d < DIMENSIONS; d++) {
        if (f->release->moved[d] > 0)
            err = write_breakdown(f, d);
    }
    return err ? err : write_pages(f);
}

enum err release_write(const struct release *release, const char *folder)
{
    struct files f = {.release = release, .folder = folder};

    for (size_t i = 0; i < RELEASE_TABLES; i++)
        buf_init(&f.content[i], LARGEST);
    enum err err = write_tables(&f);
    if (!err)
        err = release_package(release, f.content, folder);
    if (!err)
        err = release_zip(release, folder);
    for (size_t i = 0; i < RELEASE_TABLES; i++)
        buf_clear(&f.content[i]);
    return err;
}
