/* Honest campaigns, with the accidents that happen: programs restart, replies
 * are lost, sticks arrive late, boards are replaced, hubs and stations come
 * back from old copies. lib/proof keeps the logs, barrio-verify reads them as
 * a witness does every evening, and must never cry wolf. BARRIO_CAMPAIGNS=1000
 * plays as many of them. */
#include "base/buf.h"
#include "base/digest.h"
#include "base/file.h"
#include "proof/checkpoint.h"
#include "proof/leaf.h"
#include "proof/opening.h"
#include "proof/claim.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum {
    CAMPAIGNS = 60,
    DAYS = 3,
    STEPS = 14,
    STATIONS = 3,
    MOST = 200,
    EPOCHS = 8,
    LEVELS = 9
};

static const char FORM[] = "noise";

/* A log as a program keeps it: a row for each leaf, the tree in memory. */
struct keeper {
    struct sign_key key;
    struct tree tree;
    char *lines[MOST];
    unsigned char rows[MOST][LEVELS][TREE_HASH_SIZE];
};

struct station {
    char name[16];
    unsigned epoch;
    struct keeper *log;
};

struct city {
    uint64_t chance;
    char folder[32];
    unsigned day;
    struct keeper *epochs[EPOCHS]; /* of the hub */
    uint64_t kept[EPOCHS];         /* leaves that the next epoch follows */
    unsigned epoch;
    struct station stations[STATIONS];
    struct tree seen; /* the hub's head that an agent saw last */
};

/* xorshift: the same accidents on every machine. */
static unsigned chance(struct city *city, unsigned below)
{
    city->chance ^= city->chance << 13;
    city->chance ^= city->chance >> 7;
    city->chance ^= city->chance << 17;
    return (unsigned)(city->chance >> 33) % below;
}

static enum err read_row(void *context, uint64_t index, unsigned level,
                         unsigned char out[TREE_HASH_SIZE])
{
    struct keeper *log = context;

    memcpy(out, log->rows[index][level], TREE_HASH_SIZE);
    return ERR_NONE;
}

static void keep_line(struct keeper *log, const char *line)
{
    unsigned char hashes[TREE_HEIGHT][TREE_HASH_SIZE], leaf[TREE_HASH_SIZE];
    uint64_t index = log->tree.size;

    assert_true(index < MOST);
    tree_hash_leaf(line, strlen(line), leaf);
    size_t n = tree_append(&log->tree, leaf, hashes);
    memcpy(log->rows[index], hashes, n * TREE_HASH_SIZE);
    log->lines[index] = strdup(line);
}

static void say(struct keeper *log, struct leaf *leaf)
{
    struct buf line;

    buf_init(&line, 0);
    memcpy(leaf->log, log->key.name, sizeof leaf->log);
    leaf->index = log->tree.size;
    assert_int_equal(leaf_write(leaf, &line), ERR_NONE);
    keep_line(log, line.data);
    buf_clear(&line);
}

static struct keeper *begin(const char *name, unsigned epoch,
                            const char *former, uint64_t size,
                            const unsigned char root[TREE_HASH_SIZE])
{
    struct keeper *log = calloc(1, sizeof *log);
    struct leaf leaf = {.kind = LEAF_EPOCH, .size = size};
    char full[SIGN_NAME_SIZE];

    snprintf(full, sizeof full, "%s/%u", name, epoch);
    sign_key_new(&log->key, full);
    strcpy(leaf.other, former);
    memcpy(leaf.hash, root, sizeof leaf.hash);
    say(log, &leaf);
    return log;
}

static void end(struct keeper *log)
{
    for (size_t i = 0; log && i < MOST; i++)
        free(log->lines[i]);
    free(log);
}

/* A program that comes back reads its tree from its rows. */
static void restart(struct keeper *log)
{
    struct tree_store store = {log, read_row};
    struct tree again;

    assert_int_equal(tree_resume(&again, log->tree.size, &store), ERR_NONE);
    log->tree = again;
}

static struct keeper *hub_of(struct city *city)
{
    return city->epochs[city->epoch];
}

