/* folder: each spreadsheet of a folder of forms, compiled beside itself. */
#include "form_convert.h"

#include "base/file.h"
#include "base/mem.h"
#include "form_source.h"
#include "xlsform/compile.h"
#include "xlsform/problem.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXIT_USAGE = 2 };

struct paths {
    char *sheet;
    char *xform;
    char *errors; /* what was wrong, for people to read */
};

static bool is_newer(const char *path, const struct stat *than)
{
    struct stat own;
    if (stat(path, &own) != 0)
        return false;
    return own.st_mtim.tv_sec != than->st_mtim.tv_sec
               ? own.st_mtim.tv_sec > than->st_mtim.tv_sec
               : own.st_mtim.tv_nsec >= than->st_mtim.tv_nsec;
}

/* Whether the spreadsheet was looked at since it changed. */
static bool is_done(const struct paths *paths)
{
    struct stat sheet;
    if (stat(paths->sheet, &sheet) != 0)
        return true;
    return is_newer(paths->xform, &sheet) || is_newer(paths->errors, &sheet);
}

static enum err write_errors(const struct paths *paths,
                             const struct problems *problems)
{
    struct buf text;
    buf_init(&text, 0);
    for (size_t i = 0; i < problems->count; i++) {
        problem_print(&problems->items[i], NULL, "en", &text);
        buf_putc(&text, '\n');
    }
    enum err err = file_write(paths->errors, buf_text(&text), text.size);
    buf_clear(&text);
    return err;
}

static int compile(const struct paths *paths, const char *name)
{
    const struct compile_options options = {.fallback_id = name};
    struct problems problems;
    struct buf document;
    problems_init(&problems);
    buf_init(&document, FORM_SOURCE_MAX);

    enum err err =
        compile_file(paths->sheet, &options, &problems, &document, NULL);
    bool good = !err;
    if (err)
        err = write_errors(paths, &problems);
    else
        err = file_write(paths->xform, document.data, document.size);
    if (good && !err)
        unlink(paths->errors);
    printf("%s: %s\n", paths->sheet,
           err    ? err_text(err)
           : good ? "compiled"
                  : "has errors, see the file beside it");
    buf_clear(&document);
    problems_clear(&problems);
    return good && !err ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* CSV files are media of forms here; a .md without a survey is a text. */
static bool is_form(const char *path, const char *name)
{
    const char *dot = strrchr(name, '.');
    if (!dot || !file_name_is_safe(name))
        return false;
    if (strcasecmp(dot, ".xlsx") == 0 || strcasecmp(dot, ".xlsm") == 0)
        return true;
    if (strcasecmp(dot, ".md") != 0)
        return false;

    struct buf text;
    buf_init(&text, FORM_SOURCE_MAX);
    bool form = !file_read(path, &text) && strstr(buf_text(&text), "| survey");
    buf_clear(&text);
    return form;
}

static int look_at(const char *folder, const char *file)
{
    int code = EXIT_SUCCESS;
    char *name = form_source_name(file);
    struct paths paths = {
        .sheet = file_join(folder, file),
        .xform = xasprintf("%s/%s.xml", folder, name),
        .errors = xasprintf("%s/%s.errors.txt", folder, name),
    };
    if (is_form(paths.sheet, file) && !is_done(&paths))
        code = compile(&paths, name);
    free(paths.errors);
    free(paths.xform);
    free(paths.sheet);
    free(name);
    return code;
}

int form_folder(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: barrio-form folder FOLDER\n"
                        "Compiles each .xlsx and .md of a folder of forms to "
                        "the .xml beside it,\nwhen that is older; what is "
                        "wrong stands in NAME.errors.txt.\n");
        return EXIT_USAGE;
    }
    DIR *dir = opendir(argv[1]);
    if (!dir) {
        perror(argv[1]);
        return EXIT_FAILURE;
    }
    int worst = EXIT_SUCCESS;
    for (const struct dirent *entry; (entry = readdir(dir));) {
        int code = look_at(argv[1], entry->d_name);
        worst = code > worst ? code : worst;
    }
    closedir(dir);
    return worst;
}
