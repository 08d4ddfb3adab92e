/* Documents that use no more of XML than an answer needs: elements,
 * attributes, text and the five entities. Nearly all that come in are such,
 * and reading one by itself takes a fifth of what libxml2 needs to be set up
 * and to read it. Whatever else stands in a document, or is wrong with it, is
 * left to libxml2, which alone refuses. */
#ifndef BASE_XML_PLAIN_H
#define BASE_XML_PLAIN_H

#include "base/xml.h"

#include <stdbool.h>

/* Reads a plain document as xml_read does; err is then what its handler said.
 * False, before the handler was called, when the document is not plain. */
bool xml_plain_read(const char *data, size_t size,
                    const struct xml_handler *handler, void *context,
                    struct xml_error *why, enum err *err);

#endif
