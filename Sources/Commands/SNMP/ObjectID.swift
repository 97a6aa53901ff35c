/// The name of an SNMP object: numbers from the root of the tree.
///
/// **Source:** RFC 2578, section 3.5.
struct ObjectID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The numbers.
    let numbers: [UInt32]

    /// The most numbers.
    private static let limit = 128

    init(_ numbers: [UInt32]) {
        self.numbers = numbers
    }

    /// Parses `.1.3.6`; nil: another text.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let words = parts.first?.isEmpty == true ? parts.dropFirst() : parts[...]
        let numbers = words.compactMap { UInt32($0) }
        guard !numbers.isEmpty, numbers.count == words.count, numbers.count <= Self.limit else {
            return nil
        }
        self.numbers = numbers
    }

    /// `.1.3.6`.
    var description: String { numbers.map { ".\($0)" }.joined() }

    /// By their numbers; a prefix is before its extensions.
    static func < (left: ObjectID, right: ObjectID) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }

    /// Returns an object below this one.
    func appending(_ more: UInt32...) -> ObjectID { ObjectID(numbers + more) }
}
