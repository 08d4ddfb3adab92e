/* A session inside: shared by the sources that move in it, compute in it and
 * show it. */
#ifndef FORM_FILL_H
#define FORM_FILL_H

#include "base/buf.h"
#include "form/session.h"
#include "model.h"

/* A place in the body. */
enum place_kind { PLACE_BEGIN, PLACE_AT, PLACE_END };

struct place {
    enum place_kind kind;
    const struct element *element;
    struct node *node;   /* its instance; NULL: a repeat that is not there */
    struct node *around; /* nearest instance node of an element around it */
};

/* The question's number among all that are relevant. */
struct progress {
    size_t number, total;
    bool stands; /* as long as the view does */
};

/* The choices of a list that is the same whenever it is asked for: a hundred
 * thousand are made once, and only the marks of those chosen change. */
struct stock {
    struct arena *arena;
    const struct itemset *set; /* NULL: holds nothing */
    struct choice *choices;
    size_t count;
};

/* A question as it was last shown, with its texts in an arena. */
struct view {
    struct arena *arena;
    struct stock stock;
    struct question question;
    bool stands; /* nothing has changed since */
};

struct session {
    const struct xform *form;
    struct node_pool *pool;
    struct names *names; /* of nodes that the form has not */
    struct node *root;
    struct node **single; /* by field: its node when it is in no repeat */
    struct arena *scratch;
    struct expr_host host;
    struct expr_index *index;
    struct arena *kept; /* copies of what session_start gave */
    struct session_start start;
    struct node **last_saved; /* by instance of the form, or NULL */
    size_t language;
    char *id;
    uint64_t random;
    struct node **scopes; /* by rule: where it must be evaluated, or NULL */
    size_t *queue;        /* heap of rules to evaluate */
    size_t queue_count;
    /* Some value no longer stands as the rules left it: somebody wrote over a
     * calculation, or a rule failed. From then on nothing may be taken as
     * settled because its inputs are the same. */
    bool is_unsettled;
    int depth;   /* of actions that set off actions */
    int growths; /* of counts by their own instances, since an answer */
    struct place place;
    struct view view;
    struct view view_at;
    struct progress progress;
    struct buf ref;
    struct buf message;
    struct buf fault;
    char *body; /* frozen bytes, or NULL */
    size_t body_size;
};

/* answer.c: the person goes on after all: what was frozen is discarded. */
void answer_thaw(struct session *session);

/* audit.c: writes the log's name where the form wants it. */
void audit_name(struct session *session);

/* The two halves of session_new, without an instanceID of its own: what a
 * form alone does, for comparing with other engines. */
MUST_USE enum err session_blank(struct session **out, const struct xform *form,
                                const struct session_start *start);
/* Preloads and events of a new or resumed instance, then all rules. */
void session_begin(struct session *session, bool is_new);

/* compute.c: what depends on what has changed. */
/* The value of a node was changed. */
void compute_changed(struct session *session, struct node *node);
/* It was given again, as it was: only what is restless follows. */
void compute_repeated(struct session *session, struct node *node);
/* It was changed, but what depends on it is to stay until something else
 * makes it follow. */
void compute_unsettle(struct session *session, const struct node *node);
/* An instance of a repeat has come, with all below it. */
void compute_added(struct session *session, struct node *node);
/* An instance of that repeat has gone from below parent. */
void compute_removed(struct session *session, struct node *parent,
                     const struct field *field);
/* Every rule below a node. */
void compute_below(struct session *session, struct node *node);
/* Evaluates what the calls above have marked, in order. */
void compute_run(struct session *session);
/* Makes inherited flags of a subtree true. */
void compute_inherit(struct node *node);
/* Evaluation with the session's host; errors become its fault. */
struct expr_context compute_context(struct session *session, struct node *node);
/* Keeps the first failure of an evaluation as the session's fault. */
void compute_fault(struct session *session, const struct node *node,
                   const char *what, const char *reason);

/* The instance of a field that is nearest to a node: below the deepest
 * ancestor they share, each first; NULL when there is none. */
struct node *near_node(const struct session *session, const struct field *field,
                       struct node *node);
/* Calls visit for each instance of a field below (or at) a node. */
void near_each(const struct session *session, const struct field *field,
               struct node *below,
               void (*visit)(void *context, struct node *node), void *context);

/* host.c */
void host_init(struct session *session);
/* Milliseconds since the epoch; fixed when the caller fixed it. */
int64_t host_now(const struct session *session);
/* In [0, 1), the same order for the same seed. */
double host_random(struct session *session);

