#include "segments.h"

#include "proof/leaf.h"
#include "sql.h"

#include "stand.h"

enum { MOST = 700, LEVELS = 11 };

/* A log whose hashes are all at hand, to hold the archive's against. */
struct known {
    struct tree tree;
    char lines[MOST][LEAF_LIMIT];
    unsigned char hashes[MOST][LEVELS][TREE_HASH_SIZE];
    size_t counts[MOST]; /* hashes of each leaf */
};

static enum err read_known(void *context, uint64_t index, unsigned level,
                           unsigned char out[TREE_HASH_SIZE])
{
    struct known *k = context;

    memcpy(out, k->hashes[index][level], TREE_HASH_SIZE);
    return ERR_NONE;
}

static void append(struct known *k, const char *line)
{
    unsigned char all[TREE_HEIGHT][TREE_HASH_SIZE], leaf[TREE_HASH_SIZE];
    uint64_t i = k->tree.size;

    strcpy(k->lines[i], line);
    tree_hash_leaf(line, strlen(line), leaf);
    k->counts[i] = tree_append(&k->tree, leaf, all);
    memcpy(k->hashes[i], all, k->counts[i] * TREE_HASH_SIZE);
}

/* A line more; mostly answers. */
static void grow(struct known *k, const char *name)
{
    unsigned char commitment[LEAF_HASH_SIZE];
    uint64_t i = k->tree.size;
    struct buf line;

    buf_init(&line, 0);
    memset(commitment, (int)i, sizeof commitment);
    if (i % 13 == 5)
        buf_printf(&line, "opened %s %zu 2026-01-01 noise", name, (size_t)i);
    else
        leaf_write_answer(name, i, commitment, "noise", &line);
    append(k, line.data);
    buf_clear(&line);
}

static void add_line(struct linepack *pack, const char *line)
{
    struct leaf leaf;

    assert_int_equal(leaf_read(&leaf, line), ERR_NONE);
    if (leaf.kind == LEAF_ANSWER)
        linepack_add_answer(pack, leaf.log, leaf.index, leaf.hash, leaf.form);
    else
        linepack_add(pack, line, strlen(line));
}

/* The log's last line as the piece's next. */
static void take_last(struct segment *piece, const struct known *k)
{
    uint64_t i = k->tree.size - 1;

    segment_take(piece, k->hashes[i][0], k->counts[i]);
}

static void keep_piece(struct archive *archive, struct segment *piece)
{
    assert_int_equal(archive_begin(archive), ERR_NONE);
    assert_int_equal(archive_end(archive, segment_keep(archive, piece)),
                     ERR_NONE);
    segment_clear(piece);
}

/* A piece of count lines behind the log's end. */
static void add_piece(struct archive *archive, int64_t log, struct known *k,
                      uint64_t count)
{
    struct segment piece;

    segment_init(&piece, log, &k->tree);
    while (count-- > 0) {
        grow(k, "city/1");
        take_last(&piece, k);
        add_line(&piece.lines, k->lines[k->tree.size - 1]);
    }
    keep_piece(archive, &piece);
}

/* As pieces were kept before: lines as text, and all hashes. */
static void add_former_piece(struct archive *archive, int64_t log,
                             struct known *k, uint64_t count)
{
    uint64_t first = k->tree.size;
    struct buf lines, hashes;

    buf_init(&lines, 0);
    buf_init(&hashes, 0);
    for (uint64_t i = first; i < first + count; i++) {
        grow(k, "city/1");
        buf_printf(&lines, "%s\n", k->lines[i]);
        buf_add(&hashes, k->hashes[i], k->counts[i] * TREE_HASH_SIZE);
    }
    assert_int_equal(archive_begin(archive), ERR_NONE);
    enum err err = sql_run(
        archive->sql,
        "INSERT INTO segment(log, first, count, hub_log, hub_first,"
        " lines, hashes) VALUES(?,?,?,0,0,?,?)",
        db_int(log), db_int((int64_t)first), db_int((int64_t)count),
        db_blob(lines.data, lines.size), db_blob(hashes.data, hashes.size));
    assert_int_equal(archive_end(archive, err), ERR_NONE);
    buf_clear(&lines);
    buf_clear(&hashes);
}

static void check_hashes(struct archive *archive, int64_t log,
                         const struct known *k)
{
    struct segments at;
    struct tree_store store = segments_open(&at, archive, log);
    unsigned char hash[TREE_HASH_SIZE];

    for (uint64_t i = 0; i < k->tree.size; i++) {
        for (unsigned level = 0; level < k->counts[i]; level++) {
            assert_int_equal(store.read(store.context, i, level, hash),
                             ERR_NONE);
            assert_memory_equal(hash, k->hashes[i][level], sizeof hash);
        }
    }
    segments_close(&at);
}

