#include "zipper.h"

#include "base/log.h"
#include "base/mem.h"
#include "deflater.h"
#include "outlet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Section numbers are APPNOTE's. */
enum {
    LOCAL = 0x04034b50,      /* 4.3.7 */
    DESCRIPTOR = 0x08074b50, /* 4.3.9 */
    CENTRAL = 0x02014b50,    /* 4.3.12 */
    END_64 = 0x06064b50,     /* 4.3.14 */
    LOCATOR_64 = 0x07064b50, /* 4.3.15 */
    END = 0x06054b50,        /* 4.3.16 */
    EXTRA_64 = 0x0001,       /* 4.5.3 */
    VERSION = 45,            /* 4.4.3: uses ZIP64 */
    SMALL_VERSION = 20,      /* uses deflate */
    LATER = 1 << 3,          /* 4.4.4: sizes follow the data */
    UTF8 = 1 << 11,
    STORED = 0,
    DEFLATED = 8,
    CHUNK = 64 * 1024,
};

struct entry {
    char *name;
    uint16_t method, flags;
    bool is_small; /* and says so */
    uint32_t crc;
    uint64_t packed, size, offset;
};

struct zipper {
    struct outlet *outlet;
    uint64_t written; /* bytes so far */
    uint16_t time, date;
    struct entry *entries;
    size_t count, capacity;
    struct deflater *deflater;
    unsigned char chunk[CHUNK];
};

static void put(struct zipper *z, uint64_t value, int bytes)
{
    /* Step by step: a shift by 64 at once is no number in C. */
    for (int i = 0; i < bytes; i++, value >>= 8)
        buf_putc(&z->outlet->buf, (char)value);
    z->written += (uint64_t)bytes;
}

static void put_bytes(struct zipper *z, const void *data, size_t size)
{
    buf_add(&z->outlet->buf, data, size);
    z->written += size;
}

struct zipper *zipper_new(struct outlet *outlet, int64_t now_ms)
{
    struct zipper *z = xcalloc(1, sizeof *z);
    time_t now = (time_t)(now_ms / 1000);
    struct tm t = {.tm_year = 80, .tm_mday = 1};

    gmtime_r(&now, &t);
    if (t.tm_year < 80) /* 4.4.6: MS-DOS begins in 1980 */
        t = (struct tm){.tm_year = 80, .tm_mday = 1};
    z->outlet = outlet;
    z->time = (uint16_t)(t.tm_hour << 11 | t.tm_min << 5 | t.tm_sec / 2);
    z->date =
        (uint16_t)((t.tm_year - 80) << 9 | (t.tm_mon + 1) << 5 | t.tm_mday);
    z->deflater = deflater_new();
    return z;
}

void zipper_free(struct zipper *zipper)
{
    if (!zipper)
        return;
    deflater_free(zipper->deflater);
    for (size_t i = 0; i < zipper->count; i++)
        free(zipper->entries[i].name);
    free(zipper->entries);
    free(zipper);
}

static struct entry *last(struct zipper *z)
{
    return &z->entries[z->count - 1];
}

static struct entry *add_entry(struct zipper *z, const char *name,
                               uint16_t method, uint16_t flags)
{
    z->entries =
        mem_grow(z->entries, z->count, &z->capacity, sizeof *z->entries);
    z->entries[z->count++] = (struct entry){.name = xstrdup(name),
                                            .method = method,
                                            .flags = flags,
                                            .offset = z->written};
    return last(z);
}

/* What local and central headers have in common: 4.4.3 to 4.4.7. */
static void put_common(struct zipper *z, const struct entry *e)
{
    put(z, e->is_small ? SMALL_VERSION : VERSION, 2);
    put(z, e->flags, 2);
    put(z, e->method, 2);
    put(z, z->time, 2);
    put(z, z->date, 2);
    put(z, e->crc, 4);
}

/* Sizes that are not known yet are ZIP64's unless they will surely be small:
 * so is the descriptor then. */
static void put_local(struct zipper *z, const struct entry *e)
{
    bool is_wide = e->flags & LATER && !e->is_small;
    uint32_t known = is_wide ? UINT32_MAX : (uint32_t)e->size;

    put(z, LOCAL, 4);
    put_common(z, e);
    put(z, known, 4);
    put(z, known, 4);
    put(z, strlen(e->name), 2);
    put(z, is_wide ? 20 : 0, 2);
    put_bytes(z, e->name, strlen(e->name));
    if (!is_wide)
        return;
    put(z, EXTRA_64, 2);
    put(z, 16, 2);
    put(z, 0, 8);
    put(z, 0, 8);
}

static enum err begin(struct zipper *z, const char *name, bool is_small)
{
    struct entry *e = add_entry(z, name, DEFLATED, LATER | UTF8);

    e->is_small = is_small;
    put_local(z, e);
    deflater_reset(z->deflater);
    return outlet_pass(z->outlet);
}

enum err zipper_begin(struct zipper *zipper, const char *name)
{
    return begin(zipper, name, false);
}

enum err zipper_begin_small(struct zipper *zipper, const char *name)
{
    return begin(zipper, name, true);
}

static enum err pack(struct zipper *z, const void *data, size_t size,
                     bool is_last)
{
    enum err err = ERR_NONE;
    size_t made = CHUNK;

    deflater_give(z->deflater, data, size, is_last);
    while (!err && made == CHUNK) {
        made = deflater_take(z->deflater, z->chunk, CHUNK);
        put_bytes(z, z->chunk, made);
        last(z)->packed += made;
        err = outlet_pass(z->outlet);
    }
    return err;
}

