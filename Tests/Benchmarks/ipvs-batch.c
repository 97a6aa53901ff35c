/* The least that programming IPVS can cost: SERVICES x SERVERS from empty, 1,000 messages in one
 * sendmsg, one acknowledgement a batch. Prints milliseconds.
 *
 * Build: cc -O2 -o ipvs-batch ipvs-batch.c   Run: ipvs-batch SERVICES SERVERS
 * Each run needs a fresh network namespace: deleted servers stay in its trash for minutes. */
#include <arpa/inet.h>
#include <linux/genetlink.h>
#include <linux/ip_vs.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 1000, LIMIT = 256 };

static char buffer[BATCH * LIMIT];
static size_t length;
static unsigned count, sequence;
static int sock, family;
static struct nlmsghdr *message;

static struct nlattr *put(int type, const void *data, size_t size)
{
    struct nlattr *attribute = (struct nlattr *)(buffer + length);
    attribute->nla_type = type;
    attribute->nla_len = NLA_HDRLEN + size;
    if (data)
        memcpy(attribute + 1, data, size);
    length += NLA_ALIGN(attribute->nla_len);
    return attribute;
}

static void put16(int type, unsigned short value) { put(type, &value, 2); }
static void put32(int type, unsigned value) { put(type, &value, 4); }

static void end(struct nlattr *nest) { nest->nla_len = buffer + length - (char *)nest; }

static void begin(int type, int command)
{
    struct genlmsghdr generic = {.cmd = command, .version = 1};
    message = (struct nlmsghdr *)(buffer + length);
    message->nlmsg_type = type;
    message->nlmsg_flags = NLM_F_REQUEST;
    message->nlmsg_seq = ++sequence;
    message->nlmsg_pid = 0;
    memcpy(message + 1, &generic, sizeof generic);
    length += NLMSG_HDRLEN + GENL_HDRLEN;
}

/* Sends what there is and reads until the last message's acknowledgement. */
static void flush(void)
{
    static char reply[32768];
    if (!count)
        return;
    message->nlmsg_flags |= NLM_F_ACK;
    if (send(sock, buffer, length, 0) != (ssize_t)length) {
        perror("send");
        exit(1);
    }
    for (;;) {
        ssize_t size = recv(sock, reply, sizeof reply, 0);
        struct nlmsghdr *header = (struct nlmsghdr *)reply;
        if (size < (ssize_t)(NLMSG_HDRLEN + sizeof(int)) || header->nlmsg_type != NLMSG_ERROR ||
            *(int *)NLMSG_DATA(header)) {
            fprintf(stderr, "ipvs-batch: the kernel refused a message\n");
            exit(1);
        }
        if (header->nlmsg_seq == sequence)
            break;
    }
    length = count = 0;
}

static void finish(void)
{
    message->nlmsg_len = buffer + length - (char *)message;
    if (++count == BATCH)
        flush();
}

static void put_service(unsigned address)
{
    put16(IPVS_SVC_ATTR_AF, AF_INET);
    put16(IPVS_SVC_ATTR_PROTOCOL, IPPROTO_TCP);
    put(IPVS_SVC_ATTR_ADDR, &address, 4);
    put16(IPVS_SVC_ATTR_PORT, htons(80));
}

static void add_service(unsigned address)
{
    struct ip_vs_flags flags = {0, ~0u};
    struct nlattr *nest;
    begin(family, IPVS_CMD_NEW_SERVICE);
    nest = put(IPVS_CMD_ATTR_SERVICE, NULL, 0);
    put_service(address);
    put(IPVS_SVC_ATTR_SCHED_NAME, "wrr", 4);
    put(IPVS_SVC_ATTR_FLAGS, &flags, sizeof flags);
    put32(IPVS_SVC_ATTR_TIMEOUT, 0);
    put32(IPVS_SVC_ATTR_NETMASK, ~0u);
    end(nest);
    finish();
}

static void add_server(unsigned service, unsigned address)
{
    struct nlattr *nest;
    begin(family, IPVS_CMD_NEW_DEST);
    nest = put(IPVS_CMD_ATTR_SERVICE, NULL, 0);
    put_service(service);
    end(nest);
    nest = put(IPVS_CMD_ATTR_DEST, NULL, 0);
    put16(IPVS_DEST_ATTR_ADDR_FAMILY, AF_INET);
    put(IPVS_DEST_ATTR_ADDR, &address, 4);
    put16(IPVS_DEST_ATTR_PORT, htons(80));
    put32(IPVS_DEST_ATTR_FWD_METHOD, IP_VS_CONN_F_DROUTE);
    put32(IPVS_DEST_ATTR_WEIGHT, 1);
    put32(IPVS_DEST_ATTR_U_THRESH, 0);
    put32(IPVS_DEST_ATTR_L_THRESH, 0);
    end(nest);
    finish();
}

static void resolve(void)
{
    char reply[8192];
    ssize_t size;
    struct nlattr *attribute;
    begin(GENL_ID_CTRL, CTRL_CMD_GETFAMILY);
    put(CTRL_ATTR_FAMILY_NAME, IPVS_GENL_NAME, sizeof IPVS_GENL_NAME);
    message->nlmsg_len = length;
    send(sock, buffer, length, 0);
    size = recv(sock, reply, sizeof reply, 0);
    attribute = (struct nlattr *)(reply + NLMSG_HDRLEN + GENL_HDRLEN);
    while ((char *)attribute < reply + size && attribute->nla_type != CTRL_ATTR_FAMILY_ID)
        attribute = (struct nlattr *)((char *)attribute + NLA_ALIGN(attribute->nla_len));
    if (size < (ssize_t)(NLMSG_HDRLEN + GENL_HDRLEN + 8) || (char *)attribute >= reply + size) {
        fprintf(stderr, "ipvs-batch: no IPVS; modprobe ip_vs\n");
        exit(1);
    }
    family = *(unsigned short *)(attribute + 1);
    length = 0;
}

int main(int argc, char **argv)
{
    unsigned services = argc > 1 ? atoi(argv[1]) : 1000, servers = argc > 2 ? atoi(argv[2]) : 20;
    int size = 1 << 20;
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
    setsockopt(sock, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    resolve();
    for (unsigned service = 0; service < services; service++) {
        unsigned address = htonl(0x0a000001 + service);
        add_service(address);
        for (unsigned server = 0; server < servers; server++)
            add_server(address, htonl(0x0a400001 + service * servers + server));
    }
    flush();
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%.2f\n", (to.tv_sec - from.tv_sec) * 1e3 + (to.tv_nsec - from.tv_nsec) / 1e6);
}
