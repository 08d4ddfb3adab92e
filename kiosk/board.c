#include "board.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/stamp.h"
#include "record/publication.h"
#include "store/published.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LARGEST_BULLETIN = 16 << 20 };

/* A number that is another one when the file is another one; 0: no file. */
static uint64_t look(const char *data)
{
    char *path = published_path(data, PUBLICATION_BULLETIN, BULLETIN_FILE);
    struct stat st;
    uint64_t seen = 0;

    if (stat(path, &st) == 0)
        seen =
            ((uint64_t)st.st_ino << 32 ^ (uint64_t)st.st_size << 8 ^
             (uint64_t)st.st_mtim.tv_sec ^ (uint64_t)st.st_mtim.tv_nsec << 20) |
            1;
    free(path);
    return seen;
}

void board_reload(struct board *board, const char *data)
{
    struct bulletin *bulletin;
    struct buf text;
    uint64_t seen = look(data);

    if (seen == board->seen)
        return;
    board->seen = seen;
    buf_init(&text, LARGEST_BULLETIN);
    enum err err =
        published_read(data, PUBLICATION_BULLETIN, BULLETIN_FILE, &text);
    if (!err)
        err = bulletin_read(buf_text(&text), text.size, &bulletin);
    buf_clear(&text);
    if (err == ERR_MISSING)
        board_clear(board);
    if (err)
        return;
    bulletin_free(board->bulletin);
    board->bulletin = bulletin;
}

void board_clear(struct board *board)
{
    bulletin_free(board->bulletin);
    *board = (struct board){.bulletin = NULL};
}

int board_days_late(const struct entry *entry)
{
    int64_t now = stamp_wall_ms();
    char today[STAMP_TEXT_SIZE];

    if (!stamp_is_known(now))
        return 0;
    stamp_print_local(now, today);
    today[strcspn(today, "T")] = '\0';
    return entry_days_late(entry, today);
}

/* Ideas that were decided are told where they were born. */
static bool is_of_list(const struct entry *e, enum board_list list,
                       const char *station)
{
    bool is_here = !*e->place || strcmp(e->place, station) == 0;
    bool is_open = e->kind == ENTRY_IDEA && e->standing == STANDING_OPEN;

    if (list == BOARD_IDEAS)
        return is_open;
    return is_here && !is_open;
}

/* Smaller numbers come first. */
static uint64_t rank(const struct entry *e, enum board_list list, uint32_t seed,
                     size_t position)
{
    uint64_t hash = 0xcbf29ce484222325u ^ seed;

    if (list == BOARD_CITY)
        return position + (board_days_late(e) ? 0 : UINT32_MAX);
    for (const char *c = e->id; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
    return hash ^ hash >> 29;
}

/* Lists are short: the n-th is found by counting who comes before. */
const struct entry *board_entry(const struct board *board, enum board_list list,
                                const char *station, uint32_t seed, size_t n)
{
    const struct bulletin *b = board->bulletin;

    for (size_t i = 0; b && i < b->count; i++) {
        const struct entry *e = &b->entries[i];
        size_t before = 0;
        if (!is_of_list(e, list, station))
            continue;
        for (size_t k = 0; k < b->count; k++)
            before +=
                k != i && is_of_list(&b->entries[k], list, station) &&
                rank(&b->entries[k], list, seed, k) < rank(e, list, seed, i);
        if (before == n)
            return e;
    }
    return NULL;
}

size_t board_count(const struct board *board, enum board_list list,
                   const char *station)
{
    const struct bulletin *b = board->bulletin;
    size_t count = 0;

    for (size_t i = 0; b && i < b->count; i++)
        count += is_of_list(&b->entries[i], list, station);
    return count;
}

const struct entry *board_idea(const struct board *board, const char *tag)
{
    const struct bulletin *b = board->bulletin;

    for (size_t i = 0; *tag && b && i < b->count; i++) {
        if (strcmp(b->entries[i].receipt, tag) == 0)
            return &b->entries[i];
    }
    return NULL;
}

const struct entry *board_newest(const struct board *board,
                                 enum entry_kind kind, const char *station)
{
    const struct bulletin *b = board->bulletin;

    for (size_t i = 0; b && i < b->count; i++) {
        const struct entry *e = &b->entries[i];
        if (e->kind == kind && is_of_list(e, BOARD_CITY, station))
            return e;
    }
    return NULL;
}
