/* The same tests through the door of machines without ISA-L, whatever this
 * one has: these functions are linked instead of the library's. */
#include "../../../hub/deflater_zlib.c" /* NOLINT(bugprone-suspicious-include) */
#include "test_deflater.c" /* NOLINT(bugprone-suspicious-include) */
