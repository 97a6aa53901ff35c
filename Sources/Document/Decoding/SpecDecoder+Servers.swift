import Addresses
import Model

extension SpecDecoder {
    /// `servers` of a service.
    mutating func servers(_ service: ObjectReader<ServiceFields>) -> [RealServer] {
        var seen: [String: NodeIndex] = [:]
        return objects(.servers, of: service) { $0.server($1, &seen) }
    }

    private mutating func server(
        _ node: NodeIndex, _ seen: inout [String: NodeIndex]
    ) -> RealServer? {
        guard let object = object(node, as: ServerFields.self) else { return nil }
        let name = name(.name, of: object)
        reportDuplicate(name, at: object[.name], of: node, in: &seen, "server")
        let place = serverAddress(.address, of: object)
        let limits = nested(.connections, of: object, as: ConnectionFields.self) {
            ConnectionLimits(upper: $0.integer(.upper, of: $1), lower: $0.integer(.lower, of: $1))
        }
        var server = RealServer(
            name: name, address: place?.address ?? .v4(IPv4Address(rawValue: 0)),
            port: place?.port, weight: integer(.weight, of: object),
            state: ServerState(rawValue: word(.state, of: object)) ?? .online,
            forwarding: object[.forwarding].flatMap { forwarding($0) },
            connections: limits ?? ConnectionLimits(),
            check: object[.check].flatMap { check($0, definition(ServerFields.check)) })
        server.feedback = object[.feedback]
            .flatMap { feedback($0, definition(ServerFields.feedback)) }
        return server
    }

    /// `forwarding`: a word, or a mapping with parameters.
    mutating func forwarding(_ node: NodeIndex) -> Forwarding? {
        switch tree.node(node).kind {
        case .mapping:
            trail.append(.key("forwarding"))
            defer { trail.removeLast() }
            return object(node, as: ForwardingFields.self).flatMap { forwarding($0) }
        default:
            return word(node, definition(ServiceFields.forwarding)).flatMap {
                Self.forwarding($0, port: ForwardingFields.tunnelPort, checksum: .none)
            }
        }
    }

    private mutating func forwarding(_ object: ObjectReader<ForwardingFields>) -> Forwarding? {
        let method = word(.method, of: object)
        let port = integer(.port, of: object)
        let checksum = TunnelChecksum(rawValue: word(.checksum, of: object)) ?? .none
        if let node = object[.port], !method.isEmpty, method != "gue" {
            report(
                .conflictingKeys, at: node, "port",
                "\"port\" applies to method gue only, not with \(method)", hint: "remove it")
        }
        if let node = object[.checksum], !method.isEmpty {
            if method != "gue" && method != "gre" {
                report(
                    .conflictingKeys, at: node, "checksum",
                    "\"checksum\" applies to methods gre and gue only, not with \(method)",
                    hint: "remove it")
            } else if method == "gre" && checksum == .remote {
                report(
                    .conflictingKeys, at: node, "checksum",
                    "remote checksum offload applies to method gue only",
                    hint: "write `checksum: checksum`")
            }
        }
        return Self.forwarding(method, port: port, checksum: checksum)
    }

    private static func forwarding(
        _ method: String, port: Int, checksum: TunnelChecksum
    ) -> Forwarding? {
        switch method {
        case "gate": .gate
        case "masq": .masq
        case "ipip": .ipip
        case "gre": .gre(checksum: checksum)
        case "gue": .gue(port: UInt16(clamping: port), checksum: checksum)
        default: nil
        }
    }
}
