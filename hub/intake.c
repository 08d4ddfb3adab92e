#include "intake.h"

#include "archive.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/xml.h"
#include "form/flatten.h"
#include "formbook.h"
#include "hub.h"
#include "quarantine.h"
#include "station.h"
#include "upload.h"
#include "wire/envelope.h"
#include "wire/openrosa.h"

#include <stdlib.h>
#include <string.h>

enum { SEEN_EVERY_MS = 60000 };

/* A submission in line: either an arrival to keep or a body to set aside. */
struct item {
    struct item *next;
    struct visit *visit;
    struct arrival arrival;
    const char *reason; /* NULL: an arrival, else why it is set aside */
    unsigned status;    /* of the refusal */
    const char *message;
    enum verdict verdict;
};

struct intake {
    struct item *first, **last;
    size_t total;
};

struct intake *intake_new(void)
{
    struct intake *intake = xcalloc(1, sizeof *intake);

    intake->last = &intake->first;
    return intake;
}

void intake_free(struct intake *intake)
{
    free(intake);
}

size_t intake_total(const struct intake *intake)
{
    return intake->total;
}

static void say_what_is_accepted(struct visit *visit)
{
    request_set_header(visit->request, "X-OpenRosa-Accept-Content-Length",
                       "10000000");
}

void intake_probe(struct visit *visit)
{
    say_what_is_accepted(visit);
    request_reply(visit->request, 204, NULL, "", 0);
}

static void set_aside(struct item *item, const char *reason, unsigned status,
                      const char *message)
{
    item->reason = reason;
    item->status = status;
    item->message = message;
}

/* Copies what flatten_peek found into the visit's arena. */
static void take_head(struct arena *arena, const struct submission_head *head,
                      struct response *r)
{
    r->id = arena_strdup(arena, head->instance_id);
    r->deprecated_id = arena_strdup(arena, head->deprecated_id);
    r->form_id = arena_strdup(arena, head->form_id);
    r->form_version = arena_strdup(arena, head->form_version);
}

static void judge_form(struct item *item)
{
    struct response *r = &item->arrival.response;
    int64_t family;
    bool closed;
    enum err err =
        formbook_find(item->visit->hub->archive, r->form_id, r->form_version,
                      &item->arrival.form, &family, &closed);

    if (err)
        visit_fail(item->visit, err);
    else if (!family)
        set_aside(item, "unknown-form", 404,
                  N_("The hub has no form with this id. The answer was kept "
                     "aside: ask who runs the hub to publish the form."));
    else if (!item->arrival.form)
        set_aside(item, "unknown-form", 404,
                  N_("The hub has no such version of this form. The answer was "
                     "kept aside: ask who runs the hub to publish it."));
    else if (closed)
        set_aside(item, "closed-form", 403,
                  N_("This form takes no more answers. The answer was kept "
                     "aside: ask who runs the hub."));
}

static void judge(struct item *item)
{
    struct response *r = &item->arrival.response;
    struct submission_head head = {.form_id = NULL};
    struct xml_error why = {.line = 0};
    struct arena *arena = item->visit->arena;
    enum err err = flatten_peek(r->body, r->body_size, &head, &why);

    if (err) {
        r->id = r->form_id = r->form_version = arena_strdup(arena, "");
        set_aside(item, "malformed", 400,
                  arena_printf(arena,
                               "The answer is not well-formed XML (line %d: "
                               "%s). It was kept aside; do not send it again "
                               "unchanged.",
                               why.line, why.reason));
        return;
    }
    take_head(arena, &head, r);
    flatten_peek_clear(&head);
    if (!*r->id) {
        set_aside(
            item, "no-id", 400,
            N_("The answer has no instanceID, so it could be counted twice. "
               "It was kept aside; the form must have a meta/instanceID."));
        return;
    }
    response_key(r->id, r->key);
    judge_form(item);
}

static void put_in_line(struct intake *intake, struct item *item)
{
    *intake->last = item;
    intake->last = &item->next;
}

