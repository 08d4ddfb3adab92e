#include "proof/growth.h"
#include "proof/heard.h"
#include "proof/leaf.h"

#include "base/attr.h"
#include "base/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 40, LEVELS = 7 };

/* A log as a program keeps it. */
struct keeper {
    struct sign_key key;
    struct tree tree;
    char lines[MOST][LEAF_LIMIT];
    unsigned char rows[MOST][LEVELS][TREE_HASH_SIZE];
};

static enum err read_row(void *context, uint64_t index, unsigned level,
                         unsigned char out[TREE_HASH_SIZE])
{
    struct keeper *log = context;

    assert_true(index < log->tree.size);
    memcpy(out, log->rows[index][level], TREE_HASH_SIZE);
    return ERR_NONE;
}

static struct tree_store store_of(struct keeper *log)
{
    return (struct tree_store){log, read_row};
}

static void keep_line(struct keeper *log, const char *line)
{
    unsigned char hashes[TREE_HEIGHT][TREE_HASH_SIZE], leaf[TREE_HASH_SIZE];
    uint64_t index = log->tree.size;

    tree_hash_leaf(line, strlen(line), leaf);
    size_t n = tree_append(&log->tree, leaf, hashes);
    memcpy(log->rows[index], hashes, n * TREE_HASH_SIZE);
    strcpy(log->lines[index], line);
}

static void say(struct keeper *log, enum leaf_kind kind, int mark)
{
    struct leaf leaf = {.kind = kind, .index = log->tree.size, .other = "-"};
    struct buf line;

    buf_init(&line, 0);
    memcpy(leaf.log, log->key.name, sizeof leaf.log);
    memset(leaf.hash, mark, sizeof leaf.hash);
    leaf_set_form(&leaf, "noise");
    strcpy(leaf.day, "2026-11-23");
    assert_int_equal(leaf_write(&leaf, &line), ERR_NONE);
    keep_line(log, line.data);
    buf_clear(&line);
}

/* A station with an epoch leaf and some answers. */
static void fill(struct keeper *log, const char *name, int answers, int mark)
{
    memset(log, 0, sizeof *log);
    sign_key_new(&log->key, name);
    say(log, LEAF_EPOCH, 0);
    for (int i = 0; i < answers; i++)
        say(log, LEAF_ANSWER, mark + i);
}

static void write_growth(struct keeper *log, uint64_t from, uint64_t to,
                         struct buf *out)
{
    struct tree_store store = store_of(log);
    struct tree tree;

    buf_init(out, 0);
    growth_begin(log->key.name, from, out);
    for (uint64_t i = from; i < to; i++)
        buf_printf(out, "%s\n", log->lines[i]);
    assert_int_equal(tree_resume(&tree, to, &store), ERR_NONE);
    assert_int_equal(growth_end(&tree, &log->key, out), ERR_NONE);
}

static void add_hashes(void *context, const unsigned char *hashes, size_t count)
{
    buf_add(context, hashes, count * TREE_HASH_SIZE);
}

/* What a hub that knows `copy` says to a text, with the key that it has. */
static enum growth_verdict judge(struct buf *text, struct keeper *copy,
                                 const struct sign_key *key, struct tree *grown)
{
    struct tree_store store = store_of(copy);
    struct note_verifier verifier;
    enum growth_verdict verdict = GROWTH_NEW;
    struct growth growth;
    struct buf hashes;

    buf_init(&hashes, 0);
    note_verifier_of(&verifier, key, NOTE_SIGNATURE);
    assert_int_equal(growth_read(&growth, text->data, text->size), ERR_NONE);
    assert_int_equal(growth_check(&growth, &verifier, &copy->tree, &store,
                                  &verdict, grown,
                                  &(struct growth_taker){&hashes, add_hashes}),
                     ERR_NONE);
    buf_clear(&hashes);
    growth_clear(&growth);
    buf_clear(text);
    return verdict;
}

/* Cuts up the hashes of all new lines as a store keeps them. */
static void keep_new(struct keeper *copy, const struct growth *growth,
                     const struct buf *hashes)
{
    const unsigned char *at = (const unsigned char *)hashes->data;

    for (uint64_t i = copy->tree.size; i < growth->head.size; i++) {
        size_t count = 1;
        for (uint64_t n = i; n & 1; n >>= 1)
            count++;
        memcpy(copy->rows[i], at, count * TREE_HASH_SIZE);
        strcpy(copy->lines[i], growth->lines[i - growth->from]);
        at += count * TREE_HASH_SIZE;
    }
    assert_ptr_equal(at, hashes->data + hashes->size);
}

