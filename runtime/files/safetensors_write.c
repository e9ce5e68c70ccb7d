#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "checksum.h"
#include "durable.h"
#include "json.h"
#include "tensor.h"

/* The header as text, filled up with spaces to a multiple of eight bytes, so that the tensors are aligned in the file.
 * *digits is where the checksum goes. malloc'ed. */
static char *make_header(const struct tess_tensor_list *list, size_t *size, size_t *digits)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    if (!out)
        return NULL;
    const char *comma = "";
    fputs("{\"__metadata__\":{", out);
    for (int i = 0; i < list->entries; i++, comma = ",") {
        fputs(comma, out);
        json_text(out, list->metadata[i].key);
        fputc(':', out);
        json_text(out, list->metadata[i].value);
    }
    if (list->checksum) {
        fprintf(out, "%s\"checksum\":\"", comma);
        *digits = (size_t)ftell(out);
        fprintf(out, "%0*d\"", CHECKSUM_DIGITS, 0);
    }
    fputc('}', out);
    uint64_t begin = 0;
    for (int i = 0; i < list->tensors; i++) {
        const struct tess_tensor *tensor = &list->tensor[i];
        uint64_t bytes = 0;
        char shape[TESS_TENSOR_RANK * 22 + 4];
        tensor_size(tensor->rank, tensor->shape, tensor_type[tensor->type].bytes, &bytes);
        tensor_shape_text(tensor->rank, tensor->shape, shape, sizeof shape);
        fputc(',', out);
        json_text(out, tensor->name);
        fprintf(out, ":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%" PRIu64 ",%" PRIu64 "]}",
                tensor_type[tensor->type].name, shape, begin, begin + bytes);
        begin += bytes;
    }
    fputc('}', out);
    for (long at = ftell(out); at % 8 != 0; at++)
        fputc(' ', out);
    const bool good = !ferror(out);
    if (fclose(out) == 0 && good)
        return text;
    free(text);
    return NULL;
}

static void put_checksum(const struct tess_tensor_list *list, uint64_t length, char *header, size_t digits)
{
    struct checksum sum;
    checksum_start(&sum);
    checksum_add(&sum, &length, sizeof length);
    checksum_add(&sum, header, length);
    for (int i = 0; i < list->tensors; i++) {
        const struct tess_tensor *tensor = &list->tensor[i];
        uint64_t bytes = 0;
        tensor_size(tensor->rank, tensor->shape, tensor_type[tensor->type].bytes, &bytes);
        checksum_add(&sum, tensor->bytes, bytes);
    }
    char text[CHECKSUM_DIGITS + 1];
    snprintf(text, sizeof text, "%0*" PRIx64, CHECKSUM_DIGITS, checksum_value(&sum));
    memcpy(header + digits, text, CHECKSUM_DIGITS);
}

bool tess_tensors_write(const char *path, const struct tess_tensor_list *list, const char *previous,
                        struct tess_error *error)
{
    size_t size = 0, digits = 0;
    char *header = make_header(list, &size, &digits);
    if (!header)
        return tess_fail(error, TESS_FAILED, "%s: out of memory", path);
    const uint64_t length = size;
    if (list->checksum)
        put_checksum(list, length, header, digits);
    struct durable out;
    bool good = durable_open(&out, path, error);
    if (good) {
        fwrite(&length, sizeof length, 1, out.file);
        fwrite(header, 1, size, out.file);
        for (int i = 0; i < list->tensors && !ferror(out.file); i++) {
            const struct tess_tensor *tensor = &list->tensor[i];
            uint64_t bytes = 0;
            tensor_size(tensor->rank, tensor->shape, tensor_type[tensor->type].bytes, &bytes);
            fwrite(tensor->bytes, 1, bytes, out.file);
        }
        good = durable_close_keeping(&out, previous, error);
    }
    free(header);
    return good;
}
