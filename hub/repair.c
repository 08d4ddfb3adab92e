#include "repair.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "quarantine.h"

#include <stdio.h>
#include <string.h>

struct taking {
    struct archive *archive;
    struct arena *arena;
    struct repair *repair;
    unsigned char key[RESPONSE_KEY_SIZE];
};

static struct arrival arrival_of(const struct taking *t,
                                 const struct quarantined *q)
{
    const struct repair *r = t->repair;
    const char *body = r->body ? r->body : q->body;
    size_t size = r->body ? r->body_size : q->body_size;

    return (struct arrival){
        .station = q->station,
        .received_ms = q->received_ms,
        .envelope = *q->envelope ? arena_strdup(t->arena, q->envelope) : NULL,
        .response = {.body = arena_strndup(t->arena, body, size),
                     .body_size = size}};
}

static enum err take(void *context, const struct quarantined *q)
{
    struct taking *t = context;
    struct repair *r = t->repair;

    if (strcmp(q->state, "open") != 0)
        return ERR_CONFLICT;
    struct arrival arrival = arrival_of(t, q);
    enum err err = judge(t->archive, t->arena, &arrival, NULL, &r->judgement);
    if (!err)
        err = quarantine_files(t->archive, q, t->arena,
                               &arrival.response.attachments,
                               &arrival.response.attachments_count);
    if (err || r->judgement.reason)
        return err;
    memcpy(t->key, arrival.response.key, sizeof t->key);
    err = archive_add(t->archive, &arrival, &r->verdict);
    return !err && r->verdict == VERDICT_CONFLICT ? ERR_CONFLICT : err;
}

enum err repair_take(struct archive *archive, struct arena *arena,
                     struct repair *repair)
{
    struct taking t = {.archive = archive, .arena = arena, .repair = repair};
    bool is_repaired = repair->body != NULL;
    char id[24];

    enum err err = quarantine_get(archive, repair->id, take, &t);
    if (err || repair->judgement.reason)
        return err;
    err = quarantine_settle(
        archive, repair->id,
        &(struct settlement){.state = is_repaired ? "repaired" : "accepted",
                             .at_ms = repair->at_ms,
                             .who = repair->who,
                             .why = repair->why,
                             .key = t.key});
    if (err)
        return err;
    snprintf(id, sizeof id, "%lld", (long long)repair->id);
    return audit_add(archive,
                     &(struct audit_entry){repair->at_ms, repair->who,
                                           is_repaired ? "repair" : "accept",
                                           "quarantine", id});
}

/* An element of a local name: where its text begins and its end tag, and the
 * name as the tag writes it. */
struct element {
    const char *text, *end;
    const char *name;
    size_t name_size;
};

/* The last end tag of that local name; the judge reads what is made of it, so
 * that one in a comment does no harm. */
static bool find_element(const char *body, const char *local,
                         struct element *out)
{
    bool found = false;

    for (const char *p = strstr(body, "</"); p; p = strstr(p + 2, "</")) {
        const char *name = p + 2;
        size_t size = strcspn(name, " \t\r\n>");
        const char *colon = memchr(name, ':', size);
        const char *own = colon ? colon + 1 : name;
        if ((size_t)(name + size - own) != strlen(local) ||
            strncmp(own, local, strlen(local)) != 0)
            continue;
        const char *text = p;
        while (text > body && text[-1] != '>')
            text--;
        *out = (struct element){text, p, name, size};
        found = text > body;
    }
    return found;
}

const char *repair_as_edit(struct arena *arena, const char *body, size_t size,
                           const char *id)
{
    const char *copy = arena_strndup(arena, body, size);
    struct element e, other;

    if (!find_element(copy, "instanceID", &e) || e.text == e.end ||
        find_element(copy, "deprecatedID", &other))
        return NULL;
    size_t prefix = e.name_size - strlen("instanceID");
    return arena_printf(
        arena, "%.*s%s</%.*s><%.*sdeprecatedID>%.*s</%.*sdeprecatedID>%s",
        (int)(e.text - copy), copy, id, (int)e.name_size, e.name, (int)prefix,
        e.name, (int)(e.end - e.text), e.text, (int)prefix, e.name,
        strchr(e.end, '>') + 1);
}
