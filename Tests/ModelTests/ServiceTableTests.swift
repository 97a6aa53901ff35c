import Addresses
import Foundation
import Model
import Seeds
import Synchronization
import Testing

@Suite("Tables by service")
struct ServiceTableTests {
    private static func key(_ number: Int) -> ServiceKey {
        switch number % 3 {
        case 0:
            .listen(.tcp, Endpoint(.v4(IPv4Address(rawValue: UInt32(number))), port: 80))
        case 1: .mark(UInt32(number), number % 2 == 0 ? .ipv4 : .ipv6)
        default:
            .listen(
                number % 2 == 0 ? .tcp : .udp,
                Endpoint(
                    .v6(IPv6Address(high: 0x2001_0db8_0000_0000, low: UInt64(number))),
                    port: UInt16(number % 65_536)))
        }
    }

    @Test("it has the contents of a dictionary after the same edits")
    func contents() {
        for seed in 0..<40 {
            var numbers = SeededNumbers(seed: seed)
            var table = ServiceTable<Int>()
            var dictionary: [ServiceKey: Int] = [:]
            let range = 1..<[3, 40, 900, 6_000][seed % 4]
            for _ in 0..<range.upperBound * 2 {
                let key = Self.key(Int.random(in: range, using: &numbers))
                switch Int.random(in: 0..<5, using: &numbers) {
                case 0:
                    #expect(table.removeValue(forKey: key) == dictionary.removeValue(forKey: key))
                case 1:
                    table[key, default: 4] += 1
                    dictionary[key, default: 4] += 1
                case 2:
                    table[key]? += 3
                    dictionary[key]? += 3
                default:
                    table[key] = seed
                    dictionary[key] = seed
                }
            }
            #expect(table.count == dictionary.count && table.isEmpty == dictionary.isEmpty)
            #expect(Dictionary(uniqueKeysWithValues: table.map { ($0, $1) }) == dictionary)
            #expect(Set(table.keys) == Set(dictionary.keys))
            #expect(table.values.sorted() == dictionary.values.sorted())
            #expect(dictionary.allSatisfy { table[$0.key] == $0.value })
            var read: [ServiceKey: Int] = [:]
            table.read(nil) { read[$0] = $1 }
            #expect(read == dictionary)
            // Its history does not matter.
            let other = ServiceTable(dictionary)
            #expect(table == other && table.hashValue == other.hashValue)
            #expect(table.changes(to: other).isEmpty)
        }
    }

    @Test("its JSON is that of a dictionary")
    func json() throws {
        let dictionary = Dictionary(uniqueKeysWithValues: (1...50).map { (Self.key($0), $0) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let bytes = try encoder.encode(ServiceTable(dictionary))
        #expect(
            try JSONDecoder().decode([ServiceKey: Int].self, from: bytes) == dictionary)
        let table = try JSONDecoder().decode(
            ServiceTable<Int>.self, from: encoder.encode(dictionary))
        #expect(table == ServiceTable(dictionary))
    }

    /// A value that counts its comparisons.
    private struct Compared: Equatable, Sendable {
        static let count = Mutex(0)
        var number: Int

        static func == (left: Self, right: Self) -> Bool {
            count.withLock { $0 += 1 }
            return left.number == right.number
        }
    }

    @Test("a change of one value of many leads to few comparisons, and copies of few values")
    func cost() {
        var table = ServiceTable<Compared>()
        let keys = (0..<4_000).map { number in
            ServiceKey.listen(
                .tcp, Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0000 + UInt32(number))), port: 80))
        }
        for (number, key) in keys.enumerated() { table[key] = Compared(number: number) }
        for (number, key) in keys.enumerated().prefix(200) {
            let former = table
            table[key]?.number = -1 - number
            Compared.count.withLock { $0 = 0 }
            #expect(former.changes(to: table) == [key])
            #expect(former != table)
            // A part has 16 of the 4,000 values; other parts are in common with the former table,
            // which takes no comparison to find out.
            #expect(Compared.count.withLock { $0 } < 150)
        }
        let same = table
        Compared.count.withLock { $0 = 0 }
        #expect(same == table && same.changes(to: table).isEmpty)
        #expect(Compared.count.withLock { $0 } == 0)
    }
}
