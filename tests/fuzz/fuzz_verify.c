/* What barrio-verify reads from outside: parts of an opened answer, receipts,
 * checkpoints, proofs. Linked with its sources, not with the library's. */
#include "verify_note.h"
#include "verify_past.h"
#include "verify_pieces.h"
#include "verify_promise.h"
#include "verify_say.h"
#include "verify_slip.h"
#include "verify_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SILENT = 1000 }; /* findings enough that none is printed */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void join(const char *text)
{
    size_t size, missing;
    char *joined = verify_pieces_join(text, &size, &missing);

    if (joined && size > strlen(text))
        abort();
    free(joined);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct say say = {.wrong = SILENT, .quiet = 1};
    char *text = verify_text_room(size + 1, 1);
    struct promise promise;
    struct head head;
    struct slip slip;

    if (size)
        memcpy(text, data, size);
    join(text);
    verify_slip_take(&slip, text, &say);
    verify_head_read(&head, "fuzz", text, &say);
    verify_promise_read(&promise, "fuzz", text, &say);
    verify_past_check_proof("fuzz", text, "answer plaza/1 1 00 x", &head, &say);
    free(text);
    return 0;
}
