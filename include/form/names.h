/* Names of elements and attributes, each kept once: equal names of one table
 * are one pointer. */
#ifndef FORM_NAMES_H
#define FORM_NAMES_H

#include <stdint.h>

struct names;

struct node_name {
    const char *local;
    const char *prefix; /* "" when there is none */
    const char *ns;     /* URI, "" when there is none */
    uint32_t hash;      /* names_hash(local): different names, mostly, differ */
};

/* An empty table; whatever uses its names must not outlive it. */
struct names *names_new(void);
/* NULL is accepted. */
void names_free(struct names *names);
/* A hash of a local name. */
uint32_t names_hash(const char *local);
/* The one copy of a name; NULL prefix or ns count as "". */
const struct node_name *names_intern(struct names *names, const char *local,
                                     const char *prefix, const char *ns);

#endif