/* Calls back for each leaf that the hub's log stands on. */
static void walk(struct city *city, void (*see)(void *context, const char *),
                 void *context)
{
    for (unsigned e = 0; e <= city->epoch; e++) {
        struct keeper *log = city->epochs[e];
        uint64_t size = e < city->epoch ? city->kept[e] : log->tree.size;
        for (uint64_t i = 0; i < size; i++)
            see(context, log->lines[i]);
    }
}

struct count {
    const char *name; /* of a station's log */
    struct tree tree; /* its leaves in the hub's log */
    bool joined;
    uint64_t leaves, answers, removed, releases;
    const char *last_answer;
};

static void count_line(void *context, const char *line)
{
    unsigned char hashes[TREE_HEIGHT][TREE_HASH_SIZE], hash[TREE_HASH_SIZE];
    struct count *count = context;
    struct leaf leaf;

    assert_int_equal(leaf_read(&leaf, line), ERR_NONE);
    if (count->name && strcmp(leaf.log, count->name) == 0) {
        tree_hash_leaf(line, strlen(line), hash);
        tree_append(&count->tree, hash, hashes);
    }
    count->joined |= count->name && leaf.kind == LEAF_JOINED &&
                     strcmp(leaf.other, count->name) == 0;
    count->leaves++;
    count->releases += leaf.kind == LEAF_RELEASED;
    count->removed += leaf.kind == LEAF_EXCLUDED || leaf.kind == LEAF_WITHDRAWN;
    if (leaf.kind == LEAF_ANSWER) {
        count->answers++;
        count->last_answer = line;
    }
    if ((leaf.kind == LEAF_EXCLUDED || leaf.kind == LEAF_WITHDRAWN) &&
        count->last_answer) {
        struct leaf answer;
        assert_int_equal(leaf_read(&answer, count->last_answer), ERR_NONE);
        if (memcmp(answer.hash, leaf.hash, sizeof leaf.hash) == 0)
            count->last_answer = NULL;
    }
}

static void set_day(struct city *city, struct leaf *leaf)
{
    snprintf(leaf->day, sizeof leaf->day, "2026-11-%02u",
             10u + city->day % 20u);
}

static void answer(struct city *city, struct station *station)
{
    unsigned char token_hashed[OPENING_TOKEN_SIZE];
    char token[TOKEN_DIGITS + 1];
    struct opening opening;
    struct leaf leaf = {.kind = chance(city, 10) ? LEAF_ANSWER : LEAF_SPOILED};

    claim_new(token);
    claim_hash(token, token_hashed);
    opening_init(&opening, station->name, "", token_hashed, "<data/>", 7);
    opening_commit(&opening, leaf.hash);
    leaf_set_form(&leaf, FORM);
    say(station->log, &leaf);
}

static void join(struct keeper *hub, const struct sign_key *key)
{
    struct leaf leaf = {.kind = LEAF_JOINED};
    struct note_verifier verifier;

    note_verifier_of(&verifier, key, NOTE_SIGNATURE);
    note_verifier_print(&verifier, leaf.text);
    memcpy(leaf.other, key->name, sizeof leaf.other);
    say(hub, &leaf);
}

/* The station's signed head of its first size leaves. */
static void head_of(struct keeper *log, uint64_t size, struct buf *note)
{
    struct tree_store store = {log, read_row};
    struct tree tree;

    assert_int_equal(tree_resume(&tree, size, &store), ERR_NONE);
    assert_int_equal(checkpoint_sign(&tree, &log->key, note), ERR_NONE);
}

/* What a hub does with a station's leaves: it takes them only if they make
 * the root that the station signed. */
