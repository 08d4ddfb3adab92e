#include "form/seal.h"

#include <openssl/evp.h>

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
