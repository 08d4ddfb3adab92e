#include "kiosk.h"

#include "campaign.h"
#include "export.h"
#include "interview.h"
#include "language.h"
#include "parcel.h"
#include "shots.h"
#include "spreadsheets.h"
#include "terms.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/words.h"
#include "form/catalog.h"
#include "form/session.h"
#include "form/xform.h"
#include "store/db.h"
#include "store/outbox.h"
#include "store/published.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* One kiosk per data folder: two would ask two people into one store, and
 * nobody would see which one the operator's menu speaks of. */
static enum err lock_folder(struct kiosk *kiosk)
{
    char *path = file_join(kiosk->config.data, "kiosk.lock");
    enum err err = ERR_NONE;

    kiosk->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (kiosk->lock < 0) {
        log_error("%s: %s; give the station's user a folder it may write to",
                  path, strerror(errno));
        err = errno == ENOSPC ? ERR_FULL : ERR_DENIED;
    } else if (flock(kiosk->lock, LOCK_EX | LOCK_NB)) {
        log_error("%s: another kiosk runs on this data folder; end it first, "
                  "or give this one a folder of its own (--data)",
                  path);
        err = ERR_BUSY;
    }
    free(path);
    return err;
}

enum err kiosk_open(struct kiosk *kiosk, struct config *config)
{
    *kiosk = (struct kiosk){.config = *config, .lock = -1};
    *config = (struct config){0};
    const struct language *first = language_find(kiosk->config.language);
    kiosk->language = first ? first->tag : "en";
    kiosk->visit.language = kiosk->language;
    kiosk->words = words_open(kiosk->config.locale, kiosk->config.languages);
    enum err err = file_make_folder(kiosk->config.data);
    if (!err)
        err = lock_folder(kiosk);
    if (!err)
        err = outbox_open(&kiosk->db, kiosk->config.data);
    return err;
}

/* An answer counts more than its receipt: the station works without. */
void kiosk_settle(struct kiosk *kiosk)
{
    if (ledger_heed(&kiosk->ledger, kiosk->db, kiosk->config.data,
                    kiosk->config.station))
        log_warn("the station keeps no log; see the line above");
}

void kiosk_close(struct kiosk *kiosk)
{
    interview_close(kiosk);
    free(kiosk->worker);
    visit_clear(&kiosk->visit, NULL);
    offer_clear(&kiosk->offer);
    board_clear(&kiosk->board);
    db_close(kiosk->db);
    ledger_clear(&kiosk->ledger);
    words_free(kiosk->words);
    config_clear(&kiosk->config);
    if (kiosk->lock >= 0)
        close(kiosk->lock);
    *kiosk = (struct kiosk){.lock = -1};
}

const char *kiosk_text(const struct kiosk *kiosk, const char *english)
{
    return words_get(kiosk->words, kiosk->visit.language, english);
}

const char *kiosk_text_in(const struct kiosk *kiosk, const char *language,
                          const char *english)
{
    return words_get(kiosk->words, language, english);
}

const char *kiosk_plural(const struct kiosk *kiosk, const char *one,
                         const char *many, unsigned long n)
{
    return words_plural(kiosk->words, kiosk->visit.language, one, many, n);
}

void kiosk_reload(struct kiosk *kiosk)
{
    if (kiosk->visit.session)
        return;
    /* While the agent switches, what is in memory serves; the next look is
     * soon. */
    int hold = published_hold(kiosk->config.forms, false);
    if (hold < 0 && kiosk->offer.catalog)
        return;
    shots_sweep(kiosk);
    spreadsheets_compile(kiosk->config.forms);
    offer_reload(&kiosk->offer, kiosk->config.forms);
    board_reload(&kiosk->board, kiosk->config.data);
    published_let_go(hold);
}

const struct catalog_entry *kiosk_form(const struct kiosk *kiosk, size_t i)
{
    return offer_form(&kiosk->offer, &kiosk->config, i);
}

