#include "verify_release.h"

#include "verify_account.h"
#include "verify_hash.h"
#include "verify_kinds.h"
#include "verify_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 4, LONGEST_NAME = 64, LEAST = 10, HEX = 2 * HASH_SIZE };

static char *load(const char *folder, const char *name, size_t *size)
{
    size_t length = strlen(folder) + strlen(name) + 2;
    char *path = verify_text_room(length, 1);

    snprintf(path, length, "%s/%s", folder, name);
    char *text = verify_text_load(path, size);
    free(path);
    return text;
}

/* Cuts the next field of a CSV line out of the text, unquoting it in place;
 * *last says whether it ended the line. */
static char *cut_field(char **at, bool *last)
{
    char *from = *at, *to = *at, *start = *at;
    bool quoted = *from == '"';

    if (quoted)
        from++;
    for (; *from; from++) {
        if (quoted && from[0] == '"' && from[1] == '"')
            from++;
        else if (quoted && *from == '"') {
            quoted = false;
            continue;
        } else if (!quoted && (*from == ',' || *from == '\r' || *from == '\n'))
            break;
        *to++ = *from;
    }
    *last = *from != ',';
    while (*last && (*from == '\r' || *from == '\n'))
        from++;
    *at = *last ? from : from + 1;
    *to = '\0';
    return start;
}

/* The fields of the next line; false at the end of the text. */
static bool cut_line(char **at, char *fields[FIELDS])
{
    bool last = false;
    size_t count = 0;

    for (size_t i = 0; i < FIELDS; i++)
        fields[i] = NULL;
    while (**at && !last) {
        char *field = cut_field(at, &last);
        if (count < FIELDS)
            fields[count++] = field;
    }
    return count > 0;
}

static void add_total(struct account *out, const char *what, uint64_t n)
{
    const struct {
        const char *name;
        uint64_t *sum;
    } SUMS[] = {{"counted", &out->counted},
                {"excluded", &out->excluded},
                {"superseded", &out->excluded},
                {"withdrawn", &out->withdrawn},
                {"spoiled", &out->spoiled}};

    for (size_t i = 0; i < sizeof SUMS / sizeof *SUMS; i++) {
        if (strcmp(SUMS[i].name, what) == 0)
            *SUMS[i].sum += n;
    }
}

/* What totals.csv says; how many answers came, of all it says, in *all. What
 * checked a machine was never one. */
static void read_account(struct account *out, char *text, uint64_t *all,
                         struct say *say)
{
    char *fields[FIELDS];
    uint64_t n;

    *out = (struct account){.counted = 0};
    *all = 0;
    (void)cut_line(&text, fields);
    while (cut_line(&text, fields)) {
        if (!fields[2] ||
            !verify_text_number(fields[2], strlen(fields[2]), &n)) {
            verify_say_wrong(say, "totals.csv: \"%s\" has no number.",
                             fields[0]);
            continue;
        }
        add_total(out, fields[0], n);
        *all += strcmp(fields[0], "spoiled") == 0 ? 0 : n;
    }
}

struct question {
    char name[LONGEST_NAME];
    uint64_t sum;
};

static void end_question(const struct question *q, uint64_t counted,
                         struct say *say)
{
    if (*q->name && q->sum != counted)
        verify_say_wrong(say,
                         "counts.csv: the answers to %s sum to %" PRIu64
                         ", but %" PRIu64 " people are counted.",
                         q->name, q->sum, counted);
}

static void check_line(struct question *q, char *fields[FIELDS],
                       uint64_t counted, struct say *say)
{
    uint64_t n = 0;
    const char *number = fields[3] ? fields[3] : "";
    bool is_told = verify_text_number(number, strlen(number), &n);

    if (strcmp(q->name, fields[0]) != 0) {
        end_question(q, counted, say);
        snprintf(q->name, sizeof q->name, "%s", fields[0]);
        q->sum = 0;
    }
    if (is_told && n < LEAST)
        verify_say_wrong(say, "counts.csv: %s tells of %" PRIu64 " people.",
                         fields[0], n);
    if (fields[1] && strcmp(fields[1], "answer") == 0) {
        if (!is_told)
            verify_say_wrong(say, "counts.csv: a line of %s has no number.",
                             fields[0]);
        q->sum += n;
    }
}

