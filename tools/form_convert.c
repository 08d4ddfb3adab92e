#include "form_convert.h"

#include "base/attr.h"
#include "base/buf.h"
#include "base/file.h"
#include "form_source.h"
#include "xlsform/compile.h"
#include "xlsform/problem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct convert {
    const char *in;
    const char *out;
    struct compile_options options;
};

enum { EXIT_USAGE = 2, XFORM_LIMIT = 64 * 1024 * 1024 };

static bool read_arguments(int argc, char **argv, struct convert *c)
{
    const struct {
        const char *name;
        const char **to;
    } flags[] = {
        {"-o", &c->out},
        {"--name", &c->options.root_name},
        {"--id", &c->options.fallback_id},
        {"--lang", &c->options.language},
    };
    for (int i = 1; i < argc; i++) {
        const char **to = argv[i][0] == '-' && argv[i][1] ? NULL : &c->in;
        for (size_t f = 0; f < COUNT_OF(flags); f++)
            if (strcmp(argv[i], flags[f].name) == 0 && i + 1 < argc)
                to = flags[f].to;
        if (!to)
            return false;
        *to = to == &c->in ? argv[i] : argv[++i];
    }
    return c->in;
}

/* The choices for external selects lie beside the form, as ODK has them. */
static enum err write_itemsets(const struct convert *c,
                               const struct buf *itemsets)
{
    if (itemsets->size == 0 || !c->out)
        return ERR_NONE;
    const char *slash = strrchr(c->out, '/');
    char folder[4096] = ".";
    if (slash)
        snprintf(folder, sizeof(folder), "%.*s", (int)(slash - c->out), c->out);
    char *path = file_join(folder, "itemsets.csv");
    enum err err = file_write(path, itemsets->data, itemsets->size);
    free(path);
    return err;
}

static int convert(const struct convert *c)
{
    struct problems problems;
    struct buf xform;
    struct buf itemsets;
    problems_init(&problems);
    buf_init(&xform, XFORM_LIMIT);
    buf_init(&itemsets, XFORM_LIMIT);

    enum err err =
        compile_file(c->in, &c->options, &problems, &xform, &itemsets);
    form_source_say(&problems);
    if (!err && c->out)
        err = file_write(c->out, xform.data, xform.size);
    else if (!err && fwrite(xform.data, 1, xform.size, stdout) != xform.size)
        err = ERR_IO;
    if (!err)
        err = write_itemsets(c, &itemsets);

    buf_clear(&itemsets);
    buf_clear(&xform);
    problems_clear(&problems);
    return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

int form_convert(int argc, char **argv)
{
    struct convert c = {.in = NULL};
    if (read_arguments(argc, argv, &c))
        return convert(&c);
    fprintf(stderr, "usage: barrio-form convert FILE.xlsx|FILE.md|FILE.csv "
                    "[-o OUT.xml] [--name ROOT] [--id ID] [--lang LANGUAGE]\n");
    return EXIT_USAGE;
}
