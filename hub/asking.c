#include "asking.h"

#include "base/arena.h"
#include "hub.h"
#include "printout.h"

struct asked {
    struct asking asking;
    struct visit *visit;
    struct printout printout;
};

static void forget(struct visit *visit)
{
    struct asked *a = visit->data;
    void (*left)(void *context) = a->printout.child ? a->asking.left : NULL;

    printout_end(&a->printout);
    if (left)
        left(a->asking.context);
}

static void on_printed(void *context, const char *text)
{
    struct asked *a = context;
    char *printed = text ? arena_strdup(a->visit->arena, text) : NULL;

    a->asking.heard(a->visit, a->asking.context, printed);
}

void asking_begin(struct visit *visit, const struct asking *asking)
{
    struct asked *a = arena_alloc(visit->arena, sizeof *a);

    *a = (struct asked){.asking = *asking, .visit = visit};
    if (printout_start(&a->printout, visit->hub->children, asking->arguments,
                       asking->most_bytes, on_printed, a)) {
        asking->heard(visit, asking->context, NULL);
        return;
    }
    visit->data = a;
    visit->gone = forget;
}
