import Addresses
import CNetlink
import Glibc
import Model

extension AddressTable {
    /// Returns the addresses of all interfaces.
    func records() throws(KernelRefusal) -> [AddressRecord] {
        try socket.dump(into: []) { sequence in
            begin(RTM_GETADDR, flags: NLM_F_ROOT | NLM_F_MATCH, sequence: sequence)
            socket.builder.append(ifaddrmsg())
        } update: { records, message, datagram in
            guard Int(message.type) == RTM_NEWADDR else { return false }
            if AddressRecord.isForeign(message, in: datagram) { return true }
            guard let record = AddressRecord(message, in: datagram) else { return false }
            records.append(record)
            return true
        }
    }

    /// Returns the hardware addresses of neighbours with their addresses; empty if they can't be
    /// read.
    func neighbours() -> [MACAddress: Set<IPAddress>] {
        // Findings only lack names without them.
        let found = try? socket.dump(into: [MACAddress: Set<IPAddress>]()) { sequence in
            begin(RTM_GETNEIGH, flags: NLM_F_ROOT | NLM_F_MATCH, sequence: sequence)
            socket.builder.append(ndmsg())
        } update: { neighbours, message, datagram in
            guard Int(message.type) == RTM_NEWNEIGH else { return false }
            if let record = NeighbourRecord(message, in: datagram) {
                neighbours[record.hardwareAddress, default: []].insert(record.address)
            }
            return true
        }
        return found ?? [:]
    }

    /// Returns the route of a packet; nil: there is none.
    ///
    /// - Parameter own: the addresses of this host: the kernel knows no route from another one.
    func route(_ question: RouteQuestion, from own: Set<IPAddress>) -> RouteFacts? {
        // Without a route the kernel refuses the question.
        try? route(to: question.to, from: question.from.flatMap { own.contains($0) ? $0 : nil })
    }

    private func route(to: IPAddress, from: IPAddress? = nil) throws(KernelRefusal) -> RouteFacts {
        var header = rtmsg()
        header.rtm_family = UInt8(to.family.number)
        header.rtm_dst_len = to.family.bits
        header.rtm_src_len = from?.family.bits ?? 0
        header.rtm_flags = UInt32(RTM_F_LOOKUP_TABLE)
        var record: RouteAnswer?
        try socket.request { sequence in
            begin(RTM_GETROUTE, sequence: sequence)
            socket.builder.append(header)
            socket.builder.put(Int(RTA_DST.rawValue), to)
            if let from { socket.builder.put(Int(RTA_SRC.rawValue), from) }
        } _: { message, datagram in
            if Int(message.type) == RTM_NEWROUTE { record = RouteAnswer(message, in: datagram) }
        }
        var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
        guard let record, if_indextoname(record.interface, &name) != nil else {
            throw KernelRefusal(ENETUNREACH)
        }
        let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        var facts = RouteFacts(
            interface: String(decoding: bytes, as: UTF8.self), gateway: record.gateway,
            mtu: record.mtu, segment: record.segment)
        facts.isLocal = record.isLocal
        facts.table = record.table
        return facts
    }
}
