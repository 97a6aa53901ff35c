import Addresses

/// Values by service, in parts: a copy in which one value changes shares the storage of all other
/// parts.
///
/// A dictionary is copied as a whole if anything else still refers to its former state, as the loop
/// and its status do.
public struct ServiceTable<Value> {
    /// The values of some of the services.
    public typealias Part = [ServiceKey: Value]

    /// The parts.
    ///
    /// **Shape:** 0, 1, 4, 16, 64 or 256; the key decides the part.
    @usableFromInline var parts: [Part] = []
    @usableFromInline var size = 0

    /// Creates a table without services.
    @inlinable
    public init() {}

    /// Creates a table of these values.
    @inlinable
    public init(_ values: some Sequence<(key: ServiceKey, value: Value)>) {
        for (key, value) in values { self[key] = value }
    }

    /// The number of services.
    @inlinable public var count: Int { size }

    /// The mean number of services in a part above which the parts are divided.
    @usableFromInline static var largestPart: Int { 4 }
    /// The largest number of parts.
    @usableFromInline static var partLimit: Int { 256 }

    /// The value of a service; nil: there is none.
    @inlinable public subscript(key: ServiceKey) -> Value? {
        get { parts.isEmpty ? nil : parts[part(of: key)][key] }
        _modify {
            if parts.isEmpty { parts = [[:]] }
            let place = part(of: key)
            let former = parts[place].count
            defer {
                size += parts[place].count - former
                if size > parts.count * Self.largestPart, parts.count < Self.partLimit {
                    divide()
                }
            }
            yield &parts[place][key]
        }
    }

    /// The value of a service, or a default.
    @inlinable
    public subscript(key: ServiceKey, default value: @autoclosure () -> Value) -> Value {
        get { self[key] ?? value() }
        _modify {
            if self[key] == nil { self[key] = value() }
            yield &parts[part(of: key)][key, default: value()]
        }
    }

    /// Returns the place of the part with a key.
    ///
    /// Not the key's hash, which takes as long as the look-up itself.
    @inlinable
    func part(of key: ServiceKey) -> Int {
        Int(truncatingIfNeeded: (key.bits &* 0x9e37_79b9_7f4a_7c15) >> 56) & (parts.count - 1)
    }

    @usableFromInline
    mutating func divide() {
        let former = parts
        parts = Array(repeating: [:], count: former.count * 4)
        for (key, value) in former.joined() { parts[part(of: key)][key] = value }
    }

    /// Removes the value of a service, and returns it.
    @inlinable @discardableResult
    public mutating func removeValue(forKey key: ServiceKey) -> Value? {
        defer { self[key] = nil }
        return self[key]
    }
}

extension ServiceTable: Sendable where Value: Sendable {}

extension ServiceKey {
    /// Bits that differ for most services.
    @usableFromInline
    var bits: UInt64 {
        switch self {
        case .mark(let mark, let family): return UInt64(mark) << 1 | (family == .ipv4 ? 0 : 1)
        case .listen(_, let endpoint):
            let port = UInt64(endpoint.port)
            switch endpoint.address {
            case .v4(let address): return UInt64(address.rawValue) << 16 | port
            case .v6(let address): return (address.high &* 31) ^ (address.low << 16) ^ port
            }
        }
    }
}

extension ServiceTable: ExpressibleByDictionaryLiteral {
    /// Creates a table of the elements of a literal.
    @inlinable
    public init(dictionaryLiteral elements: (ServiceKey, Value)...) {
        for (key, value) in elements { self[key] = value }
    }
}

extension ServiceTable: Collection {
    /// A position in the table.
    public struct Index: Comparable {
        @usableFromInline let part: Int
        @usableFromInline let place: Part.Index?

        @usableFromInline
        init(part: Int, place: Part.Index?) {
            self.part = part
            self.place = place
        }