enum err zipper_add(struct zipper *zipper, const void *data, size_t size)
{
    const unsigned char *at = data;
    struct entry *e = last(zipper);
    enum err err = ERR_NONE;

    while (!err && size) {
        size_t part = size < CHUNK ? size : CHUNK;
        e->crc = deflater_checksum(e->crc, at, part);
        e->size += part;
        err = pack(zipper, at, part, false);
        at += part;
        size -= part;
    }
    return err;
}

enum err zipper_end(struct zipper *zipper)
{
    enum err err = pack(zipper, "", 0, true);
    const struct entry *e = last(zipper);
    int width = e->is_small ? 4 : 8;

    if (!err && e->is_small && (e->size | e->packed) > UINT32_MAX) {
        log_error("%s is too large for a plain zip file", e->name);
        err = ERR_LIMIT;
    }
    put(zipper, DESCRIPTOR, 4);
    put(zipper, e->crc, 4);
    put(zipper, e->packed, width);
    put(zipper, e->size, width);
    return err;
}

enum err zipper_text(struct zipper *zipper, const char *name, const void *data,
                     size_t size)
{
    enum err err = zipper_begin(zipper, name);

    if (!err)
        err = zipper_add(zipper, data, size);
    return err ? err : zipper_end(zipper);
}

static ssize_t read_chunk(int fd, void *out)
{
    ssize_t n;

    do
        n = read(fd, out, CHUNK);
    while (n < 0 && errno == EINTR);
    return n;
}

/* Twice through the file: its checksum stands before it. */
static enum err measure(struct zipper *z, int fd, struct entry *e)
{
    ssize_t n;

    while ((n = read_chunk(fd, z->chunk)) > 0) {
        e->crc = deflater_checksum(e->crc, z->chunk, (size_t)n);
        e->size += (uint64_t)n;
    }
    e->packed = e->size;
    return n < 0 || e->size >= UINT32_MAX || lseek(fd, 0, SEEK_SET) < 0
               ? ERR_IO
               : ERR_NONE;
}

static enum err copy(struct zipper *z, int fd, uint64_t size)
{
    enum err err = ERR_NONE;

    while (!err && size) {
        ssize_t n = read_chunk(fd, z->chunk);
        if (n <= 0 || (uint64_t)n > size)
            return ERR_IO;
        put_bytes(z, z->chunk, (size_t)n);
        size -= (uint64_t)n;
        err = outlet_pass(z->outlet);
    }
    return err;
}

enum err zipper_file(struct zipper *zipper, const char *name, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        log_error("%s: %s", path, strerror(errno));
        return errno == ENOENT ? ERR_MISSING : ERR_IO;
    }
    struct entry *e = add_entry(zipper, name, STORED, UTF8);
    enum err err = measure(zipper, fd, e);
    if (!err)
        put_local(zipper, e);
    if (!err)
        err = copy(zipper, fd, e->size);
    if (err)
        log_error("%s cannot be read whole", path);
    close(fd);
    return err;
}

static uint32_t small(uint64_t value)
{
    return value < UINT32_MAX ? (uint32_t)value : UINT32_MAX;
}

/* 4.5.3: only what does not fit into the header stands in the extra. */
static void put_central(struct zipper *z, const struct entry *e)
{
    const uint64_t wide[] = {e->size, e->packed, e->offset};
    uint16_t extra = 0;

    for (size_t i = 0; i < COUNT_OF(wide); i++)
        extra = (uint16_t)(extra + (wide[i] >= UINT32_MAX ? 8 : 0));
    put(z, CENTRAL, 4);
    put(z, VERSION, 2);
    put_common(z, e);
    put(z, small(e->packed), 4);
    put(z, small(e->size), 4);
    put(z, strlen(e->name), 2);
    put(z, extra ? extra + 4U : 0U, 2);
    put(z, 0, 10); /* comment, disk, attributes */
    put(z, small(e->offset), 4);
    put_bytes(z, e->name, strlen(e->name));
    if (!extra)
        return;
    put(z, EXTRA_64, 2);
    put(z, extra, 2);
    for (size_t i = 0; i < COUNT_OF(wide); i++) {
        if (wide[i] >= UINT32_MAX)
            put(z, wide[i], 8);
    }
}

static void put_end_64(struct zipper *z, uint64_t start, uint64_t size)
{
    uint64_t at = z->written;

    put(z, END_64, 4);
    put(z, 44, 8); /* of what follows */
    put(z, VERSION, 2);
    put(z, VERSION, 2);
    put(z, 0, 8); /* disks */
    put(z, z->count, 8);
    put(z, z->count, 8);
    put(z, size, 8);
    put(z, start, 8);
    put(z, LOCATOR_64, 4);
    put(z, 0, 4);
    put(z, at, 8);
    put(z, 1, 4);
}

enum err zipper_finish(struct zipper *zipper)
{
    uint64_t start = zipper->written;
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < zipper->count; i++) {
        put_central(zipper, &zipper->entries[i]);
        err = outlet_pass(zipper->outlet);
    }
    uint64_t size = zipper->written - start;
    uint64_t count = zipper->count < UINT16_MAX ? zipper->count : UINT16_MAX;
    if (count == UINT16_MAX || start >= UINT32_MAX || size >= UINT32_MAX)
        put_end_64(zipper, start, size);
    put(zipper, END, 4);
    put(zipper, 0, 4); /* disks */
    put(zipper, count, 2);
    put(zipper, count, 2);
    put(zipper, small(size), 4);
    put(zipper, small(start), 4);
    put(zipper, 0, 2);
    return err ? err : outlet_flush(zipper->outlet);
}
