/* The questions of a form as the kiosk draws them: asked of the kiosk itself,
 * in a process of its own, so that nothing is laid out twice. */
#ifndef HUB_GLIMPSE_H
#define HUB_GLIMPSE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct archive;
struct options;
struct visit;

enum { GLIMPSE_PAGE = 20 }; /* as many as the kiosk prints at once */

struct glimpse_page {
    const char *number, *name, *label, *hint;
    const char *choices; /* with tabs between */
    const char *rows;    /* of the screen */
    bool is_conditional;
};

struct glimpse {
    struct glimpse_page pages[GLIMPSE_PAGE];
    size_t count, first;
    size_t total; /* questions of the form */
};

/* What to look at. The folder is this visit's own: the kiosk's data lie beside
 * it, in the same parent. */
struct glimpse_of {
    const char *folder; /* with that form alone */
    const char *language;
    size_t first; /* number of the first question */
    /* Called once when it is done, with NULL when it could not. */
    void (*taken)(struct visit *visit, void *context,
                  const struct glimpse *glimpse);
    /* Called instead when the visitor leaves before that. */
    void (*left)(void *context);
    void *context;
};

/* Asks the kiosk. What taken gets lives as long as the visit. */
void glimpse_take(struct visit *visit, const struct glimpse_of *of);

/* The command glimpse FOLDER LANGUAGE FIRST, for the hub itself: becomes the
 * kiosk. Comes back only when there is none. */
MUST_USE enum err glimpse_run(struct options *options, struct archive *archive);

#endif
