#include "schema.h"

#include "base/attr.h"

/* One row holds everything that a saved response needs, because a save must
 * cost one transaction and few pages: cards die of writes. The columns from
 * epoch on are the station log's; they are NULL for what is in no log. */
static const char RESPONSES[] =
    "CREATE TABLE response ("
    " seq INTEGER PRIMARY KEY,"
    " key BLOB NOT NULL UNIQUE CHECK (length(key) = 16),"
    " id TEXT NOT NULL,"
    " deprecated_id TEXT NOT NULL,"
    " form_id TEXT NOT NULL,"
    " form_version TEXT NOT NULL,"
    " body BLOB NOT NULL,"
    " origin TEXT NOT NULL,"
    " entry_mode TEXT NOT NULL,"
    " language TEXT NOT NULL,"
    " zone TEXT NOT NULL,"
    " boot_id TEXT NOT NULL,"
    " flags TEXT NOT NULL,"
    " extra TEXT NOT NULL,"
    " started_wall_ms INTEGER NOT NULL,"
    " started_boot_ms INTEGER NOT NULL,"
    " started_quality INTEGER NOT NULL,"
    " saved_wall_ms INTEGER NOT NULL,"
    " saved_boot_ms INTEGER NOT NULL,"
    " saved_quality INTEGER NOT NULL,"
    " attachments TEXT NOT NULL,"
    " epoch INTEGER,"
    " leaf_index INTEGER,"
    " salt BLOB,"
    " commitment BLOB"
    ") STRICT;"
    /* A missing row means: waits for that target, and was never sent. */
    "CREATE TABLE delivery ("
    " target TEXT NOT NULL,"
    " seq INTEGER NOT NULL REFERENCES response(seq) ON DELETE CASCADE,"
    " verdict TEXT NOT NULL,"
    " reason TEXT NOT NULL,"
    " attempts INTEGER NOT NULL,"
    " due_ms INTEGER NOT NULL,"
    " settled_ms INTEGER NOT NULL,"
    " confirmed INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY (target, seq)"
    ") STRICT, WITHOUT ROWID;"
    /* Forms that a target does not take for now; their responses wait. */
    "CREATE TABLE hold ("
    " target TEXT NOT NULL,"
    " form_id TEXT NOT NULL,"
    " form_version TEXT NOT NULL,"
    " reason TEXT NOT NULL,"
    " until_ms INTEGER NOT NULL,"
    " PRIMARY KEY (target, form_id, form_version)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE note ("
    " name TEXT PRIMARY KEY,"
    " value TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE counter ("
    " name TEXT PRIMARY KEY,"
    " value INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;";

/* Field work keeps every answer at once, as a log of changes and never as
 * snapshots: replaying it gives resume, undo and redo. */
static const char DRAFTS[] =
    "CREATE TABLE draft ("
    " draft INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " form_id TEXT NOT NULL,"
    " form_version TEXT NOT NULL,"
    " worker TEXT NOT NULL,"
    " title TEXT NOT NULL,"
    " base TEXT NOT NULL,"
    " place TEXT NOT NULL,"
    " undone INTEGER NOT NULL DEFAULT 0,"
    " started_ms INTEGER NOT NULL,"
    " touched_ms INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TABLE draft_step ("
    " draft INTEGER NOT NULL REFERENCES draft(draft) ON DELETE CASCADE,"
    " seq INTEGER NOT NULL,"
    " ref TEXT NOT NULL,"
    " kind TEXT NOT NULL,"
    " value TEXT NOT NULL,"
    " PRIMARY KEY (draft, seq)"
    ") STRICT, WITHOUT ROWID;"
    /* Files of forms and their media, as fetched from a target; a staged one
     * becomes current between two residents, an old one stays while answers
     * to it exist. */
    "CREATE TABLE form_file ("
    " target TEXT NOT NULL,"
    " form_id TEXT NOT NULL,"
    " form_version TEXT NOT NULL,"
    " name TEXT NOT NULL,"
    " hash TEXT NOT NULL,"
    " etag TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('staged', 'current', 'old')),"
    " changed_ms INTEGER NOT NULL,"
    " PRIMARY KEY (target, form_id, form_version, name)"
    ") STRICT, WITHOUT ROWID;";

