/* UTF-8 as RFC 3629 has it. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the bytes are UTF-8: no overlong form, no surrogate, nothing beyond
 * U+10FFFF, no character cut off. */
bool utf8_is_valid(const char *text, size_t size);

#endif
