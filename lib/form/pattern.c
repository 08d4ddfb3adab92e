#include "form/pattern.h"

#include "base/arena.h"
#include "base/mem.h"
#include "pattern_class.h"
#include "pattern_tree.h"

#include <stdlib.h>
#include <string.h>

/* A pattern becomes a program for a machine that is in many places at once
 * (Thompson): no pattern can make it go back and forth without end. */
enum {
    PATTERN_MOST = 2000, /* bytes */
    PROGRAM_MOST = 5000,
    TEXT_MOST = 20000, /* characters */
    STEPS_MOST = 20000000
};

enum action { DO_CHARS, DO_SPLIT, DO_JUMP, DO_BORDER, DO_LOOK, DO_MATCH };

struct instruction {
    enum action action;
    int to, or_to; /* of DO_LOOK: behind its inner program */
    const struct piece *piece;
};

struct machine {
    struct instruction *program;
    int size;
    enum err err;
    const uint32_t *text;
    int length;
    long steps;
};

/* The places that the machine is in, without doubles. */
struct places {
    int *items;
    int count;
    int *seen; /* by instruction: the round in which it was added */
};

/* Programs are bounded: counts multiply. */
static int emit(struct machine *m, enum action action,
                const struct piece *piece)
{
    if (m->size == PROGRAM_MOST) {
        m->err = ERR_LIMIT;
        return 0;
    }
    m->program[m->size] =
        (struct instruction){.action = action, .piece = piece};
    return m->size++;
}

static void compile(struct machine *m, const struct piece *piece);

/* a{2,} is a a a*. */
static void compile_endless(struct machine *m, const struct piece *piece)
{
    int split = emit(m, DO_SPLIT, NULL);

    compile(m, piece->a);
    int jump = emit(m, DO_JUMP, NULL);
    m->program[jump].to = split;
    m->program[split].to = split + 1;
    m->program[split].or_to = m->size;
}

/* a{2,4} is a a (a (a)?)?. The ways out are chained through or_to until the
 * end is known. */
static void compile_repeat(struct machine *m, const struct piece *piece)
{
    int last = -1;

    for (int i = 0; i < piece->least && !m->err; i++)
        compile(m, piece->a);
    if (piece->most == REPEAT_ENDLESS) {
        compile_endless(m, piece);
        return;
    }
    for (int i = piece->least; i < piece->most && !m->err; i++) {
        int split = emit(m, DO_SPLIT, NULL);
        m->program[split].to = split + 1;
        m->program[split].or_to = last;
        last = split;
        compile(m, piece->a);
    }
    while (last >= 0 && !m->err) {
        int before = m->program[last].or_to;
        m->program[last].or_to = m->size;
        last = before;
    }
}

static void compile_either(struct machine *m, const struct piece *piece)
{
    int split = emit(m, DO_SPLIT, NULL);

    m->program[split].to = split + 1;
    compile(m, piece->a);
    int jump = emit(m, DO_JUMP, NULL);
    m->program[split].or_to = m->size;
    compile(m, piece->b);
    m->program[jump].to = m->size;
}

static void compile(struct machine *m, const struct piece *piece)
{
    if (m->err)
        return;
    switch (piece->kind) {
    case PIECE_EMPTY:
        break;
    case PIECE_CHARS:
        emit(m, DO_CHARS, piece);
        break;
    case PIECE_BOTH:
        compile(m, piece->a);
        compile(m, piece->b);
        break;
    case PIECE_EITHER:
        compile_either(m, piece);
        break;
    case PIECE_REPEAT:
        compile_repeat(m, piece);
        break;
    case PIECE_BORDER:
        emit(m, DO_BORDER, piece);
        break;
    case PIECE_LOOK: {
        int look = emit(m, DO_LOOK, piece);
        compile(m, piece->a);
        emit(m, DO_MATCH, NULL);
        m->program[look].to = m->size;
        break;
    }
    }
}

/* The set lies in the arena as ranges only. */
static bool has(const struct piece *piece, uint32_t c)
{
    const struct set set = {.ranges = piece->ranges,
                            .count = piece->ranges_count};

    return set_has(&set, c);
}

static bool is_word(const struct machine *m, int at)
{
    if (at < 0 || at >= m->length)
        return false;
    uint32_t c = m->text[at];
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (c >= 'a' && c <= 'z');
}

