/* The head of any submission, whatever its form. */
#include "form/flatten.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/xml.h"

#include <stdlib.h>
#include <string.h>

struct peek {
    struct submission_head *head;
    int depth;
    bool in_meta;
    char **wanted; /* member that the text at hand goes to */
    struct buf text;
};

static void take(char **member, const char *text)
{
    if (!text)
        return;
    free(*member);
    *member = xstrdup(text);
}

static void read_root(struct peek *p, const struct xml_element *element)
{
    const char *encrypted = xml_attribute(element, "encrypted");

    take(&p->head->form_id, xml_attribute(element, "id"));
    take(&p->head->form_version, xml_attribute(element, "version"));
    p->head->encrypted = encrypted && !strcmp(encrypted, "yes");
}

static char **member_of(struct submission_head *head, const char *name)
{
    if (!strcmp(name, "instanceID"))
        return &head->instance_id;
    if (!strcmp(name, "deprecatedID"))
        return &head->deprecated_id;
    return strcmp(name, "instanceName") ? NULL : &head->instance_name;
}

static enum err on_start(void *context, const struct xml_element *element)
{
    struct peek *p = context;

    p->depth++;
    buf_reset(&p->text);
    p->wanted = NULL;
    if (p->depth == 1)
        read_root(p, element);
    else if (p->depth == 2)
        p->in_meta = !strcmp(element->name, "meta");
    else if (p->depth == 3 && p->in_meta)
        p->wanted = member_of(p->head, element->name);
    return ERR_NONE;
}

static enum err on_end(void *context, const char *name, const char *ns)
{
    struct peek *p = context;
    const char *text = buf_text(&p->text);

    (void)name, (void)ns;
    p->depth--;
    if (!p->wanted)
        return ERR_NONE;
    text += strspn(text, " \t\r\n");
    size_t size = strlen(text);
    while (size && strchr(" \t\r\n", text[size - 1]))
        size--;
    free(*p->wanted);
    *p->wanted = xstrndup(text, size);
    p->wanted = NULL;
    return ERR_NONE;
}

static enum err on_text(void *context, const char *text, size_t size)
{
    struct peek *p = context;

    if (p->wanted)
        buf_add(&p->text, text, size);
    return ERR_NONE;
}

enum err flatten_peek(const char *body, size_t size,
                      struct submission_head *out, struct xml_error *why)
{
    static const struct xml_handler HANDLER = {on_start, on_end, on_text};
    struct peek peek = {.head = out};

    *out = (struct submission_head){.form_id = xstrdup(""),
                                    .form_version = xstrdup(""),
                                    .instance_id = xstrdup(""),
                                    .deprecated_id = xstrdup(""),
                                    .instance_name = xstrdup("")};
    buf_init(&peek.text, 4096);
    enum err err = xml_read(body, size, &HANDLER, &peek, why);
    buf_clear(&peek.text);
    if (err)
        flatten_peek_clear(out);
    return err;
}

void flatten_peek_clear(struct submission_head *head)
{
    free(head->form_id);
    free(head->form_version);
    free(head->instance_id);
    free(head->deprecated_id);
    free(head->instance_name);
    *head = (struct submission_head){.form_id = NULL};
}
