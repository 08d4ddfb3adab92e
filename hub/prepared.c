#include "prepared.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "children.h"
#include "config.h"
#include "handout.h"
#include "hub.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_RUNNING = 2, MOST_OF_ONE = 5, MOST_MORE = 5, LINES = 512 };

static const int64_t KEPT_MS = 24LL * 3600 * 1000;
/* What is left to the answers that come in. */
static const uint64_t ROOM_BYTES = 256 << 20;
static const char FOLDER[] = "exports";

struct job {
    struct prepared prepared; /* first: what others see */
    struct prepared_set *set;
    struct child *child; /* NULL: it does not run */
    char line[64];       /* of what it prints, as far as it came */
    size_t line_size;
    struct job *next;
};

struct prepared_set {
    struct hub *hub;
    char *folder;
    struct job *first;
};

struct prepared_set *prepared_set_new(struct hub *hub)
{
    struct prepared_set *set = xcalloc(1, sizeof *set);

    set->hub = hub;
    set->folder = file_join(hub->config.data, FOLDER);
    file_remove_tree(set->folder);
    return set;
}

char *prepared_path(const struct prepared_set *set, const char *id)
{
    return file_join(set->folder, id);
}

static void discard(struct job *job)
{
    char *path = prepared_path(job->set, job->prepared.id);

    if (job->child)
        child_end(job->child);
    file_remove_tree(path);
    free(path);
    free(job->prepared.form_id);
    free(job->prepared.format);
    free(job->prepared.name);
    free(job->prepared.within);
    free(job);
}

void prepared_set_free(struct prepared_set *set)
{
    while (set && set->first) {
        struct job *job = set->first;
        set->first = job->next;
        discard(job);
    }
    if (set)
        free(set->folder);
    free(set);
}

static bool has_room(const struct prepared_set *set)
{
    uint64_t bytes;

    return !file_free_bytes(set->hub->config.data, &bytes) &&
           bytes > ROOM_BYTES;
}

static void end(struct job *job, enum preparing state)
{
    char *path = prepared_path(job->set, job->prepared.id);
    struct stat info;

    job->prepared.state = state;
    if (state != PREPARED || stat(path, &info)) {
        file_remove_tree(path);
        job->prepared.state = state == PREPARED ? PREPARING_FAILED : state;
    } else {
        job->prepared.size = (int64_t)info.st_size;
    }
    free(path);
}

static void read_line(struct job *job)
{
    char *rest;
    long long done = strtoll(job->line, &rest, 10);

    /* The last line is the cursor, which nobody asked for here. */
    if (*rest != ' ')
        return;
    job->prepared.done = done;
    job->prepared.total = strtoll(rest, NULL, 10);
}

static void read_lines(struct job *job, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] != '\n') {
            if (job->line_size < sizeof job->line - 1)
                job->line[job->line_size++] = text[i];
            continue;
        }
        job->line[job->line_size] = '\0';
        job->line_size = 0;
        read_line(job);
    }
}

static void on_output(void *context)
{
    struct job *job = context;
    char text[LINES];
    ssize_t n = child_read(job->child, text, sizeof text);

    if (n > 0)
        read_lines(job, text, (size_t)n);
    bool is_full = n >= 0 && !has_room(job->set);
    if (n >= 0 && !is_full)
        return;
    int status = child_end(job->child);
    job->child = NULL;
    if (is_full)
        log_warn("%s: an export was ended, the disk is nearly full",
                 job->prepared.form_id);
    end(job, is_full       ? PREPARING_FULL
             : status == 0 ? PREPARED
                           : PREPARING_FAILED);
}

/* The export's own arguments, and where it writes. */
static enum err begin(struct job *job, const char *const *given)
{
    const char *arguments[HANDOUT_ARGUMENTS];
    char *path = prepared_path(job->set, job->prepared.id);
    size_t count = 0;

    while (count < HANDOUT_ARGUMENTS - MOST_MORE && given[count]) {
        arguments[count] = given[count];
        count++;
    }
    arguments[count++] = "--progress";
    arguments[count++] = "--output";
    arguments[count++] = path;
    arguments[count] = NULL;
    /* As in handout.c: the child waits for the hub's projection. */
    job->set->hub->is_awaited = true;
    enum err err = child_start(&job->child, job->set->hub->children, arguments,
                               "", on_output, job);
    free(path);
    return err;
}

static enum err check(struct prepared_set *set, int64_t person)
{
    size_t running = 0, own = 0;

    for (const struct job *job = set->first; job; job = job->next) {
        running += job->child != NULL;
        own += job->prepared.person == person;
    }
    if (own >= MOST_OF_ONE)
        return ERR_LIMIT;
    if (running >= MOST_RUNNING)
        return ERR_BUSY;
    return has_room(set) ? file_make_folder(set->folder) : ERR_FULL;
}

enum err prepared_start(struct prepared_set *set,
                        const struct prepared_wish *wish,
                        char id[UUID_TEXT_SIZE])
{
    prepared_expire(set, wish->now_ms);
    enum err err = check(set, wish->person);
    if (err)
        return err;
    struct job *job = xcalloc(1, sizeof *job);
    job->set = set;
    job->prepared = (struct prepared){.person = wish->person,
                                      .form_id = xstrdup(wish->form_id),
                                      .format = xstrdup(wish->format),
                                      .name = xstrdup(wish->name),
                                      .has_text = wish->has_text,
                                      .within = xstrdup(wish->within),
                                      .made_ms = wish->now_ms};
    uuid_new(job->prepared.id);
    err = begin(job, wish->arguments);
    if (err) {
        discard(job);
        return err;
    }
    job->next = set->first;
    set->first = job;
    memcpy(id, job->prepared.id, UUID_TEXT_SIZE);
    return ERR_NONE;
}

const struct prepared *prepared_find(const struct prepared_set *set,
                                     const char *id)
{
    const struct job *job = set->first;

    while (job && strcmp(job->prepared.id, id) != 0)
        job = job->next;
    return job ? &job->prepared : NULL;
}

void prepared_remove(struct prepared_set *set, const char *id)
{
    struct job **at = &set->first;

    while (*at && strcmp((*at)->prepared.id, id) != 0)
        at = &(*at)->next;
    if (!*at)
        return;
    struct job *job = *at;
    *at = job->next;
    discard(job);
}

void prepared_expire(struct prepared_set *set, int64_t now_ms)
{
    struct job **at = &set->first;

    while (*at) {
        struct job *job = *at;
        if (now_ms - job->prepared.made_ms <= KEPT_MS) {
            at = &job->next;
            continue;
        }
        *at = job->next;
        discard(job);
    }
}

void prepared_each(struct prepared_set *set, int64_t person, int64_t now_ms,
                   void (*visit)(void *context, const struct prepared *p),
                   void *context)
{
    prepared_expire(set, now_ms);
    for (const struct job *job = set->first; job; job = job->next) {
        if (job->prepared.person == person)
            visit(context, &job->prepared);
    }
}