/* The station's log. Its leaves are the responses' own rows; here are those
 * that no response stands for (any more), and how far each target has proved
 * to hold them. A head is the tree and the signature after a leaf
 * (proof/head.h). */
static const char LEDGER[] =
    "ALTER TABLE response ADD COLUMN token BLOB;"
    "ALTER TABLE response ADD COLUMN head BLOB;"
    "CREATE TABLE epoch ("
    " number INTEGER PRIMARY KEY,"
    " log TEXT NOT NULL,"
    " key TEXT NOT NULL,"
    " machine TEXT NOT NULL,"
    " broken_at INTEGER"
    ") STRICT;"
    "CREATE TABLE leaf ("
    " epoch INTEGER NOT NULL REFERENCES epoch(number),"
    " leaf_index INTEGER NOT NULL,"
    " kind TEXT NOT NULL CHECK (kind IN ('epoch', 'answer', 'spoiled')),"
    " commitment BLOB,"
    " form_id TEXT NOT NULL,"
    " line TEXT NOT NULL,"
    " head BLOB,"
    " PRIMARY KEY (epoch, leaf_index)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE heard ("
    " target TEXT NOT NULL,"
    " epoch INTEGER NOT NULL REFERENCES epoch(number),"
    " size INTEGER NOT NULL,"
    " seq INTEGER NOT NULL,"
    " PRIMARY KEY (target, epoch)"
    ") STRICT, WITHOUT ROWID;";

/* What residents wish to take back, and what each target made of it. */
static const char WITHDRAWALS[] =
    "CREATE TABLE withdrawal ("
    " code TEXT PRIMARY KEY,"
    " token TEXT NOT NULL,"
    " log TEXT NOT NULL,"
    " leaf_index INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE withdrawal_end ("
    " target TEXT NOT NULL,"
    " code TEXT NOT NULL REFERENCES withdrawal(code),"
    " what INTEGER NOT NULL,"
    " due_ms INTEGER NOT NULL,"
    " PRIMARY KEY (target, code)"
    ") STRICT, WITHOUT ROWID;";

/* Field work: who may sign in here, and what a draft must know to be replayed
 * exactly (the clock and chance of each step), to become a response of the
 * same key, and to take the place of one that was sent. */
static const char FIELD[] =
    "CREATE TABLE worker ("
    " name TEXT PRIMARY KEY,"
    " pin TEXT NOT NULL,"
    " added_ms INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "ALTER TABLE draft ADD COLUMN key BLOB;"
    "ALTER TABLE draft ADD COLUMN seed INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE draft ADD COLUMN finished_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE draft ADD COLUMN replaces TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE draft_step ADD COLUMN place TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE draft_step ADD COLUMN at_ms INTEGER NOT NULL DEFAULT 0;";

/* What a Coordinator sent back to its worker. */
static const char RETURNED[] = "CREATE TABLE returned ("
                               " key BLOB PRIMARY KEY,"
                               " comment TEXT NOT NULL,"
                               " at_ms INTEGER NOT NULL"
                               ") STRICT, WITHOUT ROWID;";

/* What targets signed with their verdicts: one row a reply, with all lines
 * that the signature is about, since answers of it may go before others. */
static const char PROMISES[] =
    "CREATE TABLE promise ("
    " number INTEGER PRIMARY KEY,"
    " target TEXT NOT NULL,"
    " day TEXT NOT NULL,"
    " note TEXT NOT NULL,"
    " lines TEXT NOT NULL"
    ") STRICT;"
    "ALTER TABLE delivery ADD COLUMN promise INTEGER;";

/* Under which assignment a draft was begun (record/assignment.h); its place
 * is the one for which the worker was sent. */
static const char ASSIGNED[] =
    "ALTER TABLE draft ADD COLUMN assignment INTEGER NOT NULL DEFAULT 0;";

const char *const STATION_MIGRATIONS[] = {RESPONSES,   DRAFTS,  LEDGER,
                                          WITHDRAWALS, FIELD,   RETURNED,
                                          PROMISES,    ASSIGNED};
const size_t STATION_MIGRATIONS_COUNT = COUNT_OF(STATION_MIGRATIONS);
