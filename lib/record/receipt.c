#include "record/receipt.h"

#define VERDICT_AS_TEXT(name, text) [name] = text,
static const char *const NAMES[] = {VERDICT_LIST(VERDICT_AS_TEXT)};
#undef VERDICT_AS_TEXT

const char *verdict_name(enum verdict verdict)
{
    return NAMES[verdict];
}

int verdict_is_kept(enum verdict verdict)
{
    return verdict == VERDICT_STORED || verdict == VERDICT_DUPLICATE;
}
