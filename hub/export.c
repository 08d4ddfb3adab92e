#include "exporting.h"

#include "base/mem.h"
#include "filter.h"
#include "projection.h"

#include <stdlib.h>
#include <string.h>

const struct export_format EXPORT_FORMATS[] = {
    {"csv", "csv", "text/csv; charset=utf-8; header=present", export_csv},
    {"jsonl", "jsonl", "application/x-ndjson; charset=utf-8", export_jsonl},
    {"geojson", "geojson", "application/geo+json", export_geojson},
    {"xlsx", "xlsx",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     export_xlsx},
    {"files", "zip", "application/zip", export_files},
    {"datapackage", "zip", "application/zip", export_package},
};
const size_t EXPORT_FORMATS_COUNT = COUNT_OF(EXPORT_FORMATS);

const struct export_format *export_format(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(EXPORT_FORMATS); i++) {
        if (strcmp(EXPORT_FORMATS[i].name, name) == 0)
            return &EXPORT_FORMATS[i];
    }
    return NULL;
}

enum err export_run(struct archive *archive, struct models *models,
                    const struct export_options *options, int fd)
{
    const struct export_format *format =
        export_format(options->format ? options->format : "csv");
    struct export e = {.archive = archive,
                       .models = models,
                       .options = options,
                       .filter = options->filter};
    struct filter *plain = NULL;
    const char *why;
    enum err err = ERR_NONE;

    if (!format)
        return ERR_FORMAT;
    if (!e.filter)
        err = filter_new(&plain, &(struct filter_terms){.from = NULL}, &why);
    if (plain)
        e.filter = plain;
    if (!err)
        err = options->awaits
                  ? projection_await(archive, models, options->upto.number)
                  : projection_catch_up(archive, models);
    outlet_init(&e.out, fd);
    if (!err)
        err = format->run(&e);
    if (!err)
        err = outlet_flush(&e.out);
    outlet_clear(&e.out);
    filter_free(plain);
    free(e.numbers);
    return err;
}
