/* The door to libxml2: documents from outside are read as a stream of
 * events, without network, without external entities and within limits; no
 * tree is kept. A document type declaration that declares entities is
 * refused (billion laughs). Output is written by hand with the escaper. */
#ifndef BASE_XML_H
#define BASE_XML_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

struct xml_attribute {
    const char *name;   /* local part */
    const char *prefix; /* "" when there is none */
    const char *ns;     /* namespace URI, "" when there is none */
    const char *value;  /* entities resolved */
};

struct xml_namespace {
    const char *prefix; /* "" for the default namespace */
    const char *uri;
};

/* Borrowed for the call; values die when the call returns. The strings of the
 * element's name, prefix and namespace live as long as the reading, and equal
 * ones are the same pointer. */
struct xml_element {
    const char *name;
    const char *prefix;
    const char *ns;
    const struct xml_attribute *attributes;
    size_t attributes_count;
    const struct xml_namespace *declared; /* on this very element */
    size_t declared_count;
    int line;
};

/* Where and why reading stopped; line 0 when no place can be named. */
struct xml_error {
    int line;
    char reason[200];
};

/* Each returns ERR_NONE to go on; another value stops the reading, which
 * then returns it. A handler that knows why fills the struct xml_error that
 * was given to xml_read. Members may be NULL. */
struct xml_handler {
    enum err (*start)(void *context, const struct xml_element *element);
    enum err (*end)(void *context, const char *name, const char *ns);
    /* Text and CDATA; adjacent runs may come in several calls. */
    enum err (*text)(void *context, const char *text, size_t size);
};

/* The value of the attribute of that local name without a namespace, or
 * NULL. */
const char *xml_attribute(const struct xml_element *element, const char *name);
/* The same for an attribute in a namespace. */
const char *xml_attribute_ns(const struct xml_element *element,
                             const char *name, const char *ns);

/* Reads a whole document of size bytes in any encoding libxml2 knows.
 * ERR_FORMAT when it is not well-formed (why says line and reason),
 * ERR_LIMIT when nested deeper than 256. why may be NULL. */
MUST_USE enum err xml_read(const char *data, size_t size,
                           const struct xml_handler *handler, void *context,
                           struct xml_error *why);

/* Appends text as character data (& < > escaped). */
void xml_escape(struct buf *out, const char *text);
/* Appends text as an attribute's value: the quote and white space other
 * than the blank escaped too. */
void xml_escape_attribute(struct buf *out, const char *text);

#endif
