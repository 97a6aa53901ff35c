import Addresses
import Files
import HAProxy
import Planning

extension AdminAccess {
    /// The ways of administrators to this host.
    ///
    /// Each part is read from `/proc`, and is empty if its file is unreadable.
    package static var live: AdminAccess {
        AdminAccess(
            sessions: LoginSession.connections.compactMap { AdminPath($0) },
            ports: Listeners.ports(ofProgramsNamed: LoginSession.servers), routers: routers)
    }

    /// The routers of this host in the main table.
    ///
    /// Source: `proc(5)`, `/proc/net/route`: the third field is the router in host byte order;
    /// `/proc/net/ipv6_route`: the fifth field.
    private static var routers: Set<IPAddress> {
        let four = (readText("/proc/self/net/route", limit: 1 << 20) ?? "").split(separator: "\n")
            .dropFirst().compactMap { line -> IPAddress? in
                let fields = line.split(separator: "\t")
                guard fields.count > 2, let number = UInt32(fields[2], radix: 16) else {
                    return nil
                }
                return withUnsafeBytes(of: number) { IPAddress(bytes: Array($0)) }
            }
        let six = (readText("/proc/self/net/ipv6_route", limit: 1 << 20) ?? "")
            .split(separator: "\n").compactMap { line -> IPAddress? in
                let fields = line.split(separator: " ")
                guard fields.count > 4, fields[4].utf8.count == 32 else { return nil }
                let digits = Array(fields[4])
                let bytes = stride(from: 0, to: 32, by: 2).compactMap {
                    UInt8(String(digits[$0...($0 + 1)]), radix: 16)
                }
                return IPAddress(bytes: bytes)
            }
        return Set(four + six).filter { !$0.isUnspecified }
    }
}
