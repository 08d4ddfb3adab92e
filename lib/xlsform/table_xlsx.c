#include "table.h"
#include "messages.h"
#include "xlsform/problem.h"

enum err table_read_xlsx(struct workbook *book, const char *data, size_t size,
                         struct problems *problems)
{
    (void)book, (void)data, (void)size;
    problem_say(problems, MSG_WORKBOOK_DAMAGED, ((struct place){.sheet = ""}),
                "zip");
    return ERR_FORMAT;
}
