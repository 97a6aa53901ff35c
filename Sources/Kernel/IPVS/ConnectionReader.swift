import Glibc
import Model

/// A reader of the kernel's connections.
///
/// The kernel begins at the first connection again for each part that is read, so a large table
/// takes a second: never call it on a thread on which others wait.
public struct ConnectionReader {
    /// The folder in which `/proc` is: empty, or that of a test.
    private let root: String

    /// The largest time of a reading.
    private static let patience = Duration.seconds(10)

    /// Creates a reader of this host.
    public init(root: String = "") {
        self.root = root
    }

    /// Reads the connections of this network namespace; empty: the kernel has no IPVS.
    ///
    /// - Parameter limit: the most connections.
    ///
    /// **Errors:** `HostFailure`: the table can't be read.
    public func table(limit: Int = ConnectionTable.limit) throws(HostFailure) -> ConnectionTable {
        let path = root + "/proc/thread-self/net/ip_vs_conn"
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return ConnectionTable() }
            throw Self.failure
        }
        defer { close(descriptor) }
        let deadline = ContinuousClock.now + Self.patience
        var table = ConnectionTable()
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 262_144)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure }
            if count == 0 { return table }
            rest += buffer[..<count]
            guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { continue }
            for line in rest[..<end].split(separator: UInt8(ascii: "\n")) {
                guard table.connections.count < limit, ContinuousClock.now < deadline else {
                    table.isCut = true
                    return table
                }
                let text = String(decoding: line, as: UTF8.self)
                guard let connection = ConnectionLine.connection(in: text) else { continue }
                table.connections.append(connection)
            }
            rest.removeSubrange(...end)
        }
    }

    private static var failure: HostFailure {
        let refusal = KernelRefusal(errno)
        return refusal.failure(of: "read the connections of IPVS")
    }
}
