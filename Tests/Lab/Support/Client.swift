import Addresses
import Glibc

/// The lab's client: it makes connections and counts who answers.
public struct Client: Sendable {
    /// The host it is on.
    public var host: String
    /// Calls that wait longer than this fail.
    public var patience: Int

    /// A client on this host that waits so many seconds.
    public init(host: String = "client", patience: Int = 3) {
        self.host = host
        self.patience = patience
    }

    /// One of the client's own addresses: 10.9.0.0/16 and 2001:db8:9::/64 are all its own.
    ///
    /// **Range:** 0...65535.
    public static func address(_ number: Int, family: AddressFamily = .ipv4) -> IPAddress {
        switch family {
        case .ipv4: .v4(IPv4Address(rawValue: 0x0a09_0000 + UInt32(number)))
        case .ipv6: .v6(IPv6Address(high: 0x2001_0db8_0009_0000, low: UInt64(number)))
        }
    }

    /// An open connection, from one of the client's addresses when one is given.
    public func connection(
        to endpoint: Endpoint, from source: IPAddress? = nil, datagrams: Bool = false
    ) throws -> Connection {
        let socket = try Namespace.inside(host) {
            try Socket(domain: endpoint.domain, datagrams: datagrams)
        }
        try socket.limit(seconds: patience)
        if let source { try socket.bindFreely(to: source) }
        try socket.connect(to: endpoint)
        return Connection(socket: socket)
    }

    /// Who answers one request on a connection of its own.
    public func ask(
        _ endpoint: Endpoint, from source: IPAddress? = nil, datagrams: Bool = false
    ) throws -> Answer {
        try connection(to: endpoint, from: source, datagrams: datagrams).ask()
    }

    /// Sends requests one after the other, each on a connection of its own, and counts.
    ///
    /// It gives up when ten in a row fail, as each of them waits as long as ``patience``.
    public func tally(
        _ count: Int, to endpoint: Endpoint, from sources: [IPAddress] = [], datagrams: Bool = false
    ) -> Tally {
        var tally = Tally()
        var failedInARow = 0
        for number in 0..<count where failedInARow < 10 {
            let source = sources.isEmpty ? nil : sources[number % sources.count]
            do {
                tally.count(try ask(endpoint, from: source, datagrams: datagrams))
                failedInARow = 0
            } catch {
                failedInARow += 1
                tally.countFailure(error)
            }
        }
        return tally
    }
}

/// A connection from a client to a virtual address.
public final class Connection: Sendable {
    private let socket: Socket

    init(socket: Socket) {
        self.socket = socket
    }

    /// Ends it with a reset: nobody waits for anything afterwards.
    public func reset() throws {
        try socket.set(SOL_SOCKET, SO_LINGER, to: linger(l_onoff: 1, l_linger: 0))
        // Connecting to no family undoes a connection, and the reset is sent. Source: connect(2).
        var nowhere = sockaddr(sa_family: sa_family_t(AF_UNSPEC), sa_data: sockaddr().sa_data)
        _ = try checked("reset a connection") {
            connect(socket.descriptor, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
        }
    }

    /// All that comes after this is sent, until the other end is done.
    ///
    /// **Errors:** the connection is cut, or nothing comes.
    public func answer(to text: String) throws -> String {
        try socket.send(text)
        var answer: [UInt8] = []
        while true {
            let bytes = try socket.receive()
            if bytes.isEmpty { return String(decoding: answer, as: UTF8.self) }
            answer += bytes
        }
    }

    /// Who answers at the other end.
    ///
    /// **Errors:** the connection is cut, or nothing comes.
    public func ask(_ text: String = "who\n") throws -> Answer {
        try send(text)
        return try answer()
    }

    /// Sends a text.
    func send(_ text: String) throws { try socket.send(text) }

    /// Who answers to a text that was sent.
    func answer() throws -> Answer {
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n") {
            let bytes = try socket.receive()
            guard !bytes.isEmpty else { throw LabFailure("the connection was closed") }
            line += bytes
        }
        guard let answer = Answer(line) else {
            throw LabFailure("not a server's answer: \(String(decoding: line, as: UTF8.self))")
        }
        return answer
    }
}
