#include "form_source.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/words.h"
#include "form/xform.h"
#include "xlsform/compile.h"
#include "xlsform/problem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *form_source_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = xstrdup(slash ? slash + 1 : path);
    char *dot = strrchr(name, '.');
    if (dot && dot != name)
        *dot = '\0';
    return name;
}

/* The words of a terminal's user: "es_MX.UTF-8" is "es". */
struct words *form_source_words(char language[FORM_SOURCE_LANGUAGE])
{
    const char *locale = getenv("LANGUAGE");

    snprintf(language, FORM_SOURCE_LANGUAGE, "en");
    if (!locale || !*locale)
        locale = getenv("LANG");
    if (locale && strlen(locale) >= 2)
        memcpy(language, locale, 2);
    char *folder = file_of_program("locale/xlsform");
    struct words *words = words_open(folder, "es");
    free(folder);
    return words;
}

void form_source_say(const struct problems *problems)
{
    char language[FORM_SOURCE_LANGUAGE];
    struct words *words = form_source_words(language);

    problems_print(problems, words, language, stderr);
    words_free(words);
}

static enum err compile(const char *path, struct buf *out)
{
    char *name = form_source_name(path);
    const struct compile_options options = {.fallback_id = name};
    struct problems problems;
    problems_init(&problems);
    enum err err = compile_file(path, &options, &problems, out, NULL);
    form_source_say(&problems);
    problems_clear(&problems);
    free(name);
    return err;
}

enum err form_source_read(const char *path, struct buf *out)
{
    if (compile_knows_file(path))
        return compile(path, out);
    enum err err = file_read(path, out);
    if (err)
        fprintf(stderr, "%s: %s\n", path, err_text(err));
    return err;
}

enum err form_source_beside(void *context, const char *uri, struct buf *out)
{
    const char *path = *(const char *const *)context;
    const char *slash = strrchr(path, '/');
    const char *name = strrchr(uri, '/') ? strrchr(uri, '/') + 1 : uri;
    char *form = form_source_name(path);
    char *folder =
        slash ? xstrndup(path, (size_t)(slash - path)) : xstrdup(".");
    char *media = xasprintf("%s/%s-media/%s", folder, form, name);
    char *beside = file_join(folder, name);

    enum err err = ERR_MISSING;
    if (file_name_is_safe(name)) {
        err = file_read(media, out);
        if (err == ERR_MISSING)
            err = file_read(beside, out);
    }
    free(beside);
    free(media);
    free(folder);
    free(form);
    return err;
}

enum err form_source_load(const char *path, struct xform **out)
{
    const struct xform_files files = {form_source_beside, &path};
    struct buf document;
    buf_init(&document, FORM_SOURCE_MAX);
    enum err err = form_source_read(path, &document);
    if (!err)
        err = xform_load(out, path, buf_text(&document), document.size, &files);
    buf_clear(&document);
    return err;
}
