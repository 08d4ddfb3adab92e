#include "care.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/stamp.h"
#include "board.h"
#include "erasure.h"
#include "hublog.h"
#include "idea.h"
#include "models.h"
#include "options.h"
#include "proof/sign.h"
#include "quarantine.h"
#include "repair.h"
#include "retention.h"
#include "review.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { LONGEST_DAYS = 36500, MOST_LISTED = 10000 };

static const char OPERATOR[] = "command line";

static enum err tell_missing(enum err err, const char *id)
{
    if (err == ERR_MISSING)
        log_error("the archive has no answer \"%s\" (any more)", id);
    return err;
}

enum err care_review(struct options *o, struct archive *archive)
{
    struct review_entry entry = {.at_ms = stamp_now().wall_ms,
                                 .who = OPERATOR,
                                 .comment =
                                     o->words_count > 3 ? o->words[3] : ""};
    unsigned char key[RESPONSE_KEY_SIZE];

    if (!review_parse(o->words[2], &entry.state)) {
        log_error("write received, hasIssues, approved or rejected");
        return ERR_FORMAT;
    }
    response_key(o->words[1], key);
    enum err err = archive_begin(archive);
    if (err)
        return err;
    err = archive_end(archive, review_add(archive, key, &entry));
    if (err == ERR_FORMAT)
        log_error("a rejection needs its reason: write it after the state");
    return tell_missing(err, o->words[1]);
}

static void print_entry(void *context, const struct review_entry *entry)
{
    char at[STAMP_TEXT_SIZE];

    (void)context;
    stamp_print_utc(entry->at_ms, at);
    printf("%s\t%s\t%s\t%s\n", at, review_name(entry->state),
           *entry->who ? entry->who : OPERATOR, entry->comment);
}

enum err care_reviews(struct options *o, struct archive *archive)
{
    unsigned char key[RESPONSE_KEY_SIZE];

    response_key(o->words[1], key);
    return review_each(archive, key, print_entry, NULL);
}

static void list_one(void *context, const struct quarantined *q)
{
    char at[STAMP_TEXT_SIZE];

    (void)context;
    stamp_print_utc(q->received_ms, at);
    printf("%lld\t%s\t%s\t%s\t%s\n", (long long)q->id, at, q->reason,
           q->form_id, q->instance_id);
}

static enum err print_one(void *context, const struct quarantined *q)
{
    (void)context;
    return fwrite(q->body, 1, q->body_size, stdout) == q->body_size ? ERR_NONE
                                                                    : ERR_IO;
}

static enum err no_such_number(enum err err, const char *number)
{
    if (err == ERR_MISSING)
        log_error("nothing was set aside under the number %s", number);
    return err;
}

enum err care_aside(struct options *o, struct archive *archive)
{
    if (o->words_count == 1)
        return quarantine_each(archive, MOST_LISTED, list_one, NULL);
    const char *number = o->words[1];
    enum err err = audit_note(archive, OPERATOR, "open", "quarantine", number);
    if (!err)
        err =
            quarantine_get(archive, strtoll(number, NULL, 10), print_one, NULL);
    return no_such_number(err, number);
}

static enum err repair(struct options *o, struct archive *archive,
                       const struct buf *body)
{
    struct arena *arena = arena_new();
    struct repair r = {.id = strtoll(o->words[1], NULL, 10),
                       .body = buf_text(body),
                       .body_size = body->size,
                       .who = OPERATOR,
                       .why = o->words[3],
                       .at_ms = stamp_now().wall_ms};
    enum err err = archive_begin(archive);

    if (!err)
        err = archive_end(archive, repair_take(archive, arena, &r));
    if (err == ERR_CONFLICT)
        log_error("another answer has its instanceID, or somebody decided "
                  "about it before");
    if (!err && r.judgement.reason) {
        log_error("%s", r.judgement.message);
        err = ERR_FORMAT;
    }
    arena_free(arena);
    return no_such_number(err, o->words[1]);
}

enum err care_repair(struct options *o, struct archive *archive)
{
    struct buf body;

    if (!*o->words[3]) {
        log_error("write the reason after the file");
        return ERR_FORMAT;
    }
    buf_init(&body, (size_t)o->config.xml_limit_kb * 1000);
    enum err err = file_read(o->words[2], &body);
    if (err)
        log_error("%s: %s", o->words[2], err_text(err));
    else
        err = repair(o, archive, &body);
    buf_clear(&body);
    return err;
}

enum err care_erase(struct options *o, struct archive *archive)
{
    struct models *models = models_new(archive);
    struct erasure why = {stamp_now().wall_ms, OPERATOR, "erase", o->words[2]};
    unsigned char key[RESPONSE_KEY_SIZE];
    size_t erased = 0;
    bool is_idea = false;

    response_key(o->words[1], key);
    enum err err = idea_is_decided(archive, key, &is_idea);
    if (!err)
        err = archive_begin(archive);
    if (!err)
        err = archive_end(archive, erasure_run(archive, key, &why, &erased));
    if (!err)
        err = erasure_settle(archive, models);
    const struct board_speaker speaker = {archive, models, o->config.name,
                                          o->config.public_url};
    if (!err && is_idea)
        err = board_publish(&speaker);
    models_free(models);
    if (!err)
        printf("%zu\n", erased);
    return tell_missing(err, o->words[1]);
}

enum err care_keep_for(struct options *o, struct archive *archive)
{
    char *end;

    errno = 0;
    long days = strtol(o->words[3], &end, 10);
    if (errno || *end || end == o->words[3] || days < 0 ||
        days > LONGEST_DAYS) {
        log_error("write a number of days, 0: for ever");
        return ERR_FORMAT;
    }
    enum err err = retention_set(archive, o->words[2], days, OPERATOR,
                                 stamp_now().wall_ms);
    if (err == ERR_MISSING)
        log_error("no form \"%s\" was published", o->words[2]);
    return err;
}

static void print_due(void *context, const struct retention *due)
{
    char before[STAMP_TEXT_SIZE];

    (void)context;
    stamp_print_utc(due->before_ms, before);
    printf("%s\t%lld days\tbefore %s\t%lld answers\t%lld attachments\t"
           "%lld set aside\n",
           due->form_id, (long long)due->days, before, (long long)due->answers,
           (long long)due->attachments, (long long)due->set_aside);
}

enum err care_retain(struct options *o, struct archive *archive)
{
    struct stamp stamp = stamp_now();
    int64_t now = stamp.wall_ms, deleted;

    if (stamp.quality == CLOCK_UNKNOWN) {
        log_error("the clock is wrong: nothing is deleted by it");
        return ERR_DENIED;
    }
    if (o->dry_run)
        return retention_each(archive, now, print_due, NULL);
    struct models *models = models_new(archive);
    enum err err = retention_run(archive, models, now, OPERATOR, &deleted);
    models_free(models);
    if (!err)
        printf("%lld\n", (long long)deleted);
    return err;
}

enum err care_begin_log(struct options *o, struct archive *archive)
{
    char *url = NULL;
    enum err err = archive_setting(archive, "public_url", &url);

    if (!err)
        err = hublog_begin_epoch(archive, *url ? url : o->config.public_url);
    free(url);
    return err ? err
               : audit_note(archive, OPERATOR, "begin log",
                            hublog_key(archive)->name, "");
}
