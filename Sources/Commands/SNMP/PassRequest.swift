/// A request of net-snmp's `pass_persist`.
///
/// **Source:** `snmpd.conf(5)`.
enum PassRequest: Sendable, Hashable {
    case ping
    case get(ObjectID)
    case next(ObjectID)
    /// An attempt to change a value.
    case set
    /// A request that names no object.
    case unknown

    /// Reads a request; nil: the end.
    ///
    /// - Parameter line: returns the next line; nil: there is none.
    static func read(_ line: () -> String?) -> PassRequest? {
        guard let word = line(), !word.isEmpty else { return nil }
        switch word.lowercased() {
        case "ping": return .ping
        case "get": return line().map { ObjectID($0).map { .get($0) } ?? .unknown }
        case "getnext": return line().map { ObjectID($0).map { .next($0) } ?? .unknown }
        case "set":
            guard line() != nil, line() != nil else { return nil }
            return .set
        default: return .unknown
        }
    }

    /// Returns the answer, in lines.
    func answer(from table: @autoclosure () async -> ObjectTable) async -> [String] {
        let found: (id: ObjectID, value: ObjectValue)?
        switch self {
        case .ping: return ["PONG"]
        case .set: return ["not-writable"]
        case .unknown: return ["NONE"]
        case .get(let id): found = await table().object(id)
        case .next(let id): found = await table().object(after: id)
        }
        return found.map { [$0.id.description] + $0.value.lines } ?? ["NONE"]
    }
}
