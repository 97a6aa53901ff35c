import Addresses
import NIOCore
import Seeds
import Testing

@testable import Replication

@Suite("Limits of the replication port")
struct PeerLimitTests {
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    @Test("a party with many connections only loses its own")
    func shares() {
        var slots = ConnectionSlots<String>(limit: 4)
        var victims = [slots.admit(0, of: "good")]
        victims += (1...1000).map { slots.admit($0, of: "bad") }
        #expect(victims == [nil, nil, nil, nil] + (4...1000).map { UInt64($0 - 3) })
        #expect(slots.count == 4)
        let victim = slots.admit(1001, of: "good")
        #expect(victim == 998)
        slots.remove(0)
        #expect(slots.count == 3)
    }

    @Test("among parties with one connection each the oldest is replaced")
    func oldest() {
        var slots = ConnectionSlots<Int>(limit: 3)
        let victims = (0..<5).map { slots.admit(UInt64($0), of: $0) }
        #expect(victims == [nil, nil, nil, 0, 1])
    }

    @Test("slots keep their limit, and a party that has fewer than the most keeps its own")
    func random() {
        var numbers = SeededNumbers(seed: 3)
        for _ in 0..<200 {
            let limit = Int.random(in: 1...12, using: &numbers)
            var slots = ConnectionSlots<Int>(limit: limit)
            var owners: [UInt64: Int] = [:]
            for number in 0..<UInt64(100) {
                let party = Int.random(in: 0..<4, using: &numbers)
                owners[number] = party
                if let victim = slots.admit(number, of: party) {
                    let counts = Dictionary(grouping: owners.values, by: { $0 })
                        .mapValues(\.count)
                    #expect(counts[owners[victim] ?? -1] == counts.values.max())
                    owners[victim] = nil
                }
                if numbers.oneIn(5), let ended = owners.keys.min() {
                    slots.remove(ended)
                    owners[ended] = nil
                }
                #expect(slots.count == owners.count && slots.count <= limit)
            }
        }
    }

    @Test("a source opens connections at a limited rate, and others are not limited by it")
    func rates() {
        var rates = SourceRates()
        let bad = SourceNetwork(IPAddress("192.0.2.1"))
        let good = SourceNetwork(IPAddress("192.0.2.2"))
        let later = Self.start + PeerLimits.refill
        let latest = Self.start + .minutes(1)
        func count(_ source: SourceNetwork, _ now: NIODeadline) -> Int {
            (0..<1000).count { _ in rates.admits(source, now: now) }
        }
        var counts = [count(bad, Self.start), count(good, Self.start), count(bad, later)]
        rates.giveBack(bad)
        counts += [count(bad, later), count(bad, latest)]
        #expect(counts == [PeerLimits.burst, PeerLimits.burst, 1, 1, PeerLimits.burst])
    }

    @Test("a flood of sources does not reset the rate of one that is limited")
    func manySources() {
        var rates = SourceRates()
        let bad = SourceNetwork(IPAddress("192.0.2.1"))
        for _ in 0..<PeerLimits.burst { _ = rates.admits(bad, now: Self.start) }
        let admitted = (0..<5000).count { number in
            let other = SourceNetwork(.v4(IPv4Address(rawValue: 0x0a00_0000 + UInt32(number))))
            return rates.admits(other, now: Self.start)
        }
        let isAdmitted = rates.admits(bad, now: Self.start)
        #expect(admitted == 5000 && !isAdmitted)
    }

    @Test("a host of the network of a peer does not use up the connections of the peer")
    func neighbours() throws {
        var rates = SourceRates()
        let peer = try #require(IPAddress("fd14::1"))
        let bad = SourceNetwork(IPAddress("fd14::4"))
        for _ in 0..<PeerLimits.burst { _ = rates.admits(bad, now: Self.start) }
        let isAdmitted = [
            rates.admits(bad, now: Self.start),
            rates.admits(SourceNetwork(peer), now: Self.start),
            rates.admits(SourceNetwork(exactly: peer), now: Self.start),
        ]
        #expect(isAdmitted == [false, false, true])
    }

