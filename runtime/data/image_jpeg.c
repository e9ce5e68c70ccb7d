#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>

#include "image_exif.h"
#include "image_format.h"

/* libjpeg's way out of an error: back to image_decode_jpeg, with the message. */
struct escape {
    struct jpeg_error_mgr manager; /* first: libjpeg hands back a pointer to it */
    jmp_buf back;
    char message[JMSG_LENGTH_MAX];
};

static void escape_error(j_common_ptr jpeg)
{
    struct escape *escape = (struct escape *)(void *)jpeg->err;
    escape->manager.format_message(jpeg, escape->message);
    longjmp(escape->back, 1);
}

/* Warnings mean damaged data that libjpeg would paint over in grey: errors here. */
static void escape_warning(j_common_ptr jpeg, int level)
{
    if (level < 0)
        escape_error(jpeg);
}

enum { MARKER_EXIF = JPEG_APP0 + 1, MARKER_MAX = 0xffff };

/* What the first EXIF data of the file says. */
static int orientation_of(const struct jpeg_decompress_struct *jpeg)
{
    int orientation = IMAGE_UPRIGHT;
    for (const struct jpeg_marker_struct *marker = jpeg->marker_list; marker; marker = marker->next)
        if (marker->marker == MARKER_EXIF && image_exif(marker->data, marker->data_length, &orientation))
            break;
    return orientation;
}

/* Reads up to the next scan's first byte; false: there is none. */
static bool next_scan(struct jpeg_decompress_struct *jpeg)
{
    for (;;)
        switch (jpeg_consume_input(jpeg)) {
        case JPEG_REACHED_SOS:
            return true;
        case JPEG_REACHED_EOI:
            return false;
        }
}

/* Reads all scans of a file that has several, up to its end, and checks that they hold all of it: a file that was cut
 * between two scans and closed again shows a blurred picture, or one without its colours, of which libjpeg has no word.
 * A progressive file must give every coefficient of every component to the last bit (ITU-T T.81, G.1.1), another one a
 * scan to every component. */
static bool read_scans(struct jpeg_decompress_struct *jpeg, const char *name, size_t size, struct tess_error *error)
{
    bool seen[MAX_COMPONENTS] = {false};
    do {
        for (int i = 0; i < jpeg->comps_in_scan; i++)
            seen[jpeg->cur_comp_info[i]->component_index] = true;
    } while (next_scan(jpeg));
    for (int component = 0; component < jpeg->num_components; component++) {
        bool whole = seen[component];
        for (int i = 0; jpeg->progressive_mode && i < DCTSIZE2; i++)
            whole = whole && jpeg->coef_bits[component][i] == 0;
        if (!whole)
            return tess_fail(error, TESS_BAD_DATA,
                             "%s: offset %zu: expected a whole JPEG image, found its end before all scans of "
                             "component %d",
                             name, size - jpeg->src->bytes_in_buffer, component + 1);
    }
    return true;
}

/* Decodes into image; false with *error on what libjpeg has no word on. Leaves through `escape` otherwise. */
static bool decode(struct jpeg_decompress_struct *jpeg, const char *name, const unsigned char *bytes, size_t size,
                   struct image *image, struct tess_error *error)
{
    jpeg_create_decompress(jpeg);
    jpeg_mem_src(jpeg, bytes, (unsigned long)size);
    jpeg_save_markers(jpeg, MARKER_EXIF, MARKER_MAX);
    jpeg_read_header(jpeg, TRUE);
    if (jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %zu: expected a JPEG image in grey or colour, found one in printing inks (CMYK)",
                         name, size - jpeg->src->bytes_in_buffer);
    jpeg->out_color_space = JCS_RGB;
    jpeg->dct_method = JDCT_ISLOW; /* the same bits on every machine */
    if (!image_allocate(name, size - jpeg->src->bytes_in_buffer, jpeg->image_width, jpeg->image_height, image, error))
        return false;
    const bool several = jpeg_has_multiple_scans(jpeg);
    jpeg->buffered_image = several;
    jpeg_start_decompress(jpeg);
    if (several) {
        if (!read_scans(jpeg, name, size, error))
            return false;
        jpeg_start_output(jpeg, jpeg->input_scan_number);
    }
    while (jpeg->output_scanline < jpeg->output_height) {
        JSAMPROW row = image->pixels + (size_t)jpeg->output_scanline * (size_t)image->width * 3;
        jpeg_read_scanlines(jpeg, &row, 1);
    }
    const int orientation = orientation_of(jpeg);
    if (several)
        jpeg_finish_output(jpeg);
    jpeg_finish_decompress(jpeg);
    return image_turn(name, orientation, image, error);
}

/* How far libjpeg came: its next byte, as far as it says; all of them where they were too few. */
static size_t reached(const struct jpeg_decompress_struct *jpeg, const unsigned char *bytes, size_t size)
{
    const uintptr_t at = jpeg->src ? (uintptr_t)jpeg->src->next_input_byte : 0, start = (uintptr_t)bytes;
    if (jpeg->err->msg_code == JWRN_JPEG_EOF)
        return size;
    return at >= start && at - start <= size ? (size_t)(at - start) : size;
}

/* What libjpeg writes to belongs to the caller: setjmp may forget what changes in variables of its own function. */
static bool decode_or_escape(struct jpeg_decompress_struct *jpeg, struct escape *escape, const char *name,
                             const unsigned char *bytes, size_t size, struct image *image, struct tess_error *error)
{
    if (setjmp(escape->back) == 0)
        return decode(jpeg, name, bytes, size, image, error);
    return tess_fail(error, TESS_BAD_DATA, "%s: offset %zu: expected a whole JPEG image, found damage (%s)", name,
                     reached(jpeg, bytes, size), escape->message);
}

bool image_decode_jpeg(const char *name, const unsigned char *bytes, size_t size, struct image *image,
                       struct tess_error *error)
{
    struct jpeg_decompress_struct jpeg = {0};
    struct escape escape;
    jpeg.err = jpeg_std_error(&escape.manager);
    escape.manager.error_exit = escape_error;
    escape.manager.emit_message = escape_warning;
    const bool good = decode_or_escape(&jpeg, &escape, name, bytes, size, image, error);
    jpeg_destroy_decompress(&jpeg);
    return good;
}
