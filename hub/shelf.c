#include "shelf.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/mem.h"
#include "encoding.h"
#include "hub.h"
#include "unreleased_page.h"
#include "reply.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    LARGEST_FILE = 64 << 20,
    ROOM = 64 << 20, /* after so many bytes in memory it begins anew */
    SLOTS = 1024,
    FORMS = 64,
};

/* One file, as it was when it was read. */
struct book {
    char *path;
    struct reply *plain, *packed, *unchanged;
    char etag[2 * SHA256_SIZE + 1];
    struct timespec changed;
    ino_t inode;
    size_t size;
    bool fixed;
    uint64_t turn; /* in which it was last looked after */
};

/* The last public release of a form, -1 when there is none. */
struct newest {
    char *form_id;
    int64_t number;
    uint64_t turn;
};

struct shelf {
    char *folder;
    struct book *books;    /* SLOTS, by hash of the path */
    struct newest *newest; /* FORMS, by hash of the form's id */
    size_t size;           /* bytes in memory */
    uint64_t turn;         /* of the loop; begins with 1 */
};

struct shelf *shelf_new(const char *folder)
{
    struct shelf *shelf = xcalloc(1, sizeof *shelf);

    shelf->folder = xstrdup(folder);
    shelf->books = xcalloc(SLOTS, sizeof *shelf->books);
    shelf->newest = xcalloc(FORMS, sizeof *shelf->newest);
    shelf->turn = 1;
    return shelf;
}

static void clear(struct shelf *shelf, struct book *book)
{
    shelf->size -= book->size;
    reply_free(book->plain);
    reply_free(book->packed);
    reply_free(book->unchanged);
    free(book->path);
    *book = (struct book){.path = NULL};
}

static void clear_all(struct shelf *shelf)
{
    for (size_t i = 0; i < SLOTS; i++)
        clear(shelf, &shelf->books[i]);
}

void shelf_free(struct shelf *shelf)
{
    if (!shelf)
        return;
    clear_all(shelf);
    for (size_t i = 0; i < FORMS; i++)
        free(shelf->newest[i].form_id);
    free(shelf->newest);
    free(shelf->books);
    free(shelf->folder);
    free(shelf);
}

void shelf_turn(struct shelf *shelf)
{
    shelf->turn++;
}

static const char *type_of(const char *path)
{
    static const char *const TYPES[][2] = {
        {".json", "application/json"},
        {".csv", "text/csv; charset=utf-8; header=present"},
        {".html", "text/html; charset=utf-8"},
        {".atom", "application/atom+xml; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".zip", "application/zip"},
    };
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot && i < COUNT_OF(TYPES); i++) {
        if (strcmp(dot, TYPES[i][0]) == 0)
            return TYPES[i][1];
    }
    return "application/octet-stream";
}

/* Anybody may read public files from any page, and show the pages in theirs:
 * they hold no secret and run nothing. */
static struct reply *make(const struct book *book, unsigned status,
                          const char *encoding, const struct buf *body)
{
    char etag[sizeof book->etag + 2];
    struct reply_header headers[9] = {
        {"ETag", etag},
        {"Cache-Control", book->fixed ? "public, max-age=31536000, immutable"
                                      : "public, max-age=60"},
        {"Access-Control-Allow-Origin", "*"},
        {"Access-Control-Expose-Headers", "ETag"},
        {"Vary", "Accept-Encoding, Accept-Language, Cookie"},
        {"X-Content-Type-Options", "nosniff"},
        {"Content-Security-Policy",
         "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"},
    };
    size_t count = 7;

    etag[0] = '"';
    memcpy(etag + 1, book->etag, sizeof book->etag - 1);
    memcpy(etag + sizeof book->etag, "\"", 2);
    if (body)
        headers[count++] =
            (struct reply_header){"Content-Type", type_of(book->path)};
    if (encoding)
        headers[count++] = (struct reply_header){"Content-Encoding", encoding};
    return reply_new(status, headers, count, body ? buf_text(body) : NULL,
                     body ? body->size : 0);
}

static enum err read_packed(const char *path, struct buf *out)
{
    char *packed = xasprintf("%s.gz", path);
    enum err err = file_read(packed, out);

    free(packed);
    return err;
}

static enum err fill(struct shelf *shelf, struct book *book, const char *path,
                     const struct stat *st, const char *name)
{
    unsigned char hash[SHA256_SIZE];
    struct buf plain, packed;

    buf_init(&plain, LARGEST_FILE);
    buf_init(&packed, LARGEST_FILE);
    enum err err = file_read(path, &plain);
    if (!err) {
        digest_sha256(buf_text(&plain), plain.size, hash);
        hex_encode(hash, sizeof hash, book->etag);
        book->path = xstrdup(name);
        book->changed = st->st_mtim;
        book->inode = st->st_ino;
        book->plain = make(book, 200, NULL, &plain);
        book->unchanged = make(book, 304, NULL, NULL);
        if (read_packed(path, &packed) == ERR_NONE)
            book->packed = make(book, 200, "gzip", &packed);
        book->size = plain.size + packed.size;
        shelf->size += book->size;
    }
    buf_clear(&plain);
    buf_clear(&packed);
    return err;
}

