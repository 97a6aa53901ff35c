/* What Swift's Glibc module lacks: declarations under _GNU_SOURCE, and of malloc.h,
   link.h, sys/epoll.h, sys/eventfd.h, sys/signalfd.h, sys/timerfd.h and sys/timex.h. */

#include <link.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/timex.h>

/* stdio.h: rename(2) with flags. */
extern int renameat2(
    int old_directory, const char *old_path, int new_directory, const char *new_path,
    unsigned int flags);

/* linux/fs.h, RENAME_EXCHANGE: the two names change places. */
static const unsigned int ballast_rename_exchange = 1u << 1;

/* string.h: "ENOENT"; a null pointer for a number that has no name. */
extern const char *strerrorname_np(int number);

/* string.h: "No such file or directory"; a null pointer for a number that has no name. */
extern const char *strerrordesc_np(int number);

/* malloc.h: parameters of the allocator. */
extern int mallopt(int parameter, int value);

/* malloc.h: gives memory that is not in use back to the kernel; 1 when there was some. */
extern int malloc_trim(unsigned long kept);

/* malloc.h: the state of the allocator, in bytes. */
struct ballast_allocator {
    size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
};
extern struct ballast_allocator ballast_allocator_state(void) __asm__("mallinfo2");

/* malloc.h: M_TRIM_THRESHOLD, M_MMAP_THRESHOLD and M_ARENA_MAX. */
static const int ballast_trim_threshold = -1;
static const int ballast_mmap_threshold = -3;
static const int ballast_arena_limit = -8;

/* spawn.h: closes all descriptors from this one on in the child. */
extern int posix_spawn_file_actions_addclosefrom_np(void *actions, int from);

/* spawn.h, POSIX_SPAWN_SETSID: the child gets a session of its own. */
static const short ballast_spawn_new_session = 0x80;

/* sys/pidfd.h: a descriptor of a process, readable when it has ended. */
extern int pidfd_open(int process, unsigned int flags);

/* sys/pidfd.h: a signal to a process, never to a later one of the same number. */
extern int pidfd_send_signal(int process, int signal, void *info, unsigned int flags);

/* sys/mman.h: a file in memory that has no name. */
extern int memfd_create(const char *name, unsigned int flags);

/* linux/memfd.h, MFD_CLOEXEC: it is closed in programs that this one becomes. */
static const unsigned int ballast_memfd_close_on_exec = 1u;

/* fcntl.h, O_PATH: a descriptor that names a file, and neither reads nor writes it. */
static const int ballast_open_path = 010000000;

/* linux/capability.h: the rights of a process; glibc has the call and declares it nowhere. */
extern int capget(void *header, void *sets);

/* linux/capability.h, _LINUX_CAPABILITY_VERSION_3: two sets of 32 rights each. */
static const unsigned int ballast_capability_version = 0x20080522u;

/* sys/xattr.h: extended attributes of an open file, of which an access list is one. */
extern long flistxattr(int file, char *names, size_t size);
extern long fgetxattr(int file, const char *name, void *value, size_t size);
extern int fsetxattr(
    int file, const char *name, const void *value, size_t size, int flags);

/* linux/fs.h, RENAME_NOREPLACE: fails with EEXIST where the new name exists. */
static const unsigned int ballast_rename_no_replace = 1u;

/* linux/stat.h: attributes of a file that stat(2) lacks; the rest of the 256 bytes is not used. */
struct ballast_statx {
    unsigned int mask, block_size;
    unsigned long long attributes;
    unsigned char rest[240];
};
extern int ballast_statx(
    int directory, const char *path, int flags, unsigned int mask, struct ballast_statx *facts)
    __asm__("statx");

/* linux/stat.h, STATX_ATTR_IMMUTABLE and STATX_ATTR_APPEND: chattr +i and +a. */
static const unsigned long long ballast_statx_immutable = 0x10u;
static const unsigned long long ballast_statx_append = 0x20u;

/* linux/stat.h, STATX_ATTR_MOUNT_ROOT: something is mounted there. */
static const unsigned long long ballast_statx_mount_root = 0x2000u;

/* unistd.h: writes all of the file system that has this file to disk. */
extern int syncfs(int file);

/* link.h: a program or library in memory; the rest of dl_phdr_info is not used. */
struct ballast_object {
    ElfW(Addr) address;
    const char *name;
    const ElfW(Phdr) *headers;
    ElfW(Half) count;
};
extern int ballast_each_object(
    int (*visit)(struct ballast_object *object, size_t size, void *data), void *data)
    __asm__("dl_iterate_phdr");

/* Unlocks the tables of one object, from PT_GNU_EH_FRAME to the end of their segment. */
static inline int ballast_unlock_object(struct ballast_object *object, size_t size, void *page) {
    (void)size;
    ElfW(Addr) begin = 0, end = 0;
    for (ElfW(Half) i = 0; i < object->count; i++)
        if (object->headers[i].p_type == PT_GNU_EH_FRAME) begin = object->headers[i].p_vaddr;
    for (ElfW(Half) i = 0; i < object->count; i++) {
        const ElfW(Phdr) *part = &object->headers[i];
        if (begin && part->p_type == PT_LOAD && !(part->p_flags & (PF_W | PF_X))
            && part->p_vaddr <= begin && begin < part->p_vaddr + part->p_filesz)
            end = part->p_vaddr + part->p_filesz;
    }
    ElfW(Addr) step = *(const ElfW(Addr) *)page;
    begin = (begin + step - 1) / step * step;
    if (begin < end && munlock((void *)(object->address + begin), end - begin) == 0)
        madvise((void *)(object->address + begin), end - begin, MADV_DONTNEED);
    return 0;
}

/* sys/mman.h: unlocks the tables for unwinding the stack, which only a crash reads. */
static inline void ballast_unlock_unwinding(unsigned long page) {
    ElfW(Addr) step = page;
    ballast_each_object(ballast_unlock_object, &step);
}
