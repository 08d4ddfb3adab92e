#include "base/xml.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <libxml/parser.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libxml2 copies what it is fed: small pieces stay in one warm buffer. */
enum { DEEPEST = 256, PIECE = 1 << 14 };

struct reader {
    const struct xml_handler *handler;
    void *context;
    xmlParserCtxtPtr parser;
    struct xml_error *why;
    enum err err;
    int depth;
    struct xml_attribute *attributes;
    size_t attributes_capacity;
    struct xml_namespace *declared;
    size_t declared_capacity;
    struct buf values;
};

static const char *or_empty(const xmlChar *text)
{
    return text ? (const char *)text : "";
}

static void stop(struct reader *r, enum err err, int line, const char *reason)
{
    if (r->err)
        return;
    r->err = err;
    if (r->why && r->why->reason[0] == '\0') {
        r->why->line = line;
        snprintf(r->why->reason, sizeof r->why->reason, "%s", reason);
        size_t n = strlen(r->why->reason);
        if (n && r->why->reason[n - 1] == '\n')
            r->why->reason[n - 1] = '\0';
    }
    xmlStopParser(r->parser);
}

static void pass(struct reader *r, enum err err)
{
    if (!err || r->err)
        return;
    r->err = err;
    if (r->why && r->why->line == 0)
        r->why->line = xmlSAX2GetLineNumber(r->parser);
    xmlStopParser(r->parser);
}

/* libxml2 gives a value as a begin and an end; we need strings. All values
 * of an element are laid one behind the other, pointers set at the end. */
static void take_attributes(struct reader *r, int count, const xmlChar **from)
{
    while (r->attributes_capacity < (size_t)count)
        r->attributes =
            mem_grow(r->attributes, r->attributes_capacity,
                     &r->attributes_capacity, sizeof *r->attributes);
    buf_reset(&r->values);
    for (int i = 0; i < count; i++) {
        const xmlChar **a = from + 5 * i;
        buf_add(&r->values, a[3], (size_t)(a[4] - a[3]));
        buf_putc(&r->values, '\0');
    }
    const char *value = buf_text(&r->values);
    for (int i = 0; i < count; i++) {
        const xmlChar **a = from + 5 * i;
        r->attributes[i] = (struct xml_attribute){.name = or_empty(a[0]),
                                                  .prefix = or_empty(a[1]),
                                                  .ns = or_empty(a[2]),
                                                  .value = value};
        value += a[4] - a[3] + 1;
    }
}

static void take_namespaces(struct reader *r, int count, const xmlChar **from)
{
    while (r->declared_capacity < (size_t)count)
        r->declared = mem_grow(r->declared, r->declared_capacity,
                               &r->declared_capacity, sizeof *r->declared);
    for (int i = 0; i < count; i++)
        r->declared[i] = (struct xml_namespace){or_empty(from[2 * i]),
                                                or_empty(from[2 * i + 1])};
}

/* libxml2 lets overlong forms through, which no other reader takes. */
static bool is_text(struct reader *r, const char *text, size_t size)
{
    if (utf8_is_valid(text, size))
        return true;
    stop(r, ERR_FORMAT, xmlSAX2GetLineNumber(r->parser),
         "a byte sequence is no UTF-8");
    return false;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *ns, int ns_count,
                     const xmlChar **namespaces, int count, int defaulted,
                     const xmlChar **attributes)
{
    struct reader *r = context;
    int line = xmlSAX2GetLineNumber(r->parser);

    (void)defaulted;
    if (r->err)
        return;
    if (++r->depth > DEEPEST) {
        stop(r, ERR_LIMIT, line, "elements are nested too deep");
        return;
    }
    if (!r->handler->start)
        return;
    take_attributes(r, count, attributes);
    take_namespaces(r, ns_count, namespaces);
    if (!is_text(r, buf_text(&r->values), r->values.size) ||
        !is_text(r, or_empty(name), strlen(or_empty(name))))
        return;
    struct xml_element element = {.name = or_empty(name),
                                  .prefix = or_empty(prefix),
                                  .ns = or_empty(ns),
                                  .attributes = r->attributes,
                                  .attributes_count = (size_t)count,
                                  .declared = r->declared,
                                  .declared_count = (size_t)ns_count,
                                  .line = line};
    pass(r, r->handler->start(r->context, &element));
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *ns)
{
    struct reader *r = context;

    (void)prefix;
    if (r->err)
        return;
    r->depth--;
    if (r->handler->end)
        pass(r, r->handler->end(r->context, or_empty(name), or_empty(ns)));
}

static void on_text(void *context, const xmlChar *text, int size)
{
    struct reader *r = context;

    if (!r->err && is_text(r, (const char *)text, (size_t)size) &&
        r->handler->text)
        pass(r, r->handler->text(r->context, (const char *)text, (size_t)size));
}

static void on_entity(void *context, const xmlChar *name, int type,
                      const xmlChar *public_id, const xmlChar *system_id,
                      xmlChar *content)
{
    struct reader *r = context;

    (void)name, (void)type, (void)public_id, (void)system_id, (void)content;
    stop(r, ERR_FORMAT, xmlSAX2GetLineNumber(r->parser),
         "entity declarations are not accepted");
}

