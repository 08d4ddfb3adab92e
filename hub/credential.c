#include "credential.h"

#include "base/arena.h"
#include "children.h"
#include "hub.h"

#include <string.h>
#include <unistd.h>

/* Those that wait for their turn are counted with those that run. */
enum { MOST = 12, MOST_KNOWN = 16, LONGEST_HASH = 256 };

/* One password that is being worked on, or waits for that. */
struct credential {
    struct credential *next; /* in line */
    struct visit *visit;
    struct child *child; /* NULL: it waits */
    const char *word, *input;
    char hash[LONGEST_HASH];
    size_t size;
    void (*checked)(struct visit *visit, bool is_right);
    void (*made)(struct visit *visit, const char *hash);
};

/* Half of the processors are for whoever else comes: ten sign-ins at once take
 * no longer one behind the other, and nobody's answer waits for them. */
static size_t at_once(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    return processors > 3 ? (size_t)processors / 2 : 1;
}

static void on_output(void *context);

static void finish(struct credential *c, bool worked)
{
    c->visit->gone = NULL;
    c->hash[strcspn(c->hash, "\n")] = '\0';
    if (c->checked)
        c->checked(c->visit, worked);
    else if (worked)
        c->made(c->visit, c->hash);
    else
        visit_fail(c->visit, ERR_IO);
}

/* Lets in whoever is first in line. */
static void run_next(struct hub *hub)
{
    struct credentials *all = &hub->credentials;

    while (all->first && all->running < at_once()) {
        struct credential *c = all->first;
        const char *arguments[] = {c->word, NULL};
        all->first = c->next;
        all->waiting--;
        enum err err = child_start(&c->child, hub->children, arguments,
                                   c->input, on_output, c);
        if (!err) {
            all->running++;
            continue;
        }
        c->visit->gone = NULL;
        visit_fail(c->visit, err);
    }
}

static int end(struct credential *c)
{
    int status = child_end(c->child);

    c->child = NULL;
    c->visit->hub->credentials.running--;
    return status;
}

static void leave_line(struct credential *c)
{
    struct credentials *all = &c->visit->hub->credentials;
    struct credential **link = &all->first;

    while (*link != c)
        link = &(*link)->next;
    *link = c->next;
    all->waiting--;
}

static void forget(struct visit *visit)
{
    struct credential *c = visit->data;

    if (c->child)
        end(c);
    else
        leave_line(c);
    run_next(visit->hub);
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
    struct hub *hub = c->visit->hub;
    bool worked = end(c) == 0;
    finish(c, worked);
    run_next(hub);
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
    struct credentials *all = &c->visit->hub->credentials;
    struct credential **link = &all->first;

    c->word = word;
    c->input = input;
    while (*link)
        link = &(*link)->next;
    *link = c;
    all->waiting++;
    run_next(c->visit->hub);
}

void credential_check(struct visit *visit, const char *hash,
                      const char *password, bool is_known_device,
                      void (*done)(struct visit *visit, bool is_right))
{
    const struct credentials *all = &visit->hub->credentials;
    size_t most = is_known_device ? MOST_KNOWN : MOST;

    if (all->running + all->waiting >= most) {
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
