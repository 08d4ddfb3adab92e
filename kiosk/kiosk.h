/* The station: owns the forms, the answers' store and the visit under way.
 * Screens ask it; they never see the database. */
#ifndef KIOSK_KIOSK_H
#define KIOSK_KIOSK_H

#include "base/attr.h"
#include "base/err.h"
#include "board.h"
#include "config.h"
#include "journal.h"
#include "offer.h"
#include "operator.h"
#include "pace.h"
#include "station/ledger.h"
#include "visit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct catalog_entry;
struct db;
struct words;

struct kiosk {
    struct config config;
    const char *language; /* of the first screen, a tag */
    struct words *words;
    struct offer offer;
    struct board board; /* what the city says */
    struct db *db;
    struct ledger ledger; /* the station's log */
    int lock;             /* of the data folder, -1 when not held */
    struct visit visit;
    char *worker;      /* who is signed in, NULL: nobody */
    char location[96]; /* as forms keep it, "" when it is not known now */
    struct journal journal;
    struct pace pace;
    struct pin_guard pin, worker_pin;
    bool has_news;    /* kept, and the agent does not know */
    enum err trouble; /* what the trouble screen speaks of */
};

/* Marks a text for translation where kiosk_text cannot stand. */
#define WORD(text) text

/* Locks the data folder and opens the store. Takes over config. Whatever was
 * returned, kiosk_close ends it. ERR_BUSY: another kiosk or a locked database;
 * each cause is in the log with its remedy. */
MUST_USE enum err kiosk_open(struct kiosk *kiosk, struct config *config);
/* Takes up the station's log: what can wait until the first screen is shown,
 * and is done before any visit. */
void kiosk_settle(struct kiosk *kiosk);
/* Lets go of everything; safe on a zeroed struct with lock -1. */
void kiosk_close(struct kiosk *kiosk);

/* The text in the visitor's language. */
const char *kiosk_text(const struct kiosk *kiosk, const char *english)
    __attribute__((format_arg(2)));
/* The plural form for n in the visitor's language. */
const char *kiosk_plural(const struct kiosk *kiosk, const char *one,
                         const char *many, unsigned long n)
    __attribute__((format_arg(2), format_arg(3)));
/* The text in any language of the interface. */
const char *kiosk_text_in(const struct kiosk *kiosk, const char *language,
                          const char *english) __attribute__((format_arg(3)));

/* Reads the forms again, when no visit is under way. */
void kiosk_reload(struct kiosk *kiosk);
/* How many forms a resident may choose from now. */
size_t kiosk_forms(const struct kiosk *kiosk);
/* The i-th of them, NULL beyond the last; valid until kiosk_reload. */
const struct catalog_entry *kiosk_form(const struct kiosk *kiosk, size_t i);

/* Whether one form is asked, for a week at the most. */
bool kiosk_is_weekly(const struct kiosk *kiosk);

/* When there is none open: the moment the first one opens, 0 for never. */
int64_t kiosk_opens(const struct kiosk *kiosk);
/* The title in the visitor's language. */
const char *kiosk_title(const struct kiosk *kiosk,
                        const struct catalog_entry *entry);

/* Begins a visit's session with a form. ERR_FULL: no room for an answer. */
MUST_USE enum err kiosk_begin(struct kiosk *kiosk,
                              const struct catalog_entry *entry);
/* One step of what can be done while the resident reads the answers once
 * more, so that sending them is quick; true while there is more to do. */
MUST_USE bool kiosk_prepare(struct kiosk *kiosk);
/* Makes the answers durable. After ERR_NONE they are kept for good; otherwise
 * they stay here and it may be called again. */
MUST_USE enum err kiosk_keep(struct kiosk *kiosk, bool partial);
/* Says in the log what was kept since, and wakes the agent: once the resident
 * was thanked, since all of them want the processor. While the visit is there.
 */
void kiosk_ring(struct kiosk *kiosk);
/* Keeps what a resident says of an entry of the bulletin as an answer to the
 * form of that id: its id, and stars ("1" to "5") or NULL. Not while a session
 * is under way. ERR_MISSING: the station has no such form. */
MUST_USE enum err kiosk_tell(struct kiosk *kiosk, const char *form_id,
                             const char *entry, const char *stars);
/* Ends an unfinished visit: kept as partial where the station says so, else
 * forgotten; counts at which question it ended. */
void kiosk_abandon(struct kiosk *kiosk);
/* Forgets the visit; the next person finds everything as it was. */
void kiosk_reset(struct kiosk *kiosk);

/* Whether the store has room and answers. */
MUST_USE enum err kiosk_check(struct kiosk *kiosk);
/* The station's colours from now on, until it starts again. */
void kiosk_set_theme(struct kiosk *kiosk, const char *name);
/* Copies what no target keeps yet to the folder of the settings. */
MUST_USE enum err kiosk_export(struct kiosk *kiosk, size_t *count);
/* Asks the agent to serve the stick that is plugged in. */
void kiosk_ask_stick(struct kiosk *kiosk);
/* Wakes the agent. */
void kiosk_send_now(const struct kiosk *kiosk);

#endif
