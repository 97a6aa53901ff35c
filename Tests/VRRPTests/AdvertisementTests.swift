import Addresses
import Seeds
import Testing
import VRRP

@Suite("Advertisements")
struct AdvertisementTests {
    private static let group = Datagram.group(of: .ipv4)

    private static func rules(
        _ version: ProtocolVersion = .three, _ router: UInt8 = 53
    ) -> ReceptionRules { ReceptionRules(version: version, routerID: router) }

    private static func advertisement(
        _ version: ProtocolVersion = .three, addresses: [String] = ["10.9.0.103"]
    ) -> Advertisement {
        Advertisement(
            version: version, routerID: 53, priority: 150,
            interval: version == .two ? .seconds(1) : .milliseconds(250),
            addresses: addresses.map(ip))
    }

    @Test("advertisements of keepalived are decoded, and encode to the same bytes")
    func keepalived() throws {
        let packets = try Fixture.packets("keepalived")
        var unicast = Self.rules(.three, 54)
        unicast.isUnicast = true
        var password = Self.rules(.two, 52)
        password.password = Array("secret".utf8)
        let expected: [(String, ReceptionRules, UInt8, Duration, [String])] = [
            ("v2", Self.rules(.two, 51), 150, .seconds(1), ["10.9.0.100", "10.9.0.101"]),
            ("v2-password", password, 100, .seconds(1), ["10.9.0.102"]),
            ("v3", Self.rules(), 150, .milliseconds(250), ["10.9.0.103"]),
            ("v3-stop", Self.rules(), 0, .milliseconds(250), ["10.9.0.103"]),
            ("v3-unicast", unicast, 254, .seconds(1), ["10.9.0.104"]),
            ("v3-ipv6", Self.rules(.three, 55), 150, .seconds(1), ["fe80::55", "2001:db8::100"]),
        ]
        #expect(packets.count == expected.count)
        for (name, rules, priority, interval, addresses) in expected {
            let datagram = try Fixture.datagram(try #require(packets[name]))
            let decoded = try Advertisement(datagram, rules: rules)
            #expect(decoded.priority == priority, "\(name)")
            #expect(decoded.interval == interval, "\(name)")
            #expect(decoded.addresses == addresses.map(ip), "\(name)")
            let encoded = try decoded.datagram(from: datagram.source, to: datagram.destination)
            #expect(Fixture.hex(encoded.payload) == Fixture.hex(datagram.payload), "\(name)")
        }
    }

    /// `text2pcap` and tshark 4.0.17 read these bytes without an expert message; the checksum of
    /// `v3-rfc9568` with its preference `vrrp.v3_checksum_as_in_v2`.
    @Test("advertisements and reports are the bytes that tshark was shown")
    func tshark() throws {
        let packets = try Fixture.packets("ballast")
        for (name, datagram) in try Self.samples() {
            #expect(
                packets[name].map(Fixture.hex) == Fixture.hex(Fixture.packet(datagram)),
                "\(name) \(Fixture.hex(Fixture.packet(datagram)))")
        }
    }

    private static func samples() throws -> [(String, Datagram)] {
        let v4 = ip("10.9.0.1")
        let v6 = ip("fe80::1")
        var secret = advertisement(.two)
        secret.password = Array("secret".utf8)
        var report = Report(
            routerID: 53, node: NodeID(name: "lb1"), session: 7, sequence: 9, priority: 150,
            interval: .seconds(1), address: v4)
        report.heard = [NodeID(name: "lb2")]
        return [
            ("v3", try advertisement().datagram(from: v4, to: group)),
            ("v3-rfc9568", try advertisement().datagram(from: v4, to: group, checksum: .message)),
            ("v2", try advertisement(.two).datagram(from: v4, to: group)),
            ("v2-password", try secret.datagram(from: v4, to: group)),
            (
                "v3-ipv6",
                try advertisement(addresses: ["fe80::53", "2001:db8::53"])
                    .datagram(from: v6, to: Datagram.group(of: .ipv6))
            ),
            ("report", report.datagram(from: v4, to: group)),
            ("report-ipv6", report.datagram(from: v6, to: Datagram.group(of: .ipv6))),
        ]
    }

