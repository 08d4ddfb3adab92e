/* How far a survey has come: whom it has reached of those it means to hear,
 * and how many people the next release takes. That needs every answer of the
 * form, so it is reckoned by a process of its own, and remembered where there
 * are many (reckoned.h). */
#ifndef HUB_RECKONING_H
#define HUB_RECKONING_H

#include "base/attr.h"
#include "base/err.h"
#include "reckoned.h"
#include "rounds.h"
#include "target.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;
struct options;
struct visit;

struct reckoning {
    int64_t family;
    int64_t people;        /* counted */
    struct reckoned known; /* of when it is */
    int64_t missing;       /* as release_missing says */
    bool is_encrypted;
    const char *group;   /* the question of groups, "" where there is none */
    struct reach *reach; /* of those who were planned */
    size_t count;
    struct rounds rounds; /* what workers were sent to ask */
};

/* Reckons for the form in the visit's path; taken is called when it is done,
 * at once with what is remembered. Everything lives as long as the visit. A
 * failure is replied to here. */
void reckoning_take(struct visit *visit,
                    void (*taken)(struct visit *visit, void *context,
                                  const struct reckoning *reckoning),
                    void *context);

/* The same for a page to look at: where nothing is remembered yet of many
 * answers, or nothing since the last release and after_release is asked for,
 * it replies by itself with a page of that title which says that they are
 * being counted and looks again. */
void reckoning_look(struct visit *visit, const char *title, bool after_release,
                    void (*taken)(struct visit *visit, void *context,
                                  const struct reckoning *reckoning),
                    void *context);

/* The command reckon FORM, for the hub itself: prints it. */
MUST_USE enum err reckoning_run(struct options *options,
                                struct archive *archive);

#endif
