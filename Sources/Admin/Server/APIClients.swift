import Addresses
import NIOCore
import Synchronization

/// The open connections to the API, up to a limit for each client and for all.
///
/// At the limit for all, a new connection replaces one without a proven client, or else one that
/// waits for a request, the longest first; at the limit for a client, one of its own. So neither
/// idle clients nor strangers lock out others.
final class APIClients: Sendable {
    private let state = Mutex(State())

    private struct State {
        var next: UInt64 = 0
        var connections: [UInt64: Connection] = [:]
        /// The connections without a proven client, the longest first.
        var strangers: [UInt64] = []
        /// Those of known clients without a request, the longest first.
        var idle: [UInt64] = []
        var counts: [IPAddress?: Int] = [:]
        var streams = 0
    }

    private struct Connection {
        let client: IPAddress?
        let channel: any Channel
        /// Whether a request had a known client.
        var isKnown = false
    }

    /// The number of connections.
    var count: Int { state.withLock { $0.connections.count } }

    /// Adds a connection, and returns its number; nil: the client, or all, have too many, each with
    /// a request of a known client.
    func admit(_ channel: any Channel, from address: IPAddress?) -> UInt64? {
        let client = Self.client(address)
        let (number, victim) = state.withLock { state -> (UInt64?, (any Channel)?) in
            var victim: (any Channel)?
            let isOwn = state.counts[client, default: 0] >= APILimits.connectionsOfClient
            if isOwn || state.connections.count >= APILimits.connections {
                let open = state.connections
                let found = (state.strangers + state.idle).first { number in
                    !isOwn || open[number]?.client == client
                }
                guard let found else { return (nil, nil) }
                victim = open[found]?.channel
                Self.remove(found, from: &state)
            }
            let number = state.next
            state.next += 1
            state.connections[number] = Connection(client: client, channel: channel)
            state.counts[client, default: 0] += 1
            state.strangers.append(number)
            return (number, victim)
        }
        victim?.close(promise: nil)
        return number
    }

    /// Records that a request has a known client: its connection stays until the answer.
    func begin(_ number: UInt64) {
        state.withLock { state in
            Self.leaveLists(number, of: &state)
            state.connections[number]?.isKnown = true
        }
    }

    /// Records that a connection waits for the next request.
    func rest(_ number: UInt64) {
        state.withLock { state in
            Self.leaveLists(number, of: &state)
            guard let connection = state.connections[number] else { return }
            if connection.isKnown {
                state.idle.append(number)
            } else {
                state.strangers.append(number)
            }
        }
    }

    /// Adds an event stream; false: there are too many.
    func beginStream() -> Bool {
        state.withLock { state in
            guard state.streams < APILimits.streams else { return false }
            state.streams += 1
            return true
        }
    }

    /// Removes an event stream.
    func endStream() {
        state.withLock { $0.streams -= 1 }
    }

    /// Removes a closed connection.
    func end(_ number: UInt64) {
        state.withLock { Self.remove(number, from: &$0) }
    }

    /// Closes all connections.
    func closeAll() {
        let channels = state.withLock { $0.connections.values.map(\.channel) }
        for channel in channels { channel.close(promise: nil) }
    }

    private static func remove(_ number: UInt64, from state: inout State) {
        guard let connection = state.connections.removeValue(forKey: number) else { return }
        leaveLists(number, of: &state)
        let left = state.counts[connection.client, default: 1] - 1
        state.counts[connection.client] = left > 0 ? left : nil
    }

    private static func leaveLists(_ number: UInt64, of state: inout State) {
        state.idle.removeAll { $0 == number }
        state.strangers.removeAll { $0 == number }
    }

    /// The client of an address: itself, or for IPv6 its /64 network, which one host can have.
    private static func client(_ address: IPAddress?) -> IPAddress? {
        guard case .v6(let long) = address else { return address }
        return .v6(IPv6Address(high: long.high, low: 0))
    }
}
