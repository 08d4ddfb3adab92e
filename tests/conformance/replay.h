/* One recorded case and the engine under test beside it. */
#ifndef CONFORMANCE_REPLAY_H
#define CONFORMANCE_REPLAY_H

#include "base/buf.h"
#include "base/json.h"
#include "fill.h"
#include "lookup.h"

#include <stdbool.h>
#include <stddef.h>

enum outcome { PASSED, FAILED, SKIPPED };

/* What the recording says of one node. */
struct expected {
    char *path;
    char *value; /* NULL: empty */
    char *flags;
    bool is_there;
    bool is_seen;
};

struct state {
    struct expected **items;
    size_t count;
    size_t capacity;
    struct lookup *paths;
    bool is_known;
};

struct case_run {
    const char *folder;
    struct json *meta;
    struct xform *form;
    struct session *session;
    struct state expected;
    struct buf instance; /* saved submission, if any */
    struct buf last_saved;
    struct place cursor;
    struct buf why; /* of failure or skip */
    size_t line;
    bool has_blank; /* a text without characters was given as an answer */
    bool is_over;   /* nothing after this is binding */
};

void state_init(struct state *state);
void state_clear(struct state *state);
/* Applies the keys state, set and del of a line. */
void state_apply(struct state *state, const struct json *line);
/* Says in run->why where the engine's state differs; false then. */
bool state_matches(struct case_run *run, struct node *root);
/* Whether two runs of the recorded engine differ in more than values. */
bool case_is_random(const struct case_run *run);
/* Whether the value of that path differs from run to run. */
bool case_is_volatile(const struct case_run *run, const char *path);

/* Compares two documents as infosets; says the first difference in why. */
bool infoset_equal(const struct case_run *run, const char *mine,
                   const char *theirs, struct buf *why);

/* Performs one line and compares what it shows; false: why says. */
bool perform(struct case_run *run, const struct json *line);
/* Navigation and questions about the engine's state. */
bool perform_step(struct case_run *run, const struct json *line);
bool perform_jump(struct case_run *run, const struct json *line);
bool perform_peek(struct case_run *run, const struct json *line);
bool perform_choices(struct case_run *run, const struct json *line);
bool perform_get(struct case_run *run, const struct json *line);
bool perform_node(struct case_run *run, const struct json *line);
bool perform_count(struct case_run *run, const struct json *line);
/* Puts the cursor on a path, unless it prints like that already. */
void move_cursor(struct case_run *run, const char *path);
/* load and init. */
bool perform_load(struct case_run *run, const struct json *line);
bool perform_init(struct case_run *run, const struct json *line);
bool perform_new_instance(struct case_run *run, const struct json *line);

/* Appends "what: got, wanted ..." and returns false. */
bool case_fail(struct case_run *run, const char *format, ...) PRINTF_LIKE(2, 3);
/* The text of a member, "" when absent or null. */
const char *line_text(const struct json *line, const char *name);
/* Reads FILE of the case, or the file that FILE.ref names. */
bool case_file(const struct case_run *run, const char *name, struct buf *out);

#endif
