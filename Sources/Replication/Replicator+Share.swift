import Model
import NIOHTTP1

/// The entries and logs that nodes share beside the document.
extension Replicator {
    /// Returns a hello with the state of the shared entries and of this node's log.
    func completed(_ hello: PeerHello) async -> PeerHello {
        guard let share = ports.share else { return hello }
        var (hello, trouble) = (hello, nil as HostFailure?)
        do throws(HostFailure) {
            hello.entries = try await share.digest()
        } catch {
            trouble = error
        }
        do throws(HostFailure) {
            hello.lastLine = try await share.lastLine()
        } catch {
            trouble = error
        }
        findings.shareFailure = trouble.map { "\($0)" }
        return hello
    }

    /// Exchanges the shared entries and the logs with a peer; returns whether nothing is left.
    public func share(
        with peer: Fingerprint, after hello: PeerHello, over connection: PeerConnection
    ) async throws(PeerFailure) -> Bool {
        guard let share = ports.share, peers[peer] != nil else { return true }
        peers[peer]?.shareFailure = nil
        // Logs are sent where entries can't be merged, too.
        try await attempt(with: peer) {
            guard let others = hello.entries, try await share.digest() != others else { return }
            try await share.merge(connection.exchange(try await share.entries()))
        }
        var isComplete = true
        try await attempt(with: peer) {
            isComplete = try await send(share, after: hello.heardLine, over: connection)
        }
        return isComplete
    }

    /// Does a part of an exchange; a refusal and a failure of this host are tried again with a
    /// later greeting.
    private func attempt(
        with peer: Fingerprint, _ part: () async throws -> Void
    ) async throws(PeerFailure) {
        do {
            try await part()
        } catch let failure as PeerFailure {
            guard case .refused(_, let reason) = failure else { throw failure }
            peers[peer]?.shareFailure = reason
        } catch {
            peers[peer]?.shareFailure = "\(error)"
        }
    }

    /// Sends lines of the log that a peer lacks; returns whether it has all of them.
    private func send(
        _ share: any PeerShare, after heard: Int64?, over connection: PeerConnection
    ) async throws -> Bool {
        guard var number = heard else { return true }
        for _ in 0..<PeerLimits.lineRequests {
            guard let last = try await share.lastLine(), last > number,
                let part = try await share.lines(after: number, limit: PeerLimits.lines / 2)
            else { return true }
            // A peer that leaves out damaged lines gets the next ones.
            number = max(part.last, try await connection.keep(part.lines))
        }
        return false
    }

    /// Merges the shared entries of a peer, and returns those of this node.
    func exchange(
        _ entries: [UInt8], from peer: Fingerprint
    ) async throws(PeerRefusal) -> [UInt8] {
        guard let share = ports.share, peers[peer] != nil else {
            throw PeerRefusal(.notFound, "this node shares no entries")
        }
        do throws(HostFailure) {
            try await share.merge(entries)
            return try await share.entries()
        } catch {
            throw PeerRefusal(.serviceUnavailable, "\(error)")
        }
    }

    /// Keeps lines of a peer's log, and returns the number of the last one that is here.
    func keep(_ lines: [UInt8], from peer: Fingerprint) async throws(PeerRefusal) -> Int64 {
        guard let share = ports.share, peers[peer] != nil else {
            throw PeerRefusal(.notFound, "this node keeps no logs of others")
        }
        do throws(HostFailure) {
            return try await share.add(lines, of: name(of: peer))
        } catch {
            throw PeerRefusal(.serviceUnavailable, "\(error)")
        }
    }

    /// Reports entries that can't be shared.
    func noteShare() {
        if let failure = findings.shareFailure {
            return note(.share, "the accounts are not shared: \(failure)")
        }
        for (peer, standing) in peers.sorted(by: { $0.key < $1.key }) where standing.isConnected {
            guard let failure = standing.shareFailure else { continue }
            note(.share, "the accounts are not shared with \(name(of: peer)): \(failure)")
        }
    }
}
