/* Reports of the position daemon. */
#include "wire/gpsd.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gpsd_fix fix;

    if (gpsd_read((const char *)data, size, &fix) == GPSD_FIX)
        assert(fabs(fix.latitude) <= 90 && fabs(fix.longitude) <= 180 &&
               isfinite(fix.altitude) && isfinite(fix.accuracy));
    return 0;
}