/* The hub's whole work: check, keep, and its own line about it. */
static void take(struct keeper *hub, struct keeper *copy, struct buf *text,
                 const struct sign_key *key)
{
    struct tree_store store = store_of(copy);
    struct note_verifier verifier;
    enum growth_verdict verdict = GROWTH_FORKED;
    struct growth growth;
    struct tree grown;
    struct buf line, hashes;

    buf_init(&line, 0);
    buf_init(&hashes, 0);
    note_verifier_of(&verifier, key, NOTE_SIGNATURE);
    assert_int_equal(growth_read(&growth, text->data, text->size), ERR_NONE);
    assert_int_equal(growth_check(&growth, &verifier, &copy->tree, &store,
                                  &verdict, &grown,
                                  &(struct growth_taker){&hashes, add_hashes}),
                     ERR_NONE);
    assert_int_equal(verdict, GROWTH_NEW);
    for (uint64_t i = copy->tree.size; i < growth.head.size; i++)
        keep_line(hub, growth.lines[i - growth.from]);
    keep_new(copy, &growth, &hashes);
    buf_clear(&hashes);
    copy->tree = grown;
    assert_int_equal(
        growth_heard(&growth, &verifier, hub->key.name, hub->tree.size, &line),
        ERR_NONE);
    keep_line(hub, line.data);
    growth_clear(&growth);
    buf_clear(&line);
    buf_clear(text);
}

static void leaves_arrive_in_parts_again_and_late(void **state)
{
    struct keeper *station = calloc(1, sizeof *station);
    struct keeper *copy = calloc(1, sizeof *copy);
    struct keeper *hub = calloc(1, sizeof *hub);
    struct tree grown;
    struct buf text;

    (void)state;
    fill(station, "plaza/1", 20, 1);
    fill(hub, "city.example/1", 0, 0);
    write_growth(station, 5, 9, &text);
    assert_int_equal(judge(&text, copy, &station->key, &grown), GROWTH_GAP);
    write_growth(station, 0, 9, &text);
    take(hub, copy, &text, &station->key);
    write_growth(station, 0, 9, &text);
    assert_int_equal(judge(&text, copy, &station->key, &grown), GROWTH_KNOWN);
    write_growth(station, 2, 4, &text);
    assert_int_equal(judge(&text, copy, &station->key, &grown), GROWTH_KNOWN);
    write_growth(station, 5, 21, &text);
    take(hub, copy, &text, &station->key);
    assert_memory_equal(&copy->tree, &station->tree, sizeof copy->tree);
    assert_memory_equal(copy->rows, station->rows, sizeof copy->rows);
    assert_int_equal(hub->tree.size, 1 + 21 + 2);
    free(hub);
    free(copy);
    free(station);
}

/* A station that was changed at leaf 5 after the hub had 9 of its leaves. */
static enum growth_verdict after_change(uint64_t from, uint64_t to)
{
    struct keeper *station = calloc(1, sizeof *station);
    struct keeper *copy = calloc(1, sizeof *copy);
    struct keeper *changed = calloc(1, sizeof *changed);
    struct tree grown;
    struct buf text;

    fill(station, "plaza/1", 8, 1);
    for (uint64_t i = 0; i < 9; i++)
        keep_line(copy, station->lines[i]);
    changed->key = station->key;
    for (uint64_t i = 0; i < 9; i++)
        if (i != 5)
            keep_line(changed, station->lines[i]);
        else
            say(changed, LEAF_ANSWER, 200);
    for (int i = 0; i < 5; i++)
        say(changed, LEAF_ANSWER, 100 + i);
    write_growth(changed, from, to, &text);
    enum growth_verdict verdict = judge(&text, copy, &station->key, &grown);
    free(changed);
    free(copy);
    free(station);
    return verdict;
}

static void a_hub_refuses_a_station_that_rewrote_its_log(void **state)
{
    (void)state;
    assert_int_equal(after_change(9, 14), GROWTH_FORKED);
    assert_int_equal(after_change(0, 14), GROWTH_FORKED);
    assert_int_equal(after_change(0, 7), GROWTH_FORKED);
    assert_int_equal(after_change(0, 5), GROWTH_KNOWN);
    assert_non_null(strstr(growth_text(GROWTH_FORKED), "new epoch"));
}

