#include "interview.h"

#include "history.h"
#include "kiosk.h"
#include "language.h"
#include "replay.h"
#include "terms.h"
#include "title.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/mem.h"
#include "form/catalog.h"
#include "form/xform.h"
#include "record/assignment.h"
#include "store/draft.h"
#include "store/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the form may know of who fills it in (jr:preload="property"). */
static const char *property(void *context, const char *name)
{
    const struct kiosk *kiosk = context;

    if (strcmp(name, "username") == 0)
        return kiosk->worker;
    return strcmp(name, "deviceid") == 0 ? kiosk->config.station : NULL;
}

static enum err open_visit(struct kiosk *kiosk, struct session_start start)
{
    struct visit *visit = &kiosk->visit;

    start.property = property;
    start.context = kiosk;
    start.random_seed = (unsigned long)kiosk->journal.seed;
    visit->worker = kiosk->worker;
    return visit_open(visit, visit->entry, *terms_sensitive(kiosk), start);
}

/* The session before the first step. It always comes from the same bytes, so
 * that the steps find the same instance whenever they are given. */
static enum err open_base(struct kiosk *kiosk)
{
    const char *base = kiosk->journal.base;

    session_free(kiosk->visit.session);
    kiosk->visit.session = NULL;
    return open_visit(kiosk, (struct session_start){
                                 .instance = base,
                                 .instance_size = strlen(base),
                                 .id = kiosk->journal.id,
                                 .deprecated_id = kiosk->journal.replaces,
                                 .is_replayed = true,
                             });
}

/* What happened stays in the log of how the form was filled in, whether it
 * still stands or was undone. */
static void take_rows(struct kiosk *kiosk)
{
    const struct journal *j = &kiosk->journal;

    buf_reset(&kiosk->visit.audit);
    for (size_t i = 0; i < j->count; i++) {
        if (history_kind(&j->steps[i]) == STEP_AUDIT)
            buf_puts(&kiosk->visit.audit, j->steps[i].value);
    }
}

/* The interview as its steps leave it. */
enum err interview_replay(struct kiosk *kiosk)
{
    struct journal *j = &kiosk->journal;
    size_t count, *stand = history_stands(j->steps, j->count, &count);
    enum err err = open_base(kiosk);

    visit_forget_remarks(&kiosk->visit);
    for (size_t i = 0; !err && i < count; i++)
        replay_step(kiosk, &j->steps[stand[i]]);
    free(stand);
    take_rows(kiosk);
    if (!err)
        session_set_now(kiosk->visit.session, 0);
    return err;
}

static char *write_base(const struct session *session)
{
    struct buf bytes;

    buf_init(&bytes, 0);
    session_write(session, &bytes);
    return buf_steal(&bytes);
}

static enum err keep_new(struct kiosk *kiosk, const char *replaces)
{
    struct journal *j = &kiosk->journal;
    const struct catalog_entry *entry = kiosk->visit.entry;
    struct draft draft = {
        .id = session_id(kiosk->visit.session),
        .form_id = entry->id,
        .form_version = entry->version,
        .worker = kiosk->worker,
        .title = "",
        .base = j->base,
        .replaces = replaces,
        .assignment = kiosk->visit.assignment,
        .place = kiosk->visit.round_place ? kiosk->visit.round_place : "",
        .seed = j->seed,
        .started_ms = stamp_wall_ms(),
    };
    enum err err = draft_begin(kiosk->db, &draft);

    j->id = xstrdup(draft.id);
    j->replaces = xstrdup(replaces);
    j->draft = draft.number;
    return err;
}

/* An earlier interview: the bytes of its instance, and what it was for. */
struct earlier {
    char *bytes, *id, *place;
    int64_t assignment;
};

static enum err read_earlier(struct kiosk *kiosk, int64_t from,
                             struct earlier *out)
{
    struct visit *visit = &kiosk->visit;
    enum err err = interview_open(kiosk, from);

    if (err)
        return err;
    *out = (struct earlier){
        .bytes = write_base(visit->session),
        .id = xstrdup(session_id(visit->session)),
        .place = visit->round_place,
        .assignment = visit->assignment,
    };
    visit->round_place = NULL;
    interview_close(kiosk);
    return ERR_NONE;
}

