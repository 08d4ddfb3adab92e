#include "lexicon.h"

#include "archive.h"
#include "base/buf.h"
#include "base/mem.h"
#include "sql.h"
#include "wire/dictionary.h"

#include <stdlib.h>
#include <string.h>

static const char NEWER[] = "SELECT id, body FROM form WHERE id > ?"
                            " ORDER BY id";

struct word {
    unsigned char key[DICTIONARY_KEY_SIZE];
    struct buf text;
};

struct lexicon {
    struct archive *archive;
    int64_t last; /* of the forms that were read */
    struct word *words;
    size_t count, capacity;
};

struct lexicon *lexicon_new(struct archive *archive)
{
    struct lexicon *lexicon = xcalloc(1, sizeof *lexicon);

    lexicon->archive = archive;
    return lexicon;
}

void lexicon_free(struct lexicon *lexicon)
{
    if (!lexicon)
        return;
    for (size_t i = 0; i < lexicon->count; i++)
        buf_clear(&lexicon->words[i].text);
    free(lexicon->words);
    free(lexicon);
}

static const struct word *look_up(const struct lexicon *lexicon,
                                  const unsigned char *key)
{
    for (size_t i = 0; i < lexicon->count; i++) {
        if (memcmp(lexicon->words[i].key, key, DICTIONARY_KEY_SIZE) == 0)
            return &lexicon->words[i];
    }
    return NULL;
}

/* Versions whose empty instances are the same share a dictionary. */
static void learn(struct lexicon *lexicon, const char *document, size_t size)
{
    struct word word;

    buf_init(&word.text, DICTIONARY_LARGEST);
    if (dictionary_of_form(document, size, &word.text)) {
        dictionary_key(&word.text, word.key);
        if (!look_up(lexicon, word.key)) {
            lexicon->words = mem_grow(lexicon->words, lexicon->count,
                                      &lexicon->capacity, sizeof word);
            lexicon->words[lexicon->count++] = word;
            return;
        }
    }
    buf_clear(&word.text);
}

static enum err read_newer(struct lexicon *lexicon)
{
    struct sql *sql = lexicon->archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, NEWER, db_int(lexicon->last));

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        size_t size;
        const void *body = sql->engine->blob(rows, 1, &size);
        learn(lexicon, body, size);
        lexicon->last = sql_column(sql, rows, 0);
    }
    return sql->engine->done(rows);
}

enum err lexicon_find(struct lexicon *lexicon, const unsigned char *key,
                      struct buf *out)
{
    const struct word *word = look_up(lexicon, key);
    enum err err = word ? ERR_NONE : read_newer(lexicon);

    if (err)
        return err;
    word = look_up(lexicon, key);
    if (!word)
        return ERR_MISSING;
    buf_add(out, word->text.data, word->text.size);
    return out->overflow ? ERR_LIMIT : ERR_NONE;
}
