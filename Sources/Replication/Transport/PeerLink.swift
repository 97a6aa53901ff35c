/// Keeps a connection to one peer, over which this node learns of generations.
public actor PeerLink {
    /// The certificate of the peer.
    public nonisolated let peer: Fingerprint
    /// The addresses that are tried, in order.
    public nonisolated let addresses: [PeerAddress]
    private let dialer: PeerDialer
    private let news: any PeerNews
    private var backoff = Backoff()
    private var pause: Task<Void, Never>?
    /// The connection that waits for a generation.
    private var waiting: PeerConnection?
    private var isRenewed = false
    /// The generation whose contents are fetched, over a connection of its own.
    private var transfer: (id: Digest, task: Task<Void, Never>)?
    /// The failure of the last transfer, which ends the connection.
    private var transferFailure: PeerFailure?
    /// The last hello that the peer has answered.
    private var said: PeerHello?
    /// The last hello after which all shared entries and lines were exchanged.
    private var shared: PeerHello?

    /// The time of it.
    private var saidAt = ContinuousClock.now

    /// The time between two looks for a change of the hello.
    private static let greetingPeriod = Duration.seconds(1)
    /// The longest time between two greetings: of two copies of this node, each is heard again.
    private static let longestSilence = Duration.seconds(60)

    /// Creates a link without a connection.
    public init(
        _ dialer: PeerDialer, to addresses: [PeerAddress], of peer: Fingerprint,
        news: any PeerNews
    ) {
        self.dialer = dialer
        self.addresses = addresses
        self.peer = peer
        self.news = news
    }

    /// Connects, and connects again after a failure, until the task is cancelled.
    public func run() async {
        defer { transfer?.task.cancel() }
        while !Task.isCancelled {
            isRenewed = false
            transferFailure = nil
            do throws(PeerFailure) {
                try await attend()
            } catch {
                if isRenewed || Task.isCancelled { continue }
                await news.lost(peer, transferFailure ?? error)
                if isRenewed { continue }
                await sleep(backoff.next())
            }
        }
    }

    /// Makes a new connection at once: the peer gets another hello, and offers its generation
    /// again.
    public func renew() {
        isRenewed = true
        backoff = Backoff()
        pause?.cancel()
        waiting?.close()
    }

    /// Tries again now instead of after the pause: the peer has just connected to this node.
    public func hurry() { pause?.cancel() }

    /// Sends a report over a connection of its own.
    ///
    /// **Errors:** `PeerFailure`.
    public func report(_ report: PeerReport) async throws(PeerFailure) {
        let connection = try await dialer.connect(to: addresses, expecting: peer)
        defer { connection.close() }
        try await connection.report(report)
    }

    /// Uses a connection of its own.
    ///
    /// **Errors:** `PeerFailure` of the connection, and those of the use.
    func use(_ body: @Sendable (PeerConnection) async throws -> Void) async throws {
        let connection = try await dialer.connect(to: addresses, expecting: peer)
        defer { connection.close() }
        try await body(connection)
    }

    /// Follows the generations of the peer over one connection, until it fails or is renewed.
    private func attend() async throws(PeerFailure) {
        let connection = try await dialer.connect(to: addresses, expecting: peer)
        defer { connection.close() }
        try await greet(over: connection, await news.hello())
        backoff = Backoff()
        let greetings = Task { await greetAfterChanges() }
        defer { greetings.cancel() }
        var known: Digest?
        while !isRenewed && !Task.isCancelled {
            let began = ContinuousClock.now
            waiting = connection
            defer { waiting = nil }
            let offer = try await connection.generation(after: known)
            waiting = nil
            if offer == nil { await news.heard(peer) }
            if let offer {
                known = offer.id
                let isWanted = await news.offered(offer, by: peer)
                fetch(offer.id, isWanted: isWanted)
            } else if ContinuousClock.now - began < .seconds(1) {
                // A peer that does not wait must not keep this node busy.
                await sleep(.seconds(1))
            }
        }
    }

    /// Begins a transfer in place of the one of a former generation.
    private func fetch(_ id: Digest, isWanted: Bool) {
        if isWanted, transfer?.id == id { return }
        transfer?.task.cancel()
        transfer = isWanted ? (id, Task { await fetch(id) }) : nil
    }

    private func fetch(_ id: Digest) async {
        do throws(PeerFailure) {
            let connection = try await dialer.connect(to: addresses, expecting: peer)
            defer { connection.close() }
            try await news.fetch(id, of: peer, over: connection)
        } catch {
            guard transfer?.id == id, !Task.isCancelled else { return }
            transferFailure = error
            waiting?.close()
        }
        if transfer?.id == id { transfer = nil }
    }

    @discardableResult
    private func greet(
        over connection: PeerConnection, _ hello: PeerHello
    ) async throws(PeerFailure) -> PeerHello {
        let reply = try await connection.hello(hello)
        said = hello
        saidAt = .now
        await news.greeted(by: peer, with: reply)
        return reply
    }

    /// Greets over a connection of its own after each change of the hello, so that a node that
    /// joined or was revoked is known to the peer before its next generation, and once a minute.
    private func greetAfterChanges() async {
        // Cancellation ends the loop.
        while (try? await Task.sleep(for: Self.greetingPeriod)) != nil {
            let hello = await news.hello()
            // A node that shares nothing has nothing more to exchange.
            let isShared = hello.entries == nil && hello.lastLine == nil || hello == shared
            guard
                hello != said || !isShared
                    || ContinuousClock.now - saidAt > Self.longestSilence
            else { continue }
            do throws(PeerFailure) {
                let connection = try await dialer.connect(to: addresses, expecting: peer)
                defer { connection.close() }
                let reply = try await greet(over: connection, hello)
                if try await news.share(with: peer, after: reply, over: connection) {
                    shared = hello
                }
            } catch {
                // The next turn tries again; the loop of the link reports a peer that is lost.
                continue
            }
        }
    }

    private func sleep(_ time: Duration) async {
        // Cancellation ends the pause early.
        let pause = Task { _ = try? await Task.sleep(for: time) }
        self.pause = pause
        await withTaskCancellationHandler {
            await pause.value
        } onCancel: {
            pause.cancel()
        }
        self.pause = nil
    }
}
