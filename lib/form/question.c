/* Questions as a screen shows them, and moving from one to the next. */
#include "fill.h"

#include "form/node_path.h"

#include <string.h>

static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

static const char *path_of(const struct node *node, struct arena *arena)
{
    struct buf path;

    buf_init(&path, 0);
    node_path(node, &path);
    const char *text = arena_strdup(arena, buf_text(&path));
    buf_clear(&path);
    return text;
}

/* Labels of the chosen choices, in the form's order. */
static const char *display_choices(const struct question *q,
                                   struct arena *arena)
{
    struct buf text;

    buf_init(&text, 0);
    for (size_t i = 0; i < q->choices_count; i++) {
        if (!q->choices[i].selected)
            continue;
        if (text.size)
            buf_puts(&text, ", ");
        buf_puts(&text, q->choices[i].label);
    }
    const char *result = arena_strdup(arena, buf_text(&text));
    buf_clear(&text);
    return result;
}

static const char *group_label(struct session *s, const struct place *place,
                               struct arena *arena)
{
    const struct element *e = place->element->parent;

    while (e && !e->has_label)
        e = e->parent;
    return e ? show_caption(s, &e->label, FORM_PLAIN, walk_context(place),
                            arena)
             : "";
}

/* Of the innermost repeat: that is the one a person is filling in. */
static void count_repeat(const struct session *s, const struct place *place,
                         struct question *q)
{
    const struct element *e = place->element;
    struct node *node = walk_context(place);

    while (e && e->kind != KIND_REPEAT)
        e = e->parent;
    if (!e)
        return;
    while (node && node_field(node) != e->field)
        node = node->parent;
    if (!node)
        return;
    q->repeat_position = node_position(node);
    q->repeat_count = repeat_count(s, e, node->parent);
}

static void show_caption_of(struct session *s, const struct element *e,
                            struct node *node, struct question *q,
                            struct arena *arena)
{
    q->label = show_caption(s, &e->label, FORM_PLAIN, node, arena);
    q->hint = show_caption(s, &e->hint, FORM_PLAIN, node, arena);
    q->guidance = show_caption(s, &e->hint, FORM_GUIDANCE, node, arena);
    q->image = or_null(show_caption(s, &e->label, FORM_IMAGE, node, arena));
    q->audio = or_null(show_caption(s, &e->label, FORM_AUDIO, node, arena));
    q->video = or_null(show_caption(s, &e->label, FORM_VIDEO, node, arena));
    q->appearance = e->appearance;
}

/* Asking for choices may drop some from the answer; then all that depends on
 * the answer follows at once. */
static void show_choices(struct session *s, const struct place *place,
                         struct question *q, struct view *view)
{
    struct arena *arena = view->arena;
    const char *before = arena_strdup(arena, node_text(place->node));
    struct choice *choices = NULL;

    if (!choices_show(s, place->element, place->node, view, &choices,
                      &q->choices_count))
        q->choices_count = 0;
    q->choices = choices;
    if (!strcmp(before, node_text(place->node)))
        return;
    compute_changed(s, place->node);
    compute_run(s);
}

/* Relevance passes down: a group's condition holds for its questions. */
static bool is_conditional(const struct field *field)
{
    while (field && !field->rules[RULE_RELEVANT])
        field = field->parent;
    return field != NULL;
}

static void show_question(struct session *s, const struct place *place,
                          struct question *q, struct view *view)
{
    struct arena *arena = view->arena;
    const struct element *e = place->element;
    struct node *node = place->node;
    const struct field *field = e->field;

    q->control = e->question;
    q->type = field->type;
    q->is_conditional = is_conditional(field);
    if (e->items_count || e->itemset)
        show_choices(s, place, q, view);
    struct choice *ticks;
    choices_ticks(s, e, node, arena, &ticks, &q->ticks_count);
    q->ticks = ticks;
    q->value = arena_strdup(arena, node_text(node));
    q->display = q->choices ? display_choices(q, arena) : q->value;
    q->required = node_has(node, NODE_REQUIRED);
    q->readonly = node_has(node, NODE_READONLY);
    if (field->required_message)
        q->required_message =
            show_caption(s, field->required_message, FORM_PLAIN, node, arena);
    q->media_type = e->media_type ? e->media_type : "";
    q->range_start = e->range_start;
    q->range_end = e->range_end;
    q->range_step = e->range_step;
    q->tick_interval = e->tick_interval;
    q->placeholder = e->placeholder;
    q->accuracy = e->accuracy;
    q->accuracy_limit = e->accuracy_limit;
}

static const struct question *show(struct session *s, const struct place *place,
                                   struct view *view)
{
    struct question *q = &view->question;

