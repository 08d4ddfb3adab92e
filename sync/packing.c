#include "packing.h"

#include "config.h"
#include "lane.h"
#include "shelf.h"

#include "base/file.h"
#include "base/mem.h"
#include "record/response.h"
#include "store/formfile.h"
#include "wire/dictionary.h"

#include <stdlib.h>
#include <string.h>

enum { SINCE_VERSION = 3, LARGEST_FORM = 16 * 1024 * 1024 };

static enum squeeze_kind kind_for(const struct lane *lane)
{
    if (squeeze_knows(SQUEEZE_ZSTD) && !lane->hub_lacks_zstd)
        return SQUEEZE_ZSTD;
    return lane->hub_version >= SINCE_VERSION ? SQUEEZE_ZLIB : SQUEEZE_STORED;
}

void packing_init(struct packing *packing, const struct lane *lane,
                  struct db *db)
{
    *packing =
        (struct packing){.how = {kind_for(lane), NULL}, .lane = lane, .db = db};
    buf_init(&packing->dictionary, DICTIONARY_LARGEST);
}

/* Whether the version of the response is the one that lies here. */
struct wanted {
    const struct response *response;
    bool is_here;
};

static enum err look(void *context, const struct formfile *file)
{
    struct wanted *wanted = context;

    if (strcmp(file->form_id, wanted->response->form_id) == 0 &&
        strcmp(file->form_version, wanted->response->form_version) == 0)
        wanted->is_here = true;
    return ERR_NONE;
}

static bool read_form(const struct packing *packing, const struct response *r,
                      struct buf *out)
{
    const struct lane *lane = packing->lane;
    struct wanted wanted = {.response = r};

    if (formfile_each(packing->db, lane->target->name, look, &wanted) ||
        !wanted.is_here)
        return false;
    char *name = shelf_form_name(r->form_id);
    char *path = file_join(lane->config->forms_folder, name);
    bool is_read = file_exists(path) && file_read(path, out) == ERR_NONE;
    free(path);
    free(name);
    return is_read;
}

static bool is_of(const struct packing *packing, const struct response *r)
{
    return packing->form_id && strcmp(packing->form_id, r->form_id) == 0 &&
           strcmp(packing->form_version, r->form_version) == 0;
}

/* A form that came from elsewhere, or in another version, gives none: the hub
 * could not make the same of it. */
static void make_dictionary(struct packing *packing, const struct response *r)
{
    struct buf form;

    buf_init(&form, LARGEST_FORM);
    buf_reset(&packing->dictionary);
    if (read_form(packing, r, &form))
        dictionary_of_form(buf_text(&form), form.size, &packing->dictionary);
    buf_clear(&form);
    free(packing->form_id);
    free(packing->form_version);
    packing->form_id = xstrdup(r->form_id);
    packing->form_version = xstrdup(r->form_version);
}

void packing_choose(struct packing *packing, const struct response *response)
{
    const struct lane *lane = packing->lane;

    if (lane->hub_version < SINCE_VERSION || lane->is_plain)
        return;
    if (!is_of(packing, response))
        make_dictionary(packing, response);
    bool has = packing->dictionary.size > 0;
    packing->how.dictionary = has ? &packing->dictionary : NULL;
    packing->has_helped = packing->has_helped || has;
}

void packing_clear(struct packing *packing)
{
    buf_clear(&packing->dictionary);
    free(packing->form_id);
    free(packing->form_version);
    *packing = (struct packing){0};
}
