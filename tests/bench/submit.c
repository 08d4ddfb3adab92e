/* Sends fresh answers to a hub over kept connections, each waiting for its
 * receipt before the next.
 *
 *   submit one PORT TOKEN CONNECTIONS N     one answer a request (OpenRosa)
 *   submit bulk PORT TOKEN FRAME N          frames of so many in one batch
 *   submit logged PORT TOKEN FRAME N        the same, each answer a leaf of
 *                                           the station's log, which is told
 *                                           to the hub behind them
 *
 * Prints `per_second X`, and for `one` also `p50_ms X` and `p99_ms X` of the
 * time from sending to the whole reply. Any other status than 201 (200) ends
 * it with an error. */
#include "base/buf.h"
#include "base/mem.h"
#include "base/uuid.h"
#include "proof/growth.h"
#include "proof/leaf.h"
#include "proof/opening.h"
#include "record/response.h"
#include "wire/batch.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LARGEST_REPLY = 8192 };

struct connection {
    int fd;
    double sent;
    char reply[LARGEST_REPLY];
    size_t got;
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "submit: %s\n", what);
    exit(1);
}

static int connect_to(int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((unsigned short)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    must(fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0,
         "the hub does not answer");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static void send_all(int fd, const char *data, size_t size)
{
    while (size) {
        ssize_t n = write(fd, data, size);
        must(n > 0, "the hub hangs up");
        data += n;
        size -= (size_t)n;
    }
}

/* An answer to tests/forms/parque.xml of about 450 bytes. */
static void add_instance(struct buf *out, char id[UUID_TEXT_SIZE])
{
    static const char *const GUSTA[] = {"si", "no"};
    static const char *const PROBLEMAS[] = {"luz", "ruido", "luz ruido"};

    uuid_new(id);
    buf_printf(out,
               "<?xml version='1.0'?><data id=\"parque\" version=\"1\">"
               "<gusta>%s</gusta><problemas>%s</problemas><edad>%d"
               "</edad><texto>Una fuente de agua en la plaza, y bancos a la "
               "sombra frente a la clínica, que de día no se puede estar."
               "</texto><gente><nombre>Ana</nombre></gente><meta><instanceID>"
               "uuid:%s</instanceID></meta></data>",
               GUSTA[(unsigned char)id[1] % 2],
               PROBLEMAS[(unsigned char)id[2] % 3], (unsigned char)id[0] % 90,
               id);
}

static void send_one(struct connection *c, const char *token)
{
    char id[UUID_TEXT_SIZE];
    struct buf body, request;

    buf_init(&body, 0);
    buf_init(&request, 0);
    buf_puts(&body, "--b\r\nContent-Disposition: form-data; "
                    "name=\"xml_submission_file\"; filename=\"a.xml\"\r\n"
                    "Content-Type: text/xml\r\n\r\n");
    add_instance(&body, id);
    buf_puts(&body, "\r\n--b--\r\n");
    buf_printf(&request,
               "POST /v1/key/%s/submission HTTP/1.1\r\nHost: localhost\r\n"
               "X-OpenRosa-Version: 1.0\r\nContent-Type: multipart/form-data; "
               "boundary=b\r\nContent-Length: %zu\r\n\r\n",
               token, body.size);
    buf_add(&request, body.data, body.size);
    c->got = 0;
    c->sent = now();
    send_all(c->fd, request.data, request.size);
    buf_clear(&body);
    buf_clear(&request);
}

/* Whether the reply is whole. */
static int take_reply(struct connection *c, const char *status)
{
    ssize_t n = read(c->fd, c->reply + c->got, LARGEST_REPLY - 1 - c->got);

    must(n > 0, "the hub hangs up");
    c->got += (size_t)n;
    c->reply[c->got] = '\0';
    const char *body = strstr(c->reply, "\r\n\r\n");
    const char *length = strstr(c->reply, "\r\nContent-Length: ");
    if (!body || !length)
        return 0;
    must(!strncmp(c->reply + strlen("HTTP/1.1 "), status, 3), c->reply);
    size_t wanted = strtoul(length + strlen("\r\nContent-Length: "), NULL, 10);
    return c->got >= (size_t)(body + 4 - c->reply) + wanted;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void send_singly(int port, const char *token, size_t connections,
                        size_t n)
{
    struct connection *all = xcalloc(connections, sizeof *all);
    struct pollfd *polled = xcalloc(connections, sizeof *polled);
    double *took = xcalloc(n, sizeof *took);
    size_t sent = 0, done = 0;

    for (size_t i = 0; i < connections; i++) {
        all[i].fd = connect_to(port);
        polled[i] = (struct pollfd){.fd = all[i].fd, .events = POLLIN};
    }
    double begin = now();
    for (; sent < connections && sent < n; sent++)
        send_one(&all[sent], token);
    while (done < n) {
        must(poll(polled, connections, 60000) > 0, "the hub is silent");
        for (size_t i = 0; i < connections; i++) {
            if (!polled[i].revents || !take_reply(&all[i], "201"))
                continue;
            took[done++] = now() - all[i].sent;
            if (sent < n) {
                sent++;
                send_one(&all[i], token);
            }
        }
    }
    printf("per_second %f\n", (double)n / (now() - begin));
    qsort(took, n, sizeof *took, by_size);
    printf("p50_ms %f\np99_ms %f\n", took[n / 2] * 1e3,
           took[n * 99 / 100] * 1e3);
    free(all);
    free(polled);
    free(took);
}

/* A station's log, as long as this run. */
struct log {
    struct sign_key key;
    struct tree tree;
    uint64_t answers;
};

static void add_leaf(struct log *log, const struct leaf *leaf, struct buf *out)
{
    unsigned char hash[TREE_HASH_SIZE], hashes[TREE_HEIGHT][TREE_HASH_SIZE];
    struct buf line;

    buf_init(&line, 0);
    must(leaf_write(leaf, &line) == ERR_NONE, "no leaf");
    tree_hash_leaf(line.data, line.size, hash);
    tree_append(&log->tree, hash, hashes);
    if (out)
        buf_printf(out, "%s\n", buf_text(&line));
    buf_clear(&line);
}

/* A new log, and the growth that begins with its first line. */
static void begin_log(struct log *log, struct buf *growth)
{
    char id[UUID_TEXT_SIZE], name[SIGN_NAME_SIZE], key[NOTE_VERIFIER_SIZE];
    struct leaf leaf = {.kind = LEAF_EPOCH, .other = "-"};
    struct note_verifier verifier;

    uuid_new(id);
    snprintf(name, sizeof name, "bench.%.8s/1", id);
    sign_key_new(&log->key, name);
    memcpy(leaf.log, log->key.name, sizeof leaf.log);
    growth_begin(name, 0, growth);
    note_verifier_of(&verifier, &log->key, NOTE_SIGNATURE);
    note_verifier_print(&verifier, key);
    buf_printf(growth, "key %s\n", key);
    add_leaf(log, &leaf, growth);
}

static void seal(struct log *log, struct response *r)
{
    static const unsigned char NO_NUMBER[OPENING_TOKEN_SIZE];
    struct evidence *e = &r->evidence;
    struct leaf leaf = {.kind = LEAF_ANSWER, .index = log->tree.size};
    struct opening opening;

    free(e->log);
    e->log = xstrdup(log->key.name);
    e->index = leaf.index;
    opening_init(&opening, "bench", "", NO_NUMBER, r->body, r->body_size);
    memcpy(e->salt, opening.salt, sizeof e->salt);
    opening_commit(&opening, leaf.hash);
    memcpy(leaf.log, log->key.name, sizeof leaf.log);
    leaf_set_form(&leaf, r->form_id);
    add_leaf(log, &leaf, NULL);
    log->answers++;
}

static void add_frame(struct buf *batch, size_t count, struct log *log)
{
    struct response *responses = xcalloc(count, sizeof *responses);
    const struct response **list = xcalloc(count, sizeof *list);

    for (size_t i = 0; i < count; i++) {
        char id[UUID_TEXT_SIZE];
        struct buf body;
        buf_init(&body, 0);
        add_instance(&body, id);
        responses[i].body_size = body.size;
        responses[i].body = buf_steal(&body);
        responses[i].id = xasprintf("uuid:%s", id);
        responses[i].form_id = xstrdup("parque");
        responses[i].form_version = xstrdup("1");
        response_key(responses[i].id, responses[i].key);
        response_complete(&responses[i]);
        if (log)
            seal(log, &responses[i]);
        list[i] = &responses[i];
    }
    batch_add_frame(batch, &(struct batch_packing){SQUEEZE_ZSTD, NULL}, list,
                    count);
    for (size_t i = 0; i < count; i++)
        response_clear(&responses[i]);
    free(responses);
    free(list);
}

/* Posts a body and waits for the whole reply. */
static void post(struct connection *c, const char *token, const char *path,
                 const char *type, const struct buf *body)
{
    struct buf head;

    buf_init(&head, 0);
    buf_printf(&head,
               "POST /v1/key/%s/%s HTTP/1.1\r\nHost: localhost\r\n"
               "X-OpenRosa-Version: 1.0\r\n"
               "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n",
               token, path, type, body->size);
    c->got = 0;
    send_all(c->fd, head.data, head.size);
    send_all(c->fd, body->data, body->size);
    while (!take_reply(c, "200"))
        continue;
    buf_clear(&head);
}

/* One request; the seconds that it took. */
static double send_batch(int port, const char *token, size_t frame, size_t n,
                         bool is_logged)
{
    struct connection c = {.fd = -1};
    struct log log = {.answers = 0};
    struct buf batch, growth;

    buf_init(&batch, 0);
    buf_init(&growth, 0);
    if (is_logged)
        begin_log(&log, &growth);
    batch_begin(&batch);
    for (size_t left = n; left;) {
        size_t count = left < frame ? left : frame;
        add_frame(&batch, count, is_logged ? &log : NULL);
        left -= count;
    }
    if (is_logged) {
        buf_printf(&growth, "= %llu\n", (unsigned long long)log.answers);
        must(growth_end(&log.tree, &log.key, &growth) == ERR_NONE, "no head");
    }
    /* Not before: the hub hangs up on who stays idle while it packs. */
    c.fd = connect_to(port);
    double begin = now();
    post(&c, token, "batches", BATCH_TYPE, &batch);
    if (is_logged)
        post(&c, token, "ledger", "application/x-barrio-growth", &growth);
    double took = now() - begin;
    buf_clear(&batch);
    buf_clear(&growth);
    close(c.fd);
    return took;
}

/* A hub takes 200,000 answers of one request. */
static void send_in_bulk(int port, const char *token, size_t frame, size_t n,
                         bool is_logged)
{
    const size_t most = 100000;
    double took = 0;

    must(!is_logged || n <= most, "a log goes with one request");
    for (size_t left = n, count; left; left -= count) {
        count = left < most ? left : most;
        took += send_batch(port, token, frame, count, is_logged);
    }
    printf("per_second %f\n", (double)n / took);
}

int main(int argc, char **argv)
{
    must(argc == 6, "submit one|bulk|logged PORT TOKEN CONNECTIONS|FRAME N");
    int port = atoi(argv[2]);
    size_t size = strtoul(argv[4], NULL, 10), n = strtoul(argv[5], NULL, 10);

    if (strcmp(argv[1], "one") == 0)
        send_singly(port, argv[3], size, n);
    else
        send_in_bulk(port, argv[3], size, n, strcmp(argv[1], "logged") == 0);
    return 0;
}
