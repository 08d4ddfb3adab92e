#include "status.h"

#include "kiosk.h"

#include "base/file.h"
#include "base/stamp.h"
#include "store/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t recall_number(struct kiosk *kiosk, const char *name)
{
    char *text = NULL;
    int64_t value = 0;

    if (!outbox_recall(kiosk->db, name, &text))
        value = strtoll(text, NULL, 10);
    free(text);
    return value;
}

static void recall_trouble(struct kiosk *kiosk, char *out, size_t size)
{
    char *name = NULL, *clock = NULL;

    *out = '\0';
    if (!outbox_recall(kiosk->db, "last_trouble", &name) &&
        !outbox_recall(kiosk->db, "clock_off", &clock)) {
        bool is_well = !*name || strcmp(name, "none") == 0;
        snprintf(out, size, "%s", is_well && *clock ? "clock-off" : name);
    }
    free(name);
    free(clock);
}

enum err status_read(struct kiosk *kiosk, struct status *out)
{
    struct outbox_counts counts = {0};
    enum err err = outbox_count(kiosk->db, NULL, &counts);

    *out = (struct status){
        .waiting = counts.waiting,
        .refused = counts.refused,
        .oldest_waiting_ms = counts.oldest_waiting_ms,
        .forms = kiosk_forms(kiosk),
        .forms_refused = offer_refused(&kiosk->offer),
    };
    out->last_contact_ms = recall_number(kiosk, "last_contact_ms");
    recall_trouble(kiosk, out->trouble, sizeof out->trouble);
    if (!err)
        err = file_free_bytes(kiosk->config.data, &out->free_bytes);
    return err;
}

enum err status_try_store(struct kiosk *kiosk)
{
    char now[STAMP_TEXT_SIZE];

    stamp_print_utc(stamp_wall_ms(), now);
    return outbox_note(kiosk->db, "self_test", now);
}