/* store.c: values into nodes, with all that follows. */
void store_value(struct session *session, struct node *node, const char *text,
                 enum datatype held);
/* The result of a calculation: nothing but the node changes; whether it holds
 * something else than before. */
bool store_result(struct node *node, const struct value *value);
/* Whether a value passes the constraint of its node. */
bool store_fits(struct session *session, struct node *node, const char *text,
                enum datatype held);

/* events.c */
void events_load(struct session *session, bool first);
/* xforms-value-changed of the controls of a node. */
void events_changed(struct session *session, struct node *node);
/* odk-new-repeat of a repeat's own actions. */
void events_new_repeat(struct session *session, const struct element *repeat,
                       struct node *node);
/* xforms-revalidate, at the end. */
void events_revalidate(struct session *session);
/* preload.c */
void preload_tree(struct session *session, struct node *node);
/* What is known at the end: timestamps. */
void preload_end(struct session *session, struct node *node);

/* repeat.c */
/* The instance that the repeat's count calls for, if it calls for one. */
struct node *repeat_add_wanted(struct session *session,
                               const struct element *repeat,
                               struct node *around);
struct node *repeat_add(struct session *session, const struct element *repeat,
                        struct node *around);
/* Removes an instance and computes what depended on it. */
void repeat_remove(struct session *session, struct node *node);
/* Whether the form says by jr:count how many instances there are. */
bool repeat_is_counted(const struct element *repeat);
/* How many instances jr:count asks for; 0 without a value. */
size_t repeat_wanted(struct session *session, const struct element *repeat,
                     struct node *around);
/* Whether another instance may be added there by anybody. */
bool repeat_may_grow(struct session *session, const struct element *repeat,
                     struct node *around);
/* The instances of a repeat around a node: how many, and the first. */
size_t repeat_count(const struct session *session, const struct element *repeat,
                    struct node *around);
/* The first instance, or NULL. */
struct node *repeat_first(const struct session *session,
                          const struct element *repeat, struct node *around);

/* walk.c: all places, in order. */
struct place walk_next(const struct session *session, struct place place);
/* The one before. */
struct place walk_previous(const struct session *session, struct place place);
/* Next or previous relevant place; makes instances that jr:count asks for
 * when it reaches them. */
struct place walk_step(struct session *session, struct place place,
                       bool forward);
/* The same without making anything. */
struct place walk_peek(struct session *session, struct place place,
                       bool forward);
/* Whether a place is asked now. */
bool walk_is_relevant(struct session *session, const struct place *place);
/* The place of a path as node_path prints it; PLACE_END when there is none. */
struct place walk_find(struct session *session, const char *ref);
/* The node that expressions of a place are asked from. */
struct node *walk_context(const struct place *place);

/* show.c: texts in the current language, in the given arena. */
const char *show_text(struct session *session, const struct text *text,
                      struct node *node, struct arena *arena);
/* "" when there is none. */
const char *show_caption(struct session *session, const struct caption *caption,
                         enum text_form form, struct node *node,
                         struct arena *arena);

/* choices.c */
/* The choices of a select for the node that is asked, in the view's arena or
 * its stock; false when they cannot be had. Values of the answer that are no
 * longer offered are taken out of it. */
bool choices_show(struct session *session, const struct element *element,
                  struct node *node, struct view *view, struct choice **out,
                  size_t *count);
/* The labels of a range's steps, in the current language. */
void choices_ticks(struct session *s, const struct element *element,
                   struct node *node, struct arena *arena, struct choice **out,
                   size_t *count);
/* Whether a value is offered. */
bool choices_offer(struct session *session, const struct element *element,
                   struct node *node, const char *value, struct arena *arena);
/* The label of one value, NULL when it is not offered. */
const char *choices_label(struct session *session,
                          const struct element *element, struct node *node,
                          const char *value, struct arena *arena);

/* answer.c: answers without asking whether the node is readonly or asked. */
enum answer answer_node(struct session *session, struct node *node,
                        const char *text, enum datatype held);
/* Whether each choice of a value is offered; true for other questions. */
bool answer_is_offered(struct session *session, const struct element *element,
                       struct node *node, const char *value);
/* How the value of a node stands: as if it were given again. */
enum answer answer_verdict(struct session *session, struct node *node);
/* Gives every answer again; *at is where one was refused. */
enum answer answer_validate(struct session *session, struct place *at);

/* write.c: the instance as a document. */
void write_instance(const struct session *session, struct buf *out);

#endif