    if (place->kind != PLACE_AT)
        return NULL;
    arena_reset(view->arena);
    struct node *node = walk_context(place);
    *q = (struct question){
        .value = "", .display = "", .required_message = "", .media_type = ""};
    q->ref = path_of(node, view->arena);
    q->name = node->name->local;
    show_caption_of(s, place->element, node, q, view->arena);
    q->group_label = group_label(s, place, view->arena);
    count_repeat(s, place, q);
    if (place->element->kind == KIND_QUESTION)
        show_question(s, place, q, view);
    return q;
}

/* Labels of a select's values, without asking for all its choices. */
static const char *display_values(struct session *s, const struct place *place,
                                  struct arena *arena)
{
    const struct element *e = place->element;
    struct buf text;

    buf_init(&text, 0);
    for (const char *at = node_text(place->node); *at; at += strspn(at, " ")) {
        size_t size =
            e->question == CONTROL_SELECT1 ? strlen(at) : strcspn(at, " ");
        const char *value = arena_strndup(arena, at, size);
        const char *label = choices_label(s, e, place->node, value, arena);
        buf_printf(&text, "%s%s", text.size ? ", " : "", label ? label : value);
        at += size;
    }
    const char *result = arena_strdup(arena, buf_text(&text));
    buf_clear(&text);
    return result;
}

static const struct question *show_brief(struct session *s,
                                         const struct place *place)
{
    struct arena *arena = s->view_at.arena;
    const struct element *e = place->element;
    struct question *q = &s->view_at.question;

    arena_reset(arena);
    *q = (struct question){
        .ref = path_of(place->node, arena),
        .name = place->node->name->local,
        .control = e->question,
        .type = e->field->type,
        .label = show_caption(s, &e->label, FORM_PLAIN, place->node, arena),
        .hint = "",
        .guidance = "",
        .appearance = e->appearance,
        .group_label = group_label(s, place, arena),
        .value = arena_strdup(arena, node_text(place->node)),
        .required = node_has(place->node, NODE_REQUIRED),
        .readonly = node_has(place->node, NODE_READONLY),
        .required_message = "",
        .media_type = "",
    };
    bool is_select = e->items_count || e->itemset;
    q->display = is_select ? display_values(s, place, arena) : q->value;
    count_repeat(s, place, q);
    q->verdict = answer_verdict(s, place->node);
    return q;
}

enum event session_event(const struct session *s)
{
    const struct place *p = &s->place;

    if (p->kind == PLACE_BEGIN)
        return EVENT_BEGIN;
    if (p->kind == PLACE_END)
        return EVENT_END;
    if (p->element->kind == KIND_REPEAT)
        return p->node ? EVENT_REPEAT : EVENT_NEW_REPEAT;
    return p->element->kind == KIND_GROUP ? EVENT_GROUP : EVENT_QUESTION;
}

const char *session_ref(const struct session *session)
{
    return buf_text(&session->ref);
}

/* The ref is kept as text, since instances may come and go. */
static enum event move_to(struct session *s, struct place place)
{
    s->place = place;
    buf_reset(&s->ref);
    if (place.kind != PLACE_AT)
        return session_event(s);
    if (place.node || !place.element->field) {
        node_path(walk_context(&place), &s->ref);
    } else {
        node_path(place.around, &s->ref);
        buf_printf(&s->ref, "/%s[%zu]", place.element->field->name->local,
                   repeat_count(s, place.element, place.around) + 1);
    }
    return session_event(s);
}

/* Groups are named on the screen of their questions; only those that ask for
 * one screen are a place of their own. Questions stand one to a screen, so the
 * head of a table of selects has nothing to ask. */
static bool is_stop(const struct place *place)
{
    if (place->kind != PLACE_AT)
        return true;
    return place->element->kind == KIND_GROUP ? place->element->is_field_list
                                              : !place->element->is_heading;
}

/* Faults of earlier calls are history by now. */
static enum event move(struct session *s, bool forward)
{
    struct place place = s->place;

    buf_reset(&s->fault);
    answer_thaw(s);
    do
        place = walk_step(s, place, forward);
    while (!is_stop(&place));
    return move_to(s, place);
}

enum event session_next(struct session *session)
{
    return move(session, true);
}

enum event session_previous(struct session *session)
{
    return move(session, false);
}

enum event session_jump(struct session *session, const char *ref)
{
    answer_thaw(session);
    if (!*ref)
        return move_to(session, (struct place){.kind = PLACE_BEGIN});
    struct place place = walk_find(session, ref);
    if (place.kind == PLACE_AT && walk_is_relevant(session, &place))
        return move_to(session, place);
    return session_event(session);
}