static void check_counts(char *text, uint64_t counted, struct say *say)
{
    struct question q = {.sum = 0};
    char *fields[FIELDS];

    (void)cut_line(&text, fields);
    while (cut_line(&text, fields))
        check_line(&q, fields, counted, say);
    end_question(&q, counted, say);
}

/* The text between the quotes after a mark, from a place on; NULL: none. */
static char *quoted_after(char *from, const char *mark, size_t *length)
{
    char *found = from ? strstr(from, mark) : NULL;

    if (!found)
        return NULL;
    found += strlen(mark);
    *length = strcspn(found, "\"");
    return found;
}

/* Each file is the one that the package was made with. */
static size_t check_files(const char *folder, char *package, struct say *say)
{
    size_t files = 0, name_size, hash_size, size;
    char *at = package;

    while ((at = quoted_after(at, "\"path\": \"", &name_size))) {
        unsigned char wanted[HASH_SIZE], got[HASH_SIZE];
        char name[LONGEST_NAME];
        char *hash = quoted_after(at, "\"hash\": \"sha256:", &hash_size);
        snprintf(name, sizeof name, "%.*s", (int)name_size, at);
        if (strchr(name, '/') || !hash || hash_size != HEX ||
            !verify_text_hex(hash, HEX, wanted, sizeof wanted)) {
            verify_say_wrong(say, "datapackage.json: %s has no hash.", name);
            continue;
        }
        char *text = load(folder, name, &size);
        verify_hash_of(text, size, got);
        if (memcmp(got, wanted, sizeof got) != 0)
            verify_say_wrong(say, "%s is not the file that was published.",
                             name);
        free(text);
        files++;
    }
    return files;
}

/* The whole account, from the leaves that the line says it was taken from. */
static void check_account(const struct log *log, const char *line,
                          const struct account *told, struct say *say)
{
    struct account found;
    struct words words;
    uint64_t lines = 0;

    verify_words_cut(&words, line);
    if (words.count < FIRST + 4 ||
        !verify_text_number(words.at[FIRST + 3], words.length[FIRST + 3],
                            &lines)) {
        verify_say_wrong(say, "the log's line of this release is cut short.");
        return;
    }
    verify_account_read(&found, log, words.at[FIRST + 1],
                        words.length[FIRST + 1], lines, say);
    verify_account_compare(told, &found, say);
}

/* Looks for the line "released DAY FORM NUMBER LEAVES COUNTED SHA256". */
static void check_log(const struct log *log, const unsigned char *hash,
                      const struct account *told, struct say *say)
{
    uint64_t counted = told->counted;

    char hex[HEX + 1], wanted[HEX + 32];

    for (size_t i = 0; i < HASH_SIZE; i++)
        snprintf(hex + 2 * i, 3, "%02x", hash[i]);
    snprintf(wanted, sizeof wanted, " %" PRIu64 " %s", counted, hex);
    for (size_t i = 0; i < log->count; i++) {
        const char *line = log->lines[i], *found = strstr(line, hex);
        if (strncmp(line, "released ", 9) != 0 || !found)
            continue;
        size_t tail = strlen(wanted), length = strlen(line);
        if (length >= tail && strcmp(line + length - tail, wanted) == 0)
            verify_say_fine(say, "the log's leaf %zu is this release.", i);
        else
            verify_say_wrong(say, "the log's leaf %zu counts other people.", i);
        check_account(log, line, told, say);
        return;
    }
    verify_say_wrong(say, "the log knows of no release with these files.");
}

void verify_release_check(const char *folder, const struct log *log,
                          struct say *say)
{
    unsigned char hash[HASH_SIZE];
    size_t size, ignored;
    uint64_t all;
    struct account told;
    char *package = load(folder, "datapackage.json", &size);
    char *totals = load(folder, "totals.csv", &ignored);
    char *counts = load(folder, "counts.csv", &ignored);

    verify_hash_of(package, size, hash);
    size_t files = check_files(folder, package, say);
    read_account(&told, totals, &all, say);
    check_counts(counts, told.counted, say);
    if (log)
        check_log(log, hash, &told, say);
    if (!say->wrong)
        verify_say_fine(say,
                        "%s: %zu files, %" PRIu64 " people counted of %" PRIu64
                        " answers; every question sums to them.",
                        folder, files, told.counted, all);
    free(counts);
    free(totals);
    free(package);
}
