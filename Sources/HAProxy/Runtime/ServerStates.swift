import Addresses
import Model

/// The reply to `show servers state`, in version 1 of its format.
///
/// **Source:** HAProxy's management manual, 9.3, "show servers state".
public struct ServerStates: Sendable, Hashable {
    /// A server in the worker.
    public struct Server: Sendable, Hashable {
        /// The backend's name.
        public let backend: String
        /// The server's name.
        public let name: String
        /// The endpoint; nil: an unresolved name, or a Unix socket.
        public let endpoint: Endpoint?
        /// The current weight, 0...256.
        public let weight: Int
        /// Whether it works, as far as HAProxy knows.
        public let isUp: Bool
        /// The wanted state.
        public let state: BackendServer.State
        /// Whether its agent is asked; nil: this version does not print it.
        public let isAsked: Bool?
        /// Its line, with one word per column.
        let line: String
        /// Seconds since it last changed between up and down.
        var age = 0
        /// Whether one of its checks has finished since its start.
        ///
        /// A new server counts as up until then.
        var wasChecked = true
    }

    /// The names of the columns.
    public let columns: [String]
    /// The servers in the order of the reply.
    public let servers: [Server]

    /// Bits of `srv_admin_state`: maintenance, and drain, set by the socket or the file.
    ///
    /// A server that is loaded as `disabled` also has the first bit; it keeps ``configured``
    /// regardless of later commands.
    fileprivate static let maintenance = 0x01
    static let configured = 0x04
    static let drain = 0x08
    /// The bit of `srv_agent_state` for an enabled agent: `CHK_ST_ENABLED`.
    fileprivate static let enabled = 0x04
    /// The highest `srv_check_status` of a server whose first check is not finished:
    /// `HCHK_STATUS_START`.
    fileprivate static let starting = 2

    /// Creates states.
    init(columns: [String], servers: [Server]) {
        self.columns = columns
        self.servers = servers
    }

    /// Parses the reply.
    ///
    /// Lines with too few words, or an invalid number, are skipped.
    ///
    /// **Errors:** nil if the version is not 1 or the columns are not named.
    public init?(_ text: String) {
        var text = text
        let read = text.withUTF8 { bytes -> (columns: [String], servers: [Server])? in
            var lines = bytes.split(separator: UInt8(ascii: "\n"))[...]
            guard lines.popFirst()?.elementsEqual("1".utf8) == true,
                let head = lines.popFirst(), head.starts(with: "# ".utf8)
            else { return nil }
            let columns = Words(head.dropFirst(2)).map { String(decoding: $0, as: UTF8.self) }
            guard let places = Places(columns) else { return nil }
            return (columns, lines.compactMap { Server($0, places) })
        }
        guard let read else { return nil }
        (columns, servers) = read
    }
}

/// The columns in use, by position.
private struct Places {
    /// The meaning of each column; nil: unused.
    let meanings: [Meaning?]

    /// A column in use.
    enum Meaning: String, CaseIterable {
        case backend = "be_name"
        case name = "srv_name"
        case address = "srv_addr"
        case port = "srv_port"
        case weight = "srv_uweight"
        case operation = "srv_op_state"
        case admin = "srv_admin_state"
        case agent = "srv_agent_state"
        case age = "srv_time_since_last_change"
        case check = "srv_check_status"

        /// Whether some versions, or replies, omit it.
        var isOptional: Bool { self == .agent || self == .age || self == .check }
    }

    /// Creates the positions; nil: a mandatory column is missing, or a name is duplicated.
    init?(_ columns: [String]) {
        meanings = columns.map { Meaning(rawValue: $0) }
        let found = Set(columns)
        guard found.count == columns.count,
            Meaning.allCases.allSatisfy({ $0.isOptional || found.contains($0.rawValue) })
        else { return nil }
    }
}

extension ServerStates.Server {
    fileprivate init?(_ line: Slice<UnsafeBufferPointer<UInt8>>, _ places: Places) {
        var (backend, name, address, port) = ("", "", "", "")
        var weight: Int?
        var operation: Int?
        var admin: Int?
        var agent: Int?
        var age: Int?
        var check: Int?
        var count = 0
        for word in Words(line) {
            defer { count += 1 }
            guard count < places.meanings.count, let meaning = places.meanings[count] else {
                continue
            }
            let text = String(decoding: word, as: UTF8.self)
            switch meaning {
            case .backend: backend = text
            case .name: name = text
            case .address: address = text
            case .port: port = text
            case .weight: weight = Int(text)
            case .operation: operation = Int(text)
            case .admin: admin = Int(text)
            case .agent: agent = Int(text)
            case .age: age = Int(text)
            case .check: check = Int(text)
            }
        }
        guard count >= places.meanings.count, let weight, (0...256).contains(weight),
            let operation, let admin
        else { return nil }
        self.backend = backend
        self.name = name
        endpoint = IPAddress(address).flatMap { address in
            UInt16(port).map { Endpoint(address, port: $0) }
        }
        self.weight = weight
        isUp = operation != 0
        state =
            admin & ServerStates.maintenance != 0
            ? .offline : admin & ServerStates.drain != 0 ? .drain : .online
        isAsked = agent.map { $0 & ServerStates.enabled != 0 }
        self.line = String(decoding: line, as: UTF8.self)
        self.age = age ?? 0
        wasChecked = check.map { $0 > ServerStates.starting } ?? true
    }
}

/// The words of a line, separated by spaces or tabs.
private struct Words: Sequence, IteratorProtocol {
    private var rest: Slice<UnsafeBufferPointer<UInt8>>

    init(_ line: Slice<UnsafeBufferPointer<UInt8>>) {
        rest = line
    }

    mutating func next() -> Slice<UnsafeBufferPointer<UInt8>>? {
        rest = rest.drop(while: Self.isBlank)
        guard !rest.isEmpty else { return nil }
        let word = rest.prefix { !Self.isBlank($0) }
        rest = rest[word.endIndex...]
        return word
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
