import Model

@testable import Health

extension PeerScript {
    private static func bytes(of name: String) -> [UInt8] {
        Reply.all.first { $0.name == name }?.bytes ?? []
    }

    private static let entry =
        octets("301a020102 64150411") + Array("ou=people,dc=test".utf8) + octets("3000")
    private static let tree = [
        octets("300c020101 61070a010004000400"),
        entry + octets("300c020102 65070a010004000400"),
    ]

    private static func ldap(
        _ service: CheckService, _ security: Dialogue.Security
    ) -> Dialogue {
        Dialogue(service, request: "ou=people,dc=test", over: .init(security: security))
    }

    private static func grpc(_ security: Dialogue.Security) -> Dialogue {
        Dialogue(.grpc, over: .init(security: security))
    }

    private static func packets(_ payloads: [[UInt8]], from sequence: UInt8) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, payload) in payloads.enumerated() {
            bytes.append(little: payload.count, 3)
            bytes += [sequence + UInt8(index)] + payload
        }
        return bytes
    }

    private static let row: [UInt8] = [1, 0x38]
    private static let columns: [[UInt8]] = [[1], [1, 2, 3], [0xfe, 0, 0, 2, 0]]

    private static let mysql = PeerScript(
        "mysql",
        Dialogue(.mysql, as: .init("a"), request: "SELECT 7", expect: Expected(.text("7"))),
        [
            Array(bytes(of: "mysql").prefix(4 + Int(bytes(of: "mysql")[0]))),
            packets([[0, 0, 0, 2, 0, 0, 0]], from: 2),
            packets(columns + [[1, 0x37], [0xfe, 0, 0, 2, 0]], from: 1),
        ],
        flood: Flood(
            turn: 2, head: packets(columns, from: 1), block: packets([row], from: 4),
            phase: .match))

    private static let postgresql = PeerScript(
        "postgresql",
        Dialogue(.postgresql, as: .init("a"), request: "SELECT 7", expect: Expected(.text("7"))),
        [
            octets("52 00000008 00000000 53 00000008 61006200 5a 00000005 49"),
            octets("54 00000006 0000 44 0000000b 0001 00000001 37 43 00000005 00")
                + octets("5a 00000005 49"),
        ], speaksFirst: false,
        flood: Flood(
            turn: 1, head: octets("54 00000006 0000"),
            block: octets("44 0000000b 0001 00000001 38"), phase: .match))

    private static let dns = PeerScript(
        "dns", .dns,
        .dialogue(DialogueProbe(Dialogue(.dns, request: "www.example", over: .init(.tcp)))),
        [
            { request in
                let reply = bytes(of: "dns over tcp")
                return Array(reply.prefix(2) + request.dropFirst(2).prefix(2) + reply.dropFirst(4))
            }
        ], flood: Flood(block: [0xff]))

    /// Protocols of messages that say how long they are.
    static let messages: [PeerScript] = [
        dns, mysql, postgresql,
        PeerScript(
            "ldap", ldap(.ldap, .none), tree, speaksFirst: false,
            flood: Flood(turn: 1, block: entry)),
        PeerScript(
            "ldaps", ldap(.ldaps, .tls(Check.TLS())), tree, speaksFirst: false,
            security: .fromStart, flood: Flood(turn: 1, block: entry)),
        PeerScript(
            "grpc", grpc(.none), [bytes(of: "grpc")], speaksFirst: false,
            flood: Flood(
                head: octets("000006 04 00 00000000 000400000000"),
                block: octets("000008 06 00 00000000 0102030405060708"))),
        PeerScript(
            "grpc, TLS", grpc(.tls(Check.TLS())), [bytes(of: "grpc")], speaksFirst: false,
            security: .fromStart,
            flood: Flood(
                head: octets("000006 04 00 00000000 000400000000"),
                block: octets("000001 00 00 00000001 00"))),
    ]
}
