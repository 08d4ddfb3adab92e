#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECOND_MS = 1000, PER_MINUTE = 60, LONGEST_S = 24 * 60 * 60 };

void clock_init(struct clock *clock, int64_t seconds, int64_t end_seconds)
{
    *clock = (struct clock){.passed_ms = seconds * SECOND_MS,
                            .end_ms = end_seconds * SECOND_MS};
    /* What had ended before rings no second time. */
    clock->rang = clock_is_over(clock, 0);
}

int64_t clock_passed_ms(const struct clock *clock, int64_t now_ms)
{
    int64_t passed =
        clock->passed_ms + (clock->runs ? now_ms - clock->since_ms : 0);

    return clock->end_ms && passed > clock->end_ms ? clock->end_ms : passed;
}

bool clock_is_over(const struct clock *clock, int64_t now_ms)
{
    return clock->end_ms && clock_passed_ms(clock, now_ms) >= clock->end_ms;
}

void clock_toggle(struct clock *clock, int64_t now_ms)
{
    clock->passed_ms = clock_passed_ms(clock, now_ms);
    clock->since_ms = now_ms;
    clock->runs = !clock->runs && !clock_is_over(clock, now_ms);
}

int clock_wait_ms(const struct clock *clock, int64_t now_ms)
{
    if (!clock->runs || clock_is_over(clock, now_ms))
        return -1;
    return SECOND_MS - (int)(clock_passed_ms(clock, now_ms) % SECOND_MS);
}

/* What is left is rounded up, so that it ends at 0:00 and not before. */
void clock_print(const struct clock *clock, int64_t now_ms,
                 char out[CLOCK_TEXT_SIZE])
{
    int64_t ms = clock_passed_ms(clock, now_ms);

    if (clock->end_ms)
        ms = clock->end_ms - ms + SECOND_MS - 1;
    long long seconds = ms / SECOND_MS;
    snprintf(out, CLOCK_TEXT_SIZE, "%lld:%02lld", seconds / PER_MINUTE,
             seconds % PER_MINUTE);
}

bool clock_is_asked(const char *appearance, int64_t *end_seconds)
{
    static const char ENDLESS[] = "stopwatch", ENDS[] = "countdown-";

    *end_seconds = 0;
    for (const char *at = appearance; *at; at += strspn(at, " ")) {
        size_t size = strcspn(at, " ");
        if (size == strlen(ENDLESS) && strncmp(at, ENDLESS, size) == 0)
            return true;
        if (strncmp(at, ENDS, strlen(ENDS)) == 0) {
            long seconds = strtol(at + strlen(ENDS), NULL, 10);
            if (seconds > 0)
                *end_seconds = seconds > LONGEST_S ? LONGEST_S : seconds;
            return seconds > 0;
        }
        at += size;
    }
    return false;
}
