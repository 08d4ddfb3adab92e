#include "xpath10.h"

#include "form/node.h"
#include "form/value.h"

#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <math.h>
#include <string.h>

/* A copy of our tree: local names, texts, and where each node came from. */
struct mirror {
    xmlDoc *doc;
    const struct node *at;
    xmlNode *at_copy;
};

static const xmlChar *text(const char *from)
{
    return (const xmlChar *)from;
}

static xmlNode *copy(struct mirror *mirror, const struct node *from)
{
    xmlNode *to =
        xmlNewDocNode(mirror->doc, NULL, text(from->name->local), NULL);

    to->_private = (void *)from;
    if (from == mirror->at)
        mirror->at_copy = to;
    if (!from->first)
        xmlNodeAddContent(to, text(node_text(from)));
    for (const struct node *a = from->attributes; a; a = a->next)
        xmlNewProp(to, text(a->name->local), text(node_text(a)))->_private =
            (void *)a;
    for (const struct node *n = from->first; n; n = n->next) {
        if (!node_has(n, NODE_TEMPLATE) && !node_has(n, NODE_IRRELEVANT))
            xmlAddChild(to, copy(mirror, n));
    }
    return to;
}

static bool same_nodes(const xmlNodeSet *theirs, const struct value *ours)
{
    size_t count = theirs ? (size_t)theirs->nodeNr : 0;

    if (ours->kind != VALUE_NODES || ours->as.nodes.count != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (theirs->nodeTab[i]->_private != ours->as.nodes.items[i])
            return false;
    }
    return true;
}

static bool same_number(double theirs, double ours)
{
    return theirs == ours || (isnan(theirs) && isnan(ours)) ||
           fabs(theirs - ours) <= 1e-9 * fabs(theirs);
}

static bool same(const xmlXPathObject *theirs, const struct value *ours)
{
    switch (theirs->type) {
    case XPATH_NODESET:
        return same_nodes(theirs->nodesetval, ours);
    case XPATH_NUMBER:
        return ours->kind == VALUE_NUMBER &&
               same_number(theirs->floatval, ours->as.number);
    case XPATH_BOOLEAN:
        return ours->kind == VALUE_BOOLEAN &&
               !theirs->boolval == !ours->as.boolean;
    case XPATH_STRING:
        return ours->kind == VALUE_TEXT &&
               !strcmp((const char *)theirs->stringval, ours->as.text);
    default:
        return false;
    }
}

static void be_quiet(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

bool xpath10_agrees(const struct node *root, const struct node *at,
                    const char *expression, const struct value *ours)
{
    struct mirror mirror = {.doc = xmlNewDoc(text("1.0")),
                            .at = at ? at : root};
    bool agrees = false;

    xmlSetGenericErrorFunc(NULL, be_quiet);
    if (root)
        xmlDocSetRootElement(mirror.doc, copy(&mirror, root));
    xmlXPathContext *context = xmlXPathNewContext(mirror.doc);
    context->node = mirror.at_copy;
    xmlXPathObject *theirs = xmlXPathEvalExpression(text(expression), context);
    if (theirs) {
        if (theirs->type == XPATH_NODESET && theirs->nodesetval)
            xmlXPathNodeSetSort(theirs->nodesetval);
        agrees = same(theirs, ours);
    }
    xmlXPathFreeObject(theirs);
    xmlXPathFreeContext(context);
    xmlFreeDoc(mirror.doc);
    return agrees;
}
