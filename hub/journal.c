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
#include <unistd.h>

/* Pages of 4 KiB. A child copies all but what is committed meanwhile; that is
 * little when the hub itself does the rest, so that the journal begins anew.
 * Were there no children, a commit would have to copy MOST. */
enum { MOST = 16000, GROWN = 4096, LITTLE = 1000 };

struct journal {
    struct hub *hub;
    char *path;
    struct child *child; /* NULL: none is at work */
    int copied;          /* its pages when the last child began */
    int writes;          /* tells of each, whoever's; -1: nothing does */
};

/* Tells of the next write only: the hub itself writes thousands of times in a
 * row, and each would cost it as much again as the telling. Without it the
 * hub looks for itself from time to time. */
static void hear_next(struct journal *journal)
{
    int fd = journal->writes;

    if (fd >= 0 &&
        inotify_add_watch(fd, journal->path, IN_MODIFY | IN_ONESHOT) >= 0)
        return;
    log_warn("%s is not watched: %s", journal->path, strerror(errno));
    if (fd >= 0)
        close(fd);
    journal->writes = -1;
}

enum err journal_open(struct journal **out, struct hub *hub)
{
    struct journal *journal = xcalloc(1, sizeof *journal);
    struct sql *sql = hub->archive->sql;

    *out = journal;
    journal->hub = hub;
    journal->writes = -1;
    if (!hub->archive->is_file)
        return ERR_NONE;
    journal->path = file_join(hub->archive->folder, "hub.db-wal");
    /* The file is there as long as this connection is. */
    journal->writes = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    hear_next(journal);
    return sql->engine->keep_journal(sql, MOST);
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
    /* What is written from here on is told again; what was written before is
     * looked for now. */
    if (was_written && journal->writes >= 0)
        hear_next(journal);
    return was_written;
}

static void copy_rest(struct journal *journal)
{
    struct sql *sql = journal->hub->archive->sql;

    sql->engine->rest(sql);
    journal->copied = sql->engine->journal_pages(sql);
}

static void on_output(void *context)
{
    struct journal *journal = context;
    char ignored[64];

    if (child_read(journal->child, ignored, sizeof ignored) >= 0)
        return;
    if (child_end(journal->child))
        log_warn("the journal was not copied; it is tried again");
    else
        copy_rest(journal);
    journal->child = NULL;
}

/* What it has grown by since it was copied. */
static int growth(struct journal *journal)
{
    struct sql *sql = journal->hub->archive->sql;
    int pages = sql->engine->journal_pages(sql);

    if (pages < journal->copied)
        journal->copied = 0; /* it began anew */
    return pages - journal->copied;
}

static void start_child(struct journal *journal)
{
    const struct config *c = &journal->hub->config;
    const char *const arguments[] = {"--data",     c->data,      "--log-level",
                                     c->log_level, "checkpoint", NULL};

    journal->copied += growth(journal);
    if (child_start(&journal->child, journal->hub->children, arguments, "",
                    on_output, journal))
        log_warn("the journal has to wait");
}

void journal_run(struct journal *journal)
{
    if (!journal->child && growth(journal) >= GROWN)
        start_child(journal);
}

void journal_rest(struct journal *journal)
{
    if (journal->child)
        return;
    if (growth(journal) >= LITTLE)
        start_child(journal);
    else
        copy_rest(journal);
}