/* A screen asks at every key; a hundred thousand choices are read once. */
const struct question *session_question(struct session *session)
{
    struct view *view = &session->view;

    if (view->stands)
        return &view->question;
    const struct question *q = show(session, &session->place, view);
    view->stands = q != NULL;
    session->progress.stands = false;
    return q;
}

const char *session_value(struct session *session, const char *ref)
{
    struct place place = walk_find(session, ref);

    return place.kind == PLACE_AT && place.element->kind == KIND_QUESTION
               ? node_text(place.node)
               : NULL;
}

const struct question *session_question_at(struct session *session,
                                           const char *ref)
{
    struct place place = walk_find(session, ref);

    return show(session, &place, &session->view_at);
}

enum err session_add_repeat(struct session *s, const char *ref)
{
    struct place place = s->place;

    buf_reset(&s->fault);
    answer_thaw(s);
    if (ref) {
        place = walk_find(s, ref);
        if (place.kind == PLACE_AT && place.node)
            place.around = place.node->parent;
    }
    if (place.kind != PLACE_AT || place.element->kind != KIND_REPEAT)
        return ERR_MISSING;
    if (!repeat_may_grow(s, place.element, place.around))
        return ERR_DENIED;
    place.node = repeat_add(s, place.element, place.around);
    if (!place.node)
        return ERR_MISSING;
    move_to(s, place);
    session_next(s);
    return ERR_NONE;
}

static struct node *repeat_around(struct node *node)
{
    while (node && !node_has(node, NODE_REPEAT))
        node = node->parent;
    return node;
}

/* The place may have gone with the instance: then the repeat's next one. */
enum err session_remove_repeat(struct session *s, const char *ref)
{
    struct node *node = ref                         ? node_find(s->root, ref)
                        : s->place.kind == PLACE_AT ? walk_context(&s->place)
                                                    : NULL;

    buf_reset(&s->fault);
    answer_thaw(s);
    node = repeat_around(node);
    if (!node)
        return ERR_MISSING;
    const struct field *field = node_field(node);
    if (field->control && field->control->no_add_remove)
        return ERR_DENIED;
    bool is_around = s->place.kind == PLACE_AT &&
                     node_is_within(walk_context(&s->place), node);
    struct place place = s->place;
    if (is_around) {
        struct buf path;
        buf_init(&path, 0);
        node_path(node, &path);
        place = walk_previous(s, walk_find(s, buf_text(&path)));
        buf_clear(&path);
    }
    repeat_remove(s, node);
    if (is_around) {
        move_to(s, place);
        session_next(s);
    }
    return ERR_NONE;
}

/* All relevant questions, without making instances. */
static void each_place(struct session *s,
                       bool (*visit)(void *context, const struct place *place),
                       void *context)
{
    struct place place = {.kind = PLACE_BEGIN};

    for (;;) {
        place = walk_peek(s, place, true);
        if (place.kind == PLACE_END)
            return;
        if (place.element->kind == KIND_QUESTION &&
            !place.element->is_heading && !visit(context, &place))
            return;
    }
}

struct count {
    const struct place *here;
    struct progress progress;
};

static bool count_place(void *context, const struct place *place)
{
    struct count *count = context;

    count->progress.total++;
    if (place->node == count->here->node &&
        place->element == count->here->element)
        count->progress.number = count->progress.total;
    return true;
}

/* A screen asks at every key, as for the question: all are counted once. */
void session_progress(struct session *session, size_t *number, size_t *total)
{
    struct progress *progress = &session->progress;

    if (!session->view.stands || !progress->stands) {
        struct count count = {.here = &session->place};
        each_place(session, count_place, &count);
        if (session->place.kind == PLACE_END)
            count.progress.number = count.progress.total + 1;
        *progress = count.progress;
        progress->stands = session->view.stands;
    }
    *number = progress->number;
    *total = progress->total;
}

struct visit {
    struct session *session;
    bool (*visit)(void *context, const struct question *question);
    void *context;
};

static bool visit_place(void *context, const struct place *place)
{
    struct visit *v = context;

    return v->visit(v->context, show(v->session, place, &v->session->view_at));
}

void session_each(struct session *session,
                  bool (*visit)(void *context, const struct question *question),
                  void *context)
{
    struct visit v = {session, visit, context};

    each_place(session, visit_place, &v);
}

static bool visit_briefly(void *context, const struct place *place)
{
    struct visit *v = context;

    return v->visit(v->context, show_brief(v->session, place));
}

void session_each_brief(struct session *session,
                        bool (*visit)(void *context,
                                      const struct question *question),
                        void *context)
{
    struct visit v = {session, visit, context};

    each_place(session, visit_briefly, &v);
}
