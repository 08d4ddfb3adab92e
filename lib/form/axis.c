/* The names of XPath's axes (XPath 1.0, section 2.2). */
#include "expr_tree.h"

#include <string.h>

static const char *const NAMES[] = {
    [AXIS_CHILD] = "child",
    [AXIS_DESCENDANT] = "descendant",
    [AXIS_PARENT] = "parent",
    [AXIS_ANCESTOR] = "ancestor",
    [AXIS_FOLLOWING_SIBLING] = "following-sibling",
    [AXIS_PRECEDING_SIBLING] = "preceding-sibling",
    [AXIS_FOLLOWING] = "following",
    [AXIS_PRECEDING] = "preceding",
    [AXIS_ATTRIBUTE] = "attribute",
    [AXIS_NAMESPACE] = "namespace",
    [AXIS_SELF] = "self",
    [AXIS_DESCENDANT_OR_SELF] = "descendant-or-self",
    [AXIS_ANCESTOR_OR_SELF] = "ancestor-or-self",
};

const char *axis_name(enum axis axis)
{
    return NAMES[axis];
}

bool axis_parse(const char *name, enum axis *out)
{
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        if (strcmp(NAMES[i], name) != 0)
            continue;
        *out = (enum axis)i;
        return true;
    }
    return false;
}
