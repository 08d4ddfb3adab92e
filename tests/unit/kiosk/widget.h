/* A page of one widget, on both grids, compared with its golden text. */
#ifndef TESTS_UNIT_WIDGET_H
#define TESTS_UNIT_WIDGET_H

#include "ui/grid.h"
#include "ui/list.h"
#include "ui/rack.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
    struct canvas *canvas;
    struct rack rack;
    struct grid grid;
};

enum { SIZES = 2 };
static const struct {
    int width, height;
} SIZE[SIZES] = {{80, 24}, {40, 11}};

/* An empty page of a size, with room for a prompt of two rows. */
static inline void open_page(struct page *p, int size)
{
    p->canvas = canvas_new(SIZE[size].width, SIZE[size].height);
    p->grid = grid_for(SIZE[size].width, SIZE[size].height, 2);
    rack_init(&p->rack);
    rack_begin(&p->rack, p->canvas);
}

static inline void close_page(struct page *p)
{
    canvas_free(p->canvas);
    rack_clear(&p->rack);
}

/* Compares the page with tests/golden/ui/NAME-WIDTHxHEIGHT.screen. */
static inline void check(struct page *p, const char *name)
{
    struct buf expected;
    char *dump = canvas_dump(p->canvas);
    char *path = xasprintf("tests/golden/ui/%s-%dx%d.screen", name,
                           canvas_width(p->canvas), canvas_height(p->canvas));

    buf_init(&expected, 65536);
    if (getenv("BARRIO_GOLDEN"))
        assert_int_equal(file_write(path, dump, strlen(dump)), 0);
    assert_int_equal(file_read(path, &expected), 0);
    assert_string_equal(dump, buf_text(&expected));
    buf_clear(&expected);
    free(path);
    free(dump);
}

static inline const struct target *at(const struct page *p, int id)
{
    const struct target *t = rack_find(&p->rack, id);

    assert_non_null(t);
    return t;
}

/* Floors of a finger's target: 3x10 cells, 2x10 on the small grid. */
static inline void check_targets(const struct page *p, int least_width)
{
    assert_true(p->rack.count > 0);
    for (size_t i = 0; i < p->rack.count; i++) {
        const struct target *t = &p->rack.targets[i];
        assert_true(t->area.height >= p->grid.slot_height);
        assert_true(t->area.width >= least_width);
        assert_true(t->area.x >= 0 && t->area.y >= 0);
        assert_true(t->area.x + t->area.width <= canvas_width(p->canvas));
        assert_true(t->area.y + t->area.height <= canvas_height(p->canvas));
    }
}

static inline struct act tapped(int id)
{
    return (struct act){.kind = ACT_TARGET, .id = id};
}

/* Five choices of a question. */
static inline struct list five(struct list_item items[5])
{
    static const char *const LABELS[] = {
        "Luz por la noche", "Banquetas sin hoyos", "Árboles y sombra",
        "Un paso seguro para cruzar", "Otra cosa (la escribo)"};

    for (size_t i = 0; i < 5; i++)
        items[i] = (struct list_item){.label = LABELS[i]};
    return (struct list){.items = items,
                         .count = 5,
                         .word_chosen = "elegida",
                         .word_back = "Anteriores",
                         .word_more = "Más"};
}

#endif
