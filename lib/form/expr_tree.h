/* The parsed form of an expression, private to lib/form/expr_*.c. */
#ifndef FORM_EXPR_TREE_H
#define FORM_EXPR_TREE_H

#include "form/expr.h"

struct function;

enum op {
    OP_OR,
    OP_AND,
    OP_EQ,
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_DIV,
    OP_MOD,
    OP_UNION
};

enum axis {
    AXIS_CHILD,
    AXIS_DESCENDANT,
    AXIS_PARENT,
    AXIS_ANCESTOR,
    AXIS_FOLLOWING_SIBLING,
    AXIS_PRECEDING_SIBLING,
    AXIS_FOLLOWING,
    AXIS_PRECEDING,
    AXIS_ATTRIBUTE,
    AXIS_NAMESPACE,
    AXIS_SELF,
    AXIS_DESCENDANT_OR_SELF,
    AXIS_ANCESTOR_OR_SELF
};

enum test {
    TEST_NAME,
    TEST_ANY,        /* * */
    TEST_ANY_PREFIX, /* ns:* */
    TEST_NODE,
    TEST_TEXT,
    TEST_COMMENT,
    TEST_INSTRUCTION
};

struct step {
    enum axis axis;
    enum test test;
    const char *name;  /* as written: with its prefix, or the prefix of ns:*,
                          or the target of a processing instruction */
    const char *local; /* of TEST_NAME: name without its prefix */
    uint32_t hash;     /* names_hash(local) */
    struct term **predicates;
    size_t predicates_count;
};

enum term_kind {
    TERM_NUMBER,
    TERM_TEXT,
    TERM_VARIABLE,
    TERM_NEGATE, /* args[0] */
    TERM_BINARY, /* args[0] op args[1] */
    TERM_CALL,
    TERM_FILTER, /* args[0], then its predicates */
    TERM_PATH
};

enum start { START_ROOT, START_CONTEXT, START_TERM /* args[0] */ };

struct term {
    enum term_kind kind;
    enum op op;
    enum start start;
    bool is_steady; /* no part of it looks at "." or position(): one value
                       for all candidates of a predicate */
    int depth;
    double number;
    const char *text;                /* literal, variable or function name */
    const struct function *function; /* NULL: there is none of that name */
    struct term **args;
    size_t args_count;
    struct step *steps;
    size_t steps_count;
    const struct expr_way *way; /* of a path; NULL: by its steps */
};

struct expr {
    const char *source;
    struct term *root;
    unsigned traits;
    const char **instances; /* literal ids of instance() */
    size_t instances_count;
    const char *unknown_function;
};

/* Parses a source into its tree. */
MUST_USE enum err parser_run(struct term **out, struct arena *arena,
                             const char *source, struct expr_error *why);
/* "child", "parent", ... */
const char *axis_name(enum axis axis);
/* The axis of that name; false when there is none. */
MUST_USE bool axis_parse(const char *name, enum axis *out);

#endif
