#include "mlflow/http.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECT_SECONDS = 20, ANSWER_SECONDS = 60, MOST_BYTES = 16 << 20 };

/* ---- URLs -------------------------------------------------------------------------------------------------------- */

static bool is_port(const char *text)
{
    const size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits < 6 && !text[digits] && atoi(text) > 0 && atoi(text) < 65536;
}

bool http_server_read(struct arena *arena, const char *url, struct http_server *server, struct tess_error *error)
{
    static const char scheme[] = "http://";
    const char *at = url + sizeof scheme - 1;
    for (const char *c = url; *c; c++)
        if (*c <= ' ' || *c > '~')
            return tess_fail(error, TESS_USAGE, "a URL has no blanks and only ASCII characters: '%s'", url);
    if (strncmp(url, "https://", 8) == 0)
        return tess_fail(
            error, TESS_USAGE,
            "%s: tessc has no TLS and sends nothing over https; name the server by http://, behind a proxy "
            "or an SSH tunnel that encrypts (ssh -L 5000:localhost:5000 HOST)",
            url);
    if (strncmp(url, scheme, sizeof scheme - 1) != 0)
        return tess_fail(error, TESS_USAGE, "expected http://HOST[:PORT], found '%s'", url);
    const size_t length = strcspn(at, "/");
    char *authority = arena_copy(arena, at, length), *path = arena_copy(arena, at + length, strlen(at + length));
    for (size_t end = strlen(path); end > 0 && path[end - 1] == '/';)
        path[--end] = 0;
    const bool bracketed = *authority == '[';
    const char *close = bracketed ? strchr(authority, ']') : NULL, *colon = strchr(close ? close : authority, ':');
    const char *host = authority + bracketed, *end = close ? close : colon ? colon : authority + length;
    if (end == host || strpbrk(authority, "@?#") || strpbrk(path, "?#") || (bracketed && !close) ||
        (close && close[1] && close + 1 != colon) || (colon && !is_port(colon + 1)))
        return tess_fail(error, TESS_USAGE, "expected http://HOST[:PORT], found '%s'", url);
    *server = (struct http_server){.host = arena_copy(arena, host, (size_t)(end - host)),
                                   .port = colon ? colon + 1 : "80",
                                   .authority = authority,
                                   .path = path};
    return true;
}

/* ---- Sockets ----------------------------------------------------------------------------------------------------- */

static double seconds_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static bool fail(const struct http_server *server, const char *what, struct tess_error *error)
{
    return tess_fail(error, TESS_FAILED, "http://%s: %s", server->authority, what);
}

/* Waits until a socket is ready for reading or writing. False, with errno ETIMEDOUT, at the deadline. */
static bool await(int socket, short events, double deadline)
{
    struct pollfd poll_for = {.fd = socket, .events = events};
    for (;;) {
        const double left = deadline - seconds_now();
        const int ready = left > 0 ? poll(&poll_for, 1, (int)(left * 1000) + 1) : 0;
        if (ready > 0)
            return true;
        if (ready == 0 && left <= 0)
            errno = ETIMEDOUT;
        if (left <= 0 || (ready < 0 && errno != EINTR))
            return false;
    }
}

/* A socket that does not block, connected; -1 with errno. */
static int connect_to(const struct addrinfo *address, double deadline)
{
    int code = 0;
    socklen_t size = sizeof code;
    const int made = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (made < 0)
        return -1;
    if (connect(made, address->ai_addr, address->ai_addrlen) == 0)
        return made;
    if (errno == EINPROGRESS && await(made, POLLOUT, deadline) &&
        getsockopt(made, SOL_SOCKET, SO_ERROR, &code, &size) == 0) {
        if (code == 0)
            return made;
        errno = code;
    }
    code = errno;
    close(made);
    errno = code;
    return -1;
}

static int open_connection(const struct http_server *server, struct tess_error *error)
{
    const struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *list;
    int made = -1;
    const int code = getaddrinfo(server->host, server->port, &wanted, &list);
    if (code != 0) {
        fail(server, gai_strerror(code), error);
        return -1;
    }
    const double deadline = seconds_now() + CONNECT_SECONDS;
    for (const struct addrinfo *at = list; at && made < 0; at = at->ai_next)
        made = connect_to(at, deadline);
    if (made < 0)
        tess_fail(error, TESS_FAILED, "http://%s: cannot connect: %s", server->authority, strerror(errno));
    freeaddrinfo(list);
    return made;
}

