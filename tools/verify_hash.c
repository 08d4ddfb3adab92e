#include "verify_hash.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

static void must(bool worked)
{
    if (worked)
        return;
    fputs("barrio-verify: libcrypto does not work here\n", stderr);
    exit(2);
}

void verify_hash_of(const void *data, size_t size, unsigned char out[HASH_SIZE])
{
    must(EVP_Digest(data, size, out, NULL, EVP_sha256(), NULL) == 1);
}

void verify_hash_tagged(unsigned char tag, const void *data, size_t size,
                        unsigned char out[HASH_SIZE])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    must(context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1);
    must(EVP_DigestUpdate(context, &tag, 1) == 1);
    must(EVP_DigestUpdate(context, data, size) == 1);
    must(EVP_DigestFinal_ex(context, out, NULL) == 1);
    EVP_MD_CTX_free(context);
}

void verify_hash_random(void *out, size_t size)
{
    must(RAND_bytes(out, (int)size) == 1);
}

bool verify_hash_signed(const unsigned char open[KEY_SIZE], const void *data,
                        size_t size,
                        const unsigned char signature[SIGNATURE_SIZE])
{
    EVP_PKEY *key =
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, open, KEY_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    must(context != NULL);
    bool good =
        key && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
        EVP_DigestVerify(context, signature, SIGNATURE_SIZE, data, size) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return good;
}

bool verify_hash_sign(const unsigned char secret[KEY_SIZE], const void *data,
                      size_t size, unsigned char signature[SIGNATURE_SIZE])
{
    EVP_PKEY *key =
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, KEY_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t length = SIGNATURE_SIZE;

    must(context != NULL);
    bool good = key &&
                EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
                EVP_DigestSign(context, signature, &length, data, size) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return good;
}

bool verify_hash_open_key(const unsigned char secret[KEY_SIZE],
                          unsigned char open[KEY_SIZE])
{
    EVP_PKEY *key =
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, KEY_SIZE);
    size_t length = KEY_SIZE;
    bool good = key && EVP_PKEY_get_raw_public_key(key, open, &length) == 1;

    EVP_PKEY_free(key);
    return good;
}
