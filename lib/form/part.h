/* A document while it is being read: elements and texts of everything but
 * the instances, thrown away once the form is made of them. */
#ifndef FORM_PART_H
#define FORM_PART_H

#include "form/names.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct xml_element;

#define NS_XFORMS "http://www.w3.org/2002/xforms"
#define NS_JR "http://openrosa.org/javarosa"
#define NS_ODK "http://www.opendatakit.org/xforms"
#define NS_ORX "http://openrosa.org/xforms"
#define NS_ENTITIES "http://www.opendatakit.org/xforms/entities"

struct part_attribute {
    const char *name;
    const char *ns;
    const char *value;
};

struct part {
    const struct node_name *name; /* NULL: text */
    const char *text;
    struct part *parent;
    struct part *first, *last, *next;
    const struct part_attribute *attributes;
    size_t attributes_count;
    int line;
};

/* A new part below parent (NULL: none), in the arena. */
struct part *part_element(struct arena *arena, struct names *names,
                          struct part *parent,
                          const struct xml_element *element);
/* A run of text below parent. */
struct part *part_text(struct arena *arena, struct part *parent,
                       const char *text);

/* Whether it is an element of that local name. */
bool part_is(const struct part *part, const char *local);
/* The first child element of that local name, or NULL. */
struct part *part_child(const struct part *part, const char *local);
/* The next sibling of the same name, or NULL. */
struct part *part_next(const struct part *part);
/* The next part of the subtree `top` in document order. */
struct part *part_walk(const struct part *top, const struct part *part);
/* The value of an attribute without a namespace, or in one; or NULL. */
const char *part_get(const struct part *part, const char *name);
/* The same in a namespace. */
const char *part_get_ns(const struct part *part, const char *name,
                        const char *ns);
/* All text below it, ends trimmed, in the arena; "" when there is none. */
const char *part_content(const struct part *part, struct arena *arena);

#endif
