import Addresses
import NIOCore
import Synchronization

/// The connections of the replication port.
///
/// Hosts without a trusted certificate have slots of their own, so that any number of them never
/// keeps a peer out.
final class PeerConnections: Sendable {
    private let state = Mutex(State())
    private let refused: @Sendable (String) async -> Void

    fileprivate struct State {
        var next: UInt64 = 0
        var entries: [UInt64: Entry] = [:]
        var handshakes = ConnectionSlots<SourceNetwork>(limit: PeerLimits.handshakes)
        var knownHandshakes = ConnectionSlots<SourceNetwork>(limit: PeerLimits.knownHandshakes)
        var strangers = ConnectionSlots<SourceNetwork>(limit: PeerLimits.strangers)
        var peers = ConnectionSlots<Fingerprint>(limit: PeerLimits.peers)
        /// The addresses at which peers are expected.
        var expected: Set<IPAddress> = []
        /// The sources of the latest peers, latest last.
        var known: [SourceNetwork] = []
        var rates = SourceRates()
        var log = RefusalLog()
    }

    fileprivate struct Entry: Sendable {
        let channel: any Channel
        let source: SourceNetwork
        /// The certificate of a completed handshake.
        var fingerprint: Fingerprint?
    }

    /// Creates a list without connections.
    ///
    /// - Parameter refused: records a refusal, once for each source and minute.
    init(refused: @escaping @Sendable (String) async -> Void) {
        self.refused = refused
    }

    /// The number of connections.
    var count: Int { state.withLock { $0.entries.count } }

    /// Adds a new connection; nil: its source opens too many.
    func admit(_ channel: any Channel, from address: IPAddress?) -> UInt64? {
        let (source, number, victim) = state.withLock {
            state -> (SourceNetwork, UInt64?, (any Channel)?) in
            let source = state.source(of: address)
            guard state.rates.admits(source, now: .now()) else { return (source, nil, nil) }
            let number = state.next
            state.next += 1
            state.entries[number] = Entry(channel: channel, source: source)
            let victim =
                state.known.contains(source) || source.isExact
                ? state.knownHandshakes.admit(number, of: source)
                : state.handshakes.admit(number, of: source)
            return (source, number, state.remove(victim))
        }
        victim?.close(promise: nil)
        if number == nil { refuse(source, "it opens connections too fast") }
        return number
    }

    /// Names the addresses at which peers are expected: no other host uses up their connections.
    func expect(_ addresses: Set<IPAddress>) {
        state.withLock { $0.expected = addresses }
    }

    /// Moves a connection whose handshake is complete to the slots of its kind.
    func identify(_ number: UInt64, as fingerprint: Fingerprint, isTrusted: Bool) {
        let victim = state.withLock { state -> (any Channel)? in
            guard let source = state.entries[number]?.source else { return nil }
            state.entries[number]?.fingerprint = fingerprint
            state.handshakes.remove(number)
            state.knownHandshakes.remove(number)
            guard isTrusted else { return state.remove(state.strangers.admit(number, of: source)) }
            state.rates.giveBack(source)
            state.note(source)
            return state.remove(state.peers.admit(number, of: fingerprint))
        }
        victim?.close(promise: nil)
    }

    /// Removes a closed connection.
    func end(_ number: UInt64) {
        state.withLock { _ = $0.remove(number) }
    }

    /// Closes the connections that match.
    func close(where matches: (Fingerprint?) -> Bool) {
        let victims = state.withLock { state in
            state.entries.filter { matches($0.value.fingerprint) }.keys
                .compactMap { state.remove($0) }
        }
        for victim in victims { victim.close(promise: nil) }
    }

    /// Wakes the connections that wait for a generation.
    func announce() {
        let channels = state.withLock { state in
            state.entries.values.filter { $0.fingerprint != nil }.map(\.channel)
        }
        for channel in channels {
            channel.pipeline.fireUserInboundEventTriggered(PeerAnnouncement())
        }
    }

    /// Records a refusal.
    func refuse(_ source: SourceNetwork, _ reason: String) {
        let report = state.withLock { $0.log.note(source, reason, now: .now()) }
        guard let report else { return }
        let refused = refused
        Task { await refused(report) }
    }
}

extension PeerConnections.State {
    /// Returns the source for limits.
    fileprivate func source(of address: IPAddress?) -> SourceNetwork {
        address.flatMap { expected.contains($0) ? SourceNetwork(exactly: $0) : nil }
            ?? SourceNetwork(address)
    }

    /// Remembers the source of a peer.
    fileprivate mutating func note(_ source: SourceNetwork) {
        known.removeAll { $0 == source }
        known.append(source)
        if known.count > Membership.trustedLimit { known.removeFirst() }
    }

    /// Removes a connection from all slots, and returns its channel.
    fileprivate mutating func remove(_ number: UInt64?) -> (any Channel)? {
        guard let number, let entry = entries.removeValue(forKey: number) else { return nil }
        handshakes.remove(number)
        knownHandshakes.remove(number)
        strangers.remove(number)
        peers.remove(number)
        return entry.channel
    }
}
