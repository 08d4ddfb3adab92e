/* What expressions may ask of the session: other instances, texts in the
 * current language, the clock, chance. */
#include "fill.h"

#include "base/digest.h"
#include "base/stamp.h"
#include "form/node_path.h"
#include "form/xform.h"
#include "itext.h"
#include "lookup.h"

#include <string.h>

int64_t host_now(const struct session *session)
{
    return session->start.now_ms ? session->start.now_ms : stamp_wall_ms();
}

/* splitmix64: the same order for the same seed, on every machine. */
double host_random(struct session *session)
{
    uint64_t x = session->random += 0x9E3779B97F4A7C15u;

    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return (double)((x ^ x >> 31) >> 11) / 9007199254740992.0;
}

static int64_t now_ms(void *context)
{
    return host_now(context);
}

static double chance(void *context)
{
    return host_random(context);
}

/* The first instance is the one being filled in. */
static struct node *instance_root(void *context, const char *id)
{
    struct session *s = context;
    const struct xform *form = s->form;

    for (size_t i = 0; i < form->instances.count; i++) {
        const struct instance *instance = form->instances.items[i];
        if (strcmp(instance->id, id) != 0)
            continue;
        if (i == 0)
            return s->root;
        return s->last_saved[i] ? s->last_saved[i] : instance->root;
    }
    return NULL;
}

/* Children of wide groups are found by name at once. */
static struct node *only_child(void *context, const struct node *parent,
                               const char *local)
{
    const struct session *s = context;
    const struct field *field = node_field(parent);

    if (!field || !field->names || s->single[field->index] != parent)
        return NULL;
    const struct field *child = lookup_get(field->names, local);
    return child ? s->single[child->index] : NULL;
}

/* Templates are asked in the place of an instance: theirs is the same way. */
static struct node *only_node(void *context, const struct expr_way *way,
                              struct node *asker)
{
    const struct session *s = context;

    if (s->single[way->to->index])
        return s->single[way->to->index];
    return node_field(asker) == way->from ? near_node(s, way->to, asker) : NULL;
}

static const char *property(void *context, const char *name)
{
    struct session *s = context;

    return s->start.property ? s->start.property(s->start.context, name) : NULL;
}

/* Long texts win over plain ones, as on the screen. */
static const char *itext_of(void *context, const char *id)
{
    struct session *s = context;
    const struct itext *itext = s->form->itext;
    const struct text *text = itext_find(itext, id, s->language, FORM_LONG);

    if (!text)
        text = itext_find(itext, id, s->language, FORM_PLAIN);
    return text ? show_text(s, text, s->root, s->scratch) : "";
}

/* The path may come with or without positions; either way the question is
 * the one nearest to who asks. */
static const char *choice_label(void *context, const char *path,
                                const char *value, const struct node *asker)
{
    struct session *s = context;
    const struct field *field = xform_field(s->form, path);
    struct node *node =
        field ? near_node(s, field, (struct node *)asker) : NULL;

    if (!node || !field->control)
        return NULL;
    return choices_label(s, field->control, node, value, s->scratch);
}

static const char *cell(const struct node *item, const char *column)
{
    const struct node *node = node_child(item, column);

    return node ? node_text(node) : NULL;
}

/* Files for pulldata() are the secondary instances of the same name. */
static const char *pulldata(void *context, const char *file, const char *wanted,
                            const char *column, const char *key)
{
    struct node *root = instance_root(context, file);

    for (struct node *item = root ? root->first : NULL; item;
         item = item->next) {
        const char *found = cell(item, column);
        if (found && !strcmp(found, key))
            return cell(item, wanted);
    }
    return NULL;
}

void host_init(struct session *session)
{
    session->host = (struct expr_host){
        .context = session,
        .instance = instance_root,
        .choice_label = choice_label,
        .only_child = only_child,
        .only_node = only_node,
        .itext = itext_of,
        .pulldata = pulldata,
        .property = property,
        .now_ms = now_ms,
        .random = chance,
        .version = session->form->version,
    };
    session->random = session->start.random_seed;
    if (!session->random)
        digest_random(&session->random, sizeof session->random);
}
