/* A form whose choices come from a file. */
#ifndef FUZZ_EXTERNAL_H
#define FUZZ_EXTERNAL_H

#include <stddef.h>
#include <stdint.h>

/* Fills in a form that asks for the file of that URI and gets the data. */
void visit_with_file(const char *uri, const uint8_t *data, size_t size);

#endif
