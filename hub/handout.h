/* Exports over HTTP: made by a child process and streamed as they come. */
#ifndef HUB_HANDOUT_H
#define HUB_HANDOUT_H

#include "cursor.h"

struct export_format;
struct visit;

enum { HANDOUT_ARGUMENTS = 48 };

/* The arguments of a child that exports a form up to a cursor, with what the
 * visit's query or fields ask, ended by NULL; NULL, or why it cannot be
 * understood (English). */
const char *handout_arguments(struct visit *visit, const char *form_id,
                              const char *format, struct cursor now,
                              const char **arguments);
/* The name of an export as a file. */
const char *handout_file_name(struct visit *visit, const char *form_id,
                              const struct export_format *format);
/* Says in the reply's headers that it is a file of that name. */
void handout_name_file(struct visit *visit, const char *name);

/* GET forms/ID/responses.csv; the query says table, lang, labels, split,
 * spreadsheet, after, and what filter.h says: from, until, station, state,
 * review, version, where. The header Barrio-Cursor is the next after. */
void handout_csv(struct visit *visit);
/* The same as JSON lines. */
void handout_jsonl(struct visit *visit);
/* As an Excel workbook, a sheet for each table. */
void handout_xlsx(struct visit *visit);
/* As GeoJSON. */
void handout_geojson(struct visit *visit);
/* The attachments (raw: and documents) as a zip file. */
void handout_files(struct visit *visit);
/* All tables with their codebook as a Data Package. */
void handout_package(struct visit *visit);

#endif
