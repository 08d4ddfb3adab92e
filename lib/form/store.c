/* Values into nodes. */
#include "fill.h"

#include "form/node_path.h"

#include <string.h>

static void put(struct node *node, const char *text, enum datatype held)
{
    node_set_text(node, text);
    node->type = (uint8_t)held;
}

/* A text that is held as another type is another value. */
static bool differs(const struct node *node, const char *text,
                    enum datatype held)
{
    return node->type != held || strcmp(node_text(node), text) != 0;
}

bool store_result(struct node *node, const struct value *value)
{
    enum datatype held;
    struct buf text;

    buf_init(&text, 0);
    datatype_store((enum datatype)node->bound, value, &text, &held);
    bool is_change = differs(node, buf_text(&text), held);
    if (is_change)
        put(node, buf_text(&text), held);
    buf_clear(&text);
    return is_change;
}

/* Events follow when all that depends is computed: they see one state. */
void store_value(struct session *session, struct node *node, const char *text,
                 enum datatype held)
{
    bool is_new_text = strcmp(node_text(node), text) != 0;

    if (node_field(node)->rules[RULE_CALCULATE])
        session->is_unsettled = true;
    if (differs(node, text, held)) {
        put(node, text, held);
        compute_changed(session, node);
    } else {
        compute_repeated(session, node);
    }
    compute_run(session);
    if (is_new_text)
        events_changed(session, node);
}

/* The constraint is asked with the candidate in place of the value. */
bool store_fits(struct session *session, struct node *node, const char *text,
                enum datatype held)
{
    const struct expr *constraint = node_field(node)->constraint;
    struct expr_error why = {0};
    bool fits = true;

    if (!constraint || !*text)
        return true;
    struct expr_context at = compute_context(session, node);
    struct node before = *node;
    node->text = text;
    node->type = (uint8_t)held;
    arena_reset(session->scratch);
    if (expr_eval_boolean(constraint, &at, &fits, &why))
        compute_fault(session, node, "constraint", why.reason);
    node->text = before.text;
    node->type = before.type;
    return fits;
}
