/* libnl-3 and libnl-genl-3, with the kernel headers whose numbers they carry. */
#include <netlink/netlink.h>
#include <netlink/genl/genl.h>
#include <netlink/genl/ctrl.h>
#include <linux/fib_rules.h>
#include <linux/filter.h>
#include <linux/genetlink.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/ip_vs.h>
#include <linux/neighbour.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>

#include <string.h>
#include <sys/socket.h>
#include <time.h>
/* The C library shows these to _GNU_SOURCE only, which Swift does not set. */
#ifndef __USE_GNU
struct mmsghdr {
    struct msghdr msg_hdr;
    unsigned int msg_len;
};
extern int recvmmsg(int fd, struct mmsghdr *vector, unsigned int length, int flags,
                    struct timespec *timeout);
extern int unshare(int flags);
extern int sethostname(const char *name, size_t length);
extern int setns(int fd, int kind);
extern const char *strerrorname_np(int number);
extern const char *strerrordesc_np(int number);
#endif
