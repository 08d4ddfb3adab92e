/* Regular expressions of forms, in the notation of java.util.regex: classes
 * with ranges, nesting, && and \p{...}; groups, alternatives, counts (greedy,
 * lazy and possessive ones are the same for a whole match); anchors, word
 * borders, looking ahead and behind, (?i) at the beginning. References back
 * to groups are not there. Matching takes time linear in the text. */
#ifndef FORM_PATTERN_H
#define FORM_PATTERN_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

/* Whether the whole text matches. ERR_FORMAT when the pattern is malformed,
 * ERR_LIMIT when it or its counts are too large. */
MUST_USE enum err pattern_match(const char *pattern, const char *text,
                                bool *matches);

#endif
