#include "intake.h"

#include "archive.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "evidences.h"
#include "hub.h"
#include "judge.h"
#include "pledge.h"
#include "station.h"
#include "upload.h"
#include "wire/envelope.h"
#include "wire/evidence.h"
#include "wire/openrosa.h"

#include <stdlib.h>
#include <string.h>

enum { SEEN_EVERY_MS = 60000 };

/* A submission in line: an arrival to keep, or a body to set aside. */
struct item {
    struct item *next;
    struct visit *visit;
    struct arrival arrival;
    struct judgement judgement;
    enum verdict verdict;
    struct holding holding;
};

struct intake {
    struct item *first, **last;
    /* The form asked about last in this turn; its texts are an item's. */
    struct judge_memory memory;
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

void intake_count(struct intake *intake, size_t kept)
{
    intake->total += kept;
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
    struct intake *intake = visit->hub->intake;
    struct judge_memory memory = intake->memory;

    enum err err = upload_finish(visit->upload);
    const struct buf *document = upload_document(visit->upload);
    if (err || !document) {
        visit_refuse(visit, 400, err ? CUT_OFF : NO_DOCUMENT);
        return;
    }
    item->visit = visit;
    item->arrival.station = visit->station;
    item->arrival.received_ms = stamp_wall_ms();
    r->body = (char *)(uintptr_t)buf_text(document);
    r->body_size = document->size;
    r->attachments = (struct attachment *)(uintptr_t)upload_files(
        visit->upload, &r->attachments_count);
    item->arrival.envelope = upload_field(visit->upload, ENVELOPE_PART);
    evidences_read(upload_field(visit->upload, EVIDENCE_PART), visit->arena, r);
    err = judge(visit->hub->archive, visit->arena, &item->arrival, &memory,
                &item->judgement);
    if (!err)
        err = upload_keep_files(visit->upload);
    if (err) {
        visit_fail(visit, err);
        return;
    }
    /* Whoever is in line stays until the commit, and so do the texts. */
    put_in_line(intake, item);
    intake->memory = memory;
}

/* Being heard is worth a page write now and then, not each time. */
static enum err hear(struct archive *archive, const struct item *item)
{
    int64_t now = item->arrival.received_ms;
    const struct visit *v = item->visit;

    if (now - v->station_seen_ms <= SEEN_EVERY_MS)
        return ERR_NONE;
    return station_seen(archive, v->station, now);
}

static enum err add_good(struct archive *archive, struct item *first,
                         size_t count)
{
    const struct arrival **good = xcalloc(count + 1, sizeof(struct arrival *));
    enum verdict *verdicts = xcalloc(count + 1, sizeof *verdicts);
    struct holding *holdings = xcalloc(count + 1, sizeof *holdings);
    size_t n = 0;

    for (struct item *item = first; item; item = item->next) {
        if (!item->judgement.reason)
            good[n++] = &item->arrival;
    }
    enum err err = archive_add_all(archive, good, n, verdicts, holdings);
    n = 0;
    for (struct item *item = first; !err && item; item = item->next) {
        if (item->judgement.reason)
            continue;
        item->holding = holdings[n];
        item->verdict = verdicts[n++];
    }
    free(good);
    free(verdicts);
    free(holdings);
    return err;
}

static enum err keep_all(struct archive *archive, struct item *first)
{
    size_t count = 0;
    enum err err = archive_begin(archive);

    if (err)
        return err;
    for (struct item *item = first; item && !err; item = item->next) {
        if (item->judgement.reason)
            err = judge_set_aside(archive, &item->arrival, &item->judgement);
        if (!err)
            err = hear(archive, item);
        count++;
    }
    if (!err)
        err = add_good(archive, first, count);
    return archive_end(archive, err);
}

static const char CONFLICT[] =
    N_("The hub already has another answer under this instanceID. This one was "
       "kept aside for a person to look at; nothing is lost.");
static const char KEPT[] =
    "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\" "
    "items=\"0\"><message nature=\"\">full submission upload was "
    "successful!</message></OpenRosaResponse>";

/* A station that says where the answer stands in its log gets our word. */
static void promise(struct item *item)
{
    struct pledge pledge;
    struct buf line;

    pledge_init(&pledge);
    buf_init(&line, 0);
    pledge_add(&pledge, &item->arrival.response, item->verdict, &item->holding);
    if (!pledge_write(&pledge, item->visit->hub->archive, &line) && line.size)
        request_set_header(item->visit->request, PROMISE_HEADER,
                           buf_text(&line));
    buf_clear(&line);
    pledge_clear(&pledge);
}

static void answer(struct item *item, enum err err)
{
    struct visit *v = item->visit;

    if (err) {
        visit_fail(v, err);
    } else if (item->judgement.reason) {
        log_info("set aside, %s: %s", item->judgement.reason,
                 item->arrival.response.id);
        visit_refuse(v, item->judgement.status, item->judgement.message);
    } else if (item->verdict == VERDICT_CONFLICT) {
        log_info("conflict: %s", item->arrival.response.id);
        visit_refuse(v, 409, CONFLICT);
    } else {
        intake_count(v->hub->intake, 1);
        say_what_is_accepted(v);
        promise(item);
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
    hub->intake->memory = (struct judge_memory){.form_id = NULL};
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
