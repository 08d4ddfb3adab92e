#include "submission.h"

#include "config.h"
#include "lane.h"

#include "base/buf.h"
#include "base/mem.h"
#include "record/response.h"
#include "store/attachment.h"
#include "wire/envelope.h"
#include "wire/evidence.h"
#include "wire/multipart.h"
#include "wire/openrosa.h"

#include <stdlib.h>

enum { LARGEST_REPLY = 256 * 1024, FILES_AT_ONCE = 100 };

bool submission_is_kept(long status)
{
    return status == 201 || status == 202;
}

static void add_instance(const struct lane *lane, const struct response *r,
                         const char *boundary, struct buf *body)
{
    multipart_add(body, boundary, OPENROSA_INSTANCE_PART, "submission.xml",
                  "text/xml", r->body, r->body_size);
    if (!lane->hub_version)
        return;
    struct buf beside;
    buf_init(&beside, 0);
    envelope_write(&beside, &r->envelope);
    multipart_add(body, boundary, ENVELOPE_PART, NULL, "application/json",
                  beside.data, beside.size);
    buf_reset(&beside);
    if (response_is_logged(r)) {
        evidence_write(&beside, &r->evidence);
        multipart_add(body, boundary, EVIDENCE_PART, NULL, "text/plain",
                      beside.data, beside.size);
    }
    buf_clear(&beside);
}

/* Adds files from *next on while they fit, at least one. */
static enum err add_files(const struct lane *lane, const struct response *r,
                          const char *boundary, size_t *next, struct buf *body)
{
    struct buf content;
    enum err err = ERR_NONE;
    size_t first = *next;

    buf_init(&content, 0);
    while (!err && *next < r->attachments_count &&
           *next - first < FILES_AT_ONCE) {
        const struct attachment *a = &r->attachments[*next];
        if (*next > first && body->size + a->size > lane->accept_length)
            break;
        buf_reset(&content);
        err = attachment_read(lane->config->data, a->sha256, &content);
        if (err)
            break;
        multipart_add(body, boundary, a->name, a->name,
                      *a->type ? a->type : "application/octet-stream",
                      buf_text(&content), content.size);
        ++*next;
    }
    buf_clear(&content);
    return err ? ERR_MISSING : ERR_NONE;
}

static enum err post(struct lane *lane, const struct buf *body,
                     const char *boundary, struct http_reply *out)
{
    char *url = lane_url(lane, "submission");
    char *type = xasprintf("multipart/form-data; boundary=%s", boundary);
    const struct http_request request = {
        .method = HTTP_POST,
        .url = url,
        .content_type = type,
        .body = body,
        .limit = LARGEST_REPLY,
    };
    enum err err = lane_send(lane, &request, out);

    free(type);
    free(url);
    return err;
}

/* What the server takes at once matters only to a response with files; any
 * reply but one with the header leaves the usual limit. */
static enum err ask_length(struct lane *lane, struct http_reply *out)
{
    char *url = lane_url(lane, "submission");
    const struct http_request request = {
        .method = HTTP_HEAD, .url = url, .limit = 1};
    enum err err = lane_send(lane, &request, out);

    if (!err && !lane->accept_length)
        lane->accept_length = OPENROSA_DEFAULT_LENGTH;
    free(url);
    return err;
}

static enum err send_part(struct lane *lane, const struct response *r,
                          size_t *next, struct http_reply *out)
{
    char boundary[MULTIPART_BOUNDARY_SIZE];
    struct buf body;

    buf_init(&body, 0);
    multipart_boundary(boundary);
    add_instance(lane, r, boundary, &body);
    enum err err = add_files(lane, r, boundary, next, &body);
    if (*next < r->attachments_count)
        multipart_add(&body, boundary, OPENROSA_INCOMPLETE_PART, NULL, NULL,
                      "yes", 3);
    multipart_end(&body, boundary);
    if (!err)
        err = post(lane, &body, boundary, out);
    buf_clear(&body);
    return err;
}

enum err submission_pack(struct lane *lane, const struct response *response,
                         const char *boundary, struct buf *out)
{
    size_t next = 0;

    add_instance(lane, response, boundary, out);
    enum err err = add_files(lane, response, boundary, &next, out);
    multipart_end(out, boundary);
    if (!err && next < response->attachments_count)
        err = ERR_LIMIT;
    return err;
}

/* The bytes of the instance are the same each time, so that sending again,
 * after any failure, is always safe. */
enum err submission_send(struct lane *lane, const struct response *response,
                         struct http_reply *out)
{
    size_t next = 0;
    enum err err = ERR_NONE;

    *out = (struct http_reply){0};
    if (response->attachments_count && !lane->accept_length) {
        err = ask_length(lane, out);
        if (err)
            return err;
    }
    do {
        http_reply_clear(out);
        *out = (struct http_reply){0};
        err = send_part(lane, response, &next, out);
    } while (!err && submission_is_kept(out->status) &&
             next < response->attachments_count);
    return err;
}
