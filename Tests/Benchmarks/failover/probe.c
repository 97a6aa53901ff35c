/* Sends one ICMP echo request a millisecond until standard input ends: probe ADDRESS
 *
 * Prints `SENT LOST LONGEST LATE`. LOST: requests without an answer. LONGEST: milliseconds from an
 * unanswered request to the next one with an answer. LATE: the longest delay of a request in
 * milliseconds; if it is not small, the machine was too busy for the others to mean anything.
 * Needs CAP_NET_RAW, and CAP_SYS_NICE so as not to wait for the programs that it measures.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { limit = 200000 };
static const double period = 1, last_answers = 300;
static double sent_at[limit];
static char is_answered[limit];
static unsigned sent;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static uint16_t checksum(const void *bytes, size_t size) {
    uint32_t sum = 0;
    for (const uint16_t *word = bytes; size > 1; size -= 2) sum += *word++;
    sum = (sum & 0xffff) + (sum >> 16);
    return ~(sum + (sum >> 16));
}

struct message {
    struct icmphdr head;
    uint32_t number;
};

static void send_next(int descriptor, const struct sockaddr_in *target) {
    struct message message = {.number = sent};
    message.head.type = ICMP_ECHO;
    message.head.un.echo.id = getpid();
    message.head.un.echo.sequence = sent;
    message.head.checksum = checksum(&message, sizeof message);
    sent_at[sent++] = now();
    /* A request that can't be sent has no answer. */
    sendto(descriptor, &message, sizeof message, 0, (const void *)target, sizeof *target);
}

static void receive(int descriptor) {
    char buffer[256];
    ssize_t count;
    while ((count = recv(descriptor, buffer, sizeof buffer, MSG_DONTWAIT)) >= 0 || errno == EINTR) {
        struct message message;
        if (count < (ssize_t)(20 + sizeof message)) continue;
        memcpy(&message, buffer + 20, sizeof message);
        if (message.head.type == ICMP_ECHOREPLY && message.number < sent
            && message.head.un.echo.id == (uint16_t)getpid())
            is_answered[message.number] = 1;
    }
}

int main(int count, char **words) {
    struct sockaddr_in target = {.sin_family = AF_INET};
    if (count != 2 || inet_pton(AF_INET, words[1], &target.sin_addr) != 1) {
        fputs("usage: probe ADDRESS\n", stderr);
        return 2;
    }
    int descriptor = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    if (descriptor < 0) {
        perror("probe: socket");
        return 1;
    }
    int room = 4 << 20;
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    if (sched_setscheduler(0, SCHED_RR, &(struct sched_param){.sched_priority = 10}))
        perror("probe: without real-time priority it loses answers of its own");
    double start = now(), end = 0, late = 0;
    while (!end || now() < end) {
        double rest = start + sent * period - now();
        if (!end && rest <= 0) {
            if (-rest > late) late = -rest;
            if (sent == limit) return 2;
            send_next(descriptor, &target);
            continue;
        }
        if (end) rest = end - now();
        struct timespec wait = {.tv_nsec = (rest > 0 ? rest : 0) * 1e6};
        struct pollfd files[] = {
            {.fd = descriptor, .events = POLLIN}, {.fd = end ? -1 : STDIN_FILENO, .events = POLLIN}};
        ppoll(files, 2, &wait, NULL);
        receive(descriptor);
        if (files[1].revents) end = now() + last_answers;
    }
    unsigned lost = 0;
    double longest = 0, first = 0;
    for (unsigned number = 0; number < sent; number++) {
        if (is_answered[number]) continue;
        if (number == 0 || is_answered[number - 1]) first = sent_at[number];
        double next = number + 1 < sent ? sent_at[number + 1] : sent_at[number] + period;
        if (next - first > longest) longest = next - first;
        lost++;
    }
    printf("%u %u %.1f %.1f\n", sent, lost, longest, late);
    return 0;
}