static const char NO_DOCUMENT[] =
    N_("The part xml_submission_file is missing: there is no answer in this.");
static const char CUT_OFF[] =
    N_("The body is malformed or was cut off on its way. Send it again.");

void intake_submit(struct visit *visit)
{
    struct item *item = arena_alloc(visit->arena, sizeof *item);
    struct response *r = &item->arrival.response;

    enum err err = upload_finish(visit->upload);
    const struct buf *document = upload_document(visit->upload);
    if (err || !document) {
        visit_refuse(visit, 400, err ? CUT_OFF : NO_DOCUMENT);
        return;
    }
    item->visit = visit;
    item->arrival.station = visit->station;
    item->arrival.received_ms = stamp_now().wall_ms;
    r->body = (char *)(uintptr_t)buf_text(document);
    r->body_size = document->size;
    r->attachments = (struct attachment *)(uintptr_t)upload_files(
        visit->upload, &r->attachments_count);
    item->arrival.envelope = upload_field(visit->upload, ENVELOPE_PART);
    judge(item);
    if (request_is_answered(visit->request))
        return;
    err = upload_keep_files(visit->upload);
    if (err)
        visit_fail(visit, err);
    else
        put_in_line(visit->hub->intake, item);
}

static enum err keep_aside(struct archive *archive, const struct item *item)
{
    const struct response *r = &item->arrival.response;

    return quarantine_add(
        archive, &(struct quarantined){.received_ms = item->arrival.received_ms,
                                       .station = item->arrival.station,
                                       .reason = item->reason,
                                       .detail = item->message,
                                       .instance_id = r->id,
                                       .form_id = r->form_id,
                                       .version = r->form_version,
                                       .body = r->body,
                                       .body_size = r->body_size});
}

static enum err keep(struct archive *archive, struct item *item)
{
    const struct visit *v = item->visit;
    int64_t now = item->arrival.received_ms;
    enum err err = item->reason
                       ? keep_aside(archive, item)
                       : archive_add(archive, &item->arrival, &item->verdict);

    /* Being heard is worth a page write now and then, not each time. */
    if (!err && now - v->station_seen_ms > SEEN_EVERY_MS)
        err = station_seen(archive, v->station, now);
    return err;
}

static enum err keep_all(struct archive *archive, struct item *first)
{
    enum err err = archive_begin(archive);

    if (err)
        return err;
    for (struct item *item = first; item && !err; item = item->next)
        err = keep(archive, item);
    return archive_end(archive, err);
}

static const char CONFLICT[] =
    N_("The hub already has another answer under this instanceID. This one was "
       "kept aside for a person to look at; nothing is lost.");
static const char KEPT[] =
    "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\" "
    "items=\"0\"><message nature=\"\">full submission upload was "
    "successful!</message></OpenRosaResponse>";

static void answer(struct item *item, enum err err)
{
    struct visit *v = item->visit;

    if (err) {
        visit_fail(v, err);
    } else if (item->reason) {
        log_info("set aside, %s: %s", item->reason, item->arrival.response.id);
        visit_refuse(v, item->status, item->message);
    } else if (item->verdict == VERDICT_CONFLICT) {
        log_info("conflict: %s", item->arrival.response.id);
        visit_refuse(v, 409, CONFLICT);
    } else {
        v->hub->intake->total++;
        say_what_is_accepted(v);
        request_reply(v->request, 201, OPENROSA_XML, KEPT, sizeof KEPT - 1);
    }
}

size_t intake_commit(struct hub *hub)
{
    struct item *item = hub->intake->first;
    size_t count = 0;

    if (!item)
        return 0;
    hub->intake->first = NULL;
    hub->intake->last = &hub->intake->first;
    enum err err = keep_all(hub->archive, item);
    while (item) {
        /* The item dies with its visit, which may end with the answer. */
        struct item *next = item->next;
        answer(item, err);
        item = next;
        count++;
    }
    return count;
}