static bool is_border(const struct machine *m, enum border border, int at)
{
    switch (border) {
    case BORDER_BEGIN:
        return at == 0;
    case BORDER_END:
        return at == m->length;
    default:
        return (is_word(m, at - 1) != is_word(m, at)) ==
               (border == BORDER_WORD);
    }
}

static bool run(struct machine *m, int from, int at, int end);

static bool looks(struct machine *m, int pc, int at)
{
    const struct piece *piece = m->program[pc].piece;
    bool found = false;

    if (!piece->is_behind)
        found = run(m, pc + 1, at, -1);
    for (int i = at; piece->is_behind && i >= 0 && !found && !m->err; i--)
        found = run(m, pc + 1, i, at);
    return found != piece->is_negative;
}

/* Adds a place and all that can be reached from it without a character. */
static void reach(struct machine *m, struct places *places, int pc, int at,
                  int *stack)
{
    int depth = 0;

    stack[depth++] = pc;
    while (depth && !m->err) {
        pc = stack[--depth];
        const struct instruction *i = &m->program[pc];
        if (places->seen[pc] == at + 1)
            continue;
        places->seen[pc] = at + 1;
        if (++m->steps > STEPS_MOST)
            m->err = ERR_LIMIT;
        if (i->action == DO_SPLIT)
            stack[depth++] = i->or_to;
        if (i->action == DO_SPLIT || i->action == DO_JUMP)
            stack[depth++] = i->to;
        else if (i->action == DO_BORDER && is_border(m, i->piece->border, at))
            stack[depth++] = pc + 1;
        else if (i->action == DO_LOOK && looks(m, pc, at))
            stack[depth++] = i->to;
        else if (i->action == DO_CHARS || i->action == DO_MATCH)
            places->items[places->count++] = pc;
    }
}

static bool is_done(const struct machine *m, const struct places *places)
{
    for (int i = 0; i < places->count; i++) {
        if (m->program[places->items[i]].action == DO_MATCH)
            return true;
    }
    return false;
}

/* Whether the program at `from` matches the text from `at` to `end`, or to
 * anywhere when end is -1. */
static bool run(struct machine *m, int from, int at, int end)
{
    size_t size = (size_t)m->size + 1;
    int *memory = xcalloc(6 * size, sizeof(int));
    struct places now = {.items = memory, .seen = memory + size};
    struct places next = {.items = memory + 2 * size,
                          .seen = memory + 3 * size};
    int *stack = memory + 4 * size; /* each place can be on it twice */
    bool matches = false;

    reach(m, &now, from, at, stack);
    for (;; at++) {
        matches = (end < 0 || at == end) && is_done(m, &now);
        if (matches || at == m->length || at == end || !now.count || m->err)
            break;
        next.count = 0;
        for (int i = 0; i < now.count; i++) {
            int pc = now.items[i];
            if (m->program[pc].action == DO_CHARS &&
                has(m->program[pc].piece, m->text[at]))
                reach(m, &next, pc + 1, at + 1, stack);
        }
        struct places swap = now;
        now = next;
        next = swap;
    }
    free(memory);
    return matches;
}

static int read_text(const char *text, uint32_t *out)
{
    int length = 0;

    while (*text)
        out[length++] = pattern_char(&text);
    return length;
}

enum err pattern_match(const char *pattern, const char *text, bool *matches)
{
    size_t size = strlen(text);
    struct arena *arena = arena_new();
    struct machine m = {0};
    struct piece *piece;
    enum err err = ERR_LIMIT;

    *matches = false;
    if (strlen(pattern) <= PATTERN_MOST && size <= TEXT_MOST)
        err = pattern_read(&piece, arena, pattern);
    if (!err) {
        uint32_t *chars = arena_array(arena, size + 1, sizeof *chars);
        m.program = arena_array(arena, PROGRAM_MOST, sizeof *m.program);
        m.length = read_text(text, chars);
        m.text = chars;
        compile(&m, piece);
        emit(&m, DO_MATCH, NULL);
        if (!m.err)
            *matches = run(&m, 0, 0, m.length);
        err = m.err;
    }
    arena_free(arena);
    return err;
}
