import Addresses

/// The text of a blocklist: an address or network in each line, and comments after `#` or `;`.
///
/// The text of a line appears in no message: the file may be another one by mistake.
public struct BlocklistText: Sendable {
    /// The networks by family.
    public private(set) var networks: [AddressFamily: Set<Prefix>] = [:]
    private var contents: [AddressFamily: FirewallSetContent] = [:]
    /// The reason that the text is of no use; nil: none.
    public private(set) var fault: String?

    /// Parses a text.
    public init(_ bytes: some Collection<UInt8>) { self.init(text: Array(bytes)) }

    private init(text bytes: [UInt8]) {
        var sets: [AddressFamily: Set<Prefix>] = [:]
        var mistakes: [Int] = []
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let text = line.prefix { $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: ";") }
            let words = text.split { $0 == UInt8(ascii: " ") || $0 == 0x09 || $0 == 0x0d }
            guard let word = words.first else { continue }
            guard words.count == 1, let network = Self.network(word) else {
                mistakes.append(number)
                continue
            }
            sets[network.address.family, default: []].insert(network)
        }
        if let first = mistakes.first {
            let more = mistakes.dropFirst().prefix(3).map { ", \($0)" }.joined()
            let rest = mistakes.count > 4 ? " and \(mistakes.count - 4) more" : ""
            fault =
                "line \(first)\(more)\(rest): no address and no network with a length from 1"
            return
        }
        for (family, set) in sets {
            if set.count > FirewallSet.entryLimit {
                fault = "it has more than \(FirewallSet.entryLimit) \(family.rawValue) networks"
            }
            contents[family] = FirewallSetContent(hash: Self.hash(of: set), count: set.count)
        }
        networks = sets
    }

    /// The text of a file that can't be read.
    public init(unreadable reason: String) { fault = reason }

    private static func network(_ word: ArraySlice<UInt8>) -> Prefix? {
        let text = String(decoding: word, as: UTF8.self)
        if word.contains(UInt8(ascii: "/")) { return Prefix(text).flatMap(FirewallRule.network) }
        return IPAddress(text).map { Prefix(host: $0) }
    }

    /// Returns a hash of networks, which does not depend on their order.
    private static func hash(of networks: Set<Prefix>) -> String {
        var sum: UInt64 = 0
        for network in networks {
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in network.address.bytes + [network.length] {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
            }
            sum &+= hash
        }
        return String(sum, radix: 16)
    }

    /// Returns whether a network of the text has an address.
    public func contains(_ address: IPAddress) -> Bool {
        networks[address.family]?.contains { $0.contains(address) } ?? false
    }

    /// Returns the content of a family's set.
    public func content(_ family: AddressFamily) -> FirewallSetContent {
        contents[family] ?? FirewallSetContent.none
    }
}
