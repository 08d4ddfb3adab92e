/* A form document read just far enough to evaluate expressions on it: the
 * primary instance with the types of its binds, secondary instances, choices
 * of selects. */
#ifndef CONFORMANCE_DOCUMENT_H
#define CONFORMANCE_DOCUMENT_H

#include "base/err.h"
#include "form/expr.h"
#include "form/node.h"

struct instance {
    char *id;
    struct node *root;
};

struct label {
    char *path, *value, *text;
};

struct document {
    struct names *names;
    struct node_pool *pool;
    struct instance instances[16]; /* [0]: the primary one */
    size_t instances_count;
    struct label labels[64];
    size_t labels_count;
    struct expr_host host;
};

/* Reads a form, or a bare instance when the root is not h:html. The caller
 * calls document_clear, also after an error. */
MUST_USE enum err document_read(struct document *out, const char *data,
                                size_t size);
void document_clear(struct document *document);
/* The root element of the primary instance. */
struct node *document_root(const struct document *document);

#endif
