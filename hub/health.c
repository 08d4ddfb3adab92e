#include "health.h"

#include "base/arena.h"
#include "hub.h"
#include "page.h"
#include "pulse.h"

#include <string.h>

enum { MOST_STATIONS = 2000, LITTLE_MB = 200 };

struct said {
    int64_t station, waiting, free_mb;
    bool is_weak; /* too little voltage */
    const char *faults;
};

struct health {
    struct arena *arena;
    struct said *said;
    size_t count;
};

static void note(void *context, const struct pulse *pulse)
{
    struct health *h = context;
    const struct heartbeat *beat = &pulse->heartbeat;

    if (!pulse->at_ms || h->count == MOST_STATIONS)
        return;
    h->said[h->count++] =
        (struct said){.station = pulse->station,
                      .waiting = beat->waiting,
                      .free_mb = beat->free_mb,
                      .is_weak = beat->low_power > 0,
                      .faults = arena_strdup(h->arena, beat->faults)};
}

enum err health_load(struct visit *visit, struct health **out)
{
    struct health *h = arena_alloc(visit->arena, sizeof *h);

    h->arena = visit->arena;
    h->said = arena_array(visit->arena, MOST_STATIONS, sizeof *h->said);
    *out = h;
    return pulse_each(visit->hub->archive, note, h);
}

static void add_trouble(struct visit *visit, struct buf *out,
                        const char *english)
{
    buf_puts(out, "<b>");
    page_say(visit, out, english);
    buf_puts(out, "</b><br>");
}

/* "well" only when the station has said that nothing is wrong. */
static void add_words(struct visit *visit, struct buf *out,
                      const struct said *said)
{
    bool is_full = said->free_mb >= 0 && said->free_mb < LITTLE_MB;

    if (said->is_weak)
        add_trouble(visit, out, N_("too little power"));
    if (is_full)
        add_trouble(visit, out, N_("disk nearly full"));
    if (*said->faults)
        page_text(out, said->faults);
    else if (!said->is_weak && !is_full)
        page_say(visit, out, "well");
}

void health_add(struct visit *visit, struct buf *out,
                const struct health *health, int64_t station)
{
    const struct said *said = NULL;

    for (size_t i = 0; i < health->count; i++) {
        if (health->said[i].station == station)
            said = &health->said[i];
    }
    page_figure(visit, out, N_("Unsent"));
    if (said)
        buf_printf(out, "%lld",
                   (long long)(said->waiting < 0 ? 0 : said->waiting));
    buf_puts(out, "</td>");
    page_cell(visit, out, N_("Health"));
    if (said)
        add_words(visit, out, said);
    buf_puts(out, "</td>");
}
