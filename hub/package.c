#include "package.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "datapackage.h"
#include "zipper.h"

#include <stdlib.h>

struct package {
    struct zipper *zip;
    struct buf descriptor;        /* datapackage.json so far */
    struct digest_stream *digest; /* of the table at hand */
    uint64_t bytes;
    char *name, *title, *path; /* of the table at hand */
};

struct package *package_new(struct outlet *outlet,
                            const struct datapackage *head, int64_t now_ms)
{
    struct package *p = xcalloc(1, sizeof *p);
    struct datapackage dated = *head;
    char created[STAMP_TEXT_SIZE];

    stamp_print_utc(now_ms, created);
    dated.created = created;
    p->zip = zipper_new(outlet, now_ms);
    buf_init(&p->descriptor, 0);
    datapackage_begin(&p->descriptor, &dated);
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
    free(package->path);
    free(package);
}

enum err package_begin(struct package *package, const char *name,
                       const char *title)
{
    struct buf plain;

    buf_init(&plain, 0);
    datapackage_name(&plain, name);
    free(package->name);
    free(package->title);
    free(package->path);
    package->name = buf_steal(&plain);
    package->title = xstrdup(title);
    package->path = xasprintf("data/%s.csv", package->name);
    package->bytes = 0;
    package->digest = digest_begin();
    return zipper_begin(package->zip, package->path);
}

enum err package_add(struct package *package, const void *data, size_t size)
{
    digest_add(package->digest, data, size);
    package->bytes += size;
    return zipper_add(package->zip, data, size);
}

enum err package_end(struct package *package, const char *schema)
{
    unsigned char sha256[SHA256_SIZE];

    digest_end(package->digest, sha256);
    package->digest = NULL;
    datapackage_add(&package->descriptor,
                    &(struct datapackage_table){package->name, package->path,
                                                package->title, package->bytes,
                                                sha256, schema});
    return zipper_end(package->zip);
}

enum err package_text(struct package *package, const char *path,
                      const void *data, size_t size)
{
    return zipper_text(package->zip, path, data, size);
}

enum err package_finish(struct package *package)
{
    datapackage_end(&package->descriptor);
    enum err err =
        zipper_text(package->zip, "datapackage.json", package->descriptor.data,
                    package->descriptor.size);
    return err ? err : zipper_finish(package->zip);
}
