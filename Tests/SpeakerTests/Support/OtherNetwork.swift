import CNetlink
import Glibc

/// Runs a body in the network namespace of a host, on this thread.
///
/// Sockets that the body opens stay in that namespace. The body must not suspend.
func within<Result>(_ namespace: String, _ body: () throws -> Result) throws -> Result {
    let home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
    let other = open("/run/netns/\(namespace)", O_RDONLY | O_CLOEXEC)
    guard home >= 0, other >= 0 else {
        throw ShellError(command: "open \(namespace)", output: "errno \(errno)")
    }
    defer {
        close(home)
        close(other)
    }
    let network: Int32 = 0x4000_0000  // CLONE_NEWNET
    guard setns(other, network) == 0 else {
        throw ShellError(command: "enter \(namespace)", output: "errno \(errno)")
    }
    defer { precondition(setns(home, network) == 0, "the way home is open") }
    return try body()
}
