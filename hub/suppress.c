#include "suppress.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* What a hidden cell must be able to be. */
enum { REACH = SUPPRESS_LEAST - 1, NOBODY = -1 };

static size_t hide_small(const int64_t *n, size_t count, bool *hidden)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        hidden[i] = n[i] < SUPPRESS_LEAST;
        found += hidden[i];
    }
    return found;
}

/* The smallest cell that is still shown, count when none is. */
static size_t smallest_shown(const int64_t *n, size_t count, const bool *hidden)
{
    size_t best = count;

    for (size_t i = 0; i < count; i++) {
        if (!hidden[i] && (best == count || n[i] < n[best]))
            best = i;
    }
    return best;
}

/* Whether the hidden cells make a bucket that tells of nobody. */
static bool is_crowd(const int64_t *n, size_t count, const bool *hidden)
{
    size_t members = 0;
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        members += hidden[i];
        sum += hidden[i] ? n[i] : 0;
    }
    return members == 0 || (members >= 2 && sum >= SUPPRESS_LEAST);
}

static void complete_line(const int64_t *n, size_t count, bool *hidden)
{
#ifndef BARRIO_PRIMARY_SUPPRESSION_ONLY
    while (!is_crowd(n, count, hidden)) {
        size_t next = smallest_shown(n, count, hidden);
        if (next == count)
            return;
        hidden[next] = true;
    }
#else /* a build for tests: what an attacker must be able to break */
    (void)is_crowd, (void)smallest_shown, (void)n, (void)count, (void)hidden;
#endif
}

void suppress_line(const int64_t *n, size_t count, bool *hidden)
{
    hide_small(n, count, hidden);
    complete_line(n, count, hidden);
}

void suppress_choices(const int64_t *n, size_t count, int64_t answered,
                      bool *hidden)
{
    hide_small(n, count, hidden);
    for (size_t i = 0; i < count; i++)
        hidden[i] = hidden[i] || answered - n[i] < SUPPRESS_LEAST;
    complete_line(n, count, hidden);
}

/* The hidden cells as a network: a row's node leads to a column's by raising
 * their cell, a column's to a row's by lowering it, which ends at zero. What
 * flows round a circle leaves every total as it is. */
struct network {
    size_t rows, columns;
    const bool *hidden;
    int64_t *n;    /* as moved so far */
    size_t barred; /* the cell whose bounds are asked */
    int *from;     /* of each node, in the search */
    size_t *queue;
};

/* The node's cell towards another node; SIZE_MAX when there is none. */
static size_t edge(const struct network *net, size_t a, size_t b)
{
    bool raises = a < net->rows;
    size_t row = raises ? a : b, column = (raises ? b : a) - net->rows;
    size_t cell = row * net->columns + column;

    if (!net->hidden[cell] || cell == net->barred)
        return SIZE_MAX;
    return raises || net->n[cell] > 0 ? cell : SIZE_MAX;
}

static bool search(struct network *net, size_t source, size_t sink)
{
    size_t head = 0, tail = 0, nodes = net->rows + net->columns;

    for (size_t i = 0; i < nodes; i++)
        net->from[i] = NOBODY;
    net->from[source] = (int)source;
    net->queue[tail++] = source;
    while (head < tail && net->from[sink] == NOBODY) {
        size_t a = net->queue[head++];
        size_t b = a < net->rows ? net->rows : 0;
        size_t end = a < net->rows ? nodes : net->rows;
        for (; b < end; b++) {
            if (net->from[b] != NOBODY || edge(net, a, b) == SIZE_MAX)
                continue;
            net->from[b] = (int)a;
            net->queue[tail++] = b;
        }
    }
    return net->from[sink] != NOBODY;
}

/* Moves as much as the path that was found lets pass, at most `most`. */
static int64_t push(struct network *net, size_t source, size_t sink,
                    int64_t most)
{
    for (size_t b = sink; b != source; b = (size_t)net->from[b]) {
        size_t a = (size_t)net->from[b], cell = edge(net, a, b);
        if (a >= net->rows && net->n[cell] < most)
            most = net->n[cell];
    }
    for (size_t b = sink; b != source; b = (size_t)net->from[b]) {
        size_t a = (size_t)net->from[b];
        net->n[edge(net, a, b)] += a < net->rows ? most : -most;
    }
    return most;
}

