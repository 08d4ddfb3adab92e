#include "ui/burst.h"

#include <string.h>

static bool is_late(const struct burst *b, int64_t now_ms, int64_t gap_ms)
{
    return b->size > 0 && now_ms - b->last_ms > gap_ms;
}

/* One that is too long is no code: it goes on as what is typed. */
static bool hold(struct burst *b, const struct input *input, int64_t now_ms)
{
    size_t size = strlen(input->text);

    if (b->size + size > BURST_MOST)
        return false;
    memcpy(b->text + b->size, input->text, size + 1);
    b->size += size;
    b->count++;
    b->last_ms = now_ms;
    return true;
}

/* Signs between the fields of a code come as keys with Ctrl. */
static bool is_control(const struct input *input)
{
    return input->kind == INPUT_CHORD || input->kind == INPUT_NONE;
}

static bool is_enter(const struct input *input)
{
    return input->kind == INPUT_KEY && input->key == NAV_ENTER;
}

static bool is_news(const struct input *input)
{
    return input->kind == INPUT_OTHER || input->kind == INPUT_TIMEOUT ||
           input->kind == INPUT_RESIZE;
}

enum burst_said burst_take(struct burst *b, const struct input *input,
                           int64_t now_ms, int64_t gap_ms)
{
    if (gap_ms <= 0 || is_late(b, now_ms, gap_ms))
        return BURST_FREE;
    if (input->kind == INPUT_TEXT)
        return hold(b, input, now_ms) ? BURST_HOLDS : BURST_FREE;
    if (b->size == 0)
        return BURST_FREE;
    if (is_news(input))
        return BURST_ASIDE;
    if (is_control(input)) {
        b->last_ms = now_ms;
        return BURST_HOLDS;
    }
    return is_enter(input) && b->count >= BURST_LEAST ? BURST_CODE : BURST_FREE;
}

bool burst_release(struct burst *b, struct input *out)
{
    size_t size = 1;

    if (b->size == 0)
        return false;
    while (size < b->size && ((unsigned char)b->text[size] & 0xc0) == 0x80)
        size++;
    *out = (struct input){.kind = INPUT_TEXT};
    memcpy(out->text, b->text, size < sizeof out->text ? size : 1);
    memmove(b->text, b->text + size, b->size - size + 1);
    b->size -= size;
    b->count--;
    return true;
}

void burst_clear(struct burst *b)
{
    b->size = b->count = 0;
    b->text[0] = '\0';
}

int burst_wait_ms(const struct burst *b, int64_t now_ms, int64_t gap_ms)
{
    int64_t left = b->last_ms + gap_ms + 1 - now_ms;

    if (b->size == 0)
        return -1;
    return left > 0 ? (int)left : 0;
}
