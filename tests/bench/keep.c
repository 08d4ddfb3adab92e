/* Keeps responses in a station's outbox, one durable transaction each, as the
 * kiosk does: the leaf is made before (while the resident reads), so that only
 * the row is timed.
 *
 *   keep FOLDER FIRST COUNT SIZE [loud]
 *
 * loud: prints `kept N` after each, for the power cut tests. At the end prints
 * `per_second X`, `bytes_written Y` and `p50_us Z`. */
#include "base/mem.h"
#include "record/response.h"
#include "station/ledger.h"
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

static enum err keep_all(struct db *db, struct ledger *ledger, long first,
                         long count, size_t size, int loud, double *times)
{
    struct ledger_leaf leaf = {.is_ready = false};
    enum err err = ERR_NONE;

    for (long i = 0; !err && i < count; i++) {
        struct response r = make(first + i, size);
        err = ledger_prepare(ledger, &r, "", &leaf);
        double begin = now();
        if (!err)
            err = ledger_add(ledger, db, &r, &leaf);
        times[i] = now() - begin;
        if (!err && loud) {
            printf("kept %ld\n", first + i);
            fflush(stdout);
        }
        response_clear(&r);
    }
    ledger_leaf_clear(&leaf);
    return err;
}

static double sum(const double *times, long count)
{
    double all = 0;

    for (long i = 0; i < count; i++)
        all += times[i];
    return all;
}

int main(int argc, char **argv)
{
    struct ledger ledger = {.epoch = 0};
    struct db *db = NULL;

    if (argc < 5)
        return 2;
    long count = atol(argv[3]);
    double *times = xcalloc((size_t)count, sizeof *times);
    enum err err = outbox_open(&db, argv[1]);
    if (!err)
        err = ledger_open(&ledger, db, argv[1], "keep");
    double written = bytes_written();
    if (!err)
        err = keep_all(db, &ledger, atol(argv[2]), count, (size_t)atol(argv[4]),
                       argc > 5, times);
    double seconds = sum(times, count);
    ledger_clear(&ledger);
    db_close(db);
    qsort(times, (size_t)count, sizeof *times, compare);
    if (!err)
        printf("per_second %f\nbytes_written %f\np50_us %f\n",
               (double)count / seconds, bytes_written() - written,
               times[count / 2] * 1e6);
    free(times);
    return err ? 1 : 0;
}
