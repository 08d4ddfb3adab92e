#include "form/session.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/uuid.h"
#include "fill.h"
#include "form/node_path.h"
#include "form/xform.h"
#include "resume.h"

#include <stdlib.h>
#include <string.h>

/* Nodes outside repeats are found by their field alone. */
static void note_single(struct session *s, struct node *node)
{
    const struct field *field = node_field(node);

    if (field->is_many)
        return;
    s->single[field->index] = node;
    for (struct node *a = node->attributes; a; a = a->next)
        s->single[node_field(a)->index] = a;
    for (struct node *n = node->first; n; n = n->next)
        note_single(s, n);
}

/* An unknown language is no error: the form's default is shown. */
static void keep_start(struct session *s, const struct session_start *start)
{
    s->start = *start;
    s->start.location = arena_strdup(s->kept, start->location);
    s->start.audit = arena_strdup(s->kept, start->audit);
    s->start.language = NULL;
    s->language = s->form->itext ? xform_default_language(s->form) : 0;
    if (start->language && session_set_language(s, start->language))
        log_warn("%s has no language \"%s\"", s->form->id, start->language);
}

static struct session *allocate(const struct xform *form)
{
    struct session *s = xcalloc(1, sizeof *s);

    s->form = form;
    s->pool = node_pool_new();
    s->names = names_new();
    s->scratch = arena_new();
    s->kept = arena_new();
    s->view.arena = arena_new();
    s->view_at.arena = arena_new();
    s->view.stock.arena = arena_new();
    s->view_at.stock.arena = arena_new();
    s->index = expr_index_new();
    s->single = xcalloc(form->fields_count + 1, sizeof(struct node *));
    s->scopes = xcalloc(form->rules.count + 1, sizeof(struct node *));
    s->queue = xcalloc(form->rules.count + 1, sizeof *s->queue);
    s->last_saved = xcalloc(form->instances.count + 1, sizeof(struct node *));
    buf_init(&s->ref, 0);
    buf_init(&s->message, 0);
    buf_init(&s->fault, 0);
    return s;
}

static enum err read_instance(struct session *s)
{
    s->root = node_copy(s->pool, s->form->root);
    enum err err = resume_last_saved(s);
    if (!err && s->start.instance)
        err = resume_instance(s);
    return err;
}

enum err session_blank(struct session **out, const struct xform *form,
                       const struct session_start *start)
{
    struct session *s = allocate(form);

    keep_start(s, start);
    host_init(s);
    enum err err = read_instance(s);
    *out = err ? NULL : s;
    if (err) {
        session_free(s);
        return err;
    }
    note_single(s, s->root);
    compute_inherit(s->root);
    return ERR_NONE;
}

void session_begin(struct session *s, bool is_new)
{
    if (is_new)
        preload_tree(s, s->root);
    if (!s->start.is_replayed)
        events_load(s, is_new);
    s->is_unsettled = false;
    compute_below(s, s->root);
    compute_run(s);
}

/* Nodes that the form lacks take over the field around them: they have no
 * bind and nobody reads them. */
static struct node *child_or_new(struct session *s, struct node *parent,
                                 const char *name)
{
    struct node *child = node_child(parent, name);

    if (child)
        return child;
    child = node_new(s->pool, names_intern(s->names, name, parent->name->prefix,
                                           parent->name->ns));
    child->meta = parent->meta;
    node_append(parent, child);
    return child;
}

/* Nothing in a form may depend on an id that it does not know. */
static void give_id(struct session *s, struct node *id)
{
    char fresh[5 + UUID_TEXT_SIZE] = "uuid:";

    uuid_new(fresh + 5);
    node_set_text(id, fresh);
    if (node_field(id) != node_field(id->parent)) {
        compute_changed(s, id);
        compute_run(s);
    }
}

static struct node *id_of(struct session *s)
{
    return child_or_new(s, child_or_new(s, s->root, "meta"), "instanceID");
}

/* Names of the response are no answers: what reads them follows later. */
static void name(struct session *s, struct node *node, const char *text)
{
    node_set_text(node, text);
    compute_unsettle(s, node);
}

/* Every response has an id, whatever its form thinks of it. */
static void ensure_id(struct session *s)
{
    struct node *id = id_of(s);

    if (s->start.edit && s->start.instance && !node_is_empty(id)) {
        name(s, child_or_new(s, id->parent, "deprecatedID"), node_text(id));
        name(s, id, NULL);
    }
    if (s->start.id)
        name(s, id, s->start.id);
    if (s->start.deprecated_id && *s->start.deprecated_id)
        name(s, child_or_new(s, id->parent, "deprecatedID"),
             s->start.deprecated_id);
    if (node_is_empty(id))
        give_id(s, id);
    s->id = xstrdup(node_text(id));
}

void session_renew(struct session *s)
{
    struct node *id = id_of(s);

    answer_thaw(s);
    give_id(s, id);
    free(s->id);
    s->id = xstrdup(node_text(id));
}

enum err session_new(struct session **out, const struct xform *form,
                     const struct session_start *start)
{
    static const struct session_start NOTHING = {.language = NULL};
    enum err err = session_blank(out, form, start ? start : &NOTHING);

    if (err)
        return err;
    struct session *s = *out;
    if (s->start.instance)
        resume_show_new(s);
    session_begin(s, !s->start.instance);
    if (s->fault.size) {
        log_error("%s: %s", form->id, buf_text(&s->fault));
        session_free(s);
        *out = NULL;
        return ERR_FORMAT;
    }
    ensure_id(s);
    audit_name(s);
    return ERR_NONE;
}

void session_free(struct session *s)
{
    if (!s)
        return;
    node_pool_free(s->pool);
    names_free(s->names);
    arena_free(s->scratch);
    arena_free(s->kept);
    arena_free(s->view.arena);
    arena_free(s->view_at.arena);
    arena_free(s->view.stock.arena);
    arena_free(s->view_at.stock.arena);
    expr_index_free(s->index);
    free(s->single);
    free(s->scopes);
    free(s->queue);
    free(s->last_saved);
    buf_clear(&s->ref);
    buf_clear(&s->message);
    buf_clear(&s->fault);
    free(s->id);
    free(s->body);
    free(s);
}

const char *session_id(const struct session *session)
{
    return session->id;
}

const struct xform *session_form(const struct session *session)
{
    return session->form;
}

void session_set_now(struct session *session, int64_t now_ms)
{
    session->start.now_ms = now_ms;
}

const char *session_fault(const struct session *session)
{
    return buf_text(&session->fault);
}

const char *session_message(const struct session *session)
{
    return buf_text(&session->message);
}

enum err session_set_language(struct session *session, const char *language)
{
    int found = xform_find_language(session->form, language);

    if (found < 0)
        return ERR_MISSING;
    session->language = (size_t)found;
    session->view.stands = false;
    return ERR_NONE;
}

const char *session_language(const struct session *session)
{
    return session->language < xform_languages_count(session->form)
               ? xform_language(session->form, session->language)
               : "";
}
