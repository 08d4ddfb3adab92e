#include "linepack.h"

#include "base/log.h"
#include "proof/leaf.h"

#include <string.h>

/* A text of lines begins with none of these bytes. Behind the head stand
 * records; numbers have their highest byte first.
 *
 *   'r' first:8 count:4 log:1+n form:1+n commitment:32*count   a run of answers
 *   'l' line:2+n                                               any other line
 */
enum {
    HEAD = 1,
    RUN = 'r',
    LINE = 'l',
    FIRST_SIZE = 8,
    COUNT_SIZE = 4,
    WORD_SIZE = 1, /* of a word's length */
    LINE_SIZE = 2, /* of a line's */
    MOST_OF_RUN = INT32_MAX
};

struct word {
    const char *at;
    size_t size;
};

struct record {
    bool is_run;
    uint64_t first, count; /* answers of a run; a line counts 1 */
    struct word log, form; /* of a run */
    struct word bytes;     /* the commitments, or the line */
};

static void put_number(struct buf *out, uint64_t number, int size)
{
    while (size-- > 0)
        buf_putc(out, (char)(unsigned char)(number >> (8 * size)));
}

static bool take(struct word *left, size_t size, struct word *out)
{
    if (left->size < size)
        return false;
    *out = (struct word){left->at, size};
    left->at += size;
    left->size -= size;
    return true;
}

static bool take_number(struct word *left, size_t size, uint64_t *out)
{
    struct word bytes;

    *out = 0;
    if (!take(left, size, &bytes))
        return false;
    for (size_t i = 0; i < size; i++)
        *out = *out << 8 | (unsigned char)bytes.at[i];
    return true;
}

static bool take_word(struct word *left, size_t size_of_size, struct word *out)
{
    uint64_t size;

    return take_number(left, size_of_size, &size) && take(left, size, out);
}

static bool take_record(struct word *left, struct record *out)
{
    uint64_t kind;

    *out = (struct record){.count = 1};
    if (!take_number(left, 1, &kind) || (kind != RUN && kind != LINE))
        return false;
    if (kind == LINE)
        return take_word(left, LINE_SIZE, &out->bytes);
    out->is_run = true;
    return take_number(left, FIRST_SIZE, &out->first) &&
           take_number(left, COUNT_SIZE, &out->count) &&
           take_word(left, WORD_SIZE, &out->log) &&
           take_word(left, WORD_SIZE, &out->form) &&
           take(left, out->count * LEAF_HASH_SIZE, &out->bytes);
}

void linepack_init(struct linepack *out)
{
    *out = (struct linepack){.run = 0};
    buf_init(&out->bytes, 0);
}

void linepack_clear(struct linepack *pack)
{
    buf_clear(&pack->bytes);
    linepack_init(pack);
}

static void begin(struct linepack *pack)
{
    if (!pack->bytes.size)
        buf_putc(&pack->bytes, HEAD);
}

void linepack_add(struct linepack *pack, const char *line, size_t size)
{
    begin(pack);
    buf_putc(&pack->bytes, LINE);
    put_number(&pack->bytes, size, LINE_SIZE);
    buf_add(&pack->bytes, line, size);
    pack->run = 0;
}

static bool is_word(const struct word *word, const char *text)
{
    return strlen(text) == word->size &&
           memcmp(word->at, text, word->size) == 0;
}

/* One more in the run at the end, when the answer is its next. */
static bool lengthen(struct linepack *pack, const char *log, uint64_t index,
                     const char *form)
{
    struct word left = {pack->bytes.data + pack->run,
                        pack->bytes.size - pack->run};
    struct record r;

    if (!pack->run || pack->next != index || !take_record(&left, &r) ||
        r.count == MOST_OF_RUN || !is_word(&r.log, log) ||
        !is_word(&r.form, form))
        return false;
    char *count = pack->bytes.data + pack->run + 1 + FIRST_SIZE;
    for (int i = COUNT_SIZE; i-- > 0 && ++count[i] == 0;)
        continue;
    return true;
}

static void put_word(struct buf *out, const char *text)
{
    size_t size = strlen(text);

    put_number(out, size, WORD_SIZE);
    buf_add(out, text, size);
}

