/* The archive's tables. Append only: a migration that was published is never
 * changed, the next one follows it. Written in the SQL that all engines
 * share; the words INTEGER, BLOB, STRICT and WITHOUT ROWID are SQLite's. */
#include "archive.h"
#include "sql.h"

static const char INTAKE[] =
    "CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"
    "CREATE TABLE family(id INTEGER PRIMARY KEY, form_id TEXT NOT NULL UNIQUE,"
    " state TEXT NOT NULL DEFAULT 'open') STRICT;"
    "CREATE TABLE form(id INTEGER PRIMARY KEY, family INTEGER NOT NULL,"
    " version TEXT NOT NULL, title TEXT NOT NULL, md5 TEXT NOT NULL,"
    " published_ms INTEGER NOT NULL, is_current INTEGER NOT NULL,"
    " body BLOB NOT NULL, UNIQUE(family, version)) STRICT;"
    "CREATE TABLE media(form INTEGER NOT NULL, name TEXT NOT NULL,"
    " type TEXT NOT NULL, md5 TEXT NOT NULL, size INTEGER NOT NULL,"
    " body BLOB NOT NULL, PRIMARY KEY(form, name)) STRICT;"
    "CREATE TABLE station(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " token BLOB UNIQUE, made_ms INTEGER NOT NULL,"
    " seen_ms INTEGER NOT NULL DEFAULT 0, report TEXT NOT NULL DEFAULT '')"
    " STRICT;"
    /* Bodies lie in the order of arrival; only the small index of keys is
     * written at random places. Epoch, leaf, salt and commitment stay NULL
     * until proof fills them. */
    "CREATE TABLE response(number INTEGER PRIMARY KEY,"
    " key BLOB NOT NULL UNIQUE, instance_id TEXT NOT NULL,"
    " form INTEGER NOT NULL, state INTEGER NOT NULL,"
    " station INTEGER NOT NULL, received_ms INTEGER NOT NULL,"
    " deprecated BLOB, envelope TEXT, epoch INTEGER, leaf INTEGER, salt BLOB,"
    " commitment BLOB, body BLOB NOT NULL) STRICT;"
    "CREATE INDEX response_deprecated ON response(deprecated)"
    " WHERE deprecated IS NOT NULL;"
    "CREATE TABLE attachment(key BLOB NOT NULL, name TEXT NOT NULL,"
    " type TEXT NOT NULL, sha256 BLOB NOT NULL, size INTEGER NOT NULL,"
    " PRIMARY KEY(key, name)) STRICT;"
    "CREATE TABLE quarantine(id INTEGER PRIMARY KEY,"
    " sha256 BLOB NOT NULL UNIQUE, received_ms INTEGER NOT NULL,"
    " station INTEGER NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,"
    " instance_id TEXT NOT NULL, form_id TEXT NOT NULL,"
    " version TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'open',"
    " times INTEGER NOT NULL DEFAULT 1, body BLOB NOT NULL) STRICT;";

static const char UPPER_LAYERS[] =
    "CREATE TABLE part(id INTEGER PRIMARY KEY, family INTEGER NOT NULL,"
    " path TEXT NOT NULL, UNIQUE(family, path)) STRICT;"
    "CREATE TABLE flat(family INTEGER NOT NULL, part INTEGER NOT NULL,"
    " number INTEGER NOT NULL, line INTEGER NOT NULL,"
    " parent INTEGER NOT NULL, form INTEGER NOT NULL,"
    " station INTEGER NOT NULL, received_ms INTEGER NOT NULL,"
    " state INTEGER NOT NULL, cells BLOB NOT NULL,"
    " PRIMARY KEY(family, part, number, line)) STRICT, WITHOUT ROWID;"
    /* Responses whose state changed after they were projected. */
    "CREATE TABLE restated(number INTEGER PRIMARY KEY) STRICT;"
    "CREATE TABLE tally(family INTEGER NOT NULL, path TEXT NOT NULL,"
    " value TEXT NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY(family, path, value)) STRICT, WITHOUT ROWID;";

