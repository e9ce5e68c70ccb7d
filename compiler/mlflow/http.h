/* A client of HTTP/1.1 (RFC 9112): one request a connection, over plain sockets. */
#ifndef TESSC_HTTP_H
#define TESSC_HTTP_H

#include "support/arena.h"
#include "tess/error.h"

/* http://HOST[:PORT][/PATH] */
struct http_server {
    const char *host, *port; /* port: decimal, "80" by default */
    const char *authority;   /* as the URL has it: HOST[:PORT] */
    const char *path;        /* before that of a request; no slash at its end */
};

/* TESS_USAGE where it is no such URL: https in particular, for there is no TLS in tessc. */
bool http_server_read(struct arena *arena, const char *url, struct http_server *server, struct tess_error *error);

struct http_answer {
    int status;
    const char *body; /* a text; what is behind a zero byte is not seen */
};

/* Sends a request, with a body of JSON where that is not NULL, and waits for the answer: 20 seconds for a connection,
 * 60 for all the rest. TESS_FAILED, naming the server, where it cannot be reached, does not answer, or its answer is no
 * HTTP, incomplete, or larger than 16 MiB. */
bool http_request(struct arena *arena, const struct http_server *server, const char *method, const char *path,
                  const char *body, struct http_answer *answer, struct tess_error *error);

#endif
