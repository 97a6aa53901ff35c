import Addresses
import NIOCore
import Synchronization

/// The open connections to the API, up to a limit for each client and for all.
///
/// At the limit for all, a new connection replaces the one that has waited longest without a
/// request, so idle clients never lock out others.
final class APIClients: Sendable {
    private let state = Mutex(State())

    private struct State {
        var next: UInt64 = 0
        var connections: [UInt64: Connection] = [:]
        /// The connections without a request, the longest first.
        var idle: [UInt64] = []
        var counts: [IPAddress?: Int] = [:]
        var streams = 0
    }

    private struct Connection {
        let client: IPAddress?
        let channel: any Channel
    }

    /// The number of connections.
    var count: Int { state.withLock { $0.connections.count } }

    /// Adds a connection, and returns its number; nil: the client, or all, have too many.
    func admit(_ channel: any Channel, from address: IPAddress?) -> UInt64? {
        let client = Self.client(address)
        let (number, victim) = state.withLock { state -> (UInt64?, (any Channel)?) in
            guard state.counts[client, default: 0] < APILimits.connectionsOfClient else {
                return (nil, nil)
            }
            var victim: (any Channel)?
            if state.connections.count >= APILimits.connections {
                guard let longest = state.idle.first else { return (nil, nil) }
                victim = state.connections[longest]?.channel
                Self.remove(longest, from: &state)
            }
            let number = state.next
            state.next += 1
            state.connections[number] = Connection(client: client, channel: channel)
            state.counts[client, default: 0] += 1
            state.idle.append(number)
            return (number, victim)
        }
        victim?.close(promise: nil)
        return number
    }

    /// Records the begin of a request, or its end.
    func note(_ number: UInt64, isBusy: Bool) {
        state.withLock { state in
            state.idle.removeAll { $0 == number }
            if !isBusy, state.connections[number] != nil { state.idle.append(number) }
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
        state.idle.removeAll { $0 == number }
        let left = state.counts[connection.client, default: 1] - 1
        state.counts[connection.client] = left > 0 ? left : nil
    }

    /// The client of an address: itself, or for IPv6 its /64 network, which one host can have.
    private static func client(_ address: IPAddress?) -> IPAddress? {
        guard case .v6(let long) = address else { return address }
        return .v6(IPv6Address(high: long.high, low: 0))
    }
}