static void a_hub_refuses_another_key_and_strange_lines(void **state)
{
    static const char *const strange[] = {
        "answer park/1 3 "
        "abababababababababababababababababababababababababababababababab f",
        "answer plaza/1 4 "
        "abababababababababababababababababababababababababababababababab f",
        "withdrawn plaza/1 3 2026-11-23 "
        "abababababababababababababababababababababababababababababababab",
        "epoch plaza/1 3 - 0 "
        "abababababababababababababababababababababababababababababababab",
        "nonsense",
    };
    struct keeper *station = calloc(1, sizeof *station);
    struct keeper *copy = calloc(1, sizeof *copy);
    struct sign_key other;
    struct tree grown;
    struct buf text;

    (void)state;
    sign_key_new(&other, "plaza/1");
    fill(station, "plaza/1", 2, 1);
    write_growth(station, 0, 3, &text);
    assert_int_equal(judge(&text, copy, &other, &grown), GROWTH_FALSE);
    for (size_t i = 0; i < COUNT_OF(strange); i++) {
        fill(station, "plaza/1", 2, 1);
        keep_line(station, strange[i]);
        write_growth(station, 0, 4, &text);
        assert_int_equal(judge(&text, copy, &station->key, &grown),
                         GROWTH_STRANGE);
    }
    free(copy);
    free(station);
}

static void texts_that_are_no_growth_are_refused(void **state)
{
    struct keeper *station = calloc(1, sizeof *station);
    struct growth growth;
    struct buf text, copy;

    (void)state;
    fill(station, "plaza/1", 3, 1);
    write_growth(station, 0, 4, &text);
    buf_init(&copy, 0);
    for (size_t cut = 0; cut < text.size; cut++) {
        buf_reset(&copy);
        buf_add(&copy, text.data, cut);
        buf_reserve(&copy, 1);
        buf_commit(&copy, 0);
        assert_int_equal(growth_read(&growth, copy.data, copy.size),
                         ERR_FORMAT);
    }
    text.data[3] = '\0';
    assert_int_equal(growth_read(&growth, text.data, text.size), ERR_FORMAT);
    buf_clear(&copy);
    buf_clear(&text);
    free(station);
}

/* An agent that has seen the hub at 3 leaves asks about its station's head. */
struct talk {
    struct keeper station, hub;
    struct checkpoint sent, seen;
    uint64_t heard;
    struct buf answer;
};

static void head_of(struct keeper *log, struct checkpoint *out)
{
    memcpy(out->origin, log->key.name, sizeof out->origin);
    out->size = log->tree.size;
    tree_root(&log->tree, out->root);
}

static void say_heard(struct talk *talk, const struct checkpoint *head)
{
    struct leaf leaf = {.kind = LEAF_HEARD, .index = talk->hub.tree.size};
    struct buf line;

    buf_init(&line, 0);
    memcpy(leaf.log, talk->hub.key.name, sizeof leaf.log);
    memcpy(leaf.other, head->origin, sizeof leaf.other);
    memcpy(leaf.hash, head->root, sizeof leaf.hash);
    leaf.size = head->size;
    strcpy(leaf.text, "signature");
    assert_int_equal(leaf_write(&leaf, &line), ERR_NONE);
    talk->heard = talk->hub.tree.size;
    keep_line(&talk->hub, line.data);
    buf_clear(&line);
}

static struct talk *begin_talk(int hub_mark)
{
    struct talk *talk = calloc(1, sizeof *talk);

    fill(&talk->station, "plaza/1", 4, 1);
    fill(&talk->hub, "city.example/1", 2, hub_mark);
    head_of(&talk->hub, &talk->seen);
    head_of(&talk->station, &talk->sent);
    for (uint64_t i = 0; i < talk->station.tree.size; i++)
        keep_line(&talk->hub, talk->station.lines[i]);
    say_heard(talk, &talk->sent);
    say(&talk->hub, LEAF_OPENED, 0);
    return talk;
}

static enum heard_verdict answer_of(struct talk *talk, struct keeper *hub)
{
    struct tree_store store = store_of(hub);
    struct note_verifier verifier;

    buf_init(&talk->answer, 0);
    assert_int_equal(heard_write(hub->lines[talk->heard], talk->heard,
                                 talk->seen.size, &hub->tree, &store, &hub->key,
                                 &talk->answer),
                     ERR_NONE);
    note_verifier_of(&verifier, &talk->hub.key, NOTE_SIGNATURE);
    return heard_check(talk->answer.data, talk->answer.size, &verifier,
                       &talk->sent, &talk->seen);
}

static void end_talk(struct talk *talk)
{
    buf_clear(&talk->answer);
    free(talk);
}

static void an_agent_believes_a_hub_that_proves_what_it_says(void **state)
{
    struct talk *talk = begin_talk(50);

    (void)state;
    assert_int_equal(answer_of(talk, &talk->hub), HEARD_GOOD);
    assert_int_equal(talk->seen.size, talk->hub.tree.size);
    buf_clear(&talk->answer);
    /* And again, from what it has now seen. */
    assert_int_equal(answer_of(talk, &talk->hub), HEARD_GOOD);
    end_talk(talk);
}

