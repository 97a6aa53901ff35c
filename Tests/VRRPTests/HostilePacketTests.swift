import Addresses
import Seeds
import Testing
import VRRP

@Suite("Hostile packets")
struct HostilePacketTests {
    private static func random(_ count: Int, _ numbers: inout SeededNumbers) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
    }

    @Test("random and changed bytes are refused or decoded, and never trap", arguments: 0..<20)
    func fuzz(seed: Int) throws {
        var numbers = SeededNumbers(seed: seed)
        let known = Array(try Fixture.packets("keepalived").values.sorted { $0.count < $1.count })
        for _ in 0..<500 {
            var packet = numbers.pick(known)
            for _ in 0..<Int.random(in: 0...4, using: &numbers) {
                packet[Int.random(in: 0..<packet.count, using: &numbers)] =
                    UInt8.random(in: 0...255, using: &numbers)
            }
            if numbers.oneIn(3) {
                packet.removeLast(Int.random(in: 0...packet.count, using: &numbers))
            }
            if numbers.oneIn(5) { packet += Self.random(numbers.pick([28, 40]), &numbers) }
            let datagram =
                (try? Datagram(ipv4Packet: packet))
                ?? Datagram(
                    source: ip("fe80::1"), destination: ip("ff02::12"),
                    payload: Array(packet.dropFirst(40)))
            decode(datagram, &numbers)
        }
    }

    private func decode(_ datagram: Datagram, _ numbers: inout SeededNumbers) {
        for version in ProtocolVersion.allCases {
            let router = datagram.payload.count > 1 ? datagram.payload[1] : 1
            var rules = ReceptionRules(version: version, routerID: router)
            rules.isUnicast = !datagram.destination.isMulticast
            rules.checksums = Set(ChecksumForm.allCases)
            rules.password = numbers.oneIn(2) ? nil : Self.random(12, &numbers)
            rules.trailer = numbers.pick([.refused, .optional, .required])
            let decoded = try? Advertisement(datagram, rules: rules)
            #expect((decoded?.addresses.count ?? 1) >= 1)
            _ = try? Report(datagram, rules: rules)
        }
        _ = Report.isReport(datagram.payload)
        guard datagram.payload.count >= 8 else { return }
        var unknown = ReplayGuard()
        let keys = [PacketKey(id: 1, bytes: Self.random(32, &numbers))].compactMap { $0 }
        let authentication = PacketAuthentication(keys: keys, interval: .seconds(1))
        #expect(throws: Refusal.self) {
            try unknown.verify(datagram, on: 0, by: authentication, at: .seconds(1_800_000_000))
        }
    }

    @Test("what is encoded is decoded to the same value", arguments: 0..<10)
    func roundTrip(seed: Int) throws {
        var numbers = SeededNumbers(seed: seed)
        for _ in 0..<100 {
            let version = numbers.pick(ProtocolVersion.allCases)
            let isSix = version == .three && numbers.oneIn(2)
            let size = isSix ? 16 : 4
            let addresses = try (0..<Int.random(in: 1...255, using: &numbers)).map { _ in
                try #require(IPAddress(bytes: Self.random(size, &numbers)))
            }
            let units = Int.random(in: version.intervalUnits, using: &numbers)
            let sent = Advertisement(
                version: version, routerID: UInt8.random(in: 1...255, using: &numbers),
                priority: UInt8.random(in: 0...255, using: &numbers),
                interval: version.intervalUnit * units, addresses: addresses)
            let source = isSix ? ip("fe80::9") : ip("192.0.2.9")
            let datagram = try sent.datagram(
                from: source, to: Datagram.group(of: source.family),
                checksum: numbers.pick([.pseudoHeader, .message]))
            var rules = ReceptionRules(version: version, routerID: sent.routerID)
            rules.interval = UInt8(truncatingIfNeeded: units)
            #expect(try Advertisement(datagram, rules: rules) == sent)
        }
    }

    @Test("a raw IPv4 packet is read by its header, and padding is dropped")
    func envelope() throws {
        let packet = try #require(Fixture.packets("keepalived")["v3"])
        let padded = packet + Array(repeating: 0, count: 14)
        #expect(try Datagram(ipv4Packet: padded) == Datagram(ipv4Packet: packet))
        let changes: [(Int, UInt8)] = [
            (0, 0x55), (0, 0x44), (0, 0x4f), (2, 0xff), (3, 19), (6, 0x20), (7, 1), (9, 6),
        ]
        for (place, byte) in changes {
            var changed = packet
            changed[place] = byte
            #expect(throws: Refusal.envelope) { try Datagram(ipv4Packet: changed) }
        }
        #expect(throws: Refusal.envelope) { try Datagram(ipv4Packet: []) }
        #expect(throws: Refusal.envelope) { try Datagram(ipv4Packet: Array(packet.dropLast())) }
    }
}
