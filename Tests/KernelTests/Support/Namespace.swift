import CNetlink
import Glibc

/// Where tests may change the network: a namespace of their own, and what this kernel has.
enum Namespace {
    /// Whether this process may make network namespaces.
    static let isAvailable: Bool = geteuid() == 0 && (try? fresh {}) != nil

    /// Whether the kernel has IPVS, loaded or to be loaded; that is so in the lab.
    static let hasIPVS: Bool =
        isAvailable && system("modprobe -q ip_vs 2>/dev/null || test -e /proc/net/ip_vs") == 0

    /// Runs the body in a new namespace, whose loopback is up.
    ///
    /// The body must not suspend.
    static func fresh<Result>(
        loopback: Bool = true, _ body: () throws -> Result
    ) throws -> Result {
        let home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
        guard home >= 0 else { throw NamespaceError(number: errno) }
        defer { close(home) }
        let newNetwork: Int32 = 0x4000_0000  // CLONE_NEWNET
        guard unshare(newNetwork) == 0 else { throw NamespaceError(number: errno) }
        defer { precondition(setns(home, newNetwork) == 0, "the way home is open") }
        if loopback { try run("ip link set lo up") }
        return try body()
    }

    /// Runs the body in an open namespace.
    ///
    /// The body must not suspend.
    static func inside<Result>(_ namespace: Int32, _ body: () throws -> Result) throws -> Result {
        let home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
        guard home >= 0 else { throw NamespaceError(number: errno) }
        defer { close(home) }
        let newNetwork: Int32 = 0x4000_0000  // CLONE_NEWNET
        guard setns(namespace, newNetwork) == 0 else { throw NamespaceError(number: errno) }
        defer { precondition(setns(home, newNetwork) == 0, "the way home is open") }
        return try body()
    }

    /// Runs a shell command in the namespace of this thread; its output.
    @discardableResult
    static func run(_ command: String) throws -> String {
        guard let pipe = popen(command + " 2>&1", "r") else {
            throw NamespaceError(number: errno)
        }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 {
            output += chunk[..<count]
        }
        let status = pclose(pipe)
        let text = String(decoding: output, as: UTF8.self)
        guard status == 0 else { throw CommandError(command: command, output: text) }
        return text
    }
}

/// A system call for the test's own set-up failed.
struct NamespaceError: Error {
    let number: Int32
}

/// A command for the test's own set-up failed.
struct CommandError: Error {
    let command: String
    let output: String
}
