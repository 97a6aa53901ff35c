import Glibc
import Model

/// A program that reads a text and answers, run to its end.
struct ProgramRun {
    /// The end of the program.
    struct Result {
        /// The exit status; negative: the signal that killed it.
        let status: Int32
        /// Its output.
        let output: String
        /// Its error output.
        let errors: String
    }

    private let operation: String
    private let process: pid_t
    /// Socket of the standard input.
    private let input: Int32
    private let output: Int32
    private let errors: Int32

    /// The most bytes of an output that are kept: about 500,000 rules.
    private static let outputLimit = 64 << 20
    /// The most bytes of an error output that are kept.
    private static let errorLimit = 64 << 10
    /// The time without a byte in any direction after which a program is killed.
    ///
    /// **Unit:** milliseconds.
    private static let patience: Int32 = 5_000
    /// The reason for which a program is killed.
    static let silence = "the program does not answer"
    /// The time after which a program is killed even if it still writes.
    private static let longest = Duration.seconds(60)

    /// Starts a program, with sockets for its input and outputs.
    ///
    /// **Errors:** it can't be started.
    init(_ words: [String], operation: String) throws(HostFailure) {
        self.operation = operation
        var pairs: [[Int32]] = []
        func closeAll() { pairs.joined().forEach { close($0) } }
        for _ in 0..<3 {
            var pair: [Int32] = [-1, -1]
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
            guard socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
                let refusal = KernelRefusal.last
                closeAll()
                throw refusal.failure(of: operation)
            }
            pairs.append(pair)
        }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (target, pair) in pairs.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, pair[1], Int32(target))
        }
        var none = sigset_t()
        var every = sigset_t()
        sigemptyset(&none)
        sigfillset(&every)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &every)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let arguments = words.map { strdup($0) }
        let variables: [String] = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"]
        let environment = variables.map { strdup($0) }
        defer { for text in arguments + environment { free(text) } }
        var child: pid_t = 0
        let code = posix_spawn(
            &child, words[0], &actions, &attributes, arguments + [nil], environment + [nil])
        guard code == 0 else {
            closeAll()
            let refusal = KernelRefusal(code)
            throw refusal.failure(
                of: operation, because: "cannot start \(words[0]): \(refusal.words)")
        }
        for pair in pairs { close(pair[1]) }
        process = child
        (input, output, errors) = (pairs[0][0], pairs[1][0], pairs[2][0])
    }

    /// Writes the input, reads both outputs and waits for the end.
    ///
    /// **Errors:** the program neither reads nor writes nor ends.
    func finish(writing text: String) throws(HostFailure) -> Result {
        var left = Array(text.utf8)[...]
        var texts: [Int32: [UInt8]] = [output: [], errors: []]
        var open: Set<Int32> = [output, errors]
        let end = ContinuousClock.now + Self.longest
        if left.isEmpty { shutdown(input, Int32(SHUT_WR)) }
        defer { for descriptor in [input, output, errors] { close(descriptor) } }
        while !open.isEmpty {
            var polled = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            if !left.isEmpty {
                polled.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0))
            }
            let count = poll(&polled, nfds_t(polled.count), Self.patience)
            if count < 0 && errno == EINTR { continue }
            guard count > 0, ContinuousClock.now < end else { throw killed() }
            for entry in polled where entry.revents != 0 {
                if entry.fd == input {
                    send(&left)
                } else {
                    let limit = entry.fd == errors ? Self.errorLimit : Self.outputLimit
                    if !receive(from: entry.fd, into: &texts[entry.fd, default: []], limit) {
                        open.remove(entry.fd)
                    }
                }
            }
        }
        guard let status = wait(until: min(end, .now + .seconds(5))) else { throw killed() }
        return Result(
            status: status, output: String(decoding: texts[output] ?? [], as: UTF8.self),
            errors: String(decoding: texts[errors] ?? [], as: UTF8.self))
    }

    /// Sends a part of the input; nothing is left for a program that reads no more.
    private func send(_ left: inout ArraySlice<UInt8>) {
        let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
        let count = left.withUnsafeBytes { Glibc.send(input, $0.baseAddress, $0.count, flags) }
        if count > 0 {
            left = left.dropFirst(count)
        } else if count < 0 && errno != EAGAIN && errno != EINTR {
            left = []
        }
        if left.isEmpty { shutdown(input, Int32(SHUT_WR)) }
    }

    /// Reads a part of an output; false at its end.
    private func receive(
        from descriptor: Int32, into text: inout [UInt8], _ limit: Int
    ) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0 { return errno == EINTR || errno == EAGAIN }
        if count > 0 { text += chunk[..<min(count, max(0, limit - text.count))] }
        return count > 0
    }

    /// Kills the program, which does not end by itself.
    private func killed() -> HostFailure {
        kill(process, SIGKILL)
        _ = wait(until: .now + .seconds(5))
        return HostFailure(operation: operation, reason: Self.silence)
    }

    /// Waits for the end of the program; nil: it runs longer.
    private func wait(until end: ContinuousClock.Instant) -> Int32? {
        var status: Int32 = 0
        // Its outputs are closed, so it ends at once.
        var pause: useconds_t = 20
        while true {
            let found = waitpid(process, &status, WNOHANG)
            if found == process {
                return status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f)
            }
            if found < 0 && errno != EINTR { return -1 }
            guard ContinuousClock.now < end else { return nil }
            usleep(pause)
            pause = min(pause * 2, 1_000)
        }
    }
}
