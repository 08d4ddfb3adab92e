#include "proof/sign.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/owner.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONGEST_KEY_FILE = 256 };

static const char MAGIC[] = "barrio-key ed25519 ";

static void must(bool worked)
{
    if (worked)
        return;
    log_error("libcrypto refuses Ed25519");
    abort();
}

bool sign_name_is_valid(const char *name)
{
    size_t length = strlen(name);

    if (length == 0 || length >= SIGN_NAME_SIZE)
        return false;
    for (const char *p = name; *p; p++) {
        if (*p <= ' ' || *p > '~' || *p == '+')
            return false;
    }
    return true;
}

void sign_key_from(struct sign_key *out, const char *name,
                   const unsigned char secret[SIGN_KEY_SIZE])
{
    size_t size = SIGN_KEY_SIZE;

    assert(sign_name_is_valid(name));
    *out = (struct sign_key){0};
    memcpy(out->name, name, strlen(name));
    memcpy(out->secret, secret, SIGN_KEY_SIZE);
    EVP_PKEY *pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL,
                                                  secret, SIGN_KEY_SIZE);
    must(pair && EVP_PKEY_get_raw_public_key(pair, out->open, &size) == 1);
    EVP_PKEY_free(pair);
}

void sign_key_new(struct sign_key *out, const char *name)
{
    unsigned char secret[SIGN_KEY_SIZE];

    digest_random(secret, sizeof secret);
    sign_key_from(out, name, secret);
    OPENSSL_cleanse(secret, sizeof secret);
}

void sign_key_clear(struct sign_key *key)
{
    OPENSSL_cleanse(key, sizeof *key);
}

/* Both halves are given: libcrypto would make the public one anew from the
 * secret one, which costs as much as the signature itself. */
static EVP_PKEY *pair_of(const struct sign_key *key)
{
    EVP_PKEY *pair = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "ED25519", NULL);
    OSSL_PARAM halves[] = {
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PRIV_KEY,
                                          (void *)key->secret, SIGN_KEY_SIZE),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
                                          (void *)key->open, SIGN_KEY_SIZE),
        OSSL_PARAM_construct_end()};

    must(context && EVP_PKEY_fromdata_init(context) == 1);
    must(EVP_PKEY_fromdata(context, &pair, EVP_PKEY_KEYPAIR, halves) == 1);
    EVP_PKEY_CTX_free(context);
    return pair;
}

void sign_make(const struct sign_key *key, const void *data, size_t size,
               unsigned char out[SIGN_SIZE])
{
    size_t length = SIGN_SIZE;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY *pair = pair_of(key);

    must(context != NULL);
    must(EVP_DigestSignInit(context, NULL, NULL, NULL, pair) == 1);
    must(EVP_DigestSign(context, out, &length, data, size) == 1);
    EVP_PKEY_free(pair);
    EVP_MD_CTX_free(context);
}

bool sign_is_genuine(const unsigned char open[SIGN_KEY_SIZE], const void *data,
                     size_t size, const unsigned char signature[SIGN_SIZE])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY *pair = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, open,
                                                 SIGN_KEY_SIZE);

    must(context != NULL);
    /* 32 bytes that are no point of the curve have signed nothing. */
    bool genuine =
        pair && EVP_DigestVerifyInit(context, NULL, NULL, NULL, pair) == 1 &&
        EVP_DigestVerify(context, signature, SIGN_SIZE, data, size) == 1;
    EVP_PKEY_free(pair);
    EVP_MD_CTX_free(context);
    return genuine;
}

static enum err sync_folder_of(const char *path)
{
    char *folder = xstrdup(path);
    char *slash = strrchr(folder, '/');

    if (slash)
        slash[slash == folder] = '\0';
    int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (fd < 0)
        return ERR_IO;
    enum err err = fsync(fd) == 0 ? ERR_NONE : ERR_IO;
    close(fd);
    return err;
}

static enum err write_private(const char *path, const struct buf *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0)
        return ERR_IO;
    bool whole = fchmod(fd, 0600) == 0 &&
                 write(fd, text->data, text->size) == (ssize_t)text->size &&
                 fsync(fd) == 0;
    enum err err = whole ? ERR_NONE : errno == ENOSPC ? ERR_FULL : ERR_IO;
    close(fd);
    return err;
}

enum err sign_key_save(const struct sign_key *key, const char *path)
{
    struct buf text;
    char *temporary = xasprintf("%s.new", path);

    buf_init(&text, LONGEST_KEY_FILE);
    buf_printf(&text, "%s%s ", MAGIC, key->name);
    base64_encode(key->secret, SIGN_KEY_SIZE, &text);
    buf_putc(&text, '\n');

    enum err err = write_private(temporary, &text);
    /* Linking, unlike renaming, refuses to replace an older key. */
    if (!err && link(temporary, path) != 0)
        err = errno == EEXIST ? ERR_CONFLICT : ERR_IO;
    if (err)
        log_error("%s: %s (%s)", path, err_text(err), strerror(errno));
    unlink(temporary);
    if (!err)
        err = sync_folder_of(path);
    OPENSSL_cleanse(text.data, text.capacity);
    buf_clear(&text);
    free(temporary);
    return err;
}

static bool parse_key(struct sign_key *out, char *text)
{
    struct buf secret;
    char *name = text + strlen(MAGIC);
    char *blank = strchr(name, ' ');

    if (strncmp(text, MAGIC, strlen(MAGIC)) != 0 || !blank)
        return false;
    *blank = '\0';
    if (!sign_name_is_valid(name))
        return false;
    buf_init(&secret, SIGN_KEY_SIZE + 1);
    bool good = base64_decode(blank + 1, strlen(blank + 1), &secret) &&
                secret.size == SIGN_KEY_SIZE;
    if (good)
        sign_key_from(out, name, (unsigned char *)secret.data);
    if (secret.data)
        OPENSSL_cleanse(secret.data, secret.capacity);
    buf_clear(&secret);
    return good;
}

static enum err read_private(int fd, const char *path, char *text)
{
    struct stat about;
    ssize_t n = 0;

    if (fstat(fd, &about) != 0 || (n = read(fd, text, LONGEST_KEY_FILE)) < 0) {
        log_error("%s: %s", path, strerror(errno));
        return ERR_IO;
    }
    text[n] = '\0';
    if (about.st_mode & (S_IRWXG | S_IRWXO)) {
        log_error("%s: others may read this secret key; chmod 600 it", path);
        return ERR_DENIED;
    }
    return owner_is_trusted(fd, path) ? ERR_NONE : ERR_DENIED;
}

enum err sign_key_load(struct sign_key *out, const char *path)
{
    char text[LONGEST_KEY_FILE + 1];
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT)
        return ERR_MISSING;
    if (fd < 0) {
        log_error("%s: %s", path, strerror(errno));
        return errno == EACCES ? ERR_DENIED : ERR_IO;
    }
    enum err err = read_private(fd, path, text);
    close(fd);
    if (!err && !parse_key(out, text)) {
        log_error("%s: not a key of Barrio (%sNAME BASE64)", path, MAGIC);
        err = ERR_FORMAT;
    }
    OPENSSL_cleanse(text, sizeof text);
    return err;
}
