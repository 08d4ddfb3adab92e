#include "form_check.h"

#include "base/buf.h"
#include "base/words.h"
#include "form/xform.h"
#include "form_source.h"

#include <stdio.h>

enum { EXIT_USAGE = 2 };

static void say(const char *path, const struct xform_problem *problems,
                size_t count)
{
    char language[FORM_SOURCE_LANGUAGE];
    struct words *words = form_source_words(language);

    for (size_t i = 0; i < count; i++) {
        const char *kind = problems[i].is_error ? "error" : "warning";
        struct buf text;
        buf_init(&text, 0);
        xform_problem_print(&problems[i], words, language, &text);
        printf("%s:%d: %s: %s\n", path, problems[i].line,
               words_get(words, language, kind), buf_text(&text));
        buf_clear(&text);
    }
    words_free(words);
}

static int check_file(const char *path)
{
    struct xform_files files = {form_source_beside, &path};
    struct xform_problem *problems = NULL;
    struct xform *form = NULL;
    size_t count = 0;
    struct buf data;

    buf_init(&data, FORM_SOURCE_MAX);
    enum err err = form_source_read(path, &data);
    if (err) {
        buf_clear(&data);
        return 1;
    }
    err = xform_check(&form, path, buf_text(&data), data.size, &files,
                      &problems, &count);
    say(path, problems, count);
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
