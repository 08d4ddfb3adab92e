/* Memory that is there, or the process ends: systemd starts it again, and
 * nothing durable is lost by it. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "base/attr.h"

#include <stddef.h>

/* Each returns memory that the caller frees with free(); never NULL. */
void *xmalloc(size_t size);
/* Zeroed; checks count * size for overflow. */
void *xcalloc(size_t count, size_t size);
/* As realloc(); checks count * size for overflow. */
void *xreallocarray(void *old, size_t count, size_t size);
/* A copy of a text. */
char *xstrdup(const char *text);
/* A copy of a text's first bytes, size at most, closed by a NUL. */
char *xstrndup(const char *text, size_t size);
/* A text as printf would write it. */
char *xasprintf(const char *format, ...) PRINTF_LIKE(1, 2);

/* Ensures room for one more element in a growing array: doubles *capacity
 * when count has reached it. Returns the (possibly moved) array. */
void *mem_grow(void *array, size_t count, size_t *capacity, size_t size);

#endif
