/* Keeps the answers of a field worker's draft, one durable transaction each,
 * as the kiosk does before an answer is seen on the screen.
 *
 *   step FOLDER COUNT SIZE
 *
 * Prints `per_second X` and `bytes_written Y` (of this process, by the
 * kernel's account), the last checkpoint with them. */
#include "base/mem.h"
#include "store/db.h"
#include "store/draft.h"
#include "store/outbox.h"

#include <stdio.h>
#include <stdlib.h>
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

static enum err begin(struct db *db, struct draft *draft)
{
    *draft = (struct draft){.id = "uuid:step",
                            .form_id = "household",
                            .form_version = "1",
                            .worker = "ana",
                            .title = "",
                            .base = "<data id=\"household\"/>",
                            .replaces = "",
                            .place = ""};
    return draft_begin(db, draft);
}

static enum err append(struct db *db, const struct draft *draft, long count,
                       const char *value)
{
    enum err err = ERR_NONE;

    for (long i = 0; !err && i < count; i++) {
        char *ref = xasprintf("/data[1]/person[%ld]/name[1]", i + 1);
        const struct draft_step step = {ref, "answer", value, ref, 1795862400};
        err = draft_append(db, draft->number, i, &step, 1);
        free(ref);
    }
    return err;
}

int main(int argc, char **argv)
{
    struct db *db = NULL;
    struct draft draft;

    if (argc < 4)
        return 2;
    long count = atol(argv[2]);
    char *value = xasprintf("%*s", atoi(argv[3]), "x");
    enum err err = outbox_open(&db, argv[1]);
    if (!err)
        err = begin(db, &draft);
    double written = bytes_written(), started = now();
    if (!err)
        err = append(db, &draft, count, value);
    double seconds = now() - started;
    db_close(db);
    free(value);
    if (!err)
        printf("per_second %f\nbytes_written %f\n", (double)count / seconds,
               bytes_written() - written);
    return err ? 1 : 0;
}
