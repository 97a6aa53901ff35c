import Addresses
import Glibc
import Seeds
import Testing

@Suite("Addresses, with the C library as a witness")
struct AddressPropertyTests {
    @Test("what is printed is read as the same", arguments: 1...1000)
    func roundTrip(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let four = IPAddress.v4(IPv4Address(rawValue: UInt32(truncatingIfNeeded: generator.next())))
        let six = IPAddress.v6(IPv6Address(high: generator.sparse(), low: generator.sparse()))
        for address in [four, six] {
            #expect(IPAddress(address.description) == address)
            #expect(IPAddress(bytes: address.bytes) == address)
            let port = UInt16(truncatingIfNeeded: generator.next())
            let endpoint = Endpoint(address, port: port)
            #expect(Endpoint(endpoint.description) == endpoint)
            let length = UInt8(generator.next() % UInt64(address.family.bits + 1))
            let prefix = try #require(Prefix(address, length: length))
            #expect(Prefix(prefix.description) == prefix)
            #expect(prefix.contains(address))
        }
        let bytes = (0..<6).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        let mac = try #require(MACAddress(bytes: bytes))
        #expect(MACAddress(mac.description) == mac)
    }

    @Test("text that looks like an address is one exactly where inet_pton says so")
    func witness() {
        var generator = Generator(seed: 1)
        var found = 0
        for _ in 0..<50_000 {
            let text = generator.text()
            #expect(IPv4Address(text)?.bytes == Self.read(text, AF_INET, 4), "\(text)")
            let six = Self.read(text, AF_INET6, 16)
            #expect(IPv6Address(text)?.bytes == six, "\(text)")
            if six != nil { found += 1 }
        }
        #expect(found > 500)
    }

    @Test("an IPv6 address is printed as inet_ntop prints it", arguments: 1...1000)
    func printing(seed: UInt64) {
        var generator = Generator(seed: seed)
        let address = IPv6Address(high: generator.sparse(), low: generator.sparse())
        // The C library still prints the deprecated IPv4-compatible addresses with dots.
        guard address.high != 0 || address.low >> 32 != 0 else { return }
        #expect(address.description == Self.print(address.bytes))
    }

    @Test("a network holds the addresses with its bits, and no others", arguments: 1...500)
    func containment(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        for address in [
            IPAddress.v4(IPv4Address(rawValue: UInt32(truncatingIfNeeded: generator.next()))),
            .v6(IPv6Address(high: generator.next(), low: generator.next())),
        ] {
            let flipped = Int(generator.next() % UInt64(address.family.bits))
            var bytes = address.bytes
            bytes[flipped / 8] ^= 0x80 >> (flipped % 8)
            let other = try #require(IPAddress(bytes: bytes))
            for length in 0...address.family.bits {
                let prefix = try #require(Prefix(address, length: length))
                #expect(prefix.contains(other) == (flipped >= Int(length)))
                #expect(
                    (Prefix(other, length: length)?.network == prefix.network)
                        == prefix.contains(other))
            }
        }
        let four = try #require(Prefix("0.0.0.0/0"))
        #expect(!four.contains(.v6(IPv6Address(high: 0, low: 0))))
    }

    @Test("addresses are in the order of their bytes", arguments: 1...500)
    func order(seed: UInt64) {
        var generator = Generator(seed: seed)
        let one = IPv6Address(high: generator.sparse(), low: generator.sparse())
        let two = IPv6Address(high: generator.sparse(), low: generator.sparse())
        #expect((one < two) == one.bytes.lexicographicallyPrecedes(two.bytes))
        #expect(IPAddress.v4(IPv4Address(rawValue: .max)) < .v6(one))
    }

    private static func read(_ text: String, _ family: Int32, _ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }

    private static func print(_ bytes: [UInt8]) -> String? {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8($0) }, as: UTF8.self)
    }
}

/// Random numbers and texts that a seed repeats: SplitMix64.
private struct Generator {
    var numbers: SeededNumbers

    init(seed: UInt64) {
        numbers = SeededNumbers(seed: seed)
    }

    mutating func next() -> UInt64 { numbers.next() }

    /// 64 bits of which some groups of 16 are zero.
    mutating func sparse() -> UInt64 {
        (0..<4).reduce(0) { word, _ in
            let group = next() & 0xffff
            return word << 16 | (next() % 2 == 0 ? 0 : group)
        }
    }

    /// Pieces of addresses, put together as they come.
    mutating func text() -> String {
        let pieces = ["0", "1", "ab", "ffff", "01", "255", "256", "12345", "g", "", ""]
        let joints = [":", ":", ":", ":", "::", "."]
        var text = ""
        for _ in 0..<(next() % 9 + 1) {
            text += pieces[Int(next() % UInt64(pieces.count))]
            text += joints[Int(next() % UInt64(joints.count))]
        }
        if next() % 2 == 0, !text.isEmpty { text.removeLast() }
        if next() % 4 == 0 { text += "10.0.0.\(next() % 300)" }
        return text
    }
}
