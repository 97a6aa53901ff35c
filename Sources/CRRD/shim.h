/* librrd: round-robin files and their graphs. */
#include <rrd.h>

/* A value of an rrd_infoval_t by its kind; a union has no safe access from Swift. */
static inline unsigned char *ballast_rrd_blob(const rrd_info_t *info, unsigned long *size) {
    if (info->type != RD_I_BLO) return 0;
    *size = info->value.u_blo.size;
    return info->value.u_blo.ptr;
}