        /// By part, then place.
        public static func < (left: Self, right: Self) -> Bool {
            guard left.part == right.part else { return left.part < right.part }
            guard let place = left.place, let other = right.place else { return false }
            return place < other
        }
    }

    /// The position of the first service.
    @inlinable public var startIndex: Index { first(from: 0) }

    /// The position after the last service.
    @inlinable public var endIndex: Index { Index(part: parts.count, place: nil) }

    /// Returns the position of the first service in these parts.
    @inlinable
    func first(from start: Int) -> Index {
        var part = start
        while part < parts.count, parts[part].isEmpty { part += 1 }
        return Index(part: part, place: part < parts.count ? parts[part].startIndex : nil)
    }

    /// Returns the next position.
    @inlinable
    public func index(after index: Index) -> Index {
        guard let place = index.place else { return index }
        let next = parts[index.part].index(after: place)
        return next == parts[index.part].endIndex
            ? first(from: index.part + 1) : Index(part: index.part, place: next)
    }

    /// The service at a position.
    @inlinable public subscript(position: Index) -> (key: ServiceKey, value: Value) {
        guard let place = position.place else { preconditionFailure("the position of a service") }
        return parts[position.part][place]
    }

    /// The services.
    @inlinable public var keys: some Collection<ServiceKey> { parts.lazy.flatMap(\.keys) }

    /// The values.
    @inlinable public var values: some Collection<Value> { parts.lazy.flatMap(\.values) }

    /// Returns a table with other values.
    @inlinable
    public func mapValues<Other>(_ transform: (Value) -> Other) -> ServiceTable<Other> {
        var table = ServiceTable<Other>()
        for (key, value) in self { table[key] = transform(value) }
        return table
    }

    /// Calls `use` with the values of some services in place, which is cheaper than copies.
    ///
    /// - Parameter keys: nil: all.
    @inlinable
    public func read(_ keys: Set<ServiceKey>?, _ use: (ServiceKey, Value) -> Void) {
        guard let keys else {
            for part in parts {
                for index in part.indices { use(part.keys[index], part.values[index]) }
            }
            return
        }
        guard !parts.isEmpty else { return }
        for key in keys {
            let part = parts[part(of: key)]
            if let index = part.index(forKey: key) { use(key, part.values[index]) }
        }
    }
}

extension ServiceTable: Equatable where Value: Equatable {
    /// Whether both have the same values.
    @inlinable
    public static func == (left: Self, right: Self) -> Bool {
        guard left.count == right.count else { return false }
        // Parts that share their storage are compared in constant time.
        if left.parts.count == right.parts.count { return left.parts == right.parts }
        return left.allSatisfy { right[$0.key] == $0.value }
    }

    /// Returns the keys whose values differ in a later state.
    ///
    /// Parts that share their storage are compared in constant time.
    @inlinable
    public func changes(to later: Self) -> Set<ServiceKey> {
        var keys: Set<ServiceKey> = []
        guard parts.count == later.parts.count else {
            for (key, value) in later where self[key] != value { keys.insert(key) }
            for key in self.keys where later[key] == nil { keys.insert(key) }
            return keys
        }
        for (before, after) in zip(parts, later.parts) where before != after {
            for (key, value) in after where before[key] != value { keys.insert(key) }
            for key in before.keys where after[key] == nil { keys.insert(key) }
        }
        return keys
    }
}

extension ServiceTable: Hashable where Value: Hashable {
    /// Hashes the keys: equal tables have equal ones.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(keys.reduce(0) { $0 ^ $1.hashValue })
    }
}

extension ServiceTable: Encodable where Value: Encodable {
    /// Encodes a dictionary.
    public func encode(to encoder: any Encoder) throws {
        try Part(uniqueKeysWithValues: map { ($0.key, $0.value) }).encode(to: encoder)
    }
}

extension ServiceTable: Decodable where Value: Decodable {
    /// Decodes a dictionary.
    public init(from decoder: any Decoder) throws {
        self.init(try Part(from: decoder))
    }
}
