#include "journal.h"

#include "archive.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "children.h"
#include "hub.h"
#include "sql.h"

#include <stdlib.h>
#include <sys/stat.h>

/* The file is cut back to a size below GROWN when it begins anew (db.c), so
 * that its size tells of its use. A child copies all but what is committed
 * meanwhile; the rest is little when a commit at last has to. */
static const char LEAVE[] = "PRAGMA wal_autocheckpoint = 16000";
enum { GROWN = 16 << 20 };

struct journal {
    struct hub *hub;
    char *path;
    struct child *child; /* NULL: none is at work */
    int64_t copied;      /* its size when the last child began */
};

enum err journal_open(struct journal **out, struct hub *hub)
{
    struct journal *journal = xcalloc(1, sizeof *journal);
    struct sql *sql = hub->archive->sql;
    struct sql_rows *rows;

    *out = journal;
    journal->hub = hub;
    if (!hub->archive->is_file)
        return ERR_NONE;
    journal->path = file_join(hub->archive->folder, "hub.db-wal");
    enum err err = sql_query(sql, &rows, LEAVE);
    if (err)
        return err;
    (void)sql->engine->next(rows);
    return sql->engine->done(rows);
}

void journal_close(struct journal *journal)
{
    if (!journal)
        return;
    if (journal->child)
        child_end(journal->child);
    free(journal->path);
    free(journal);
}

static void on_output(void *context)
{
    struct journal *journal = context;
    char ignored[64];

    if (child_read(journal->child, ignored, sizeof ignored) >= 0)
        return;
    if (child_end(journal->child))
        log_warn("the journal was not copied; it is tried again");
    journal->child = NULL;
}

void journal_run(struct journal *journal)
{
    const struct config *c = &journal->hub->config;
    const char *const arguments[] = {
        "--data", c->data, "--log-level", c->log_level, "checkpoint", NULL};
    struct stat is;

    if (!journal->path || journal->child || stat(journal->path, &is))
        return;
    if (is.st_size < journal->copied)
        journal->copied = 0;
    if (is.st_size < journal->copied + GROWN)
        return;
    journal->copied = is.st_size;
    if (child_start(&journal->child, journal->hub->children, arguments, "",
                    on_output, journal))
        log_warn("the journal has to wait");
}