static void earlier_clear(struct earlier *e)
{
    free(e->bytes);
    free(e->id);
    free(e->place);
}

static void fresh_seed(int64_t *seed)
{
    digest_random(seed, sizeof *seed);
    *seed = (*seed & INT32_MAX) | 1;
}

/* The first session only makes the bytes from which the second begins. */
static enum err begin_from(struct kiosk *kiosk,
                           const struct catalog_entry *entry,
                           enum beginning how, const struct earlier *old)
{
    struct journal *j = &kiosk->journal;
    struct buf last;
    int64_t seed;

    fresh_seed(&seed);
    journal_start(j, seed);
    kiosk->visit.entry = entry;
    buf_init(&last, 0);
    enum err err = draft_last_saved(kiosk->db, kiosk->worker, entry->id, &last);
    if (!err)
        err = open_visit(
            kiosk, (struct session_start){
                       .edit = how == BEGIN_EDIT,
                       .instance = old->bytes,
                       .instance_size = old->bytes ? strlen(old->bytes) : 0,
                       .last_saved = last.size ? last.data : NULL,
                       .last_saved_size = last.size,
                       .location = *kiosk->location ? kiosk->location : NULL,
                   });
    buf_clear(&last);
    if (err)
        return err;
    if (how == BEGIN_AGAIN)
        session_renew(kiosk->visit.session);
    j->base = write_base(kiosk->visit.session);
    err = keep_new(kiosk, how == BEGIN_EDIT ? old->id : "");
    return err ? err : interview_replay(kiosk);
}

enum err interview_begin(struct kiosk *kiosk, const struct catalog_entry *entry,
                         enum beginning how, int64_t from)
{
    struct earlier old = {.bytes = NULL};
    enum err err = outbox_has_room(kiosk->config.data);

    if (!err && how != BEGIN_BLANK)
        err = read_earlier(kiosk, from, &old);
    if (!err && how == BEGIN_EDIT) {
        kiosk->visit.assignment = old.assignment;
        kiosk->visit.round_place = old.place;
        old.place = NULL;
    }
    if (!err)
        err = begin_from(kiosk, entry, how, &old);
    earlier_clear(&old);
    if (err)
        interview_close(kiosk);
    return err;
}

/* A question by the name that an assignment has for it. */
struct seeking {
    const char *name;
    char *ref;
};

static bool seek_name(void *context, const struct question *q)
{
    struct seeking *seeking = context;

    if (strcmp(q->name, seeking->name) != 0)
        return true;
    seeking->ref = xstrdup(q->ref);
    return false;
}

/* Only what the question itself would let a person choose. */
static bool may_answer(struct session *session, const char *ref,
                       const char *value)
{
    const struct question *q = session_question_at(session, ref);

    for (size_t i = 0; q && i < q->choices_count; i++) {
        if (strcmp(q->choices[i].value, value) == 0)
            return true;
    }
    return q && !q->choices && q->control == CONTROL_INPUT;
}

/* What the assignment fixes is answered as the worker would, so that it can be
 * seen, changed and undone like any other answer. */
static void prefill(struct kiosk *kiosk, const struct assignment *a)
{
    struct session *session = kiosk->visit.session;
    struct seeking seeking = {a->field, NULL};

    if (strcmp(a->dimension, "language") == 0 && language_find(a->name))
        journal_language(kiosk, language_find(a->name)->tag);
    if (*a->field)
        session_each_brief(session, seek_name, &seeking);
    if (seeking.ref && may_answer(session, seeking.ref, a->name) &&
        journal_answer(kiosk, seeking.ref, a->name) != ANSWER_TAKEN)
        log_warn("assignment %lld: the form does not take it",
                 (long long)a->id);
    free(seeking.ref);
}

enum err interview_begin_for(struct kiosk *kiosk,
                             const struct catalog_entry *entry,
                             const struct assignment *assignment)
{
    bool is_place = strcmp(assignment->dimension, "place") == 0;

    kiosk->visit.assignment = assignment->id;
    kiosk->visit.round_place = xstrdup(is_place ? assignment->name : "");
    enum err err = interview_begin(kiosk, entry, BEGIN_BLANK, 0);
    if (!err)
        prefill(kiosk, assignment);
    return err;
}