static void take(struct city *city, struct keeper *from, uint64_t size)
{
    struct keeper *hub = hub_of(city);
    struct count count = {.name = from->key.name};
    struct leaf heard = {.kind = LEAF_HEARD, .size = size};
    struct note_verifier verifier;
    struct checkpoint head;
    struct buf note;

    walk(city, count_line, &count);
    if (size <= count.tree.size)
        return; /* a batch that came before, by stick or again */
    buf_init(&note, 0);
    head_of(from, size, &note);
    note_verifier_of(&verifier, &from->key, NOTE_SIGNATURE);
    assert_int_equal(checkpoint_open(&head, note.data, note.size, &verifier),
                     ERR_NONE);
    if (!count.joined)
        join(hub, &from->key);
    for (uint64_t i = count.tree.size; i < size; i++) {
        keep_line(hub, from->lines[i]);
        count_line(&count, from->lines[i]);
    }
    tree_root(&count.tree, heard.hash);
    assert_memory_equal(heard.hash, head.root, sizeof head.root);
    memcpy(heard.other, from->key.name, sizeof heard.other);
    assert_true(note_quote(note.data, note.size, &verifier, heard.text));
    say(hub, &heard);
    buf_clear(&note);
}

/* What an agent does with the hub's answer: it wants a proof of growth. */
static void look(struct city *city)
{
    struct keeper *hub = hub_of(city);
    struct tree_store store = {hub, read_row};
    unsigned char old_root[TREE_HASH_SIZE], root[TREE_HASH_SIZE];
    struct tree_proof proof;

    tree_root(&city->seen, old_root);
    tree_root(&hub->tree, root);
    assert_int_equal(
        tree_prove_growth(&store, city->seen.size, hub->tree.size, &proof),
        ERR_NONE);
    assert_true(tree_has_grown(old_root, city->seen.size, root, hub->tree.size,
                               &proof));
    city->seen = hub->tree;
}

static void remove_answer(struct city *city, enum leaf_kind kind)
{
    struct count count = {0};
    struct leaf leaf = {.kind = kind}, answer;

    walk(city, count_line, &count);
    if (!count.last_answer)
        return;
    assert_int_equal(leaf_read(&answer, count.last_answer), ERR_NONE);
    memcpy(leaf.hash, answer.hash, sizeof leaf.hash);
    set_day(city, &leaf);
    leaf_set_text(&leaf, "two taps in a second");
    say(hub_of(city), &leaf);
}

static void release(struct city *city)
{
    struct count count = {0};
    struct leaf leaf = {.kind = LEAF_RELEASED};

    walk(city, count_line, &count);
    leaf_set_form(&leaf, FORM);
    set_day(city, &leaf);
    leaf.number = count.releases + 1;
    leaf.size = count.leaves;
    leaf.counted = count.answers - count.removed;
    say(hub_of(city), &leaf);
}

/* The hub's disk dies; its copy of some days ago begins a new epoch. */
static void restore_hub(struct city *city)
{
    struct keeper *old = hub_of(city);
    struct tree_store store = {old, read_row};
    unsigned char root[TREE_HASH_SIZE];
    uint64_t size = old->tree.size;

    if (city->epoch + 1 == EPOCHS)
        return;
    /* A copy is taken between transactions: never behind a station's leaf. */
    for (unsigned back = chance(city, 12); size > 1 && back > 0; back--)
        size--;
    while (size > 1 && strstr(old->lines[size - 1], "city.example") == NULL)
        size--;
    assert_int_equal(tree_root_at(&store, size, root), ERR_NONE);
    city->kept[city->epoch++] = size;
    city->epochs[city->epoch] =
        begin("city.example", city->epoch + 1, old->key.name, size, root);
    memset(&city->seen, 0, sizeof city->seen);
}

/* A board is replaced or comes back from an old copy: a new epoch as well. */
static void restore_station(struct city *city, struct station *station)
{
    struct keeper *old = station->log;
    struct tree_store store = {old, read_row};
    unsigned char root[TREE_HASH_SIZE];
    uint64_t size = 1 + chance(city, (unsigned)old->tree.size);

    assert_int_equal(tree_root_at(&store, size, root), ERR_NONE);
    if (chance(city, 2))
        take(city, old, size);
    station->log =
        begin(station->name, ++station->epoch, old->key.name, size, root);
    end(old);
}

