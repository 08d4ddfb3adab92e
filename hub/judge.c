#include "judge.h"

#include "archive.h"
#include "base/arena.h"
#include "base/xml.h"
#include "form/flatten.h"
#include "formbook.h"
#include "hub.h"
#include "quarantine.h"

#include <string.h>

/* One by one, since a translator reads whole sentences. */
static const struct judgement NO_ID = {
    "no-id", 400,
    N_("The answer has no instanceID, so it could be counted twice. "
       "It was kept aside; the form must have a meta/instanceID."),
    false};
static const struct judgement NO_FORM = {
    "unknown-form", 404,
    N_("The hub has no form with this id. The answer was kept "
       "aside: ask who runs the hub to publish the form."),
    true};
static const struct judgement NO_VERSION = {
    "unknown-form", 404,
    N_("The hub has no such version of this form. The answer was "
       "kept aside: ask who runs the hub to publish it."),
    true};
static const struct judgement CLOSED = {
    "closed-form", 409,
    N_("This form takes no more answers. The answer was kept "
       "aside: ask who runs the hub."),
    false};

static struct judgement malformed(struct arena *arena,
                                  const struct xml_error *why)
{
    return (struct judgement){
        "malformed", 400,
        arena_printf(arena,
                     "The answer is not well-formed XML (line %d: %s). It was "
                     "kept aside; do not send it again unchanged.",
                     why->line, why->reason),
        false};
}

/* Copies what flatten_peek found into the arena. */
static void take_head(struct arena *arena, struct submission_head *head,
                      struct response *r)
{
    r->id = arena_strdup(arena, head->instance_id);
    r->deprecated_id = arena_strdup(arena, head->deprecated_id);
    r->form_id = arena_strdup(arena, head->form_id);
    r->form_version = arena_strdup(arena, head->form_version);
    flatten_peek_clear(head);
}

static bool remembers(const struct judge_memory *m, const struct response *r)
{
    return m->form_id && strcmp(m->form_id, r->form_id) == 0 &&
           strcmp(m->version, r->form_version) == 0;
}

static enum err judge_form(struct archive *archive, struct arrival *arrival,
                           struct judge_memory *m, struct judgement *out)
{
    const struct response *r = &arrival->response;

    if (!remembers(m, r)) {
        enum err err = formbook_find(archive, r->form_id, r->form_version,
                                     &m->form, &m->family, &m->closed);
        if (err)
            return err;
        m->form_id = r->form_id;
        m->version = r->form_version;
    }
    arrival->form = m->form;
    if (!m->family)
        *out = NO_FORM;
    else if (!m->form)
        *out = NO_VERSION;
    else if (m->closed)
        *out = CLOSED;
    return ERR_NONE;
}

enum err judge(struct archive *archive, struct arena *arena,
               struct arrival *arrival, struct judge_memory *memory,
               struct judgement *out)
{
    struct response *r = &arrival->response;
    struct judge_memory none = {.form_id = NULL};
    struct submission_head head = {.form_id = NULL};
    struct xml_error why = {.line = 0};
    const char *told = r->id;

    *out = (struct judgement){.reason = NULL};
    if (flatten_peek(r->body, r->body_size, &head, &why)) {
        r->id = r->form_id = r->form_version = arena_strdup(arena, "");
        *out = malformed(arena, &why);
        return ERR_NONE;
    }
    take_head(arena, &head, r);
    if (!*r->id) {
        *out = NO_ID;
        return ERR_NONE;
    }
    /* Whoever told the same id told its key with it. */
    if (!told || strcmp(told, r->id) != 0)
        response_key(r->id, r->key);
    return judge_form(archive, arrival, memory ? memory : &none, out);
}

enum err judge_set_aside(struct archive *archive, const struct arrival *arrival,
                         const struct judgement *judgement)
{
    const struct response *r = &arrival->response;
    struct quarantined q = {.received_ms = arrival->received_ms,
                            .station = arrival->station,
                            .reason = judgement->reason,
                            .detail = judgement->message,
                            .instance_id = r->id,
                            .form_id = r->form_id,
                            .version = r->form_version,
                            .envelope = arrival->envelope,
                            .body = r->body,
                            .body_size = r->body_size,
                            .attachments = r->attachments,
                            .attachments_count = r->attachments_count};

    return quarantine_add(archive, &q);
}
