#include "printout.h"

#include "children.h"

#include <stdbool.h>

enum { PIECE = 16 * 1024 };

/* A child that prints without end is ended like one that failed. */
static void on_output(void *context)
{
    struct printout *p = context;
    char piece[PIECE];
    ssize_t n = child_read(p->child, piece, sizeof piece);

    if (n >= 0) {
        buf_add(&p->text, piece, (size_t)n);
        if (!p->text.overflow)
            return;
    }
    bool worked = child_end(p->child) == 0;
    p->child = NULL;
    p->done(p->context, worked ? buf_text(&p->text) : NULL);
}

enum err printout_start(struct printout *out, struct children *children,
                        const char *const *arguments, size_t most,
                        void (*done)(void *context, const char *text),
                        void *context)
{
    *out = (struct printout){.done = done, .context = context};
    buf_init(&out->text, most);
    return child_start(&out->child, children, arguments, "", on_output, out);
}

void printout_end(struct printout *printout)
{
    child_end(printout->child);
    printout->child = NULL;
    buf_clear(&printout->text);
}
