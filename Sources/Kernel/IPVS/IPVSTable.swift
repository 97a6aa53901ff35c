import Addresses
import CNetlink
import Glibc
import Model

/// The IPVS table of this network namespace, over generic netlink.
///
/// Source: `linux/ip_vs.h`, `IPVS_GENL_NAME`.
final class IPVSTable {
    /// The socket for batches of commands.
    let socket: NetlinkSocket
    /// Number of the generic netlink family in this kernel, which changes when the module is loaded
    /// again.
    let family: UInt16

    /// Opens the family.
    ///
    /// **Errors:** `ENOENT` when this kernel has no IPVS.
    init(receiveBuffer: Int32 = NetlinkSocket.receiveBuffer) throws(KernelRefusal) {
        socket = try NetlinkSocket(protocol: NETLINK_GENERIC, receiveBuffer: receiveBuffer)
        let number = genl_ctrl_resolve(socket.handle, IPVS_GENL_NAME)
        guard number >= 0, let family = UInt16(exactly: number) else {
            throw KernelRefusal(ENOENT)
        }
        self.family = family
    }

    /// Begins the message of a command.
    func begin(_ command: Int, flags: Int32 = 0, sequence: UInt32) {
        socket.builder.begin(type: family, flags: flags, sequence: sequence, port: socket.port)
        socket.builder.append(
            genlmsghdr(cmd: UInt8(command), version: UInt8(IPVS_GENL_VERSION), reserved: 0))
    }

    /// Returns all services with their destinations; objects of an unknown kind are counted.
    func services(
        _ unknown: inout UnknownObjects
    ) throws(KernelRefusal) -> [ServiceKey: ObservedService] {
        let found = try socket.dump(into: Found<[ObservedService]>([])) { sequence in
            begin(IPVS_CMD_GET_SERVICE, flags: Self.dumpFlags, sequence: sequence)
        } update: { found, message, datagram in
            guard message.type == family,
                let walk = message.part(IPVS_CMD_ATTR_SERVICE, in: datagram)
            else { return false }
            if let service = ObservedService(walk, in: datagram) {
                found.known.append(service)
                return true
            }
            guard ObservedService.isUnknown(walk, in: datagram) else { return false }
            found.unknown += 1
            return true
        }
        unknown.services += found.unknown
        return try withDestinations(found.known, &unknown)
    }

    /// The objects of a dump.
    private struct Found<Known> {
        var known: Known
        /// Number of objects of an unknown kind.
        var unknown = 0

        init(_ known: Known) { self.known = known }
    }

    /// Returns those of these services that exist, with their destinations.
    func services(_ keys: Set<ServiceKey>) throws(KernelRefusal) -> [ServiceKey: ObservedService] {
        var unknown = UnknownObjects()
        var found: [ObservedService] = []
        var batch = MessageBatch(byteLimit: min(socket.batchLimit, keys.count * 80 + 1024))
        var rest = Array(keys)[...]
        while !rest.isEmpty {
            batch.clear(next: socket.sequenceNumbers(0))
            var asked: [ServiceKey] = []
            while !batch.isFull, let key = rest.popFirst() {
                ask(for: key, in: &batch)
                asked.append(key)
            }
            found += try answers(to: &batch, about: asked)
        }
        return try withDestinations(found, &unknown)
    }

    /// The connection timeouts.
    func timeouts() throws(KernelRefusal) -> IPVSTimeouts {
        var timeouts: IPVSTimeouts?
        try socket.request { sequence in
            begin(IPVS_CMD_GET_CONFIG, sequence: sequence)
        } _: { message, datagram in
            if message.type == family { timeouts = IPVSTimeouts(message, in: datagram) }
        }
        guard let timeouts else { throw .malformed }
        return timeouts
    }

    static let dumpFlags = NLM_F_ROOT | NLM_F_MATCH
}

extension IPVSTable {
    private func ask(for key: ServiceKey, in batch: inout MessageBatch) {
        begin(IPVS_CMD_GET_SERVICE, sequence: socket.sequenceNumbers(1))
        socket.builder.nest(IPVS_CMD_ATTR_SERVICE) { key.put(into: socket.builder) }
        batch.append(socket.builder)
    }

    /// Returns the existing services among the keys; lost answers are requested again, one by one.
    private func answers(
        to batch: inout MessageBatch, about keys: [ServiceKey]
    ) throws(KernelRefusal) -> [ObservedService] {
        var found: [Int: ObservedService] = [:]
        var isMalformed = false
        let result = socket.transact(&batch) { index, message, datagram in
            found[index] = service(in: message, datagram)
            if found[index] == nil { isMalformed = true }
        }
        if isMalformed { throw .malformed }
        // ENOENT would mean that the family is gone.
        for refusal in result.refusals.values where refusal.number != ESRCH { throw refusal }
        let lost = result.unknown.filter { found[$0] == nil }
        if keys.count == 1, !lost.isEmpty { throw KernelRefusal(ENOBUFS) }
        var services = Array(found.values)
        for index in lost {
            batch.clear(next: socket.sequenceNumbers(0))
            ask(for: keys[index], in: &batch)
            services += try answers(to: &batch, about: [keys[index]])
        }
        return services
    }

    private func withDestinations(
        _ services: [ObservedService], _ unknown: inout UnknownObjects
    ) throws(KernelRefusal) -> [ServiceKey: ObservedService] {
        var table = [ServiceKey: ObservedService](minimumCapacity: services.count)
        for var service in services {
            service.destinations = try destinations(of: service.service.key, &unknown)
            table[service.service.key] = service
        }
        return table
    }

    /// Returns the destinations of a service; empty when it is already gone.
    private func destinations(
        of key: ServiceKey, _ unknown: inout UnknownObjects
    ) throws(KernelRefusal) -> [Endpoint: ObservedDestination] {
        let found = try socket.dump(
            into: Found<[Endpoint: ObservedDestination]>([:])
        ) { sequence in
            begin(IPVS_CMD_GET_DEST, flags: Self.dumpFlags, sequence: sequence)
            socket.builder.nest(IPVS_CMD_ATTR_SERVICE) { key.put(into: socket.builder) }
        } update: { found, message, datagram in
            guard message.type == family,
                let walk = message.part(IPVS_CMD_ATTR_DEST, in: datagram)
            else { return false }
            if let destination = ObservedDestination(walk, of: key.family, in: datagram) {
                found.known[destination.destination.endpoint] = destination
                return true
            }
            guard ObservedDestination.isUnknown(walk, of: key.family, in: datagram) else {
                return false
            }
            found.unknown += 1
            return true
        }
        unknown.servers += found.unknown
        return found.known
    }

    private func service(in message: NetlinkMessage, _ datagram: RawSpan) -> ObservedService? {
        guard message.type == family else { return nil }
        return message.part(IPVS_CMD_ATTR_SERVICE, in: datagram).flatMap {
            ObservedService($0, in: datagram)
        }
    }
}