/* How far the barred cell can be moved, at most `most`; up or down. */
static int64_t room(struct network *net, const int64_t *n, bool up,
                    int64_t most)
{
    size_t row = net->barred / net->columns;
    size_t column = net->rows + net->barred % net->columns;
    size_t source = up ? column : row, sink = up ? row : column;
    int64_t moved = 0;

    memcpy(net->n, n, net->rows * net->columns * sizeof *n);
    while (moved < most && search(net, source, sink))
        moved += push(net, source, sink, most - moved);
    return moved;
}

static bool is_safe(struct network *net, const int64_t *n, size_t cell)
{
    int64_t up = n[cell] < REACH ? REACH - n[cell] : 0;

    net->barred = cell;
    return room(net, n, true, up) >= up &&
           room(net, n, false, n[cell]) >= n[cell];
}

/* The first hidden cell that can be told from the rest; count: none. */
static size_t find_unsafe(struct network *net, const int64_t *n)
{
    size_t count = net->rows * net->columns;

    for (size_t i = 0; i < count; i++) {
        if (net->hidden[i] && !is_safe(net, n, i))
            return i;
    }
    return count;
}

/* What it costs to hide the three other corners of a rectangle: the people in
 * those that are shown still; -1 when none is. */
static int64_t cost(const int64_t *n, const bool *hidden,
                    const size_t corners[3])
{
    int64_t sum = -1;

    for (size_t i = 0; i < 3; i++) {
        if (!hidden[corners[i]])
            sum = (sum < 0 ? 0 : sum) + n[corners[i]];
    }
    return sum;
}

/* Hides the cheapest rectangle with the unsafe cell as a corner, along which
 * counts can be moved; false when there is none. */
static bool hide_rectangle(const int64_t *n, size_t rows, size_t columns,
                           size_t cell, bool *hidden)
{
    size_t row = cell / columns, column = cell % columns, best[3] = {0};
    int64_t least = -1;

    for (size_t i = 0; i < rows * columns; i++) {
        size_t r = i / columns, c = i % columns;
        const size_t corners[3] = {i, row * columns + c, r * columns + column};
        if (r == row || c == column)
            continue;
        int64_t price = cost(n, hidden, corners);
        if (price < 0 || (least >= 0 && price >= least))
            continue;
        least = price;
        memcpy(best, corners, sizeof best);
    }
    for (size_t i = 0; least >= 0 && i < 3; i++)
        hidden[best[i]] = true;
    return least >= 0;
}

static bool complete_table(struct network *net, const int64_t *n, bool *hidden)
{
#ifndef BARRIO_PRIMARY_SUPPRESSION_ONLY
    size_t count = net->rows * net->columns, unsafe;

    while ((unsafe = find_unsafe(net, n)) < count) {
        if (!hide_rectangle(n, net->rows, net->columns, unsafe, hidden))
            return false;
    }
    return smallest_shown(n, count, hidden) < count;
#else
    (void)find_unsafe, (void)hide_rectangle, (void)net, (void)n, (void)hidden;
    return true;
#endif
}

bool suppress_table(const int64_t *n, size_t rows, size_t columns, bool *hidden)
{
    size_t count = rows * columns;
    struct network net = {.rows = rows, .columns = columns, .hidden = hidden};

    if (rows > SUPPRESS_MOST || columns > SUPPRESS_MOST)
        return false;
    if (hide_small(n, count, hidden) == 0)
        return true;
    net.n = xcalloc(count, sizeof *net.n);
    net.from = xcalloc(rows + columns, sizeof *net.from);
    net.queue = xcalloc(rows + columns, sizeof *net.queue);
    bool can_be_shown = complete_table(&net, n, hidden);
    free(net.n);
    free(net.from);
    free(net.queue);
    return can_be_shown;
}