static void an_agent_begins_with_any_first_checkpoint(void **state)
{
    struct talk *talk = begin_talk(50);

    (void)state;
    memset(&talk->seen, 0, sizeof talk->seen);
    assert_int_equal(answer_of(talk, &talk->hub), HEARD_GOOD);
    end_talk(talk);
}

static void an_agent_refuses_a_hub_that_rewrote_its_log(void **state)
{
    struct talk *talk = begin_talk(50), *other = begin_talk(60);

    (void)state;
    other->hub.key = talk->hub.key;
    assert_int_equal(answer_of(talk, &other->hub), HEARD_FORKED);
    end_talk(other);
    end_talk(talk);
}

static void an_agent_refuses_a_hub_that_shrank(void **state)
{
    struct talk *talk = begin_talk(50);
    struct checkpoint larger;

    (void)state;
    larger = talk->seen;
    larger.size = 30;
    assert_int_equal(answer_of(talk, &talk->hub), HEARD_GOOD);
    talk->seen = larger;
    struct note_verifier verifier;
    note_verifier_of(&verifier, &talk->hub.key, NOTE_SIGNATURE);
    assert_int_equal(heard_check(talk->answer.data, talk->answer.size,
                                 &verifier, &talk->sent, &talk->seen),
                     HEARD_SHRUNK);
    assert_int_equal(talk->seen.size, 30);
    end_talk(talk);
}

static void an_agent_refuses_an_answer_about_other_leaves(void **state)
{
    struct talk *talk = begin_talk(50);

    (void)state;
    talk->sent.root[0] ^= 1;
    assert_int_equal(answer_of(talk, &talk->hub), HEARD_STRANGE);
    end_talk(talk);
}

static void an_agent_refuses_a_line_that_is_not_in_the_log(void **state)
{
    struct talk *talk = begin_talk(50);
    struct checkpoint later = talk->sent;

    (void)state;
    /* The hub shows a line that says what the agent wants, and hides that
     * its log has another one there. */
    say(&talk->station, LEAF_ANSWER, 99);
    head_of(&talk->station, &talk->sent);
    char kept[LEAF_LIMIT];
    strcpy(kept, talk->hub.lines[talk->heard]);
    struct leaf leaf;
    struct buf line;
    buf_init(&line, 0);
    assert_int_equal(leaf_read(&leaf, kept), ERR_NONE);
    leaf.size = talk->sent.size;
    memcpy(leaf.hash, talk->sent.root, sizeof leaf.hash);
    assert_int_equal(leaf_write(&leaf, &line), ERR_NONE);
    strcpy(talk->hub.lines[talk->heard], line.data);
    assert_int_equal(answer_of(talk, &talk->hub), HEARD_MISSING);
    assert_true(later.size < talk->sent.size);
    buf_clear(&line);
    end_talk(talk);
}

static void no_bit_of_a_hubs_answer_can_change(void **state)
{
    struct talk *talk = begin_talk(50);
    struct note_verifier verifier;
    struct checkpoint before = talk->seen, seen;

    (void)state;
    note_verifier_of(&verifier, &talk->hub.key, NOTE_SIGNATURE);
    assert_int_equal(answer_of(talk, &talk->hub), HEARD_GOOD);
    for (size_t bit = 0; bit < talk->answer.size * 8; bit += 3) {
        seen = before;
        talk->answer.data[bit / 8] ^= (char)(1u << bit % 8);
        assert_int_not_equal(heard_check(talk->answer.data, talk->answer.size,
                                         &verifier, &talk->sent, &seen),
                             HEARD_GOOD);
        talk->answer.data[bit / 8] ^= (char)(1u << bit % 8);
        assert_memory_equal(&seen, &before, sizeof seen);
    }
    end_talk(talk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_arrive_in_parts_again_and_late),
        cmocka_unit_test(a_hub_refuses_a_station_that_rewrote_its_log),
        cmocka_unit_test(a_hub_refuses_another_key_and_strange_lines),
        cmocka_unit_test(texts_that_are_no_growth_are_refused),
        cmocka_unit_test(an_agent_believes_a_hub_that_proves_what_it_says),
        cmocka_unit_test(an_agent_begins_with_any_first_checkpoint),
        cmocka_unit_test(an_agent_refuses_a_hub_that_rewrote_its_log),
        cmocka_unit_test(an_agent_refuses_a_hub_that_shrank),
        cmocka_unit_test(an_agent_refuses_an_answer_about_other_leaves),
        cmocka_unit_test(an_agent_refuses_a_line_that_is_not_in_the_log),
        cmocka_unit_test(no_bit_of_a_hubs_answer_can_change),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
