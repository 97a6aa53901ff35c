import Addresses

/// The connections that a person or a program wants, and their order.
public struct ConnectionQuery: Sendable, Hashable {
    /// The layer; nil: both.
    public var layer: TrafficLayer?
    /// The service or proxy; nil: all.
    public var service: String?
    /// The server; nil: all.
    public var server: String?
    /// The network of the client; nil: all.
    public var client: Prefix?
    /// The state; nil: all.
    public var state: String?
    /// The order.
    public var sort: Sort
    /// Whether the order is the other way round.
    public var isReversed: Bool
    /// The number of the page, from 1.
    public var page: Int
    /// The connections of a page.
    ///
    /// **Range:** 1...1000, default 100.
    public var size: Int
    /// Whether names of clients are looked up.
    public var wantsNames: Bool

    /// An order of connections.
    public enum Sort: String, Sendable, Hashable, CaseIterable {
        /// By the address of the client.
        case client
        /// By service and server.
        case service
        /// By the state.
        case state
        /// By the time since the beginning.
        case age
        /// By the time until it is forgotten.
        case expires
    }

    /// A field of a query that has no meaning.
    public struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
        /// The reason in a sentence.
        public let description: String
    }

    /// The names of the fields of a query.
    public static let names = [
        "layer", "service", "server", "client", "state", "sort", "order", "page", "size", "names",
    ]
    /// The most connections of a page.
    public static let largestPage = 1000

    /// Reads the fields of a query; empty ones are absent.
    ///
    /// **Errors:** ``Mistake``.
    public init(_ all: [String: String] = [:]) throws(Mistake) {
        let fields = all.filter { !$0.value.isEmpty }
        func number(
            _ name: String, _ range: ClosedRange<Int>, _ usual: Int
        ) throws(Mistake) -> Int {
            guard let text = fields[name] else { return usual }
            guard let number = Int(text), range.contains(number) else {
                throw Mistake(description: "\(name) is a number of \(range)")
            }
            return number
        }
        layer = try fields["layer"].map { text throws(Mistake) in
            try Self.word(text, "layer", TrafficLayer(rawValue: text))
        }
        sort =
            try fields["sort"].map { text throws(Mistake) in
                try Self.word(text, "sort", Sort(rawValue: text))
            } ?? .client
        client = try fields["client"].map { text throws(Mistake) in
            let prefix = Prefix(text) ?? IPAddress(text).map { Prefix(host: $0) }
            return try Self.word(text, "client", prefix)
        }
        service = fields["service"]
        server = fields["server"]
        state = fields["state"]?.lowercased()
        isReversed = fields["order"] == "reverse"
        page = try number("page", 1...1_000_000, 1)
        size = try number("size", 1...Self.largestPage, 100)
        wantsNames = ["1", "true", "on"].contains(fields["names"] ?? "")
    }

    private static func word<Value>(
        _ text: String, _ name: String, _ value: Value?
    ) throws(Mistake) -> Value {
        guard let value else {
            throw Mistake(description: "\"\(text.clean.prefix(60))\" is no \(name)")
        }
        return value
    }

    /// The fields of the query, without defaults.
    public var fields: [(name: String, value: String)] {
        var all: [(String, String?)] = [
            ("layer", layer?.rawValue), ("service", service), ("server", server),
            ("client", client?.description), ("state", state),
        ]
        all.append(("sort", sort == .client ? nil : sort.rawValue))
        all.append(("order", isReversed ? "reverse" : nil))
        all.append(("page", page == 1 ? nil : "\(page)"))
        all.append(("size", size == 100 ? nil : "\(size)"))
        all.append(("names", wantsNames ? "1" : nil))
        return all.compactMap { name, value in value.map { (name, $0) } }
    }

    /// Returns the connections of the page, with the number of all that the query has.
    public func page(of table: [ClientConnection]) -> (shown: [ClientConnection], count: Int) {
        let found = table.indices.filter { includes(table[$0]) }
        let start = min(found.count, (page - 1) * size)
        let end = min(found.count, start + size)
        var places = found
        switch sort {
        case .client: places = sorted(found, of: table) { $0.client }
        case .service:
            places = sorted(found, of: table) { "\($0.service ?? "")/\($0.server ?? "")" }
        case .state: places = sorted(found, of: table) { $0.state }
        case .age: places = sorted(found, of: table) { -($0.age ?? -1) }
        case .expires: places = sorted(found, of: table) { -($0.expires ?? -1) }
        }
        return (places[start..<end].map { table[$0] }, found.count)
    }

    private func sorted<Key: Comparable>(
        _ places: [Int], of table: [ClientConnection], by key: (ClientConnection) -> Key
    ) -> [Int] {
        let keys = places.map { (key(table[$0]), $0) }
        return keys.sorted { isReversed ? $1 < $0 : $0 < $1 }.map(\.1)
    }

    /// Whether a connection is wanted.
    public func includes(_ connection: ClientConnection) -> Bool {
        if let layer, connection.layer != layer { return false }
        if let service, connection.service != service { return false }
        if let server, connection.server != server { return false }
        if let state, connection.state != state { return false }
        if let client, !client.contains(connection.client.address) { return false }
        return true
    }
}