static void on_error(void *context, xmlErrorPtr error)
{
    struct reader *r = context;

    /* A namespace is a name; that it looks like no address harms nobody. */
    if (error->code == XML_WAR_NS_URI) {
        r->parser->errNo = XML_ERR_OK;
        return;
    }
    if (error->level >= XML_ERR_ERROR && error->code != XML_ERR_USER_STOP)
        stop(r, ERR_FORMAT, error->line,
             error->message ? error->message : "not well-formed XML");
}

static xmlEntityPtr no_entity(void *context, const xmlChar *name)
{
    (void)context;
    return xmlGetPredefinedEntity(name);
}

static xmlSAXHandler sax_table(void)
{
    xmlSAXHandler sax = {0};

    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = on_start;
    sax.endElementNs = on_end;
    sax.characters = on_text;
    sax.ignorableWhitespace = on_text;
    sax.cdataBlock = on_text;
    sax.entityDecl = on_entity;
    sax.getEntity = no_entity;
    sax.serror = (xmlStructuredErrorFunc)on_error;
    return sax;
}

static void feed(struct reader *r, const char *data, size_t size)
{
    while (size > 0 && !r->err) {
        int piece = size < PIECE ? (int)size : PIECE;
        if (xmlParseChunk(r->parser, data, piece, 0) != 0 && !r->err)
            stop(r, ERR_FORMAT, xmlSAX2GetLineNumber(r->parser),
                 "not well-formed XML");
        data += piece;
        size -= (size_t)piece;
    }
    if (!r->err && xmlParseChunk(r->parser, "", 0, 1) != 0 && !r->err)
        stop(r, ERR_FORMAT, xmlSAX2GetLineNumber(r->parser),
             "the document is cut off");
}

/* Making a parser and taking it apart took a fifth of what a small document
 * needs, and one that is kept knows its names already. Only one that has read
 * a small document without a fault is. */
static xmlParserCtxtPtr spare;

enum { KEPT_SIZE = 1 << 16, KEPT_NAMES = 1000 };

static xmlParserCtxtPtr take_parser(struct reader *r)
{
    xmlSAXHandler sax = sax_table();
    xmlParserCtxtPtr parser = spare;

    /* A handler may begin a reading of its own. */
    spare = NULL;
    if (parser && xmlCtxtResetPush(parser, NULL, 0, NULL, NULL) == 0) {
        parser->userData = r;
        return parser;
    }
    xmlFreeParserCtxt(parser);
    parser = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
    if (!parser)
        abort();
    return parser;
}

static void give_parser_back(const struct reader *r, size_t size)
{
    xmlParserCtxtPtr parser = r->parser;

    /* An entity's declaration makes libxml2 begin a document of its own. */
    xmlFreeDoc(parser->myDoc);
    parser->myDoc = NULL;
    if (!spare && !r->err && size <= KEPT_SIZE &&
        xmlDictSize(parser->dict) <= KEPT_NAMES)
        spare = parser;
    else
        xmlFreeParserCtxt(parser);
}

enum err xml_read(const char *data, size_t size,
                  const struct xml_handler *handler, void *context,
                  struct xml_error *why)
{
    struct reader r = {.handler = handler, .context = context, .why = why};

    if (why)
        *why = (struct xml_error){0};
    buf_init(&r.values, 0);
    r.parser = take_parser(&r);
    /* NOENT only resolves the predefined ones here (in attributes libxml2
     * leaves &#38; otherwise): declaring an entity ends the reading. */
    xmlCtxtUseOptions(r.parser, XML_PARSE_NONET | XML_PARSE_NOENT |
                                    XML_PARSE_HUGE | XML_PARSE_NOCDATA);
    feed(&r, data, size);
    give_parser_back(&r, size);
    buf_clear(&r.values);
    free(r.attributes);
    free(r.declared);
    return r.err;
}

const char *xml_attribute(const struct xml_element *element, const char *name)
{
    return xml_attribute_ns(element, name, "");
}

const char *xml_attribute_ns(const struct xml_element *element,
                             const char *name, const char *ns)
{
    for (size_t i = 0; i < element->attributes_count; i++) {
        const struct xml_attribute *a = &element->attributes[i];
        if (strcmp(a->name, name) == 0 && strcmp(a->ns, ns) == 0)
            return a->value;
    }
    return NULL;
}

static const char *escape_of(char c, int in_attribute)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#13;";
    case '"':
        return in_attribute ? "&quot;" : NULL;
    case '\n':
        return in_attribute ? "&#10;" : NULL;
    case '\t':
        return in_attribute ? "&#9;" : NULL;
    default:
        return NULL;
    }
}

static void escape(struct buf *out, const char *text, int in_attribute)
{
    const char *run = text;

    for (; *text; text++) {
        const char *as = escape_of(*text, in_attribute);
        if (!as)
            continue;
        buf_add(out, run, (size_t)(text - run));
        buf_puts(out, as);
        run = text + 1;
    }
    buf_add(out, run, (size_t)(text - run));
}

void xml_escape(struct buf *out, const char *text)
{
    escape(out, text, 0);
}

void xml_escape_attribute(struct buf *out, const char *text)
{
    escape(out, text, 1);
}