static const char PEOPLE[] =
    "CREATE TABLE person(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " password TEXT NOT NULL, made_ms INTEGER NOT NULL,"
    " revoked_ms INTEGER NOT NULL DEFAULT 0) STRICT;"
    /* An empty form_id means every form. */
    "CREATE TABLE role(person INTEGER NOT NULL, role TEXT NOT NULL,"
    " form_id TEXT NOT NULL DEFAULT '', PRIMARY KEY(person, role, form_id))"
    " STRICT;"
    "CREATE TABLE session(hash BLOB PRIMARY KEY, person INTEGER NOT NULL,"
    " made_ms INTEGER NOT NULL, ends_ms INTEGER NOT NULL) STRICT;"
    "CREATE TABLE link(hash BLOB PRIMARY KEY, person INTEGER NOT NULL,"
    " ends_ms INTEGER NOT NULL) STRICT;"
    "CREATE TABLE reader(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " token BLOB UNIQUE, made_ms INTEGER NOT NULL) STRICT;"
    "CREATE TABLE review(id INTEGER PRIMARY KEY, key BLOB NOT NULL,"
    " at_ms INTEGER NOT NULL, person INTEGER NOT NULL, state TEXT NOT NULL,"
    " comment TEXT NOT NULL) STRICT;"
    "CREATE INDEX review_key ON review(key);"
    "CREATE TABLE audit(id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL,"
    " who TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL,"
    " detail TEXT NOT NULL) STRICT;";

/* Roles by form and neighbourhood, what sign-in needs, tokens with scopes,
 * and from when to when a form is open at which stations. */
static const char DOORS[] =
    "CREATE TABLE duty(person INTEGER NOT NULL, role TEXT NOT NULL,"
    " form_id TEXT NOT NULL DEFAULT '', area TEXT NOT NULL DEFAULT '',"
    " made_ms INTEGER NOT NULL, PRIMARY KEY(person, role, form_id, area))"
    " STRICT;"
    "INSERT INTO duty(person, role, form_id, made_ms)"
    " SELECT person, 'leader', form_id, 0 FROM role;"
    "DROP TABLE role;"
    "ALTER TABLE person ADD COLUMN office TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE person ADD COLUMN totp TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE person ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0;"
    "DELETE FROM session;"
    "ALTER TABLE session ADD COLUMN csrf TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE session ADD COLUMN old_hash BLOB;"
    "ALTER TABLE session ADD COLUMN turned_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE session ADD COLUMN seen_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';"
    "CREATE INDEX session_old_hash ON session(old_hash)"
    " WHERE old_hash IS NOT NULL;"
    "CREATE INDEX session_person ON session(person);"
    "ALTER TABLE link ADD COLUMN kind TEXT NOT NULL DEFAULT 'enter';"
    "ALTER TABLE reader ADD COLUMN scope TEXT NOT NULL"
    " DEFAULT 'results.see answers.see text.read answers.export stations.see';"
    "ALTER TABLE reader ADD COLUMN form_id TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE reader ADD COLUMN ends_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE reader ADD COLUMN seen_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE station ADD COLUMN area TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE family ADD COLUMN opens_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE family ADD COLUMN closes_ms INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE audience(family INTEGER NOT NULL, station INTEGER NOT NULL,"
    " PRIMARY KEY(family, station)) STRICT;";

/* An answer's review stands beside its state; what is deleted when its time
 * is over stays counted (tally_kept); nobody rewrites the log. */
static const char CARE[] =
    "ALTER TABLE response ADD COLUMN review INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE flat ADD COLUMN review INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE tally_kept(family INTEGER NOT NULL, path TEXT NOT NULL,"
    " value TEXT NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY(family, path, value)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE retention(family INTEGER PRIMARY KEY,"
    " days INTEGER NOT NULL) STRICT;"
    "CREATE TABLE doomed(sha256 BLOB PRIMARY KEY) STRICT;"
    "CREATE TRIGGER audit_update BEFORE UPDATE ON audit" APPEND_ONLY ";"
    "CREATE TRIGGER audit_delete BEFORE DELETE ON audit" APPEND_ONLY ";";

/* What was promised of each field, and what was published. */
static const char RELEASES[] =
    "CREATE TABLE field_class(family INTEGER NOT NULL, name TEXT NOT NULL,"
    " class TEXT NOT NULL, PRIMARY KEY(family, name)) STRICT;"
    "CREATE TABLE release(family INTEGER NOT NULL, number INTEGER NOT NULL,"
    " made_ms INTEGER NOT NULL, people INTEGER NOT NULL,"
    " PRIMARY KEY(family, number)) STRICT;"
    /* Whose answers the last release, or the last move of a breakdown, holds.
     */
    "CREATE TABLE released(family INTEGER NOT NULL, dimension TEXT NOT NULL,"
    " number INTEGER NOT NULL, part TEXT NOT NULL,"
    " PRIMARY KEY(family, dimension, number)) STRICT;"
    "CREATE TABLE breakdown(family INTEGER NOT NULL, dimension TEXT NOT NULL,"
    " release INTEGER NOT NULL, PRIMARY KEY(family, dimension)) STRICT;";

