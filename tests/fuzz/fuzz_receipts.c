/* Replies to a batch. The check over the keys is put right, so that the
 * fuzzer gets past it. */
#include "base/digest.h"
#include "wire/receipts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COUNT = 20, MAGIC_SIZE = 10, CHECK_SIZE = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct receipt receipts[COUNT] = {0};
    unsigned char keys[COUNT * RESPONSE_KEY_SIZE] = {0}, check[SHA256_SIZE];
    size_t count = COUNT;
    char *copy = malloc(size + 1);

    if (!copy)
        return 0;
    memcpy(copy, data, size);
    if (size > MAGIC_SIZE + CHECK_SIZE) {
        size_t said = data[MAGIC_SIZE + CHECK_SIZE];
        digest_sha256(keys, said <= COUNT ? said * RESPONSE_KEY_SIZE : 0,
                      check);
        memcpy(copy + MAGIC_SIZE, check, CHECK_SIZE);
    }
    const char *promise;
    enum err err = receipts_read(copy, size, receipts, &count, &promise);
    if (count > COUNT || (err && count))
        abort();
    receipts_clear(receipts, count);
    free(copy);
    return 0;
}