bool kiosk_is_weekly(const struct kiosk *kiosk)
{
    const struct catalog_entry *one = kiosk_form(kiosk, 0);

    return one && kiosk_forms(kiosk) == 1 &&
           campaign_is_weekly(offer_campaign(&kiosk->offer, one));
}

int64_t kiosk_opens(const struct kiosk *kiosk)
{
    return kiosk_form(kiosk, 0) ? 0
                                : offer_opens(&kiosk->offer, &kiosk->config);
}

size_t kiosk_forms(const struct kiosk *kiosk)
{
    size_t count = 0;

    while (kiosk_form(kiosk, count))
        count++;
    return count;
}

const char *kiosk_title(const struct kiosk *kiosk,
                        const struct catalog_entry *entry)
{
    const struct xform *form = entry->form;
    int found = xform_find_language(form, kiosk->visit.language);
    size_t i = found < 0 ? xform_default_language(form) : (size_t)found;
    bool has_languages = i < xform_languages_count(form);
    const char *title =
        xform_title_in(form, has_languages ? xform_language(form, i) : NULL);

    return *title ? title : entry->id;
}

enum err kiosk_check(struct kiosk *kiosk)
{
    enum err err = outbox_has_room(kiosk->config.data);

    if (!err && kiosk_forms(kiosk) == 0)
        err = ERR_MISSING;
    return err;
}

enum err kiosk_begin(struct kiosk *kiosk, const struct catalog_entry *entry)
{
    enum err err = outbox_has_room(kiosk->config.data);

    if (err)
        return err;
    kiosk_settle(kiosk);
    kiosk->visit.entry = entry; /* whose settings count from here on */
    return visit_begin(&kiosk->visit, entry, *terms_sensitive(kiosk));
}

static enum err seal(struct kiosk *kiosk)
{
    return visit_seal(&kiosk->visit, &kiosk->ledger, kiosk->config.hub);
}

/* How this visit follows those before it; looked at once its answers stand. */
static void look_at_pace(struct kiosk *kiosk)
{
    struct visit *visit = &kiosk->visit;

    if (!visit->pace)
        visit->pace = pace_flags(&kiosk->pace, visit->session, stamp_boot_ms());
}

/* Answers that the form refuses are not frozen: sending says why. */
bool kiosk_prepare(struct kiosk *kiosk)
{
    struct visit *visit = &kiosk->visit;

    if (visit_is_frozen(visit)) {
        if (visit->is_packed && seal(kiosk))
            log_warn("%s has no leaf yet", visit->response.id);
        look_at_pace(kiosk);
        return false;
    }
    if (!session_is_valid(visit->session))
        return false;
    enum err err = parcel_prepare(visit);
    if (err)
        log_warn("%s is not frozen yet", session_id(visit->session));
    return !err;
}

enum err kiosk_keep(struct kiosk *kiosk, bool partial)
{
    struct visit *visit = &kiosk->visit;
    enum err err = visit_freeze(visit);

    if (!err) {
        look_at_pace(kiosk);
        err = parcel_make(visit, &kiosk->config, partial);
    }
    if (!err)
        err = seal(kiosk);
    if (!err)
        err = ledger_add(&kiosk->ledger, kiosk->db, &visit->response,
                         &visit->leaf);
    if (err) {
        log_error("%s is not kept: %s", session_id(visit->session),
                  err_text(err));
        return err;
    }
    visit->is_kept = true;
    pace_note(&kiosk->pace, stamp_boot_ms());
    kiosk->has_news = true;
    return ERR_NONE;
}

/* The line in the log waits with the agent: both cost the resident time. */
void kiosk_ring(struct kiosk *kiosk)
{
    if (!kiosk->has_news)
        return;
    log_info("%s is kept", kiosk->visit.response.id);
    outbox_ring(kiosk->config.data);
    kiosk->has_news = false;
}