/* What travels down beside forms, and the manifest that covers all: one for
 * each station once a form is not meant for every one, until then number 0. */
static const char PUBLICATIONS[] =
    "CREATE TABLE publication(kind TEXT NOT NULL, name TEXT NOT NULL,"
    " sha256 BLOB NOT NULL, size INTEGER NOT NULL,"
    " changed_ms INTEGER NOT NULL, body BLOB NOT NULL,"
    " PRIMARY KEY(kind, name)) STRICT;"
    "CREATE TABLE edition(station INTEGER PRIMARY KEY,"
    " number INTEGER NOT NULL, note TEXT NOT NULL) STRICT;";

/* Codes wait for the board they were made for; of keys, the one without an
 * end is the station's. */
static const char ENROLMENT[] =
    "CREATE TABLE enrolment(code BLOB PRIMARY KEY, name TEXT NOT NULL,"
    " ends_ms INTEGER NOT NULL, used BLOB) STRICT;"
    "CREATE TABLE station_key(key TEXT PRIMARY KEY, station INTEGER NOT NULL,"
    " open BLOB NOT NULL, since_ms INTEGER NOT NULL,"
    " until_ms INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE INDEX station_key_station ON station_key(station);";

static const char PULSES[] =
    "ALTER TABLE station ADD COLUMN report_ms INTEGER NOT NULL DEFAULT 0;";

/* What the city says, and which answers to the form for ideas became entries.
 */
static const char BOARD[] =
    "CREATE TABLE entry(id INTEGER PRIMARY KEY, kind TEXT NOT NULL,"
    " standing TEXT NOT NULL, uuid TEXT NOT NULL UNIQUE, about TEXT NOT NULL,"
    " place TEXT NOT NULL, office TEXT NOT NULL, signer TEXT NOT NULL,"
    " form_id TEXT NOT NULL, due TEXT NOT NULL, due_now TEXT NOT NULL,"
    " done TEXT NOT NULL, people INTEGER NOT NULL, number INTEGER NOT NULL,"
    " score INTEGER NOT NULL, updated_ms INTEGER NOT NULL) STRICT;"
    "CREATE TABLE entry_text(entry INTEGER NOT NULL, position INTEGER NOT NULL,"
    " language TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,"
    " reason TEXT NOT NULL, PRIMARY KEY(entry, position)) STRICT;"
    "CREATE TABLE idea(number INTEGER PRIMARY KEY, entry TEXT NOT NULL,"
    " decided_ms INTEGER NOT NULL, who TEXT NOT NULL) STRICT;";

/* Whom a survey means to hear. */
static const char CENSUS[] =
    "CREATE TABLE target(family INTEGER NOT NULL, position INTEGER NOT NULL,"
    " dimension TEXT NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY(family, position)) STRICT;";

/* What somebody should be told, from when it began until it ended. */
static const char ALERTS[] =
    "CREATE TABLE alert(id INTEGER PRIMARY KEY, kind TEXT NOT NULL,"
    " object TEXT NOT NULL, text TEXT NOT NULL, began_ms INTEGER NOT NULL,"
    " ended_ms INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0)"
    " STRICT;"
    "CREATE INDEX alert_open ON alert(kind, object) WHERE ended_ms = 0;"
    "CREATE INDEX alert_untold ON alert(id) WHERE told = 0;";

/* The logs: the hub's own (station -1), one an epoch, and a copy of each
 * station's. A segment is what was added at once: the lines of a hub's log
 * with the hashes that its tree needs; of a station's the hashes alone, since
 * its lines stand in the hub's. A response's epoch is its station's log. */
static const char LOGS[] =
    "CREATE TABLE ledger(id INTEGER PRIMARY KEY, log TEXT NOT NULL UNIQUE,"
    " station INTEGER NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL,"
    " peaks BLOB NOT NULL, day TEXT NOT NULL, heard INTEGER NOT NULL) STRICT;"
    "CREATE TABLE segment(log INTEGER NOT NULL, first INTEGER NOT NULL,"
    " count INTEGER NOT NULL, hub_log INTEGER NOT NULL,"
    " hub_first INTEGER NOT NULL, lines BLOB NOT NULL, hashes BLOB NOT NULL,"
    " PRIMARY KEY(log, first)) STRICT;"
    "ALTER TABLE response ADD COLUMN token BLOB;"
    "CREATE INDEX response_leaf ON response(epoch, leaf)"
    " WHERE epoch IS NOT NULL;";

