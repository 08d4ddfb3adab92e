#include "posted.h"

#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "config.h"
#include "evidences.h"
#include "judge.h"
#include "upload.h"
#include "wire/envelope.h"
#include "wire/evidence.h"
#include "wire/openrosa.h"

#include <string.h>

static enum err keep(const struct posted *p, struct arrival *a,
                     const struct judgement *j, struct receipt *receipt)
{
    const char *reason = j->message ? j->message : "";
    enum err err = archive_begin(p->archive);

    if (err)
        return err;
    receipt->verdict = VERDICT_WAITING;
    if (j->reason && !j->is_waiting) {
        receipt->verdict = VERDICT_REFUSED;
        err = judge_set_aside(p->archive, a, j);
    } else if (!j->reason) {
        err = archive_add(p->archive, a, &receipt->verdict);
    }
    if (receipt->verdict == VERDICT_CONFLICT)
        reason = "The hub has another answer under this instanceID; this one "
                 "was kept aside.";
    memcpy(receipt->key, a->response.key, sizeof receipt->key);
    receipt->reason = xstrdup(reason);
    return archive_end(p->archive, err);
}

static enum err take(const struct posted *p, struct upload *upload,
                     struct arena *arena, struct receipt *receipt)
{
    struct arrival a = {.station = p->station,
                        .received_ms = stamp_now().wall_ms};
    struct judgement judgement;
    enum err err = upload_feed(upload, p->body, p->size);

    if (!err)
        err = upload_finish(upload);
    const struct buf *document = upload_document(upload);
    if (err || !document)
        return err ? err : ERR_FORMAT;
    a.response.body = (char *)(uintptr_t)buf_text(document);
    a.response.body_size = document->size;
    a.response.attachments = (struct attachment *)(uintptr_t)upload_files(
        upload, &a.response.attachments_count);
    a.envelope = upload_field(upload, ENVELOPE_PART);
    evidences_read(upload_field(upload, EVIDENCE_PART), arena, &a.response);
    err = judge(p->archive, arena, &a, NULL, &judgement);
    if (!err)
        err = upload_keep_files(upload);
    return err ? err : keep(p, &a, &judgement, receipt);
}

enum err posted_take(const struct posted *posted, struct receipt *receipt)
{
    const struct config *config = posted->config;
    struct arena *arena = arena_new();
    struct upload *upload =
        upload_new(posted->type, config->data, OPENROSA_INSTANCE_PART,
                   (size_t)config->xml_limit_kb * 1000, arena);
    enum err err = upload ? take(posted, upload, arena, receipt) : ERR_FORMAT;

    upload_free(upload);
    arena_free(arena);
    return err;
}