    @Test("an IPv6 network of 64 bits is one source, and a mapped IPv4 address is that address")
    func sources() {
        let one = SourceNetwork(IPAddress(source: "2001:db8::1"))
        #expect(one == SourceNetwork(IPAddress(source: "2001:db8::2")))
        #expect(one != SourceNetwork(IPAddress(source: "2001:db8:0:1::1")))
        #expect(one.description == "2001:db8::/64")
        #expect(IPAddress(source: "::ffff:192.0.2.1") == IPAddress("192.0.2.1"))
        #expect(IPAddress(source: nil) == nil)
    }

    @Test("a refused source is reported once a minute, with the number of its attempts")
    func reports() {
        var log = RefusalLog()
        let bad = SourceNetwork(IPAddress("192.0.2.1"))
        let other = SourceNetwork(IPAddress("192.0.2.2"))
        var reports = (0..<1000).map { _ in log.note(bad, "no TLS", now: Self.start) }
        reports.append(log.note(other, "x", now: Self.start))
        reports.append(log.note(bad, "no TLS", now: Self.start + .minutes(1)))
        let start = "refused a replication connection from"
        #expect(
            reports.compactMap(\.self) == [
                "\(start) 192.0.2.1: no TLS", "\(start) 192.0.2.2: x",
                "\(start) 192.0.2.1: no TLS (and 999 times since the last report)",
            ])
        #expect(reports.first != .some(nil))
    }

    @Test("many sources are reported together")
    func manyReports() {
        var log = RefusalLog()
        let reports = (0..<10_000).compactMap { number in
            log.note(
                SourceNetwork(.v4(IPv4Address(rawValue: UInt32(number)))), "x", now: Self.start)
        }
        #expect(reports.count == 65)
        #expect(reports.last?.contains("many addresses") == true)
    }

    @Test("waits between attempts double to 30 seconds, and differ")
    func backoff() {
        var numbers = SeededNumbers(seed: 4)
        var backoff = Backoff()
        let waits = (0..<10).map { _ in backoff.next(using: &numbers) }
        for (number, wait) in waits.enumerated() {
            let longest = Duration.seconds(min(30, 1 << number))
            #expect(wait <= longest && wait >= longest / 2, "\(number)")
        }
        #expect(Set(waits).count == waits.count)
    }

    private struct Place: Sendable {
        let text: String
        let address: PeerAddress?
    }

    @Test(
        "an address is an IP address or a name, with or without a port",
        arguments: [
            Place(text: "10.0.0.21", address: PeerAddress(host: "10.0.0.21", port: 8787)),
            Place(text: "10.0.0.21:1", address: PeerAddress(host: "10.0.0.21", port: 1)),
            Place(text: "2001:db8::1", address: PeerAddress(host: "2001:db8::1", port: 8787)),
            Place(text: "[2001:db8::1]:9", address: PeerAddress(host: "2001:db8::1", port: 9)),
            Place(text: "lb1.example", address: PeerAddress(host: "lb1.example", port: 8787)),
            Place(text: "lb1:99", address: PeerAddress(host: "lb1", port: 99)),
            Place(text: "", address: nil), Place(text: ":1", address: nil),
            Place(text: "lb1:", address: nil), Place(text: "lb1:0", address: nil),
            Place(text: "lb1:1:2", address: nil), Place(text: "a b", address: nil),
            Place(text: "lb1/x", address: nil),
        ])
    private func addresses(_ place: Place) {
        #expect(PeerAddress(place.text, usual: 8787) == place.address)
    }

    @Test("texts of other nodes lose control characters")
    func texts() {
        #expect(PeerText.cut("a\u{1b}[2Jb\nc\u{9b}\u{202e}", 100) == "a [2Jb\nc  ")
        #expect(PeerText.cut("äöü", 5) == "äö")
        #expect(!PeerText.isLine("a\nb", limit: 10) && PeerText.isText("a\nb", limit: 10))
        #expect(!PeerText.isText("a\u{200b}b", limit: 10))
    }
}