/* Attachments of what was set aside, by the hash of its body. */
static const char ASIDE[] =
    "CREATE TABLE quarantine_file(body BLOB NOT NULL, name TEXT NOT NULL,"
    " type TEXT NOT NULL, sha256 BLOB NOT NULL, size INTEGER NOT NULL,"
    " PRIMARY KEY(body, name)) STRICT;";

/* How who had an idea finds it among those that are public. */
static const char TAGS[] =
    "ALTER TABLE entry ADD COLUMN receipt TEXT NOT NULL DEFAULT '';";

/* What came beside a body that was set aside, and what became of it: key is
 * the response that a person made of it. */
static const char REPAIRS[] =
    "ALTER TABLE quarantine ADD COLUMN envelope TEXT;"
    "ALTER TABLE quarantine ADD COLUMN settled_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE quarantine ADD COLUMN settled_by TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE quarantine ADD COLUMN why TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE quarantine ADD COLUMN key BLOB;"
    "CREATE INDEX quarantine_key ON quarantine(key) WHERE key IS NOT NULL;";

/* Each response's last change, for mirrors (changes.h). Nothing is deleted
 * here: a number that was given is never given again. */
static const char CHANGES[] = "CREATE TABLE change(id INTEGER PRIMARY KEY,"
                              " number INTEGER NOT NULL UNIQUE) STRICT;";

/* Whom field workers are sent to hear. One that was taken back stays, so that
 * its number never means another. */
static const char ASSIGNMENTS[] =
    "CREATE TABLE assignment(id INTEGER PRIMARY KEY, family INTEGER NOT NULL,"
    " worker TEXT NOT NULL, dimension TEXT NOT NULL, name TEXT NOT NULL,"
    " field TEXT NOT NULL, wanted INTEGER NOT NULL, day TEXT NOT NULL,"
    " ended_ms INTEGER NOT NULL DEFAULT 0) STRICT;";

/* What makes an answer worth a second look, made with the projection: what the
 * station said of it, and the interview that it is like. A sketch is the
 * hashes of a worker's last interviews, to compare the next one with. */
static const char MARKS[] =
    "CREATE TABLE mark(number INTEGER PRIMARY KEY, family INTEGER NOT NULL,"
    " flags TEXT NOT NULL, other INTEGER NOT NULL, percent INTEGER NOT NULL)"
    " STRICT;"
    "CREATE INDEX mark_family ON mark(family, number);"
    "CREATE TABLE sketch(family INTEGER NOT NULL, worker TEXT NOT NULL,"
    " number INTEGER NOT NULL, hashes BLOB NOT NULL,"
    " PRIMARY KEY(family, worker, number)) STRICT;";

/* Forms that wait to be looked through and published. */
static const char STAGED[] =
    "CREATE TABLE staged(id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL,"
    " who TEXT NOT NULL, made_ms INTEGER NOT NULL, warnings TEXT NOT NULL,"
    " document BLOB NOT NULL) STRICT;"
    "CREATE TABLE staged_file(staged TEXT NOT NULL, name TEXT NOT NULL,"
    " body BLOB NOT NULL, PRIMARY KEY(staged, name)) STRICT;";

/* A segment of before has its lines as text and all hashes; since then lines
 * are packed (linepack.h), and of what lies wholly in a segment's own lines
 * only the hashes from this level of the tree on are kept. */
static const char PACKED[] =
    "ALTER TABLE segment ADD COLUMN from_level INTEGER NOT NULL DEFAULT 0;";

/* In the order of their landing. */
const char *const ARCHIVE_MIGRATIONS[] = {
    INTAKE,       UPPER_LAYERS, PEOPLE, DOORS,   CARE,    RELEASES,
    PUBLICATIONS, ENROLMENT,    PULSES, BOARD,   CENSUS,  ALERTS,
    LOGS,         ASIDE,        TAGS,   REPAIRS, CHANGES, ASSIGNMENTS,
    MARKS,        STAGED,       PACKED,
};
const size_t ARCHIVE_MIGRATIONS_COUNT = COUNT_OF(ARCHIVE_MIGRATIONS);