static void check_proofs(struct archive *archive, int64_t log, struct known *k)
{
    struct tree_store all = {k, read_known};
    struct tree_proof proof, same;
    struct segments at;
    struct tree_store store = segments_open(&at, archive, log);
    uint64_t size = k->tree.size;

    for (uint64_t i = 0; i < size; i += 7) {
        assert_int_equal(tree_prove_leaf(&store, i, size, &proof), ERR_NONE);
        assert_int_equal(tree_prove_leaf(&all, i, size, &same), ERR_NONE);
        assert_int_equal(proof.count, same.count);
        assert_memory_equal(proof.hashes, same.hashes,
                            proof.count * TREE_HASH_SIZE);
        assert_int_equal(tree_prove_growth(&store, i, size, &proof), ERR_NONE);
        assert_int_equal(tree_prove_growth(&all, i, size, &same), ERR_NONE);
        assert_memory_equal(proof.hashes, same.hashes,
                            proof.count * TREE_HASH_SIZE);
    }
    segments_close(&at);
}

static void check_lines(struct archive *archive, int64_t log,
                        const struct known *k)
{
    struct buf all, out;
    struct segments at;
    uint64_t next = 0;

    (void)segments_open(&at, archive, log);
    buf_init(&all, 0);
    buf_init(&out, 0);
    for (uint64_t i = 0; i < k->tree.size; i++) {
        buf_reset(&out);
        assert_int_equal(segments_line(&at, i, &out), ERR_NONE);
        assert_string_equal(buf_text(&out), k->lines[i]);
        buf_printf(&all, "%s\n", k->lines[i]);
    }
    buf_reset(&out);
    while (next < k->tree.size)
        assert_int_equal(segments_lines(archive, log, next, &out, &next),
                         ERR_NONE);
    assert_string_equal(out.data, all.data);
    assert_int_equal(segments_line(&at, next, &out), ERR_MISSING);
    segments_close(&at);
    buf_clear(&all);
    buf_clear(&out);
}

static void check(struct archive *archive, int64_t log, struct known *k)
{
    check_hashes(archive, log, k);
    check_proofs(archive, log, k);
    check_lines(archive, log, k);
}

static void pieces_of_all_sizes_give_every_hash_and_line(void **state)
{
    struct stand *p = *state;
    struct known *k = xcalloc(1, sizeof *k);

    for (uint64_t count = 1; k->tree.size + count < MOST; count++)
        add_piece(p->archive, 1, k, count);
    check(p->archive, 1, k);
    free(k);
}

static void a_large_piece_keeps_few_hashes(void **state)
{
    struct stand *p = *state;
    struct known *k = xcalloc(1, sizeof *k);
    int64_t bytes;

    add_piece(p->archive, 1, k, 5);
    add_piece(p->archive, 1, k, 640);
    check(p->archive, 1, k);
    assert_int_equal(sql_number(p->archive->sql, 0, &bytes,
                                "SELECT length(hashes) FROM segment"
                                " WHERE first = ?",
                                db_int(5)),
                     ERR_NONE);
    assert_in_range(bytes, 32 * 640 / 16, 32 * (640 / 8 + 10));
    free(k);
}

static void former_pieces_stand_between_others(void **state)
{
    struct stand *p = *state;
    struct known *k = xcalloc(1, sizeof *k);

    add_former_piece(p->archive, 1, k, 37);
    add_piece(p->archive, 1, k, 60);
    add_former_piece(p->archive, 1, k, 1);
    add_former_piece(p->archive, 1, k, 90);
    add_piece(p->archive, 1, k, 3);
    check(p->archive, 1, k);
    free(k);
}

/* Lines that a station sent at once, behind a line of the hub's own. */
static void hear(struct archive *archive, struct known *hub,
                 struct known *station, uint64_t count)
{
    struct segment ours, its;

    segment_init(&ours, 1, &hub->tree);
    segment_init(&its, 2, &station->tree);
    grow(hub, "city/1");
    take_last(&ours, hub);
    add_line(&ours.lines, hub->lines[hub->tree.size - 1]);
    its.hub_log = 1;
    its.hub_first = hub->tree.size;
    while (count-- > 0) {
        grow(station, "plaza/1");
        take_last(&its, station);
        append(hub, station->lines[station->tree.size - 1]);
        take_last(&ours, hub);
        add_line(&ours.lines, hub->lines[hub->tree.size - 1]);
    }
    keep_piece(archive, &ours);
    keep_piece(archive, &its);
}

static void a_station_s_lines_are_read_in_the_hub_s(void **state)
{
    static const uint64_t SIZES[] = {1, 40, 2, 1, 100, 31, 33};
    struct stand *p = *state;
    struct known *station = xcalloc(1, sizeof *station);
    struct known *hub = xcalloc(1, sizeof *hub);

    add_former_piece(p->archive, 1, hub, 3);
    for (size_t i = 0; i < COUNT_OF(SIZES); i++)
        hear(p->archive, hub, station, SIZES[i]);
    check(p->archive, 1, hub);
    check_hashes(p->archive, 2, station);
    check_proofs(p->archive, 2, station);
    free(station);
    free(hub);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(pieces_of_all_sizes_give_every_hash_and_line),
        CASE(a_large_piece_keeps_few_hashes),
        CASE(former_pieces_stand_between_others),
        CASE(a_station_s_lines_are_read_in_the_hub_s),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
