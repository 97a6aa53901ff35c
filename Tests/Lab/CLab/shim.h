// What the lab needs of libc that Swift's Glibc module leaves out.
#ifndef BALLAST_CLAB_H
#define BALLAST_CLAB_H

#include <sys/epoll.h>
#include <sys/eventfd.h>

// sched.h declares these two under _GNU_SOURCE only.
int setns(int descriptor, int kinds);
int unshare(int kinds);

enum { LAB_NEW_NETWORK = 0x40000000 };  // CLONE_NEWNET

#endif
