/* Keeps responses in a station's outbox, one durable transaction each, as the
 * kiosk does.
 *
 *   keep FOLDER FIRST COUNT SIZE [loud]
 *
 * loud: prints `kept N` after each, for the power cut tests. At the end prints
 * `per_second X`, `bytes_written Y` and `p50_us Z`. */
#include "base/mem.h"
#include "record/response.h"
#include "store/db.h"
#include "store/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double bytes_written(void)
{
    char line[80];
    double bytes = 0;
    FILE *io = fopen("/proc/self/io", "r");

    while (io && fgets(line, sizeof line, io))
        sscanf(line, "write_bytes: %lf", &bytes);
    if (io)
        fclose(io);
    return bytes;
}

static struct response make(long number, size_t size)
{
    struct response r = {.id = xasprintf("uuid:keep-%ld", number),
                         .form_id = xstrdup("barrio"),
                         .form_version = xstrdup("1")};

    response_key(r.id, r.key);
    r.body = xasprintf("<data id=\"barrio\"><n>%ld</n><pad>%*s</pad></data>",
                       number, (int)size, "");
    r.body_size = strlen(r.body);
    r.envelope.origin = xstrdup("keep");
    r.envelope.saved = stamp_now();
    response_complete(&r);
    return r;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static enum err keep_all(struct db *db, long first, long count, size_t size,
                         int loud, double *times)
{
    enum err err = ERR_NONE;

    for (long i = 0; !err && i < count; i++) {
        struct response r = make(first + i, size);
        double begin = now();
        err = outbox_add(db, &r);
        times[i] = now() - begin;
        if (!err && loud) {
            printf("kept %ld\n", first + i);
            fflush(stdout);
        }
        response_clear(&r);
    }
    return err;
}

int main(int argc, char **argv)
{
    struct db *db = NULL;

    if (argc < 5)
        return 2;
    long count = atol(argv[3]);
    double *times = xcalloc((size_t)count, sizeof *times);
    enum err err = outbox_open(&db, argv[1]);
    double written = bytes_written(), begin = now();
    if (!err)
        err = keep_all(db, atol(argv[2]), count, (size_t)atol(argv[4]),
                       argc > 5, times);
    double seconds = now() - begin;
    db_close(db);
    qsort(times, (size_t)count, sizeof *times, compare);
    if (!err)
        printf("per_second %f\nbytes_written %f\np50_us %f\n",
               (double)count / seconds, bytes_written() - written,
               times[count / 2] * 1e6);
    free(times);
    return err ? 1 : 0;
}
