#include "phone.h"

#include "archive.h"
#include "audit.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/qrcode.h"
#include "base/stamp.h"
#include "gzip.h"
#include "options.h"
#include "station.h"
#include "token.h"

#include <stdlib.h>
#include <string.h>

enum { MARGIN = 4 /* modules of white that cameras want */ };

enum err phone_settings(struct buf *out, const char *name, const char *address,
                        const char *token)
{
    struct buf json, packed;
    char *url = xasprintf("%s/v1/key/%s", address, token);

    buf_init(&json, 0);
    buf_init(&packed, 0);
    buf_puts(&json, "{\"general\":{\"protocol\":\"odk_default\","
                    "\"server_url\":");
    json_escape(&json, url);
    buf_puts(&json, ",\"form_update_mode\":\"match_exactly\","
                    "\"autosend\":\"wifi_and_cellular\"},\"project\":{"
                    "\"name\":");
    json_escape(&json, name);
    buf_puts(&json, "},\"admin\":{}}");
    enum err err = gzip_pack_zlib(&packed, json.data, json.size);
    if (!err)
        base64_encode(packed.data, packed.size, out);
    buf_clear(&json);
    buf_clear(&packed);
    free(url);
    return err;
}

enum err phone_svg(struct buf *out, const char *text)
{
    struct qrcode *code;
    enum err err = qrcode_new(&code, text, QRCODE_L);

    if (err)
        return err;
    int size = qrcode_size(code), side = size + 2 * MARGIN;
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d "
               "%d\" width=\"%d\" height=\"%d\" shape-rendering=\"crispEdges\">"
               "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path d=\"",
               side, side, side * 6, side * 6, side, side);
    for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
            if (qrcode_is_dark(code, x, y))
                buf_printf(out, "M%d %dh1v1h-1z", x + MARGIN, y + MARGIN);
        }
    }
    buf_puts(out, "\" fill=\"#000\"/></svg>\n");
    qrcode_free(code);
    return ERR_NONE;
}

/* Two modules a letter, dark ones as background: cameras read dark on
 * light. */
static enum err print_blocks(const char *text)
{
    static const char *const BLOCKS[2][2] = {{"\u2588", "\u2580"},
                                             {"\u2584", " "}};
    struct qrcode *code;
    enum err err = qrcode_new(&code, text, QRCODE_L);

    if (err)
        return err;
    int size = qrcode_size(code);
    for (int y = -MARGIN; y < size + MARGIN; y += 2) {
        for (int x = -MARGIN; x < size + MARGIN; x++)
            fputs(BLOCKS[qrcode_is_dark(code, x, y)]
                        [qrcode_is_dark(code, x, y + 1)],
                  stdout);
        putchar('\n');
    }
    qrcode_free(code);
    return ERR_NONE;
}

static enum err show(const struct options *o, const char *text)
{
    struct buf svg;

    if (strcmp(o->output, "-") == 0)
        return print_blocks(text);
    buf_init(&svg, 0);
    enum err err = phone_svg(&svg, text);
    if (!err)
        err = file_write(o->output, svg.data, svg.size);
    buf_clear(&svg);
    return err;
}

enum err phone_add(struct options *options, struct archive *archive)
{
    char token[TOKEN_TEXT_SIZE];
    const char *name = options->words[1];
    char *address = NULL;
    struct buf text;

    enum err err = station_add(archive, name, stamp_now().wall_ms, token);
    if (!err)
        err = audit_note(archive, "command line", "add station", name, "phone");
    /* A hub that runs knows its address best (it may have taken any port). */
    if (!err)
        err = archive_setting(archive, "public_url", &address);
    if (err)
        return err;
    buf_init(&text, 0);
    err =
        phone_settings(&text, options->config.name,
                       *address ? address : options->config.public_url, token);
    if (!err)
        err = show(options, buf_text(&text));
    buf_clear(&text);
    free(address);
    return err;
}
