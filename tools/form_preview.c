/* preview: the kiosk on one form, in a folder of its own that goes away. */
#include "form_convert.h"

#include "base/attr.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/password.h"
#include "form_source.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_USAGE = 2 };

/* Leaves the preview; says how in the help below. */
static const char PIN[] = "1234";

/* What a terminal raises ends the kiosk, or not; what it left behind is
 * removed either way. */
static const int TERMINAL[] = {SIGHUP, SIGINT, SIGQUIT};

struct preview {
    const char *path;
    char folder[40];
    char *forms;
    char *program;
    char *pin;
};

/* The folder of a file, from the root on, as a link needs it. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char here[4096] = "";
    if (*path == '/')
        return xstrndup(path, slash == path ? 1 : (size_t)(slash - path));
    if (!getcwd(here, sizeof(here)))
        return xstrdup("/");
    return xasprintf("%s/%.*s", here, slash ? (int)(slash - path) : 0, path);
}

/* The form goes into the folder; its files stay where they are. */
static enum err lay_out(struct preview *p)
{
    char *name = form_source_name(p->path);
    char *form = xasprintf("%s/%s.xml", p->forms, name);
    char *media = xasprintf("%s/%s-media", p->forms, name);
    char *beside = folder_of(p->path);
    struct buf document;

    buf_init(&document, FORM_SOURCE_MAX);
    enum err err = form_source_read(p->path, &document);
    if (!err)
        err = file_make_folder(p->forms);
    if (!err)
        err = file_write(form, document.data, document.size);
    if (!err && symlink(beside, media) != 0)
        err = ERR_IO;
    buf_clear(&document);
    free(beside);
    free(media);
    free(form);
    free(name);
    return err;
}

/* Runs the kiosk to its end; what follows the form's name is its settings. */
static int run(const struct preview *p, int argc, char **argv)
{
    const char *const fixed[] = {p->program, "--data", p->folder,
                                 "--forms",  p->forms, "--station",
                                 "preview",  "--pin",  p->pin};
    const char **words =
        xcalloc(COUNT_OF(fixed) + (size_t)argc + 1, sizeof(*words));
    memcpy(words, fixed, sizeof(fixed));
    for (int i = 0; i < argc; i++)
        words[COUNT_OF(fixed) + (size_t)i] = argv[i];

    int status = 0;
    pid_t child = fork();
    for (size_t i = 0; i < COUNT_OF(TERMINAL); i++)
        signal(TERMINAL[i], child == 0 ? SIG_DFL : SIG_IGN);
    if (child == 0) {
        execv(p->program, (char **)words);
        execvp("barrio-kiosk", (char **)words);
        perror("barrio-kiosk");
        _exit(127);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    free(words);
    return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int preview(struct preview *p, int argc, char **argv)
{
    int code = EXIT_FAILURE;
    strcpy(p->folder, "/tmp/barrio-preview.XXXXXX");
    if (!mkdtemp(p->folder)) {
        perror(p->folder);
        return code;
    }
    p->forms = file_join(p->folder, "forms");
    p->program = file_of_program("barrio-kiosk");
    if (!lay_out(p) && !password_hash(PIN, &p->pin))
        code = run(p, argc, argv);
    file_remove_tree(p->folder);
    free(p->pin);
    free(p->program);
    free(p->forms);
    return code;
}

int form_preview(int argc, char **argv)
{
    struct preview p = {.path = argc > 1 ? argv[1] : NULL};
    if (argc > 1 && *argv[1] != '-')
        return preview(&p, argc - 2, argv + 2);
    fprintf(stderr,
            "usage: barrio-form preview FORM [--SETTING VALUE]...\n"
            "Opens the kiosk on a form; answers go away when it ends.\n"
            "To end it: on the first screen press 0 five times, type %s and "
            "#, then 5 and 5.\n",
            PIN);
    return EXIT_USAGE;
}
