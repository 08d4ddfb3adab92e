#include "form_check.h"

#include "base/buf.h"
#include "base/file.h"
#include "form/xform.h"

#include <stdio.h>
#include <string.h>

enum { EXIT_USAGE = 2, LARGEST = 32 << 20 };

struct beside {
    const char *form;
};

/* A file that a form refers to is looked for in the form's folder. */
static enum err read_beside(void *context, const char *uri, struct buf *out)
{
    const struct beside *beside = context;
    const char *slash = strrchr(beside->form, '/');
    const char *name = strrchr(uri, '/') ? strrchr(uri, '/') + 1 : uri;
    char path[4096];

    int folder = slash ? (int)(slash - beside->form) + 1 : 0;
    int size =
        snprintf(path, sizeof path, "%.*s%s", folder, beside->form, name);
    return size < (int)sizeof path ? file_read(path, out) : ERR_MISSING;
}

static int check_file(const char *path)
{
    struct beside beside = {path};
    struct xform_files files = {read_beside, &beside};
    struct xform_problem *problems = NULL;
    struct xform *form = NULL;
    size_t count = 0;
    struct buf data;

    buf_init(&data, LARGEST);
    enum err err = file_read(path, &data);
    if (err) {
        fprintf(stderr, "%s: %s\n", path, err_text(err));
        buf_clear(&data);
        return 1;
    }
    err = xform_check(&form, path, buf_text(&data), data.size, &files,
                      &problems, &count);
    for (size_t i = 0; i < count; i++)
        printf("%s:%d: %s: %s\n", path, problems[i].line,
               problems[i].is_error ? "error" : "warning", problems[i].text);
    xform_problems_free(problems, count);
    xform_free(form);
    buf_clear(&data);
    return err ? 1 : 0;
}

int form_check(int argc, char **argv)
{
    int worst = 0;

    if (argc < 2) {
        fprintf(stderr, "usage: barrio-form check FILE...\n");
        return EXIT_USAGE;
    }
    for (int i = 1; i < argc; i++) {
        int code = check_file(argv[i]);
        if (code > worst)
            worst = code;
    }
    return worst;
}