static bool send_all(int socket, const char *bytes, size_t size, double deadline)
{
    while (size > 0) {
        const ssize_t sent = await(socket, POLLOUT, deadline) ? send(socket, bytes, size, MSG_NOSIGNAL) : -1;
        if (sent < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (sent < 0)
            return false;
        bytes += sent;
        size -= (size_t)sent;
    }
    return true;
}

/* All that comes until the server closes, malloc'ed and ended by a zero; NULL with errno, EFBIG where it is too much.
 */
static char *receive_all(int socket, double deadline, size_t *size)
{
    size_t room = 1 << 16;
    char *text = malloc(room);
    *size = 0;
    while (text) {
        const ssize_t got = await(socket, POLLIN, deadline) ? recv(socket, text + *size, room - 1 - *size, 0) : -1;
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (got == 0) {
            text[*size] = 0;
            return text;
        }
        *size += got > 0 ? (size_t)got : 0;
        if (got > 0 && *size + 1 < room)
            continue;
        if (got > 0 && room >= MOST_BYTES)
            errno = EFBIG;
        char *more = got > 0 && room < MOST_BYTES ? realloc(text, room *= 2) : NULL;
        if (!more)
            free(text);
        text = more;
    }
    return NULL;
}

/* ---- Messages ---------------------------------------------------------------------------------------------------- */

/* The value of a header field among the lines before `end`; NULL where there is none. */
static const char *header_field(const char *head, const char *end, const char *name)
{
    const size_t length = strlen(name);
    for (const char *line = head; line && line < end; line = strstr(line, "\r\n")) {
        line += line == head ? 0 : 2;
        if (strncasecmp(line, name, length) == 0 && line[length] == ':')
            return line + length + 1 + strspn(line + length + 1, " \t");
        if (line >= end)
            break;
    }
    return NULL;
}

/* Puts the chunks of a body together, in place. False where they do not end. */
static bool join_chunks(char *body, const char *end)
{
    char *to = body;
    for (const char *at = body;;) {
        char *behind;
        const unsigned long size = isxdigit((unsigned char)*at) ? strtoul(at, &behind, 16) : MOST_BYTES;
        const char *line = strstr(at, "\r\n");
        if (!line || size > (unsigned long)(end - line - 2))
            return false;
        if (size == 0) {
            *to = 0;
            return true;
        }
        memmove(to, line + 2, size);
        to += size;
        at = line + 2 + size;
        if (strncmp(at, "\r\n", 2) != 0)
            return false;
        at += 2;
    }
}

/* Takes an answer apart, in place; the body is copied. */
static bool read_answer(struct arena *arena, char *text, size_t size, struct http_answer *answer)
{
    char *head = strstr(text, "\r\n\r\n");
    if (!head || strncmp(text, "HTTP/1.", 7) != 0 || strlen(text) < 12 || text[8] != ' ')
        return false;
    char *body = head + 4;
    const size_t length = size - (size_t)(body - text);
    const char *expected = header_field(text, head, "Content-Length"),
               *coding = header_field(text, head, "Transfer-Encoding");
    answer->status = atoi(text + 9);
    if (coding && (strncasecmp(coding, "chunked", 7) != 0 || !join_chunks(body, text + size)))
        return false;
    if (!coding && expected && strtoul(expected, NULL, 10) > length)
        return false;
    answer->body = arena_copy(arena, body, strlen(body));
    return answer->status >= 100 && answer->status < 600;
}

bool http_request(struct arena *arena, const struct http_server *server, const char *method, const char *path,
                  const char *body, struct http_answer *answer, struct tess_error *error)
{
    const char *request = arena_format(
        arena,
        "%s %s%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: tessc\r\nAccept: application/json\r\n"
        "Connection: close\r\n%s%zu\r\n\r\n%s",
        method, server->path, path, server->authority,
        body ? "Content-Type: application/json\r\nContent-Length: " : "Content-Length: ", body ? strlen(body) : 0,
        body ? body : "");
    const int connection = open_connection(server, error);
    if (connection < 0)
        return false;
    const double deadline = seconds_now() + ANSWER_SECONDS;
    size_t size = 0;
    const bool sent = send_all(connection, request, strlen(request), deadline);
    char *text = sent ? receive_all(connection, deadline, &size) : NULL;
    const int reason = errno;
    close(connection);
    if (!text)
        return tess_fail(error, TESS_FAILED, "http://%s: %s: %s", server->authority, sent ? "no answer" : "cannot send",
                         strerror(reason));
    const bool good = read_answer(arena, text, size, answer) ||
                      fail(server, "expected an answer in HTTP/1.1, found something else or a part of one", error);
    free(text);
    return good;
}