static enum err take_step(void *context, const struct draft_step *step)
{
    struct journal *j = context;

    journal_push(j, history_kind(step), history_is_joined(step), step->ref,
                 step->value, step->at_ms);
    free(j->place);
    j->place = xstrdup(step->place);
    return ERR_NONE;
}

static const struct catalog_entry *find_form(const struct kiosk *kiosk,
                                             const char *id)
{
    const struct catalog *catalog = kiosk->offer.catalog;

    return catalog ? catalog_find(catalog, id) : NULL;
}

const struct catalog_entry *interview_form(struct kiosk *kiosk, int64_t number)
{
    const struct catalog_entry *entry = NULL;
    struct draft draft;
    struct buf texts;

    buf_init(&texts, 0);
    if (draft_read(kiosk->db, number, &texts, &draft) == ERR_NONE)
        entry = find_form(kiosk, draft.form_id);
    buf_clear(&texts);
    return entry;
}

static enum err take_up(struct kiosk *kiosk, const struct draft *draft)
{
    struct journal *j = &kiosk->journal;

    kiosk->visit.entry = find_form(kiosk, draft->form_id);
    if (!kiosk->visit.entry || !*draft->base)
        return ERR_MISSING;
    journal_start(j, draft->seed);
    j->draft = draft->number;
    j->base = xstrdup(draft->base);
    j->id = xstrdup(draft->id);
    j->replaces = xstrdup(draft->replaces);
    kiosk->visit.assignment = draft->assignment;
    free(kiosk->visit.round_place);
    kiosk->visit.round_place = xstrdup(draft->place);
    kiosk->visit.started = stamp_now();
    kiosk->visit.started.wall_ms = draft->started_ms;
    enum err err = draft_steps(kiosk->db, draft->number, take_step, j);
    j->kept = j->count;
    if (!err)
        err = interview_replay(kiosk);
    if (err)
        return err;
    const char *language = history_language(j->steps, j->count);
    if (language && language_find(language))
        visit_set_language(&kiosk->visit, language_find(language)->tag);
    replay_seek(kiosk->visit.session, j->place);
    return ERR_NONE;
}

enum err interview_open(struct kiosk *kiosk, int64_t number)
{
    struct buf texts;
    struct draft draft;

    buf_init(&texts, 0);
    enum err err = draft_read(kiosk->db, number, &texts, &draft);
    if (!err)
        err = take_up(kiosk, &draft);
    buf_clear(&texts);
    if (err) {
        log_warn("draft %lld is not opened: %s", (long long)number,
                 err_text(err));
        interview_close(kiosk);
    }
    return err;
}

void interview_close(struct kiosk *kiosk)
{
    struct journal *j = &kiosk->journal;

    if (j->draft && kiosk->visit.session && !kiosk->visit.is_kept) {
        char *title = title_of(kiosk->visit.session);
        if (!journal_commit(kiosk) ||
            draft_touch(kiosk->db, j->draft, title, stamp_wall_ms()))
            log_warn("draft %lld keeps an older title", (long long)j->draft);
        free(title);
    }
    journal_clear(j);
    visit_clear(&kiosk->visit, kiosk->visit.language);
}

void interview_finish(struct kiosk *kiosk)
{
    struct journal *j = &kiosk->journal;
    const struct xform *form = session_form(kiosk->visit.session);
    bool is_sealed = xform_encryption_key(form) != NULL;
    char *title = title_of(kiosk->visit.session);

    /* Whatever is lost here is found again by the response's key. */
    if (draft_touch(kiosk->db, j->draft, is_sealed ? "" : title,
                    stamp_wall_ms()) ||
        draft_finish(kiosk->db, j->draft, stamp_wall_ms(), is_sealed))
        log_warn("draft %lld is finished, but not marked so",
                 (long long)j->draft);
    free(title);
    journal_clear(j);
}

enum err interview_drop(struct kiosk *kiosk, int64_t draft)
{
    enum err err = draft_drop(kiosk->db, draft);

    if (!err && draft == kiosk->journal.draft) {
        journal_clear(&kiosk->journal);
        visit_clear(&kiosk->visit, kiosk->visit.language);
    }
    return err;
}