/* The fields of a form that tells, by their names. */
struct telling {
    char *entry, *stars; /* refs */
};

static bool find_field(void *context, const struct question *q)
{
    struct telling *t = context;

    if (strcmp(q->name, "entry") == 0 && !t->entry)
        t->entry = xstrdup(q->ref);
    else if (strcmp(q->name, "stars") == 0 && !t->stars)
        t->stars = xstrdup(q->ref);
    return true;
}

static enum err fill_in(struct session *session, const char *entry,
                        const char *stars)
{
    struct telling t = {NULL, NULL};
    bool fits = false;

    session_each(session, find_field, &t);
    if (t.entry)
        fits = session_answer(session, t.entry, entry) == ANSWER_TAKEN;
    if (fits && stars)
        fits =
            t.stars && session_answer(session, t.stars, stars) == ANSWER_TAKEN;
    free(t.entry);
    free(t.stars);
    return fits ? ERR_NONE : ERR_FORMAT;
}

enum err kiosk_tell(struct kiosk *kiosk, const char *form_id, const char *entry,
                    const char *stars)
{
    const char *language = kiosk->visit.language;
    const struct catalog_entry *form =
        kiosk->offer.catalog ? catalog_find(kiosk->offer.catalog, form_id)
                             : NULL;

    if (!form) {
        log_error("there is no form \"%s\" here: publish it at the hub",
                  form_id);
        return ERR_MISSING;
    }
    enum err err = kiosk_begin(kiosk, form);
    if (!err)
        err = fill_in(kiosk->visit.session, entry, stars);
    if (!err)
        err = kiosk_keep(kiosk, false);
    kiosk_ring(kiosk);
    visit_clear(&kiosk->visit, language);
    return err;
}

static void count_exit(struct kiosk *kiosk)
{
    const struct visit *visit = &kiosk->visit;
    const struct question *q = session_question(visit->session);
    char *name = xasprintf("exit %s %s", visit->entry->id, q ? q->name : "-");

    if (outbox_count_up(kiosk->db, name, 1))
        log_warn("%s is not counted", name);
    free(name);
}

void kiosk_set_theme(struct kiosk *kiosk, const char *name)
{
    free(kiosk->config.theme);
    kiosk->config.theme = xstrdup(name);
}

static bool has_answer(const struct visit *visit)
{
    return visit->taps + visit->digits + visit->keys && visit->notes_count;
}

void kiosk_abandon(struct kiosk *kiosk)
{
    struct visit *visit = &kiosk->visit;

    if (kiosk->journal.draft) { /* everything is in its log */
        interview_close(kiosk);
        return;
    }
    /* Sent, but the store did not take it: the last chance. */
    if (visit->is_finished && !visit->is_kept && kiosk_keep(kiosk, false))
        log_warn("%s is lost", visit->response.id);
    if (visit->session && !visit->is_finished) {
        count_exit(kiosk);
        if (terms_keep_partial(kiosk) && !visit->is_refused &&
            has_answer(visit) && kiosk_keep(kiosk, true))
            log_warn("%s is lost", session_id(visit->session));
    }
    kiosk_reset(kiosk);
}

void kiosk_reset(struct kiosk *kiosk)
{
    kiosk_ring(kiosk);
    visit_clear(&kiosk->visit, kiosk->language);
}

void kiosk_ask_stick(struct kiosk *kiosk)
{
    if (outbox_note(kiosk->db, "stick_asked", "yes"))
        log_warn("the agent could not be asked");
    outbox_ring(kiosk->config.data);
}

enum err kiosk_export(struct kiosk *kiosk, size_t *count)
{
    const struct config *config = &kiosk->config;

    return export_unsent(kiosk->db, config->data, config->stick,
                         config->station, count);
}

void kiosk_send_now(const struct kiosk *kiosk)
{
    outbox_ring(kiosk->config.data);
}
