#include "base/err.h"

#include "base/attr.h"

#include <stddef.h>

#define ERR_AS_TEXT(name, text) [name] = text,
static const char *const TEXTS[] = {ERR_LIST(ERR_AS_TEXT)};
#undef ERR_AS_TEXT

const char *err_text(enum err err)
{
    return (size_t)err < COUNT_OF(TEXTS) ? TEXTS[err] : "unknown error";
}
