#include "package.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "zipper.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct package {
    struct zipper *zip;
    struct buf descriptor;        /* datapackage.json so far */
    struct digest_stream *digest; /* of the table at hand */
    uint64_t bytes;
    char *name, *title; /* of the table at hand */
    const char *comma;
};

/* Names of packages and resources: lower case, digits and ".-_". */
static char *plain_name(const char *name)
{
    char *copy = xstrdup(name);

    for (char *c = copy; *c; c++) {
        int low = tolower((unsigned char)*c);
        bool is_fine = (low >= 'a' && low <= 'z') ||
                       (low >= '0' && low <= '9') || strchr("._-", low);
        *c = is_fine ? (char)low : '-';
    }
    return copy;
}

static void add_member(struct buf *out, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    buf_putc(out, ',');
    json_escape(out, name);
    buf_putc(out, ':');
    json_escape(out, text);
}

struct package *package_new(struct outlet *outlet,
                            const struct package_info *info)
{
    struct package *p = xcalloc(1, sizeof *p);
    char created[STAMP_TEXT_SIZE];
    char *name = plain_name(info->name);

    p->zip = zipper_new(outlet, info->created_ms);
    p->comma = "";
    buf_init(&p->descriptor, 0);
    stamp_print_utc(info->created_ms, created);
    buf_puts(&p->descriptor, "{\"profile\":\"tabular-data-package\"");
    add_member(&p->descriptor, "name", name);
    add_member(&p->descriptor, "title", info->title);
    add_member(&p->descriptor, "description", info->description);
    add_member(&p->descriptor, "created", created);
    if (info->extra)
        buf_printf(&p->descriptor, ",%s", info->extra);
    buf_puts(&p->descriptor, ",\"resources\":[");
    free(name);
    return p;
}

void package_free(struct package *package)
{
    if (!package)
        return;
    if (package->digest)
        digest_end(package->digest, NULL);
    zipper_free(package->zip);
    buf_clear(&package->descriptor);
    free(package->name);
    free(package->title);
    free(package);
}

enum err package_begin(struct package *package, const char *name,
                       const char *title)
{
    char *path;

    free(package->name);
    free(package->title);
    package->name = plain_name(name);
    package->title = xstrdup(title);
    package->bytes = 0;
    package->digest = digest_begin();
    path = xasprintf("data/%s.csv", package->name);
    enum err err = zipper_begin(package->zip, path);
    free(path);
    return err;
}

enum err package_add(struct package *package, const void *data, size_t size)
{
    digest_add(package->digest, data, size);
    package->bytes += size;
    return zipper_add(package->zip, data, size);
}

enum err package_end(struct package *package, const char *schema)
{
    struct buf *out = &package->descriptor;
    unsigned char sha256[SHA256_SIZE];
    char hash[2 * SHA256_SIZE + 1];

    digest_end(package->digest, sha256);
    package->digest = NULL;
    hex_encode(sha256, SHA256_SIZE, hash);
    buf_printf(out, "%s\n{\"profile\":\"tabular-data-resource\"",
               package->comma);
    add_member(out, "name", package->name);
    add_member(out, "title", package->title);
    buf_printf(out,
               ",\"path\":\"data/%s.csv\",\"format\":\"csv\","
               "\"mediatype\":\"text/csv\",\"encoding\":\"utf-8\","
               "\"bytes\":%llu,\"hash\":\"sha256:%s\",\"schema\":%s}",
               package->name, (unsigned long long)package->bytes, hash, schema);
    package->comma = ",";
    return zipper_end(package->zip);
}

enum err package_text(struct package *package, const char *path,
                      const void *data, size_t size)
{
    return zipper_text(package->zip, path, data, size);
}

enum err package_finish(struct package *package)
{
    buf_puts(&package->descriptor, "\n]}\n");
    enum err err =
        zipper_text(package->zip, "datapackage.json", package->descriptor.data,
                    package->descriptor.size);
    return err ? err : zipper_finish(package->zip);
}
