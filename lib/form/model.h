/* What a form is inside: shared by the sources that read it, order it and
 * run it. Everything lives in the form's arena, nodes in its pool. */
#ifndef FORM_MODEL_H
#define FORM_MODEL_H

#include "base/arena.h"
#include "form/datatype.h"
#include "form/expr.h"
#include "form/names.h"
#include "form/node.h"
#include "form/session.h"

#include <stdbool.h>
#include <stddef.h>

struct lookup;
struct itext;
struct xml_namespace;

/* Growing array of pointers; the items are in the arena, the array is not. */
struct items {
    void **items;
    size_t count;
    size_t capacity;
};

/* Appends; the array grows as needed. */
void items_add(struct items *items, void *item);
/* Frees the array, not the items. */
void items_clear(struct items *items);

/* Text with outputs: pieces of literal text and expressions in turn. */
struct piece {
    const char *text;        /* NULL when it is an output */
    const struct expr *expr; /* NULL when it is text */
};

struct text {
    const struct piece *pieces;
    size_t count;
};

/* The forms in which an itext value may stand. */
enum text_form {
    FORM_PLAIN,
    FORM_LONG,
    FORM_SHORT,
    FORM_IMAGE,
    FORM_BIG_IMAGE,
    FORM_AUDIO,
    FORM_VIDEO,
    FORM_GUIDANCE,
    TEXT_FORMS
};

/* What a label, hint or message says: an itext id, an expression that yields
 * one or the text itself, or text in the form. */
struct caption {
    const char *itext;       /* id, or NULL */
    const struct expr *expr; /* or NULL */
    struct text text;
};

enum rule_kind { RULE_RELEVANT, RULE_READONLY, RULE_REQUIRED, RULE_CALCULATE };

/* One expression of a bind that is kept up to date. */
struct rule {
    enum rule_kind kind;
    struct field *field;
    const struct expr *expr;
    size_t order; /* rules come after the rules they depend on */
    /* It, or a rule behind it, may come out otherwise though nothing that it
     * reads has changed: it asks for the time, for chance, or for a label. */
    bool is_restless;
    int line;
};

/* A path from one field that leads to a single node of another. */
struct expr_way {
    const struct field *from, *to;
};

/* A rule that reads a field. */
struct reader {
    struct rule *rule;
    size_t own_steps; /* see struct expr_reference */
};

/* One generic node of the primary instance, with its bind. node->meta of an
 * instance points to it. Fields are numbered in document order, so that a
 * field and all below it are one range. */
struct field {
    const char *path;
    const struct node_name *name;
    struct field *parent;
    struct field *first, *last, *next; /* children, attributes first */
    struct lookup *names; /* children by name, when there are many */
    size_t index;
    size_t end;   /* index behind its last descendant */
    size_t depth; /* steps of path */
    bool is_attribute;
    bool is_repeat;
    bool is_many; /* a repeat, or several of it in the form as published */
    const struct node *last_seen; /* parent of its last node, while loading */
    struct node *model;           /* a node of that path, for defaults */
    struct node *template; /* of a repeat: what a new instance is copied from */

    enum datatype type;
    const char *id; /* of the bind */
    struct rule *rules[4];
    bool never_relevant;
    bool always_required;
    bool always_readonly;
    const struct expr *constraint;
    struct caption *constraint_message;
    struct caption *required_message;
    const char *preload;
    const char *preload_params;
    int line;

    struct items readers; /* struct reader */
    struct items actions; /* struct action, on xforms-values-changed */
    struct element *control;
};

enum action_event {
    ON_FIRST_LOAD = 1 << 0,
    ON_LOAD = 1 << 1,
    ON_NEW_REPEAT = 1 << 2,
    ON_VALUE_CHANGED = 1 << 3,
    ON_REVALIDATE = 1 << 4
};

enum action_kind { ACTION_SETVALUE, ACTION_GEOPOINT, ACTION_AUDIO };

struct action {
    enum action_kind kind;
    unsigned events;
    struct field *target;
    const struct expr *path;  /* as written */
    const struct expr *value; /* NULL: text */
    const char *text;
    struct element *owner; /* control it stands in, NULL in the model */
    int line;
};

struct itemset {
    const struct expr *nodes;
    const struct expr *value;
    const struct expr *label;
    bool label_is_itext;
    bool is_random;
    const struct expr *seed;
    /* Of search(): its text names the columns of the label, in each language;
     * so many items of the form's own come before the found ones. */
    const struct caption *columns;
    size_t slot;
};

struct item {
    const char *value;
    struct caption label;
};

enum control_kind { KIND_QUESTION, KIND_GROUP, KIND_REPEAT };

/* One element of the body. */
struct element {
    enum control_kind kind;
    enum control question; /* of a question */
    struct element *parent;
    struct element *first, *last, *next;
    struct field *field; /* NULL for a group without ref */
    struct caption label;
    struct caption hint;
    bool has_label;
    const char *appearance;
    bool is_field_list;
    bool is_heading; /* a select that only names the columns of a table */
    const char *media_type;
    const char *range_start, *range_end, *range_step;
    const char *tick_interval, *placeholder; /* of a range; NULL when absent */
    const char *accuracy, *accuracy_limit;   /* metres; NULL when absent */
    const struct item *items;
    size_t items_count;
    const struct itemset *itemset;
    const struct itemset *ticks; /* labels of a range's steps; or NULL */
    struct field *count;         /* jr:count, a path */
    size_t fixed_count;          /* jr:count, a number; 0: none */
    bool no_add_remove;
    int line;
};

struct instance {
    const char *id;
    const char *src; /* NULL when internal */
    struct node *root;
    bool is_last_saved;
};

struct xform {
    struct arena *arena;
    struct names *names;
    struct node_pool *pool;
    const char *id;
    const char *version;
    const char *title;
    struct node *root; /* the instance as published, without templates */
    const struct xml_namespace *namespaces; /* declared on the document */
    size_t namespaces_count;
    struct field **fields;
    size_t fields_count;
    struct lookup *paths; /* path -> field */
    struct items rules;   /* in order */
    struct items actions; /* in document order */
    struct items instances;
    struct element *body;       /* a group that holds all */
    struct field *meta;         /* the meta block, or NULL */
    const char *encryption_key; /* of the submission element, or NULL */
    struct itext *itext;
    size_t repeats_count;
    unsigned audit; /* enum audit_column */
};

/* The field of a generic path, NULL when there is none; prefixes, positions
 * and predicates are ignored. */
struct field *xform_field(const struct xform *form, const char *path);
/* The secondary instance of that id, NULL when there is none. */
const struct instance *xform_instance(const struct xform *form, const char *id);

/* The first item of the secondary instance that an itemset chooses from, its
 * filters aside; NULL when there is none. */
struct node *itemset_first(const struct xform *form,
                           const struct element *element, struct arena *arena);

/* What an item has in the columns "name, label", joined by blanks. */
const char *itemset_columns(const struct node *item, const char *columns,
                            struct arena *arena);
/* The generic path of the main instance's nodes that an itemset chooses from;
 * NULL when it chooses from elsewhere. */
const char *itemset_own_path(const struct xform *form,
                             const struct element *element,
                             struct arena *arena);

/* Orders the rules and says who reads what; false when there is a cycle,
 * described in *why (in the form's arena), with the line of a rule in it. */
bool graph_build(struct xform *form, const char **why, int *line);
/* The range of fields that a rule changes for the rules that read them. */
void rule_range(const struct rule *rule, size_t *from, size_t *to);
/* The field of a node of an instance. */
static inline struct field *node_field(const struct node *node)
{
    return (struct field *)node->meta;
}

#endif
