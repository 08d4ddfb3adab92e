#include "xlsform/compile.h"

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/file.h"
#include "body.h"
#include "choices.h"
#include "entity.h"
#include "form.h"
#include "instance.h"
#include "itemset.h"
#include "itemsets_csv.h"
#include "model.h"
#include "names.h"
#include "namespaces.h"
#include "settings.h"
#include "survey.h"
#include "text.h"
#include "translation.h"

#include <string.h>
#include <strings.h>

/* An XForm larger than this is refused by what reads it, too. */
enum { XFORM_MAX = 32 * 1024 * 1024 };

static void write_document(struct form *form, struct buf *out)
{
    struct writer *writer = arena_alloc(form->arena, sizeof(*writer));
    writer->out = out;
    buf_puts(out, "<?xml version=\"1.0\"?>");
    writer_begin(writer, "h:html");
    namespaces_write(form, writer);
    writer_begin(writer, "h:head");
    writer_leaf(writer, "h:title", settings_text(form, "title"));
    model_write(form, writer);
    writer_end(writer);
    body_write(form, writer);
    writer_end(writer);
    buf_putc(out, '\n');
}

static void read_sheets(struct form *form)
{
    struct grid survey;
    struct grid choices;
    settings_read(form);
    choices_read(form, &choices);
    entity_read(form);
    survey_read(form, &survey);
    translation_check(form, &survey, &choices);
}

/* Every step runs even after errors, so that all are found in one pass. */
static enum err compile(struct form *form, struct buf *out,
                        struct buf *itemsets)
{
    read_sheets(form);
    if (form->is_too_deep)
        return ERR_FORMAT;
    names_index(form);
    names_check_references(form);
    body_link_triggers(form);
    itemset_find_parameters(form);
    instance_find_searches(form);
    write_document(form, out);
    if (out->overflow)
        problem_say(form->problems, MSG_TOO_LARGE,
                    ((struct place){.sheet = ""}));
    if (itemsets)
        itemsets_csv_write(form, itemsets);
    return form->problems->errors ? ERR_FORMAT : ERR_NONE;
}

enum err compile_workbook(const char *name, const char *data, size_t size,
                          const struct compile_options *options,
                          struct problems *problems, struct buf *out,
                          struct buf *itemsets)
{
    struct workbook *book;
    enum err err = workbook_read(name, data, size, problems, &book);
    if (err)
        return err;

    struct form form = {.arena = arena_new(),
                        .problems = problems,
                        .book = book,
                        .options = options};
    size_t before = out->size;
    size_t limit = out->limit;
    if (limit == 0 || limit > before + XFORM_MAX)
        out->limit = before + XFORM_MAX;
    err = compile(&form, out, itemsets);
    out->limit = limit;
    if (err)
        buf_truncate(out, before);
    arena_free(form.arena);
    workbook_free(book);
    return err;
}

enum err compile_file(const char *path, const struct compile_options *options,
                      struct problems *problems, struct buf *out,
                      struct buf *itemsets)
{
    struct buf file;
    buf_init(&file, WORKBOOK_FILE_MAX);
    enum err err = file_read(path, &file);
    if (err)
        problem_say(problems,
                    err == ERR_LIMIT ? MSG_TOO_LARGE : MSG_FILE_UNREADABLE,
                    ((struct place){.sheet = ""}), path);
    else
        err = compile_workbook(path, buf_text(&file), file.size, options,
                               problems, out, itemsets);
    buf_clear(&file);
    return err;
}

bool compile_knows_file(const char *name)
{
    static const char *const ENDINGS[] = {".xlsx", ".xlsm", ".md", ".csv"};
    const char *ending = text_extension(name);
    for (size_t i = 0; i < COUNT_OF(ENDINGS); i++)
        if (strcasecmp(ending, ENDINGS[i]) == 0)
            return true;
    return false;
}
