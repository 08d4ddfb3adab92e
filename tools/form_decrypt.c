#include "form_decrypt.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "form/seal.h"
#include "form/sealed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENVELOPE_LARGEST = 1 << 20, KEY_LARGEST = 64 << 10 };

struct order {
    const char *envelope; /* path of the envelope */
    const char *key;
    const char *passphrase; /* path of a file */
    const char *out;
    char *folder; /* of the envelope, where its files are */
};

static bool read_order(int argc, char **argv, struct order *order)
{
    *order = (struct order){.out = "."};
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--key") && i + 1 < argc)
            order->key = argv[++i];
        else if (!strcmp(argv[i], "--passphrase-file") && i + 1 < argc)
            order->passphrase = argv[++i];
        else if (!strcmp(argv[i], "-o") && i + 1 < argc)
            order->out = argv[++i];
        else if (*argv[i] != '-' && !order->envelope)
            order->envelope = argv[i];
        else
            return false;
    }
    if (!order->envelope || !order->key)
        return false;
    const char *slash = strrchr(order->envelope, '/');
    order->folder =
        slash ? xstrndup(order->envelope, (size_t)(slash - order->envelope))
              : xstrdup(".");
    return true;
}

static enum err read_beside(void *context, const char *name, struct buf *out)
{
    const struct order *order = context;

    if (!file_name_is_safe(name))
        return ERR_DENIED;
    char *path = file_join(order->folder, name);
    enum err err = file_read(path, out);
    free(path);
    return err;
}

static enum err write_part(const struct order *order,
                           const struct sealed_part *part)
{
    if (!file_name_is_safe(part->name)) {
        log_error("an unsafe file name in the envelope");
        return ERR_DENIED;
    }
    char *path = file_join(order->out, part->name);
    enum err err = file_write(path, part->data.data, part->data.size);
    if (!err)
        printf("%s\n", path);
    free(path);
    return err;
}

static enum err write_parts(const struct order *order,
                            const struct sealed *opened)
{
    enum err err = file_make_folder(order->out);

    for (size_t i = 0; !err && i < opened->parts_count; i++)
        err = write_part(order, &opened->parts[i]);
    return err;
}

static enum err read_text(const char *path, struct buf *out)
{
    enum err err = file_read(path, out);

    if (err)
        log_error("%s: %s", path, err_text(err));
    return err;
}

static enum err decrypt(const struct order *order)
{
    const struct sealed_reader reader = {read_beside, (void *)order};
    struct buf envelope, key, passphrase;
    struct sealed opened = {.parts = NULL};

    buf_init(&envelope, ENVELOPE_LARGEST);
    buf_init(&key, KEY_LARGEST);
    buf_init(&passphrase, KEY_LARGEST);
    enum err err = read_text(order->envelope, &envelope);
    if (!err)
        err = read_text(order->key, &key);
    if (!err && order->passphrase)
        err = read_text(order->passphrase, &passphrase);
    if (passphrase.size)
        buf_truncate(&passphrase, strcspn(buf_text(&passphrase), "\r\n"));
    if (!err)
        err = sealed_open(&opened, buf_text(&envelope), envelope.size,
                          buf_text(&key), buf_text(&passphrase), &reader);
    if (!err)
        err = write_parts(order, &opened);
    sealed_clear(&opened);
    seal_wipe(&passphrase);
    seal_wipe(&key);
    buf_clear(&envelope);
    return err;
}

int form_decrypt(int argc, char **argv)
{
    struct order order;

    if (!read_order(argc, argv, &order)) {
        fprintf(stderr,
                "usage: barrio-form decrypt ENVELOPE.xml --key PRIVATE.pem "
                "[--passphrase-file FILE] [-o FOLDER]\n"
                "The encrypted files lie beside the envelope.\n");
        return 2;
    }
    enum err err = decrypt(&order);
    free(order.folder);
    return err ? 1 : 0;
}
