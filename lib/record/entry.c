#include "record/bulletin.h"

#include <stdio.h>
#include <string.h>

#define ENTRY_KIND_AS_NAME(name, text) [name] = text,
static const char *const KINDS[] = {ENTRY_KIND_LIST(ENTRY_KIND_AS_NAME)};

#define STANDING_AS_ROW(name, text, reason) [name] = {text, reason},
static const struct {
    const char *name;
    bool needs_reason;
} STATES[] = {STANDING_LIST(STANDING_AS_ROW)};

const char *entry_kind_name(enum entry_kind kind)
{
    return KINDS[kind];
}

bool entry_kind_parse(const char *name, enum entry_kind *out)
{
    for (enum entry_kind i = 0; i < ENTRY_KINDS; i++) {
        if (strcmp(KINDS[i], name) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

const char *standing_name(enum standing standing)
{
    return STATES[standing].name;
}

bool standing_parse(const char *name, enum standing *out)
{
    for (enum standing i = 0; i < STANDINGS; i++) {
        if (strcmp(STATES[i].name, name) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

bool standing_needs_reason(enum standing standing)
{
    return STATES[standing].needs_reason;
}

/* The days since 1 March of year 0, by the calendar that repeats every 400
 * years; -1 for what is no day. */
static long day_number(const char *day)
{
    int year, month, of_month;

    if (sscanf(day, "%4d-%2d-%2d", &year, &month, &of_month) != 3)
        return -1;
    long y = month > 2 ? year : year - 1, m = (month + 9) % 12;
    return y * 365 + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + of_month;
}

/* Which states entries of each kind may be in. */
static const unsigned STANDS[ENTRY_KINDS] = {
    [ENTRY_PROBLEM] = 1u << STANDING_OPEN | 1u << STANDING_DID,
    [ENTRY_PROMISE] =
        1u << STANDING_OPEN | 1u << STANDING_KEPT | 1u << STANDING_BROKEN,
    [ENTRY_REPLY] = 1u << STANDING_DID | 1u << STANDING_NOT_NOW |
                    1u << STANDING_NO | 1u << STANDING_DONT_KNOW |
                    1u << STANDING_WRONG,
    [ENTRY_IDEA] = 1u << STANDING_OPEN | 1u << STANDING_DID |
                   1u << STANDING_NOT_NOW | 1u << STANDING_NO |
                   1u << STANDING_WAITING | 1u << STANDING_MERGED |
                   1u << STANDING_DECLINED | 1u << STANDING_HIDDEN |
                   1u << STANDING_WITHDRAWN,
    [ENTRY_RELEASE] = 1u << STANDING_OPEN,
    [ENTRY_ROLES] = 1u << STANDING_OPEN,
};

bool entry_is_sound(const struct entry *entry)
{
    bool needs_day = entry->kind == ENTRY_PROMISE;
    bool needs_reason = standing_needs_reason(entry->standing);
    const char *const days[] = {entry->due, entry->due_now, entry->done};

    if (!(STANDS[entry->kind] >> entry->standing & 1) || !entry->texts_count)
        return false;
    if (needs_day && day_number(entry->due) < 0)
        return false;
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        if (days[i] && *days[i] && day_number(days[i]) < 0)
            return false;
    }
    for (size_t i = 0; i < entry->texts_count; i++) {
        const struct entry_text *t = &entry->texts[i];
        if (!*t->title || (needs_reason && !*t->reason))
            return false;
    }
    return true;
}

const struct entry_text *entry_text(const struct entry *entry,
                                    const char *language)
{
    static const struct entry_text NOTHING = {"", "", "", ""};
    const char *const wanted[] = {language, "en"};

    for (size_t k = 0; k < COUNT_OF(wanted); k++) {
        for (size_t i = 0; i < entry->texts_count; i++) {
            if (strcmp(entry->texts[i].language, wanted[k]) == 0)
                return &entry->texts[i];
        }
    }
    return entry->texts_count ? &entry->texts[0] : &NOTHING;
}

int entry_days_late(const struct entry *entry, const char *today)
{
    long due = day_number(entry->due);
    long end = day_number(*entry->done ? entry->done : today);
    bool counts =
        entry->standing == STANDING_OPEN || entry->standing == STANDING_KEPT;

    if (entry->kind != ENTRY_PROMISE || !counts || due < 0 || end <= due)
        return 0;
    return (int)(end - due);
}
