#include "pattern_tree.h"

#include "base/arena.h"
#include "pattern_class.h"

#include <stdlib.h>
#include <string.h>

enum { NESTED_MOST = 100, TIMES_MOST = 1000 };

struct reader {
    struct arena *arena;
    const char *at;
    int depth;
    bool folds_case;
    enum err err;
};

/* Alternatives bind weakest. */
static struct piece *read_either(struct reader *r);

static struct piece *new_piece(struct reader *r, enum piece_kind kind)
{
    struct piece *piece = arena_alloc(r->arena, sizeof *piece);

    piece->kind = kind;
    return piece;
}

/* The first error counts; an empty piece lets the reading unwind. */
static struct piece *fail(struct reader *r, enum err err)
{
    if (!r->err)
        r->err = err;
    return new_piece(r, PIECE_EMPTY);
}

static struct piece *new_border(struct reader *r, enum border border)
{
    struct piece *piece = new_piece(r, PIECE_BORDER);

    piece->border = border;
    return piece;
}

/* Takes a set over into the arena. */
static struct piece *new_chars(struct reader *r, struct set *set)
{
    struct piece *piece = new_piece(r, PIECE_CHARS);

    if (r->folds_case)
        set_fold_case(set);
    piece->ranges_count = set->count;
    piece->ranges =
        arena_memdup(r->arena, set->ranges, set->count * sizeof(struct range));
    set_clear(set);
    return piece;
}

static struct piece *read_group(struct reader *r)
{
    struct piece *look = NULL;

    if (++r->depth > NESTED_MOST)
        return fail(r, ERR_LIMIT);
    if (r->at[0] == '?') {
        bool behind = r->at[1] == '<' && (r->at[2] == '=' || r->at[2] == '!');
        const char *sign = r->at + 1 + behind;
        const char *name_end = strchr(r->at, '>');
        if (*sign == '=' || *sign == '!') {
            look = new_piece(r, PIECE_LOOK);
            look->is_behind = behind;
            look->is_negative = *sign == '!';
            r->at = sign + 1;
        } else if (*sign == ':' || *sign == '>') {
            r->at = sign + 1;
        } else if (*sign == '<' && name_end) {
            r->at = name_end + 1;
        } else {
            return fail(r, ERR_FORMAT);
        }
    }
    struct piece *inner = read_either(r);
    r->depth--;
    if (*r->at++ != ')') {
        r->at--;
        return fail(r, ERR_FORMAT);
    }
    if (!look)
        return inner;
    look->a = inner;
    return look;
}

static struct piece *read_escape(struct reader *r)
{
    struct set set = {0};

    switch (*r->at) {
    case 'b':
        r->at++;
        return new_border(r, BORDER_WORD);
    case 'B':
        r->at++;
        return new_border(r, BORDER_NO_WORD);
    case 'A':
        r->at++;
        return new_border(r, BORDER_BEGIN);
    case 'z':
    case 'Z':
        r->at++;
        return new_border(r, BORDER_END);
    default:
        break;
    }
    if (!pattern_escape(&r->at, &set)) {
        set_clear(&set);
        return fail(r, ERR_FORMAT);
    }
    return new_chars(r, &set);
}

/* Ends of lines are no character for "." unless asked for. */
static struct piece *read_any(struct reader *r)
{
    struct set set = {0};

    set_add(&set, '\n', '\n');
    set_add(&set, '\r', '\r');
    set_add(&set, 0x85, 0x85);
    set_add(&set, 0x2028, 0x2029);
    set_invert(&set);
    return new_chars(r, &set);
}

static struct piece *read_class(struct reader *r)
{
    struct set set = {0};

    if (!pattern_class(&r->at, &set)) {
        set_clear(&set);
        return fail(r, ERR_FORMAT);
    }
    return new_chars(r, &set);
}

static struct piece *read_one(struct reader *r)
{
    struct set set = {0};

    switch (*r->at) {
    case '(':
        r->at++;
        return read_group(r);
    case '[':
        r->at++;
        return read_class(r);
    case '\\':
        r->at++;
        return read_escape(r);
    case '.':
        r->at++;
        return read_any(r);
    case '^':
        r->at++;
        return new_border(r, BORDER_BEGIN);
    case '$':
        r->at++;
        return new_border(r, BORDER_END);
    case '*':
    case '+':
    case '?':
    case '{':
        return fail(r, ERR_FORMAT);
    default:
        break;
    }
    uint32_t c = pattern_char(&r->at);
    set_add(&set, c, c);
    return new_chars(r, &set);
}

/* "{2}", "{2,}" or "{2,5}", behind the brace. */
static bool read_counts(struct reader *r, int *least, int *most)
{
    char *end;

    if (*r->at < '0' || *r->at > '9')
        return false;
    long low = strtol(r->at, &end, 10), high = low;
    r->at = end;
    if (*r->at == ',') {
        r->at++;
        high = strtol(r->at, &end, 10);
        if (end == r->at)
            high = REPEAT_ENDLESS;
        r->at = end;
    }
    if (*r->at != '}' || low > TIMES_MOST || high > TIMES_MOST ||
        (high != REPEAT_ENDLESS && high < low))
        return false;
    r->at++;
    *least = (int)low;
    *most = (int)high;
    return true;
}

static struct piece *read_repeated(struct reader *r)
{
    struct piece *piece = read_one(r);

    if (r->err || !*r->at || !strchr("*+?{", *r->at))
        return piece;
    struct piece *repeat = new_piece(r, PIECE_REPEAT);
    char sign = *r->at++;
    repeat->a = piece;
    repeat->least = sign == '+';
    repeat->most = sign == '?' ? 1 : REPEAT_ENDLESS;
    if (sign == '{' && !read_counts(r, &repeat->least, &repeat->most))
        return fail(r, ERR_FORMAT);
    /* Lazy or possessive: the same for a whole match. */
    if (*r->at == '?' || *r->at == '+')
        r->at++;
    return repeat;
}

static struct piece *pair(struct reader *r, enum piece_kind kind,
                          struct piece *a, struct piece *b)
{
    struct piece *piece = new_piece(r, kind);

    piece->a = a;
    piece->b = b;
    return piece;
}

static struct piece *read_sequence(struct reader *r)
{
    struct piece *piece = new_piece(r, PIECE_EMPTY);

    while (!r->err && *r->at && *r->at != '|' && *r->at != ')')
        piece = pair(r, PIECE_BOTH, piece, read_repeated(r));
    return piece;
}

static struct piece *read_either(struct reader *r)
{
    struct piece *piece = read_sequence(r);

    while (!r->err && *r->at == '|') {
        r->at++;
        piece = pair(r, PIECE_EITHER, piece, read_sequence(r));
    }
    return piece;
}

enum err pattern_read(struct piece **out, struct arena *arena,
                      const char *pattern)
{
    struct reader r = {.arena = arena, .at = pattern};

    if (!strncmp(pattern, "(?i)", 4)) {
        r.folds_case = true;
        r.at += 4;
    }
    *out = read_either(&r);
    if (!r.err && *r.at)
        r.err = ERR_FORMAT;
    return r.err;
}