void linepack_add_answer(struct linepack *pack, const char *log, uint64_t index,
                         const unsigned char *commitment, const char *form)
{
    begin(pack);
    if (!lengthen(pack, log, index, form)) {
        pack->run = pack->bytes.size;
        buf_putc(&pack->bytes, RUN);
        put_number(&pack->bytes, index, FIRST_SIZE);
        put_number(&pack->bytes, 1, COUNT_SIZE);
        put_word(&pack->bytes, log);
        put_word(&pack->bytes, form);
    }
    pack->next = index + 1;
    buf_add(&pack->bytes, commitment, LEAF_HASH_SIZE);
}

static void write_run(const struct record *r, uint64_t from, uint64_t count,
                      struct buf *out)
{
    char log[UINT8_MAX + 1] = "", form[UINT8_MAX + 1] = "";
    const unsigned char *commitment = (const unsigned char *)r->bytes.at;

    memcpy(log, r->log.at, r->log.size);
    memcpy(form, r->form.at, r->form.size);
    for (uint64_t i = from; i < from + count; i++) {
        leaf_write_answer(log, r->first + i, commitment + i * LEAF_HASH_SIZE,
                          form, out);
        buf_putc(out, '\n');
    }
}

static void write_record(const struct record *r, uint64_t from, uint64_t count,
                         struct buf *out)
{
    if (r->is_run) {
        write_run(r, from, count, out);
        return;
    }
    buf_add(out, r->bytes.at, r->bytes.size);
    buf_putc(out, '\n');
}

static enum err damaged(void)
{
    log_error("the log's lines are damaged: restore the last copy");
    return ERR_FORMAT;
}

/* Moves the mark to the record that holds a line, or to the end. */
static enum err find_record(const struct word *lines, uint64_t line,
                            struct linepack_mark *mark)
{
    struct word left = {lines->at + mark->offset, lines->size - mark->offset};
    struct record r;

    while (left.size) {
        if (!take_record(&left, &r))
            return damaged();
        if (line - mark->line < r.count)
            return ERR_NONE;
        mark->line += r.count;
        mark->offset = lines->size - left.size;
    }
    return ERR_NONE;
}

static enum err read_packed(const struct word *lines, uint64_t from,
                            uint64_t count, struct linepack_mark *mark,
                            struct buf *out)
{
    enum err err = find_record(lines, from, mark);
    struct word left = {lines->at + mark->offset, lines->size - mark->offset};
    struct record r;

    if (err)
        return err;
    from -= mark->line;
    while (count && left.size) {
        if (!take_record(&left, &r))
            return damaged();
        uint64_t n = r.count - from < count ? r.count - from : count;
        write_record(&r, from, n, out);
        count -= n;
        from = 0;
    }
    return ERR_NONE;
}

static const char *line_end(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));

    return newline ? newline + 1 : end;
}

static void read_text(const struct word *text, uint64_t from, uint64_t count,
                      struct linepack_mark *mark, struct buf *out)
{
    const char *at = text->at + mark->offset, *end = text->at + text->size;

    for (; mark->line < from && at < end; mark->line++)
        at = line_end(at, end);
    mark->offset = (size_t)(at - text->at);
    const char *last = at;
    for (; count && last < end; count--)
        last = line_end(last, end);
    buf_add(out, at, (size_t)(last - at));
}

/* Whether the lines are packed; the head is then taken off. */
static bool is_packed(struct word *lines)
{
    struct word head;

    return lines->size && *lines->at == HEAD && take(lines, 1, &head);
}

enum err linepack_read(const void *lines, size_t size, uint64_t from,
                       uint64_t count, struct linepack_mark *mark,
                       struct buf *out)
{
    struct word left = {lines, size};

    if (from < mark->line || mark->offset > size)
        *mark = (struct linepack_mark){.line = 0};
    if (is_packed(&left))
        return read_packed(&left, from, count, mark, out);
    read_text(&left, from, count, mark, out);
    return ERR_NONE;
}

static bool begins_with(const char *at, size_t size, const char *word)
{
    return size >= strlen(word) && memcmp(at, word, strlen(word)) == 0;
}

enum err linepack_count(const void *lines, size_t size, const char *word,
                        int64_t *out)
{
    struct word left = {lines, size};
    struct record r;

    *out = 0;
    if (is_packed(&left)) {
        while (left.size) {
            if (!take_record(&left, &r))
                return damaged();
            *out += !r.is_run && begins_with(r.bytes.at, r.bytes.size, word);
        }
        return ERR_NONE;
    }
    for (const char *at = left.at, *end = at + left.size; at < end;
         at = line_end(at, end))
        *out += begins_with(at, (size_t)(end - at), word);
    return ERR_NONE;
}
