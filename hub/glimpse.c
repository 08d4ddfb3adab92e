#include "glimpse.h"

#include "asking.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "hub.h"
#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 20 };

struct looker {
    size_t first;
    void (*taken)(struct visit *visit, void *context,
                  const struct glimpse *glimpse);
    void (*left)(void *context);
    void *context;
};

/* The text up to a sign, and past it; all that is left where it is not. */
static char *next_part(char **at, char stop)
{
    char *part = *at, *end = strchr(part, stop);

    *at = end ? end + 1 : part + strlen(part);
    if (end)
        *end = '\0';
    return part;
}

static void read_page(struct glimpse_page *out, char *text)
{
    char *head = next_part(&text, '\n');

    out->number = next_part(&head, '\t');
    out->name = next_part(&head, '\t');
    out->is_conditional = strcmp(head, "sometimes") == 0;
    out->label = next_part(&text, '\n');
    out->hint = next_part(&text, '\n');
    out->choices = next_part(&text, '\n');
    out->rows = text;
}

/* The last part: the number and no more, or the kiosk did not come so far. */
static size_t read_total(const char *part)
{
    char *end;
    unsigned long total = strtoul(part, &end, 10);

    return end[strspn(end, "\n")] ? 0 : (size_t)total;
}

/* As kiosk/screen/screen.h says: a form feed before each page, and before the
 * number of all at the end. */
static bool read_pages(char *rest, struct glimpse *out)
{
    next_part(&rest, '\f');
    while (*rest) {
        char *page = next_part(&rest, '\f');
        if (!*rest)
            out->total = read_total(page);
        else if (out->count < GLIMPSE_PAGE)
            read_page(&out->pages[out->count++], page);
    }
    return out->total > 0;
}

static void on_heard(struct visit *visit, void *context, char *printed)
{
    const struct looker *l = context;
    struct glimpse *glimpse = arena_alloc(visit->arena, sizeof *glimpse);

    glimpse->first = l->first;
    bool worked = printed && read_pages(printed, glimpse);
    l->taken(visit, l->context, worked ? glimpse : NULL);
}

static void on_left(void *context)
{
    const struct looker *l = context;

    l->left(l->context);
}

void glimpse_take(struct visit *visit, const struct glimpse_of *of)
{
    struct looker *l = arena_alloc(visit->arena, sizeof *l);
    const struct config *config = &visit->hub->config;
    const char *const arguments[] = {
        "--data",     config->data,
        "--name",     config->name,
        "glimpse",    of->folder,
        of->language, arena_printf(visit->arena, "%zu", of->first),
        NULL};

    *l = (struct looker){of->first, of->taken, of->left, of->context};
    /* A language of the form's own that looks like an option is none. */
    if (*of->language == '-')
        of->taken(visit, of->context, NULL);
    else
        asking_begin(visit, &(struct asking){.arguments = arguments,
                                             .most_bytes = MOST_BYTES,
                                             .heard = on_heard,
                                             .left = on_left,
                                             .context = l});
}

/* Its own folder lies beside the form's: a station's settings on this machine
 * are not read, nor are its answers. */
enum err glimpse_run(struct options *options, struct archive *archive)
{
    (void)archive;
    char *program = file_of_program("barrio-kiosk");
    char *data = file_join(options->words[1], "../kiosk");
    const char *const words[] = {"barrio-kiosk",
                                 "pages",
                                 options->words[2],
                                 options->words[3],
                                 "--config",
                                 "/dev/null",
                                 "--data",
                                 data,
                                 "--forms",
                                 options->words[1],
                                 "--station",
                                 "preview",
                                 "--place",
                                 options->config.name,
                                 NULL};

    execv(program, (char **)words);
    execv("/usr/bin/barrio-kiosk", (char **)words);
    log_warn("no barrio-kiosk on this machine, no form can be looked "
             "through: %s",
             strerror(errno));
    free(data);
    free(program);
    return ERR_MISSING;
}
