#include "external.h"

#include "base/buf.h"
#include "visit.h"

struct content {
    const uint8_t *data;
    size_t size;
};

static enum err give(void *context, const char *uri, struct buf *out)
{
    const struct content *content = context;

    (void)uri;
    buf_add(out, content->data, content->size);
    return out->overflow ? ERR_LIMIT : ERR_NONE;
}

void visit_with_file(const char *uri, const uint8_t *data, size_t size)
{
    struct content content = {data, size};
    const struct xform_files files = {give, &content};
    struct buf form;

    buf_init(&form, 0);
    buf_printf(&form,
               "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
               "xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head>"
               "<h:title>f</h:title><model>"
               "<instance><d id=\"f\"><s/><c/></d></instance>"
               "<instance id=\"x\" src=\"%s\"/>"
               "<bind nodeset=\"/d/s\" type=\"string\"/>"
               "<bind nodeset=\"/d/c\" "
               "calculate=\"instance('x')/root/item[name = /d/s]/label\"/>"
               "</model></h:head><h:body><select1 ref=\"/d/s\"><label>s</label>"
               "<itemset nodeset=\"instance('x')/root/item[label != '']\">"
               "<value ref=\"name\"/><label ref=\"label\"/></itemset></select1>"
               "</h:body></h:html>",
               uri);
    visit(form.data, form.size, &files, NULL, 0);
    buf_clear(&form);
}
