#include "journal.h"

#include "archive.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "children.h"
#include "hub.h"
#include "sql.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

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
    int writes;          /* tells of each, whoever's; -1: nothing does */
};

/* Without it the hub looks for itself from time to time. */
static int hear_writes(const char *path)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

    if (fd >= 0 && inotify_add_watch(fd, path, IN_MODIFY) >= 0)
        return fd;
    log_warn("%s is not watched: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

enum err journal_open(struct journal **out, struct hub *hub)
{
    struct journal *journal = xcalloc(1, sizeof *journal);
    struct sql *sql = hub->archive->sql;
    struct sql_rows *rows;

    *out = journal;
    journal->hub = hub;
    journal->writes = -1;
    if (!hub->archive->is_file)
        return ERR_NONE;
    journal->path = file_join(hub->archive->folder, "hub.db-wal");
    enum err err = sql_query(sql, &rows, LEAVE);
    if (err)
        return err;
    (void)sql->engine->next(rows);
    /* The file is there as long as this connection is. */
    journal->writes = hear_writes(journal->path);
    return sql->engine->done(rows);
}

void journal_close(struct journal *journal)
{
    if (!journal)
        return;
    if (journal->child)
        child_end(journal->child);
    if (journal->writes >= 0)
        close(journal->writes);
    free(journal->path);
    free(journal);
}

int journal_fd(const struct journal *journal)
{
    struct sql *sql = journal->hub->archive->sql;

    return journal->path ? journal->writes : sql->engine->ear(sql);
}

bool journal_was_written(struct journal *journal)
{
    char events[1024]; /* all are alike: what they say is not asked */
    struct sql *sql = journal->hub->archive->sql;
    bool was_written = sql->engine->heard(sql);

    while (journal->writes >= 0 &&
           read(journal->writes, events, sizeof events) > 0)
        was_written = true;
    return was_written;
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
    const char *const arguments[] = {"--data",     c->data,      "--log-level",
                                     c->log_level, "checkpoint", NULL};
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
