/* Lets a User-Mode Linux kernel run on processors whose registers are more than it knows of.
 *
 * Linux takes a process's extended registers only whole (arch/x86/kernel/fpu/regset.c,
 * xstateregs_set), and user-mode-linux up to 6.12 knows of the first 2,696 bytes: it stops at its
 * first process where the processor has AMX, whose tiles come after them. Preloaded, this gives the
 * kernel the rest as it is. `ptrace` is the only name that is in its way.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef NT_X86_XSTATE
#define NT_X86_XSTATE 0x202
#endif

static long call(long request, long pid, void *address, void *data) {
    return syscall(SYS_ptrace, request, pid, address, data);
}

static long whole(long request, long pid, struct iovec *part) {
    /* Some 11 KiB with AMX; the kernel's stacks have no room for it, and it is one thread. */
    static char state[16384] __attribute__((aligned(64)));
    struct iovec all = {state, sizeof state};
    if (call(PTRACE_GETREGSET, pid, (void *)NT_X86_XSTATE, &all) < 0) return -1;
    if (part->iov_len > all.iov_len) part->iov_len = all.iov_len;
    if (request == PTRACE_GETREGSET) {
        memcpy(part->iov_base, state, part->iov_len);
        return 0;
    }
    memcpy(state, part->iov_base, part->iov_len);
    return call(PTRACE_SETREGSET, pid, (void *)NT_X86_XSTATE, &all);
}

long ptrace(enum __ptrace_request request, ...) {
    va_list rest;
    va_start(rest, request);
    long pid = va_arg(rest, int);
    void *address = va_arg(rest, void *);
    void *data = va_arg(rest, void *);
    va_end(rest);
    if ((request == PTRACE_GETREGSET || request == PTRACE_SETREGSET) &&
        address == (void *)NT_X86_XSTATE)
        return whole(request, pid, data);
    if (request == PTRACE_PEEKTEXT || request == PTRACE_PEEKDATA || request == PTRACE_PEEKUSER) {
        /* The kernel writes the word where `data` points; the caller wants it returned. */
        long word;
        if (call(request, pid, address, &word) < 0) return -1;
        errno = 0;
        return word;
    }
    return call(request, pid, address, data);
}