    @Test("each rule of RFC 9568 section 7.1 has its refusal")
    func refusals() throws {
        let good = try Self.advertisement().datagram(from: ip("10.9.0.1"), to: Self.group)
        #expect(throws: Never.self) { try Advertisement(good, rules: Self.rules()) }
        func changed(_ change: (inout Datagram) -> Void) -> Datagram {
            var datagram = good
            change(&datagram)
            return datagram
        }
        let cases: [(Datagram, Refusal)] = [
            (changed { $0.hopLimit = 254 }, .hopLimit(254)),
            (changed { $0.hopLimit = 0 }, .hopLimit(0)),
            (changed { $0.destination = ip("10.9.0.2") }, .destination(ip("10.9.0.2"))),
            (changed { $0.destination = ip("ff02::12") }, .family),
            (changed { $0.payload[0] = 0x21 }, .version(2)),
            (changed { $0.payload[0] = 0x32 }, .type(2)),
            (changed { $0.payload.removeLast() }, .truncated(needed: 12, found: 11)),
            (changed { $0.payload = [0x31] }, .truncated(needed: 8, found: 1)),
            (changed { $0.payload = [] }, .truncated(needed: 8, found: 0)),
            (changed { $0.payload.append(0) }, .surplus(1)),
            (changed { $0.payload[11] ^= 1 }, .checksum),
            (changed { $0.payload[3] = 2 }, .truncated(needed: 16, found: 12)),
        ]
        for (datagram, refusal) in cases {
            #expect(throws: refusal) { try Advertisement(datagram, rules: Self.rules()) }
        }
        #expect(throws: Refusal.router(53)) {
            try Advertisement(good, rules: Self.rules(.three, 5))
        }
    }

    /// Advertisements that no encoder of ours makes: their checksums are computed here.
    @Test("an advertisement without addresses or with an interval of zero is refused")
    func zeros() throws {
        // 0x3135 + 0x9600 + 0x0019, complemented: a message-only checksum.
        let empty = Datagram(
            source: ip("10.9.0.1"), destination: Self.group,
            payload: [0x31, 0x35, 0x96, 0, 0, 0x19, 0x38, 0xb1])
        #expect(throws: Refusal.noAddresses) { try Advertisement(empty, rules: Self.rules()) }
        // 0x3135 + 0x9601 + 0x0000 + 0x0a09 + 0x0067, complemented.
        let still = Datagram(
            source: ip("10.9.0.1"), destination: Self.group,
            payload: [0x31, 0x35, 0x96, 1, 0, 0, 0x2e, 0x59, 10, 9, 0, 0x67])
        #expect(throws: Refusal.noInterval) { try Advertisement(still, rules: Self.rules()) }
    }

    @Test("version 2 checks interval and authentication, as RFC 3768 section 7.1 requires")
    func versionTwo() throws {
        var secret = Self.advertisement(.two)
        secret.password = Array("secret".utf8)
        let open = try Self.advertisement(.two).datagram(from: ip("10.9.0.1"), to: Self.group)
        let closed = try secret.datagram(from: ip("10.9.0.1"), to: Self.group)
        var rules = Self.rules(.two)
        #expect(throws: Never.self) { try Advertisement(open, rules: rules) }
        #expect(throws: Refusal.authenticationType(1)) { try Advertisement(closed, rules: rules) }
        rules.password = Array("secret".utf8)
        #expect(try Advertisement(closed, rules: rules).password == rules.password)
        #expect(throws: Refusal.authenticationType(0)) { try Advertisement(open, rules: rules) }
        rules.password = Array("secreT".utf8)
        #expect(throws: Refusal.password) { try Advertisement(closed, rules: rules) }
        rules.password = nil
        rules.interval = 2
        #expect(throws: Refusal.interval(1)) { try Advertisement(open, rules: rules) }
    }

    @Test("the forms of the checksum are accepted as the rules list them")
    func checksums() throws {
        let sender = ip("10.9.0.1")
        let advertisement = Self.advertisement()
        for form in ChecksumForm.allCases {
            let unicast = form == .pseudoHeaderOfGroup
            let datagram = try advertisement.datagram(
                from: sender, to: unicast ? ip("10.9.0.2") : Self.group, checksum: form)
            for accepted in ChecksumForm.allCases {
                var rules = Self.rules()
                rules.isUnicast = unicast
                rules.checksums = [accepted]
                let isGood = (try? Advertisement(datagram, rules: rules)) != nil
                // Towards the group both forms with a pseudo-header are the same.
                let isSame =
                    accepted == form
                    || (form == .pseudoHeader && accepted == .pseudoHeaderOfGroup)
                #expect(isGood == isSame, "\(form) \(accepted)")
            }
        }
    }

    @Test("values without room in the format are refused, not rounded")
    func unencodable() {
        typealias Case = (Advertisement.Unencodable, (inout Advertisement) -> Void)
        let cases: [Case] = [
            (.routerID, { $0.routerID = 0 }),
            (.addresses, { $0.addresses = [] }),
            (.addresses, { $0.addresses = Array(repeating: ip("10.0.0.1"), count: 256) }),
            (.addresses, { $0.addresses.append(ip("::1")) }),
            (.interval, { $0.interval = .milliseconds(15) }),
            (.interval, { $0.interval = .milliseconds(5) }),
            (.interval, { $0.interval = .seconds(41) }),
            (.interval, { $0.interval = .zero }),
            (.interval, { $0.interval = .seconds(-1) }),
            (.password, { $0.password = [1] }),
        ]
        for (expected, change) in cases {
            var advertisement = Self.advertisement()
            change(&advertisement)
            #expect(throws: expected) {
                try advertisement.datagram(from: ip("10.9.0.1"), to: Self.group)
            }
        }
        #expect(throws: Advertisement.Unencodable.family) {
            try Self.advertisement(.two).datagram(
                from: ip("fe80::1"), to: Datagram.group(of: .ipv6))
        }
    }

    @Test("an advertisement carries as many addresses as count and MTU allow")
    func capacity() {
        typealias Case = (mtu: Int, family: AddressFamily, version: ProtocolVersion, count: Int)
        let cases: [Case] = [
            (1500, .ipv4, .three, 255), (1500, .ipv6, .three, 90), (1280, .ipv6, .three, 77),
            (576, .ipv4, .three, 137), (576, .ipv4, .two, 135), (20, .ipv4, .three, 0),
            (0, .ipv6, .three, 0), (9000, .ipv6, .three, 255),
        ]
        for (mtu, family, version, count) in cases {
            #expect(Advertisement.capacity(mtu: mtu, family: family, version: version) == count)
        }
    }
}
