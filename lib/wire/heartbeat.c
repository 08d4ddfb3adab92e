#include "wire/heartbeat.h"

#include "base/buf.h"
#include "base/json.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

static const struct {
    const char *name;
    size_t at;
} NUMBERS[] = {
    {"waiting", offsetof(struct heartbeat, waiting)},
    {"oldest_s", offsetof(struct heartbeat, oldest_s)},
    {"parked", offsetof(struct heartbeat, parked)},
    {"free_mb", offsetof(struct heartbeat, free_mb)},
    {"celsius", offsetof(struct heartbeat, celsius)},
    {"low_power", offsetof(struct heartbeat, low_power)},
    {"last_use_h", offsetof(struct heartbeat, last_use_h)},
    {"up_h", offsetof(struct heartbeat, up_h)},
    {"edition", offsetof(struct heartbeat, edition)},
    {"kiosk", offsetof(struct heartbeat, kiosk)},
};

static const struct {
    const char *name;
    size_t at, size;
} TEXTS[] = {
    {"clock", offsetof(struct heartbeat, clock), HEARTBEAT_TEXT},
    {"version", offsetof(struct heartbeat, version), HEARTBEAT_TEXT},
    {"forms", offsetof(struct heartbeat, forms), HEARTBEAT_FAULTS},
    {"faults", offsetof(struct heartbeat, faults), HEARTBEAT_FAULTS},
};

void heartbeat_write(struct buf *out, const struct heartbeat *heartbeat)
{
    const char *base = (const char *)heartbeat;
    const char *comma = "{";

    for (size_t i = 0; i < COUNT_OF(NUMBERS); i++) {
        int64_t value;
        memcpy(&value, base + NUMBERS[i].at, sizeof value);
        if (value < 0)
            continue;
        buf_printf(out, "%s\"%s\":%" PRId64, comma, NUMBERS[i].name, value);
        comma = ",";
    }
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        if (!base[TEXTS[i].at])
            continue;
        buf_printf(out, "%s\"%s\":", comma, TEXTS[i].name);
        json_escape(out, base + TEXTS[i].at);
        comma = ",";
    }
    buf_puts(out, *comma == '{' ? "{}" : "}");
}

static void read_text(char *out, size_t size, const char *text)
{
    size_t length = strnlen(text, size - 1);

    /* Not in the middle of a UTF-8 character. */
    while (text[length] && length && ((unsigned char)text[length] >> 6) == 2)
        length--;
    memset(out, 0, size);
    memcpy(out, text, length);
    for (char *c = out; *c; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = ' ';
    }
}

enum err heartbeat_read(const char *data, size_t size, struct heartbeat *out)
{
    char *base = (char *)out;
    struct json *json = NULL;

    memset(out, 0, sizeof *out);
    if (size > HEARTBEAT_LARGEST)
        return ERR_LIMIT;
    enum err err =
        size && *data == '{' ? json_read(data, size, &json) : ERR_FORMAT;
    for (size_t i = 0; i < COUNT_OF(NUMBERS); i++) {
        int64_t said = json_whole(json_member(json, NUMBERS[i].name), -1);
        int64_t value = said >= 0 ? said : -1;
        memcpy(base + NUMBERS[i].at, &value, sizeof value);
    }
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        read_text(base + TEXTS[i].at, TEXTS[i].size,
                  json_text(json_member(json, TEXTS[i].name), ""));
    json_free(json);
    return err;
}
