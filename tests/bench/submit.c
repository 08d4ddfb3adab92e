/* Sends fresh answers to a hub over kept connections, each waiting for its
 * receipt before the next.
 *
 *   submit one PORT TOKEN CONNECTIONS N     one answer a request (OpenRosa)
 *   submit bulk PORT TOKEN FRAME N          frames of so many in one batch
 *
 * Prints `per_second X`, and for `one` also `p50_ms X` and `p99_ms X` of the
 * time from sending to the whole reply. Any other status than 201 (200) ends
 * it with an error. */
#include "base/buf.h"
#include "base/mem.h"
#include "base/uuid.h"
#include "record/response.h"
#include "wire/batch.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
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

static void add_frame(struct buf *batch, size_t count)
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
        list[i] = &responses[i];
    }
    batch_add_frame(batch, &(struct batch_packing){SQUEEZE_ZSTD, NULL}, list,
                    count);
    for (size_t i = 0; i < count; i++)
        response_clear(&responses[i]);
    free(responses);
    free(list);
}

static void send_in_bulk(int port, const char *token, size_t frame, size_t n)
{
    struct connection c = {.fd = -1};
    struct buf batch, head;

    buf_init(&batch, 0);
    buf_init(&head, 0);
    batch_begin(&batch);
    for (size_t left = n; left;) {
        size_t count = left < frame ? left : frame;
        add_frame(&batch, count);
        left -= count;
    }
    buf_printf(&head,
               "POST /v1/key/%s/batches HTTP/1.1\r\nHost: localhost\r\n"
               "Content-Type: " BATCH_TYPE "\r\nContent-Length: %zu\r\n\r\n",
               token, batch.size);
    /* Not before: the hub hangs up on who stays idle while it packs. */
    c.fd = connect_to(port);
    double begin = now();
    send_all(c.fd, head.data, head.size);
    send_all(c.fd, batch.data, batch.size);
    while (!take_reply(&c, "200"))
        continue;
    printf("per_second %f\n", (double)n / (now() - begin));
    buf_clear(&batch);
    buf_clear(&head);
}

int main(int argc, char **argv)
{
    must(argc == 6, "submit one|bulk PORT TOKEN CONNECTIONS|FRAME N");
    int port = atoi(argv[2]);
    size_t size = strtoul(argv[4], NULL, 10), n = strtoul(argv[5], NULL, 10);

    if (strcmp(argv[1], "one") == 0)
        send_singly(port, argv[3], size, n);
    else
        send_in_bulk(port, argv[3], size, n);
    return 0;
}
