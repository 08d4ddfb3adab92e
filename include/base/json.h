/* The door to jansson: small documents are read into a tree; row-wise output
 * is written by hand with the escaper. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A JSON value; members and elements are borrowed from their document. */
struct json;

/* Reads a document; the caller frees it with json_free. ERR_FORMAT when it
 * is not JSON (logged with line and reason). */
MUST_USE enum err json_read(const char *text, size_t size, struct json **out);
/* Frees a document; NULL is accepted. */
void json_free(struct json *document);

/* The member of an object, NULL when absent or when object is none. */
struct json *json_member(const struct json *object, const char *name);
/* The number of elements; 0 when it is no array. */
size_t json_length(const struct json *array);
/* The element, NULL beyond the end. */
struct json *json_element(const struct json *array, size_t i);
/* The text of a string, otherwise fallback. NULL values are accepted. */
const char *json_text(const struct json *value, const char *fallback);
/* The value of a number, otherwise fallback. */
double json_number(const struct json *value, double fallback);
/* The value of a whole number that every reader of JSON keeps exact, -2^53 + 1
 * to 2^53 - 1 (RFC 7493, section 2.2), otherwise fallback: sums of two of them
 * cannot overflow. */
int64_t json_whole(const struct json *value, int64_t fallback);
/* The value of a boolean, otherwise fallback. */
bool json_bool(const struct json *value, bool fallback);

/* Walks an object's members in order; stops when visit returns false. */
void json_each(const struct json *object,
               bool (*visit)(void *context, const char *name,
                             const struct json *value),
               void *context);

/* Appends text as a JSON string, quotes included. NULL becomes null. */
void json_escape(struct buf *out, const char *text);

#endif
