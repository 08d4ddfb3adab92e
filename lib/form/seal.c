#include "form/seal.h"

#include "base/digest.h"
#include "base/log.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <limits.h>
#include <string.h>

enum { BLOCK = 16, RSA_LARGEST = 1024 };

bool seal_is_signed(const void *key, const void *signature, const void *message,
                    size_t size)
{
    EVP_PKEY *public =
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, 32);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool is_signed =
        public && context &&
        EVP_DigestVerifyInit(context, NULL, NULL, NULL, public) == 1 &&
        EVP_DigestVerify(context, signature, 64, message, size) == 1;

    EVP_MD_CTX_free(context);
    EVP_PKEY_free(public);
    return is_signed;
}

void seal_resume(struct seal *seal, const unsigned char key[SEAL_KEY_SIZE],
                 const char *instance_id)
{
    unsigned char hash[DIGEST_LARGEST];
    struct buf source;

    *seal = (struct seal){.files = 0};
    memcpy(seal->key, key, SEAL_KEY_SIZE);
    buf_init(&source, 0);
    buf_puts(&source, instance_id);
    buf_add(&source, key, SEAL_KEY_SIZE);
    digest(DIGEST_MD5, source.data, source.size, hash);
    memcpy(seal->iv, hash, SEAL_IV_SIZE);
    seal_wipe(&source);
}

void seal_begin(struct seal *seal, const char *instance_id)
{
    unsigned char key[SEAL_KEY_SIZE];

    digest_random(key, sizeof key);
    seal_resume(seal, key, instance_id);
    OPENSSL_cleanse(key, sizeof key);
}

void seal_wipe(struct buf *secret)
{
    if (secret->data)
        OPENSSL_cleanse(secret->data, secret->capacity);
    buf_clear(secret);
}

void seal_clear(struct seal *seal)
{
    OPENSSL_cleanse(seal, sizeof *seal);
}

/* Each file has its own vector: one byte of the seed counts up. */
static void next_iv(struct seal *seal)
{
    seal->iv[seal->files++ % SEAL_IV_SIZE]++;
}

/* Runs AES-256-CFB over data; out must have room for size bytes. */
static bool run_cipher(const struct seal *seal, bool encrypts,
                       const unsigned char *data, int size, unsigned char *out)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int done = 0, rest = 0;
    bool ran = context &&
               EVP_CipherInit_ex(context, EVP_aes_256_cfb128(), NULL, seal->key,
                                 seal->iv, encrypts) == 1 &&
               EVP_CipherUpdate(context, out, &done, data, size) == 1 &&
               EVP_CipherFinal_ex(context, out + done, &rest) == 1;

    EVP_CIPHER_CTX_free(context);
    return ran && done + rest == size;
}

enum err seal_file(struct seal *seal, const void *data, size_t size,
                   struct buf *out)
{
    size_t padding = BLOCK - size % BLOCK;
    struct buf padded;

    if (size > INT_MAX - BLOCK)
        return ERR_LIMIT;
    unsigned char *room = buf_reserve(out, size + padding);
    if (!room)
        return ERR_LIMIT;
    /* A stream cipher needs no padding; the scheme has it all the same. */
    buf_init(&padded, 0);
    buf_add(&padded, data, size);
    for (size_t i = 0; i < padding; i++)
        buf_putc(&padded, (char)padding);
    next_iv(seal);
    bool ran = run_cipher(seal, true, (unsigned char *)padded.data,
                          (int)padded.size, room);
    if (ran)
        buf_commit(out, padded.size);
    seal_wipe(&padded);
    return ran ? ERR_NONE : ERR_FORMAT;
}

/* How many bytes pad the end; 0 when it is no padding. */
static size_t padding_of(const unsigned char *data, size_t size)
{
    size_t padding = data[size - 1];

    if (padding == 0 || padding > BLOCK || padding > size)
        return 0;
    for (size_t i = size - padding; i < size; i++) {
        if (data[i] != padding)
            return 0;
    }
    return padding;
}

enum err seal_open(struct seal *seal, const void *data, size_t size,
                   struct buf *out)
{
    if (size == 0 || size > INT_MAX || size % BLOCK)
        return ERR_FORMAT;
    unsigned char *room = buf_reserve(out, size);
    if (!room)
        return ERR_LIMIT;
    next_iv(seal);
    if (!run_cipher(seal, false, data, (int)size, room))
        return ERR_FORMAT;
    size_t padding = padding_of(room, size);
    if (!padding)
        return ERR_FORMAT;
    buf_commit(out, size - padding);
    return ERR_NONE;
}

/* RSA-OAEP with SHA-256 throughout; encrypts or decrypts. */
static bool run_rsa(EVP_PKEY *key, bool encrypts, const void *data, size_t size,
                    unsigned char out[RSA_LARGEST], size_t *out_size)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    bool ran =
        context && EVP_PKEY_get_size(key) <= RSA_LARGEST &&
        (encrypts ? EVP_PKEY_encrypt_init(context)
                  : EVP_PKEY_decrypt_init(context)) == 1 &&
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
        EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) == 1 &&
        EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1;

    *out_size = RSA_LARGEST;
    if (ran && encrypts)
        ran = EVP_PKEY_encrypt(context, out, out_size, data, size) == 1;
    else if (ran)
        ran = EVP_PKEY_decrypt(context, out, out_size, data, size) == 1;
    EVP_PKEY_CTX_free(context);
    return ran;
}

/* Forms carry the key as X.509 in base64, without the lines of PEM. */
static EVP_PKEY *read_public(const char *base64)
{
    EVP_PKEY *key = NULL;
    struct buf der;

    buf_init(&der, 0);
    if (base64_decode(base64, strlen(base64), &der) && der.size) {
        const unsigned char *at = (const unsigned char *)der.data;
        key = d2i_PUBKEY(NULL, &at, (long)der.size);
    }
    buf_clear(&der);
    return key;
}

enum err seal_wrap(const char *public_key, const void *data, size_t size,
                   struct buf *out)
{
    unsigned char wrapped[RSA_LARGEST];
    size_t wrapped_size;
    EVP_PKEY *key = read_public(public_key);

    if (!key) {
        log_error("the form's base64RsaPublicKey is no public key");
        return ERR_FORMAT;
    }
    bool ran = run_rsa(key, true, data, size, wrapped, &wrapped_size);
    EVP_PKEY_free(key);
    if (!ran) {
        log_error("the form's base64RsaPublicKey cannot encrypt");
        return ERR_FORMAT;
    }
    base64_encode(wrapped, wrapped_size, out);
    return ERR_NONE;
}

/* Central hands private keys out as PKCS#8, under a passphrase. */
static EVP_PKEY *read_private(const char *pem, const char *passphrase)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key =
        bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, (void *)passphrase)
            : NULL;

    BIO_free(bio);
    return key;
}

enum err seal_unwrap(const char *private_pem, const char *passphrase,
                     const char *base64, struct buf *out)
{
    unsigned char data[RSA_LARGEST];
    size_t size;
    struct buf wrapped;
    EVP_PKEY *key = read_private(private_pem, passphrase);

    buf_init(&wrapped, RSA_LARGEST);
    bool ran = key && base64_decode(base64, strlen(base64), &wrapped) &&
               run_rsa(key, false, wrapped.data, wrapped.size, data, &size);
    if (ran)
        buf_add(out, data, size);
    OPENSSL_cleanse(data, sizeof data);
    buf_clear(&wrapped);
    EVP_PKEY_free(key);
    return ran ? ERR_NONE : ERR_DENIED;
}