static size_t hash_of(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325u;

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    return hash;
}

/* The same file is two books, since readers may keep one of them longer. */
static struct book *book_of(struct shelf *shelf, const char *name, bool fixed)
{
    return &shelf->books[(hash_of(name) + fixed) % SLOTS];
}

static bool is_same(const struct book *book, const struct stat *st)
{
    return book->inode == st->st_ino &&
           book->changed.tv_sec == st->st_mtim.tv_sec &&
           book->changed.tv_nsec == st->st_mtim.tv_nsec;
}

/* The book of a path, read when it is not there or another file stands in its
 * place. One that is fixed need not be looked after again; of the others it is
 * enough once a turn: whoever asks in it had asked before the look. */
static enum err find(struct shelf *shelf, const char *name, bool fixed,
                     const struct book **out)
{
    struct book *book = book_of(shelf, name, fixed);
    bool is_here =
        book->path && book->fixed == fixed && strcmp(book->path, name) == 0;
    struct stat st;

    *out = book;
    if (is_here && (fixed || book->turn == shelf->turn))
        return ERR_NONE;
    char *path = file_join(shelf->folder, name);
    enum err err = ERR_NONE;
    if (stat(path, &st)) {
        err = errno == ENOENT || errno == ENOTDIR ? ERR_MISSING : ERR_IO;
    } else if (!S_ISREG(st.st_mode)) {
        err = ERR_MISSING;
    } else if (!is_here || !is_same(book, &st)) {
        clear(shelf, book);
        if (shelf->size >= ROOM)
            clear_all(shelf);
        book->fixed = fixed;
        err = fill(shelf, book, path, &st, name);
    }
    /* The book of a file that is not there may be another's. */
    if (!err)
        book->turn = shelf->turn;
    free(path);
    return err;
}

void shelf_give(struct visit *visit, const char *path, int fixed)
{
    struct request *request = visit->request;
    const struct book *book;

    enum err err = find(visit->hub->shelf, path, fixed, &book);
    if (err) {
        visit_fail(visit, err);
        return;
    }
    const char *known = request_header(request, "If-None-Match");
    const char *takes = request_header(request, "Accept-Encoding");
    if (known && strstr(known, book->etag))
        request_reply_made(request, book->unchanged);
    else if (book->packed && encoding_is_accepted(takes, "gzip"))
        request_reply_made(request, book->packed);
    else
        request_reply_made(request, book->plain);
}

static int64_t read_latest(struct shelf *shelf, const char *form_id)
{
    char *path = xasprintf("%s/releases/%s/latest", shelf->folder, form_id);
    struct buf text;
    int64_t number = -1;

    buf_init(&text, 64);
    if (file_name_is_safe(form_id) && file_read(path, &text) == ERR_NONE)
        number = strtoll(buf_text(&text), NULL, 10);
    buf_clear(&text);
    free(path);
    return number;
}

int64_t shelf_latest(struct shelf *shelf, const char *form_id)
{
    struct newest *newest = &shelf->newest[hash_of(form_id) % FORMS];

    if (newest->turn == shelf->turn && strcmp(newest->form_id, form_id) == 0)
        return newest->number;
    free(newest->form_id);
    *newest = (struct newest){.form_id = xstrdup(form_id),
                              .number = read_latest(shelf, form_id),
                              .turn = shelf->turn};
    return newest->number;
}

/* The number that a path names, -1 when nothing of it is public. */
static int64_t number_of(struct visit *visit, const char *text)
{
    int64_t latest = shelf_latest(visit->hub->shelf, visit->part[0]);
    char *end = NULL;

    if (!text || strcmp(text, "latest") == 0)
        return latest;
    int64_t number = strtoll(text, &end, 10);
    return *text && !*end && number >= 0 && number <= latest ? number : -1;
}

static void give(struct visit *visit, const char *number, const char *file,
                 bool by_language)
{
    int64_t n = number_of(visit, number);
    bool fixed = number && strcmp(number, "latest") != 0 && !by_language;

    if (n < 0 || !file_name_is_safe(file)) {
        visit_fail(visit, ERR_MISSING);
        return;
    }
    shelf_give(visit,
               arena_printf(visit->arena, "releases/%s/%lld/%s", visit->part[0],
                            (long long)n, file),
               fixed);
}

void shelf_release(struct visit *visit)
{
    give(visit, visit->part[1], visit->part[2], false);
}

void shelf_release_page(struct visit *visit)
{
    if (!visit->part[1] && number_of(visit, NULL) < 0) {
        unreleased_page(visit, N_("Results"));
        return;
    }
    give(visit, visit->part[1],
         arena_printf(visit->arena, "index.%s.html", visit->language), true);
}

void shelf_bulletin(struct visit *visit)
{
    shelf_give(visit, "bulletin.atom", false);
}
