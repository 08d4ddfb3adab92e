#include "base/certificate.h"

#include <openssl/asn1.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdio.h>

enum err certificate_days_left(const char *path, int *days)
{
    FILE *file = fopen(path, "re");
    int seconds = 0;

    if (!file)
        return ERR_MISSING;
    X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);
    fclose(file);
    bool is_read =
        certificate &&
        ASN1_TIME_diff(days, &seconds, NULL, X509_get0_notAfter(certificate));
    X509_free(certificate);
    if (is_read && *days == 0 && seconds < 0)
        *days = -1;
    return is_read ? ERR_NONE : ERR_FORMAT;
}
