#include "station/ledger.h"

#include "base/file.h"
#include "base/mem.h"
#include "proof/checkpoint.h"
#include "proof/head.h"
#include "proof/leaf.h"
#include "record/response.h"
#include "proof/symbol.h"
#include "store/db.h"
#include "store/delivery.h"
#include "store/leaves.h"
#include "store/outbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

struct place {
    char folder[40];
    struct db *db;
    struct ledger ledger;
    int given;
};

static void open_place(struct place *p)
{
    assert_int_equal(outbox_open(&p->db, p->folder), ERR_NONE);
    assert_int_equal(ledger_open(&p->ledger, p->db, p->folder, "Plaza 3"),
                     ERR_NONE);
}

static void close_place(struct place *p)
{
    ledger_clear(&p->ledger);
    db_close(p->db);
}

static int setup(void **state)
{
    struct place *p = xcalloc(1, sizeof *p);

    strcpy(p->folder, "/tmp/barrio-ledger.XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    open_place(p);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;
    char *command = xasprintf("rm -rf %s", p->folder);

    close_place(p);
    assert_int_equal(system(command), 0);
    free(command);
    free(p);
    return 0;
}

static struct response sample(struct place *p)
{
    struct response r = {
        .id = xasprintf("uuid:%d", p->given),
        .form_id = xstrdup("barrio"),
        .body = xasprintf("<data>%d</data>", p->given++),
    };

    r.body_size = strlen(r.body);
    response_key(r.id, r.key);
    response_complete(&r);
    return r;
}

static void give(struct place *p)
{
    struct response r = sample(p);
    struct ledger_leaf leaf = {.is_ready = false};

    assert_int_equal(ledger_prepare(&p->ledger, &r, "", &leaf), ERR_NONE);
    assert_int_equal(ledger_add(&p->ledger, p->db, &r, &leaf), ERR_NONE);
    ledger_leaf_clear(&leaf);
    response_clear(&r);
}

/* The epoch's lines one below the other, with the tree that they make. */
struct lines {
    const char *log;
    struct buf text;
    struct tree tree;
};

static enum err add_line(void *context, const struct leaf_row *row)
{
    unsigned char hash[TREE_HASH_SIZE], hashes[TREE_HEIGHT][TREE_HASH_SIZE];
    struct lines *lines = context;
    struct buf line;

    buf_init(&line, 0);
    assert_int_equal(row->index, lines->tree.size);
    assert_int_equal(ledger_line(lines->log, row, &line), ERR_NONE);
    tree_hash_leaf(line.data, line.size, hash);
    tree_append(&lines->tree, hash, hashes);
    buf_add(&lines->text, line.data, line.size);
    buf_putc(&lines->text, '\n');
    buf_clear(&line);
    return ERR_NONE;
}

static void read_lines(struct place *p, int64_t number, struct lines *out)
{
    struct epoch epoch;

    *out = (struct lines){.log = NULL};
    buf_init(&out->text, 0);
    assert_int_equal(leaves_epoch(p->db, number, &epoch), ERR_NONE);
    out->log = epoch.log;
    assert_int_equal(leaves_each(p->db, number, "hub", 0, 0, add_line, out),
                     ERR_NONE);
    epoch_clear(&epoch);
}

/* The last row's own head is the signed checkpoint of what the rows are. */
static void assert_signed(struct place *p, int64_t number)
{
    struct note_verifier verifier;
    struct checkpoint head;
    struct epoch epoch;
    struct lines lines;
    struct buf note;
    size_t head_size;
    int64_t size;
    void *bytes;
    unsigned char root[TREE_HASH_SIZE];

    read_lines(p, number, &lines);
    assert_int_equal(leaves_epoch(p->db, number, &epoch), ERR_NONE);
    assert_true(note_verifier_read(&verifier, epoch.key));
    assert_int_equal(leaves_head(p->db, number, &bytes, &head_size, &size),
                     ERR_NONE);
    buf_init(&note, 0);
    assert_int_equal(
        head_note(epoch.log, (uint64_t)size, bytes, head_size, &note),
        ERR_NONE);
    assert_int_equal(checkpoint_open(&head, note.data, note.size, &verifier),
                     ERR_NONE);
    assert_int_equal(head.size, lines.tree.size);
    tree_root(&lines.tree, root);
    assert_memory_equal(head.root, root, sizeof root);
    buf_clear(&note);
    buf_clear(&lines.text);
    free(bytes);
    epoch_clear(&epoch);
}

static void an_answer_is_a_leaf_by_its_own_row(void **state)
{
    struct place *p = *state;
    int64_t rows, leaves;

    for (int i = 0; i < 5; i++)
        give(p);
    assert_int_equal(db_number(p->db, 0, &rows,
                               "SELECT count(*) FROM response "
                               "WHERE epoch = 1 AND length(salt) = 16"),
                     ERR_NONE);
    assert_int_equal(db_number(p->db, 0, &leaves, "SELECT count(*) FROM leaf"),
                     ERR_NONE);
    assert_int_equal(rows, 5);
    assert_int_equal(leaves, 1);
    assert_int_equal(strncmp(p->ledger.key.name, "plaza-3.", 8), 0);
    assert_signed(p, 1);
}

static void a_log_goes_on_after_a_restart(void **state)
{
    struct place *p = *state;

    give(p);
    close_place(p);
    open_place(p);
    give(p);
    assert_int_equal(p->ledger.epoch, 1);
    assert_int_equal(p->ledger.tree.size, 3);
    assert_signed(p, 1);
}

static void another_machine_begins_an_epoch_that_follows_the_old(void **state)
{
    struct place *p = *state;
    struct lines lines;

    give(p);
    assert_int_equal(db_run(p->db, "UPDATE epoch SET machine = 'other'"),
                     ERR_NONE);
    close_place(p);
    open_place(p);
    assert_int_equal(p->ledger.epoch, 2);
    give(p);
    assert_signed(p, 1);
    assert_signed(p, 2);
    read_lines(p, 2, &lines);
    assert_non_null(strstr(buf_text(&lines.text), "/1 2 "));
    buf_clear(&lines.text);
}

static void a_lost_key_begins_an_epoch(void **state)
{
    struct place *p = *state;
    char *command = xasprintf("rm %s/log-*.key", p->folder);

    give(p);
    close_place(p);
    assert_int_equal(system(command), 0);
    free(command);
    open_place(p);
    assert_int_equal(p->ledger.epoch, 2);
    assert_int_equal(p->ledger.tree.size, 1);
}

static void what_a_hub_has_otherwise_is_added_again(void **state)
{
    struct place *p = *state;
    struct lines lines;
    int64_t rows;

    for (int i = 0; i < 4; i++)
        give(p);
    assert_int_equal(leaves_break(p->db, 1, 3), ERR_NONE);
    assert_int_equal(ledger_heed(&p->ledger, p->db, p->folder, "Plaza 3"),
                     ERR_NONE);
    assert_int_equal(p->ledger.epoch, 2);
    assert_int_equal(p->ledger.tree.size, 3);
    assert_int_equal(db_number(p->db, 0, &rows,
                               "SELECT count(*) FROM response WHERE epoch = 2"),
                     ERR_NONE);
    assert_int_equal(rows, 2);
    assert_signed(p, 2);
    read_lines(p, 2, &lines);
    assert_non_null(strstr(buf_text(&lines.text), "/1 3 "));
    buf_clear(&lines.text);
    give(p);
    assert_signed(p, 2);
    close_place(p);
    open_place(p);
    assert_int_equal(p->ledger.epoch, 2);
    assert_int_equal(p->ledger.tree.size, 4);
}

static void a_checked_machine_leaves_a_line_and_no_answer(void **state)
{
    struct place *p = *state;
    struct response r = sample(p);
    struct ledger_leaf leaf = {.is_ready = false};
    struct lines lines;
    struct buf opening;
    int64_t rows;

    give(p);
    assert_int_equal(ledger_prepare(&p->ledger, &r, "", &leaf), ERR_NONE);
    buf_init(&opening, 0);
    assert_int_equal(ledger_spoil(&p->ledger, p->db, &r, &opening), ERR_NONE);
    assert_int_equal(strncmp(buf_text(&opening), "station plaza-3\n", 16), 0);
    give(p);
    assert_signed(p, 1);
    read_lines(p, 1, &lines);
    assert_non_null(strstr(buf_text(&lines.text), "\nspoiled plaza-3."));
    assert_int_equal(
        db_number(p->db, 0, &rows, "SELECT count(*) FROM response"), ERR_NONE);
    assert_int_equal(rows, 2);
    buf_clear(&lines.text);
    buf_clear(&opening);
    ledger_leaf_clear(&leaf);
    response_clear(&r);
}

static void deliver(struct place *p, int number)
{
    char *id = xasprintf("uuid:%d", number);
    struct receipt receipt = {.verdict = VERDICT_STORED};

    response_key(id, receipt.key);
    assert_int_equal(outbox_settle(p->db, "hub", &receipt, 1000, 0), ERR_NONE);
    assert_int_equal(delivery_confirm(p->db, "hub", receipt.key), ERR_NONE);
    free(id);
}

static int64_t pruned(struct place *p)
{
    static const char *const HUB[] = {"hub"};
    int64_t deleted;

    assert_int_equal(delivery_prune(p->db, HUB, 1, 2000, &deleted), ERR_NONE);
    return deleted;
}

static void only_what_the_hub_has_proved_is_deleted(void **state)
{
    struct place *p = *state;

    for (int i = 0; i < 3; i++) {
        give(p);
        deliver(p, i);
    }
    assert_int_equal(leaves_set_heard(p->db, "hub", 1, 0, 0), ERR_NONE);
    assert_int_equal(pruned(p), 0);
    assert_int_equal(leaves_set_heard(p->db, "hub", 1, 3, 2), ERR_NONE);
    assert_int_equal(pruned(p), 2);
    assert_signed(p, 1);
    assert_int_equal(leaves_set_heard(p->db, "hub", 1, 4, 3), ERR_NONE);
    assert_int_equal(pruned(p), 1);
    assert_signed(p, 1);
    close_place(p);
    open_place(p);
    assert_int_equal(p->ledger.tree.size, 4);
    give(p);
    assert_signed(p, 1);
}

static void a_seal_shows_the_sign_that_was_picked(void **state)
{
    struct place *p = *state;
    struct response r = sample(p);
    struct ledger_leaf leaf = {.is_ready = false};

    for (size_t i = 0; i < SYMBOL_COUNT; i++) {
        assert_int_equal(ledger_prepare(&p->ledger, &r, symbol_word(i), &leaf),
                         ERR_NONE);
        assert_string_equal(r.evidence.symbol, symbol_word(i));
        assert_int_equal(symbol_of(r.evidence.commitment), i);
    }
    assert_int_equal(ledger_prepare(&p->ledger, &r, "comet", &leaf),
                     ERR_FORMAT);
    assert_false(leaf.is_ready);
    ledger_leaf_clear(&leaf);
    response_clear(&r);
}

static void without_a_log_an_answer_is_kept_all_the_same(void **state)
{
    struct place *p = *state;
    struct ledger none = {.epoch = 0};
    struct response r = sample(p);
    struct ledger_leaf leaf = {.is_ready = false};

    assert_int_equal(ledger_prepare(&none, &r, "", &leaf), ERR_NONE);
    assert_false(leaf.is_ready);
    assert_int_equal(ledger_add(&none, p->db, &r, &leaf), ERR_NONE);
    give(p);
    assert_signed(p, 1);
    response_clear(&r);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_answer_is_a_leaf_by_its_own_row),
        TEST(a_seal_shows_the_sign_that_was_picked),
        TEST(a_log_goes_on_after_a_restart),
        TEST(another_machine_begins_an_epoch_that_follows_the_old),
        TEST(a_lost_key_begins_an_epoch),
        TEST(what_a_hub_has_otherwise_is_added_again),
        TEST(a_checked_machine_leaves_a_line_and_no_answer),
        TEST(only_what_the_hub_has_proved_is_deleted),
        TEST(without_a_log_an_answer_is_kept_all_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
