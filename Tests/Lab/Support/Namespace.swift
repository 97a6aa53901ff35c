import CLab
import Glibc

/// A network namespace that the calling thread steps into for the length of a closure.
///
/// A socket stays in the namespace it was made in, and a child in the one of the thread that made
/// it, so one process holds all the hosts of the lab. The closure does not suspend, so the thread
/// is the same throughout.
public enum Namespace {
    /// Does the work in the host's namespace.
    ///
    /// **Errors:** there is no host of this name.
    public static func inside<Result>(
        _ host: String, _ work: () throws -> Result
    ) throws -> Result {
        let there = try checked("open the namespace of \(host): is the topology up") {
            open("/run/netns/\(host)", O_RDONLY | O_CLOEXEC)
        }
        defer { close(there) }
        return try returning {
            _ = try checked("enter the namespace of \(host)") { setns(there, newNetwork) }
            return try work()
        }
    }

    /// Does the work in a namespace made for it, empty but for `lo`, which is up: IPVS refuses
    /// real servers otherwise.
    public static func fresh<Result>(_ work: () throws -> Result) throws -> Result {
        try returning {
            _ = try checked("make a network namespace") { unshare(newNetwork) }
            try raiseLoopback()
            return try work()
        }
    }

    private static let newNetwork = Int32(LAB_NEW_NETWORK)

    private static func returning<Result>(_ work: () throws -> Result) throws -> Result {
        let here = try checked("open this thread's namespace") {
            open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
        }
        defer {
            // A thread in the wrong namespace would spoil every later test.
            precondition(setns(here, newNetwork) == 0, "a thread returns to its namespace")
            close(here)
        }
        return try work()
    }

    private static func raiseLoopback() throws {
        let control = try checked("make a socket") {
            socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        }
        defer { close(control) }
        var request = ifreq()
        withUnsafeMutableBytes(of: &request.ifr_ifrn) { $0.copyBytes(from: "lo".utf8) }
        request.ifr_ifru.ifru_flags = Int16(IFF_UP)
        _ = try checked("set lo up") { ioctl(control, UInt(SIOCSIFFLAGS), &request) }
    }
}
