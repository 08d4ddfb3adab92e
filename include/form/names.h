/* Names of elements and attributes, each kept once: equal names of one table
 * are one pointer. */
#ifndef FORM_NAMES_H
#define FORM_NAMES_H

struct names;

struct node_name {
    const char *local;
    const char *prefix; /* "" when there is none */
    const char *ns;     /* URI, "" when there is none */
};

/* An empty table; whatever uses its names must not outlive it. */
struct names *names_new(void);
/* NULL is accepted. */
void names_free(struct names *names);
/* The one copy of a name; NULL prefix or ns count as "". */
const struct node_name *names_intern(struct names *names, const char *local,
                                     const char *prefix, const char *ns);

#endif
