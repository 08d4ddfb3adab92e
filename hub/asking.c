#include "asking.h"

#include "base/arena.h"
#include "base/buf.h"
#include "children.h"
#include "hub.h"

#include <sys/types.h>

enum { PIECE = 16 * 1024 };

struct asked {
    struct asking asking;
    struct visit *visit;
    struct child *child;
    struct buf printed;
};

static void forget(struct visit *visit)
{
    struct asked *a = visit->data;
    void (*left)(void *context) = a->child ? a->asking.left : NULL;

    child_end(a->child);
    a->child = NULL;
    buf_clear(&a->printed);
    if (left)
        left(a->asking.context);
}

static void on_output(void *context)
{
    struct asked *a = context;
    char piece[PIECE], *printed = NULL;
    ssize_t n = child_read(a->child, piece, sizeof piece);

    if (n >= 0) {
        buf_add(&a->printed, piece, (size_t)n);
        if (a->printed.size < a->asking.most_bytes)
            return;
    }
    bool worked = child_end(a->child) == 0;
    a->child = NULL;
    if (worked)
        printed = arena_strdup(a->visit->arena, buf_text(&a->printed));
    a->asking.heard(a->visit, a->asking.context, printed);
}

void asking_begin(struct visit *visit, const struct asking *asking)
{
    struct asked *a = arena_alloc(visit->arena, sizeof *a);

    *a = (struct asked){.asking = *asking, .visit = visit};
    buf_init(&a->printed, 2 * asking->most_bytes);
    if (child_start(&a->child, visit->hub->children, asking->arguments, "",
                    on_output, a)) {
        asking->heard(visit, asking->context, NULL);
        return;
    }
    visit->data = a;
    visit->gone = forget;
}
