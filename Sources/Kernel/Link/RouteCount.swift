import CNetlink
import Glibc

/// The number of IPv4 routes over an interface that the kernel removes with its last IPv4 address.
///
/// Routes that the kernel has added itself, for addresses, are left out. Source: `rtnetlink(7)`;
/// `net/ipv4/fib_frontend.c`, `fib_disable_ip`.
struct RouteCount {
    /// The number.
    let value: Int

    /// Counts the routes in all tables.
    ///
    /// The kernel selects them; one before 4.20 sends all routes.
    init(on index: Int32) throws(KernelRefusal) {
        let socket = try NetlinkSocket(protocol: NETLINK_ROUTE, datagrams: 4)
        socket.checksStrictly()
        value = try socket.dump(into: 0) { sequence in
            socket.builder.begin(
                type: UInt16(RTM_GETROUTE), flags: NLM_F_ROOT | NLM_F_MATCH, sequence: sequence,
                port: socket.port)
            var header = rtmsg()
            header.rtm_family = UInt8(AF_INET)
            socket.builder.append(header)
            socket.builder.put(Int(RTA_OIF.rawValue), UInt32(bitPattern: index))
        } update: { count, message, datagram in
            let start = message.payload.lowerBound
            // rtmsg: family, two lengths, TOS, table, protocol, scope, type, flags.
            guard Int(message.type) == RTM_NEWROUTE,
                message.payload.count >= MemoryLayout<rtmsg>.size,
                let origin = datagram.integer(UInt8.self, at: start + 5),
                let type = datagram.integer(UInt8.self, at: start + 7)
            else { return false }
            guard Int32(origin) != RTPROT_KERNEL, Int(type) == RTN_UNICAST else {
                return true
            }
            var walk = message.attributes(after: MemoryLayout<rtmsg>.size)
            var other = false
            while let attribute = walk.next(in: datagram) {
                guard attribute.type == Int(RTA_OIF.rawValue) else { continue }
                other = datagram.integer(Int32.self, of: attribute) != index
            }
            if !other { count += 1 }
            return true
        }
    }
}
