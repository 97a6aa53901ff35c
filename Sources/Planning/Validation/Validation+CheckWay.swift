import Addresses
import Model

extension Validation {
    /// Warns about a virtual address as the source: only one node of several has it.
    mutating func checkSource(
        of check: Check, of server: RealServer, at path: DocumentPath, _ position: Int
    ) {
        let isOwn = server.check?.source != nil
        guard let source = check.source, check.type != .external,
            spec.virtualAddresses.contains(where: { $0.address.address == source }),
            isOwn || position == 0
        else { return }
        let place = isOwn ? path.key("servers").index(position) : path
        warning(
            .sourceIsVirtual, at: place.key("check").key("source"),
            "the source of the check is \(source), a virtual address: a node that does not carry "
                + "it asks \(server.name) from an address of its own",
            hint: "remove `source`, or name an address that stays with the node")
    }

    /// Warns about a TCP connection as the check of a service that is not TCP, unless it has a
    /// port.
    mutating func checkTransport(
        of check: Check, of server: RealServer, in service: Service, at path: DocumentPath,
        _ position: Int
    ) {
        let isOwn = server.check?.type != nil
        guard let transport = service.key.transport, transport != .tcp, check.port == nil,
            isOwn || position == 0
        else { return }
        switch check.type ?? .connect {
        case .connect, .connects: break
        case .negotiate, .ping, .udp, .external, .on, .off: return
        }
        let place = isOwn ? path.key("servers").index(position) : path
        warning(
            .checkTransport, at: place.key("check"),
            "the check of \(server.name) opens a TCP connection, and \(service.name) is "
                + transport.rawValue,
            hint: transport == .udp
                ? "use `udp`, `ping`, or `negotiate` with the `service`; name the port where the "
                    + "server accepts TCP too" : "use `ping` or `external`")
    }
}
