/* Answers: taken or refused, one by one and all at the end. */
#include "base/mem.h"
#include "fill.h"
#include "form/node_path.h"
#include "form/xform.h"

#include <stdlib.h>
#include <string.h>

/* The message is kept in the session: the caller shows it after the return. */
static enum answer refuse(struct session *s, struct node *node,
                          const struct caption *message, enum answer answer)
{
    arena_reset(s->scratch);
    if (message)
        buf_puts(&s->message,
                 show_caption(s, message, FORM_PLAIN, node, s->scratch));
    return answer;
}

/* An empty answer meets no constraint, only `required`. */
static enum answer check(struct session *s, struct node *node, const char *text,
                         enum datatype held)
{
    const struct field *field = node_field(node);

    if (!*text)
        return node_has(node, NODE_REQUIRED)
                   ? refuse(s, node, field->required_message, ANSWER_REQUIRED)
                   : ANSWER_TAKEN;
    if (!store_fits(s, node, text, held))
        return refuse(s, node, field->constraint_message, ANSWER_CONSTRAINT);
    return ANSWER_TAKEN;
}

enum answer answer_node(struct session *s, struct node *node, const char *text,
                        enum datatype held)
{
    buf_reset(&s->message);
    enum answer answer = check(s, node, text, held);
    if (answer == ANSWER_TAKEN)
        store_value(s, node, text, held);
    return answer;
}

/* What is not asked now cannot be answered, whatever its node holds. */
static struct place asked_place(struct session *s, const char *ref)
{
    struct place place = ref ? walk_find(s, ref) : s->place;

    if (place.kind != PLACE_AT || place.element->kind != KIND_QUESTION ||
        !walk_is_relevant(s, &place))
        return (struct place){.kind = PLACE_END};
    return place;
}

/* A choice must be one of those offered; several are checked one by one. */
bool answer_is_offered(struct session *s, const struct element *element,
                       struct node *node, const char *value)
{
    bool one = element->question == CONTROL_SELECT1, offered = true;

    if (!element->items_count && !element->itemset)
        return true;
    arena_reset(s->view_at.arena);
    for (const char *at = value; *at && offered;) {
        size_t size = one ? strlen(at) : strcspn(at, " ");
        char *word = xstrndup(at, size);
        offered =
            *word && choices_offer(s, element, node, word, s->view_at.arena);
        free(word);
        at += size;
        at += strspn(at, " ");
    }
    return offered;
}

static enum answer answer_text(struct session *s, struct node *node,
                               const char *value)
{
    struct buf text;
    enum answer answer = ANSWER_TYPE;
    enum datatype type = (enum datatype)node->bound;

    buf_init(&text, 0);
    if (!*value || datatype_canonical(type, value, &text))
        answer = answer_node(s, node, buf_text(&text), type);
    buf_clear(&text);
    return answer;
}

enum answer session_answer(struct session *s, const char *ref,
                           const char *value)
{
    struct place place = asked_place(s, ref);

    buf_reset(&s->message);
    buf_reset(&s->fault);
    if (place.kind != PLACE_AT)
        return ANSWER_UNKNOWN;
    if (node_has(place.node, NODE_READONLY))
        return ANSWER_READONLY;
    if (strcmp(value, node_text(place.node)) != 0 &&
        !answer_is_offered(s, place.element, place.node, value))
        return ANSWER_TYPE;
    answer_thaw(s);
    s->growths = 0;
    return answer_text(s, place.node, value);
}

enum answer answer_verdict(struct session *s, struct node *node)
{
    return check(s, node, node_text(node), (enum datatype)node->type);
}

/* Each answer is given again, as it is: what depends on it follows. */
enum answer answer_validate(struct session *s, struct place *at)
{
    struct place place = {.kind = PLACE_BEGIN};

    for (;;) {
        place = walk_step(s, place, true);
        if (place.kind == PLACE_END)
            return ANSWER_TAKEN;
        if (place.element->kind != KIND_QUESTION)
            continue;
        char *text = xstrdup(node_text(place.node));
        enum answer answer =
            answer_node(s, place.node, text, (enum datatype)place.node->type);
        free(text);
        if (answer != ANSWER_TAKEN) {
            *at = place;
            return answer;
        }
    }
}

/* Looks without answering again: values that a person wrote over
 * calculations stay. */
static struct place refused_place(struct session *s)
{
    struct place place = {.kind = PLACE_BEGIN};

    for (;;) {
        place = walk_step(s, place, true);
        if (place.kind == PLACE_END)
            return place;
        if (place.element->kind == KIND_QUESTION &&
            check(s, place.node, node_text(place.node),
                  (enum datatype)place.node->type) != ANSWER_TAKEN)
            return place;
    }
}

enum err session_validate(struct session *s)
{
    struct buf ref;

    buf_reset(&s->fault);
    buf_reset(&s->message);
    struct place place = refused_place(s);
    if (place.kind == PLACE_END)
        return ERR_NONE;
    buf_init(&ref, 0);
    node_path(place.node, &ref);
    session_jump(s, buf_text(&ref));
    buf_clear(&ref);
    return ERR_CONFLICT;
}

bool session_is_valid(struct session *s)
{
    bool valid = refused_place(s).kind == PLACE_END;

    buf_reset(&s->message);
    return valid;
}

static const char *meta_text(const struct session *s, const char *name)
{
    const struct node *meta = node_child(s->root, "meta");
    const struct node *node = meta ? node_child(meta, name) : NULL;

    return node ? node_text(node) : "";
}

void answer_thaw(struct session *s)
{
    free(s->body);
    s->body = NULL;
    s->view.stands = false;
}

bool session_is_frozen(const struct session *s)
{
    return s->body != NULL;
}

/* While they are frozen the bytes never change: their hash may already be
 * known. */
static void freeze(struct session *s)
{
    struct buf body;

    if (s->body)
        return;
    events_revalidate(s);
    preload_end(s, s->root);
    buf_init(&body, 0);
    write_instance(s, &body);
    s->body_size = body.size;
    s->body = buf_steal(&body);
}

void session_write(const struct session *s, struct buf *out)
{
    write_instance(s, out);
}

const char *session_title(const struct session *s)
{
    return meta_text(s, "instanceName");
}

static void add_flag(struct envelope *envelope, const char *flag)
{
    const char *old = envelope->flags ? envelope->flags : "";
    char *flags = xasprintf("%s%s%s", old, *old ? " " : "", flag);

    free(envelope->flags);
    envelope->flags = flags;
}

enum err session_finish(struct session *s, bool partial, struct response *out)
{
    freeze(s);
    free(out->id);
    free(out->deprecated_id);
    free(out->form_id);
    free(out->form_version);
    free(out->body);
    out->id = xstrdup(s->id);
    out->deprecated_id = xstrdup(meta_text(s, "deprecatedID"));
    out->form_id = xstrdup(s->form->id);
    out->form_version = xstrdup(s->form->version);
    out->body = xstrndup(s->body, s->body_size);
    out->body_size = s->body_size;
    response_key(s->id, out->key);
    if (partial)
        add_flag(&out->envelope, "partial");
    return ERR_NONE;
}
