#include "credential.h"

#include "base/arena.h"
#include "children.h"
#include "hub.h"

#include <string.h>

enum { RUNNING = 12, RUNNING_KNOWN = 16, LONGEST_HASH = 256 };

/* One password that is being worked on. */
struct credential {
    struct visit *visit;
    struct child *child;
    char hash[LONGEST_HASH];
    size_t size;
    void (*checked)(struct visit *visit, bool is_right);
    void (*made)(struct visit *visit, const char *hash);
};

static int end(struct credential *c)
{
    int status = child_end(c->child);

    c->child = NULL;
    c->visit->hub->credentials--;
    c->visit->gone = NULL;
    return status;
}

static void forget(struct visit *visit)
{
    struct credential *c = visit->data;

    if (c->child)
        end(c);
}

static void on_output(void *context)
{
    struct credential *c = context;
    ssize_t n =
        child_read(c->child, c->hash + c->size, sizeof c->hash - 1 - c->size);

    if (n >= 0) {
        c->size += (size_t)n;
        return;
    }
    bool worked = end(c) == 0;
    c->hash[strcspn(c->hash, "\n")] = '\0';
    if (c->checked)
        c->checked(c->visit, worked);
    else if (worked)
        c->made(c->visit, c->hash);
    else
        visit_fail(c->visit, ERR_IO);
}

static struct credential *begin(struct visit *visit)
{
    struct credential *c = arena_alloc(visit->arena, sizeof *c);

    c->visit = visit;
    visit->data = c;
    visit->gone = forget;
    return c;
}

static void run(struct credential *c, const char *word, const char *input)
{
    const char *arguments[] = {word, NULL};
    enum err err = child_start(&c->child, c->visit->hub->children, arguments,
                               input, on_output, c);

    if (err)
        visit_fail(c->visit, err);
    else
        c->visit->hub->credentials++;
}

void credential_check(struct visit *visit, const char *hash,
                      const char *password, bool is_known_device,
                      void (*done)(struct visit *visit, bool is_right))
{
    size_t most = is_known_device ? RUNNING_KNOWN : RUNNING;

    if (visit->hub->credentials >= most) {
        visit_fail(visit, ERR_BUSY);
        return;
    }
    struct credential *c = begin(visit);
    c->checked = done;
    run(c, "check-password",
        arena_printf(visit->arena, "%s\n%.255s\n", hash, password));
}

void credential_make(struct visit *visit, const char *password,
                     void (*done)(struct visit *visit, const char *hash))
{
    struct credential *c = begin(visit);

    c->made = done;
    run(c, "hash-password", arena_printf(visit->arena, "%s\n", password));
}