static void step(struct city *city)
{
    struct station *station = &city->stations[chance(city, STATIONS)];
    uint64_t size = station->log->tree.size;

    switch (chance(city, 24)) {
    case 0:
        restart(station->log);
        restart(hub_of(city));
        break;
    case 1:
        take(city, station->log, 1 + chance(city, (unsigned)size));
        look(city);
        break;
    case 2:
    case 3:
        take(city, station->log, size);
        look(city);
        break;
    case 4:
        remove_answer(city, LEAF_EXCLUDED);
        break;
    case 5:
        remove_answer(city, LEAF_WITHDRAWN);
        break;
    case 6:
        if (chance(city, 3) == 0)
            restore_station(city, station);
        break;
    case 7:
        if (chance(city, 3) == 0)
            restore_hub(city);
        break;
    default:
        answer(city, station);
    }
}

static void export_to(struct city *city, unsigned epoch, char path[64])
{
    struct keeper *log = city->epochs[epoch];
    struct buf out;

    snprintf(path, 64, "%s/city_%u.export", city->folder, epoch + 1);
    buf_init(&out, 0);
    leaf_begin_export(log->key.name, &out);
    for (uint64_t i = 0; i < log->tree.size; i++)
        buf_printf(&out, "%s\n", log->lines[i]);
    buf_putc(&out, '\n');
    assert_int_equal(checkpoint_sign(&log->tree, &log->key, &out), ERR_NONE);
    assert_int_equal(file_write(path, out.data, out.size), ERR_NONE);
    buf_clear(&out);
}

/* The witness comes in the evening. */
static void evening(struct city *city)
{
    const char *build = getenv("BARRIO_BUILD");
    char path[64], key[NOTE_VERIFIER_SIZE], command[1024];
    struct note_verifier verifier;

    export_to(city, city->epoch, path);
    note_verifier_of(&verifier, &hub_of(city)->key, NOTE_SIGNATURE);
    note_verifier_print(&verifier, key);
    snprintf(command, sizeof command,
             "%s/barrio-verify witness --quiet %s %s --key %s 1>&2",
             build ? build : "build", city->folder, path, key);
    int status = system(command);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("a false alarm; the files are kept in %s", city->folder);
}

static void open_city(struct city *city, uint64_t seed)
{
    static const char *const names[STATIONS] = {"plaza", "park", "market"};
    static const unsigned char nothing[TREE_HASH_SIZE];
    struct leaf opened = {.kind = LEAF_OPENED};

    *city = (struct city){.chance = seed * 2654435761u + 88172645463325252u};
    strcpy(city->folder, "/tmp/barrio-campaign-XXXXXX");
    assert_non_null(mkdtemp(city->folder));
    city->epochs[0] = begin("city.example", 1, "-", 0, nothing);
    leaf_set_form(&opened, FORM);
    set_day(city, &opened);
    say(city->epochs[0], &opened);
    for (int i = 0; i < STATIONS; i++) {
        struct station *station = &city->stations[i];
        strcpy(station->name, names[i]);
        station->epoch = 1;
        station->log = begin(names[i], 1, "-", 0, nothing);
    }
}

static void close_city(struct city *city)
{
    char command[64];

    snprintf(command, sizeof command, "rm -r %s", city->folder);
    assert_int_equal(system(command), 0);
    for (unsigned e = 0; e <= city->epoch; e++)
        end(city->epochs[e]);
    for (int i = 0; i < STATIONS; i++)
        end(city->stations[i].log);
}

static void honest_campaigns_with_accidents_raise_no_alarm(void **state)
{
    const char *many = getenv("BARRIO_CAMPAIGNS");
    uint64_t campaigns = many ? strtoul(many, NULL, 10) : CAMPAIGNS;
    unsigned restored = 0;
    struct city city;

    (void)state;
    for (uint64_t seed = 1; seed <= campaigns; seed++) {
        open_city(&city, seed);
        for (city.day = 1; city.day <= DAYS; city.day++) {
            for (int i = 0; i < STEPS; i++)
                step(&city);
            release(&city);
            evening(&city);
        }
        restored += city.epoch;
        close_city(&city);
    }
    assert_true(restored > campaigns / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(honest_campaigns_with_accidents_raise_no_alarm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
