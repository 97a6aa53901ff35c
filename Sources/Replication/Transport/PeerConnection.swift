import NIOCore
import NIOHTTP1

/// A connection to a peer whose certificate is the expected one.
///
/// It serves one request at a time.
public struct PeerConnection: Sendable {
    let channel: any Channel
    let exchanger: NIOLoopBound<PeerExchanger>

    /// Closes the connection.
    public func close() {
        channel.close(promise: nil)
    }

    /// Exchanges names, versions and memberships.
    ///
    /// **Errors:** `PeerFailure`.
    public func hello(_ hello: PeerHello) async throws(PeerFailure) -> PeerHello {
        let answer = try await exchange(
            PeerExchange(
                method: .POST, path: "/v1/hello", body: try Self.body(hello),
                limit: PeerLimits.hello))
        return try Self.value(of: answer)
    }

    /// Waits for a generation other than this one; nil: there is none yet.
    ///
    /// The signature is not verified.
    ///
    /// **Errors:** `PeerFailure`.
    public func generation(after known: Digest?) async throws(PeerFailure) -> SignedManifest? {
        let query = known.map { "?after=\($0.hex)" } ?? ""
        let answer = try await exchange(
            PeerExchange(
                method: .GET, path: "/v1/generation\(query)", limit: SignedManifest.limit,
                patience: PeerTimes.usual.poll + PeerTimes.usual.part))
        if answer.status == .noContent { return nil }
        guard let signed = SignedManifest(encoded: Array(buffer: answer.body)) else {
            throw .broken("no generation")
        }
        return signed
    }

    /// Fetches the contents of an object from a position to its end.
    ///
    /// The contents are not verified.
    ///
    /// - Parameter size: the number of bytes of the whole object, larger than the position.
    ///
    /// **Errors:** `PeerFailure`, after which the bytes so far were written; errors of the place.
    public func object(
        _ digest: Digest, from start: Int, size: Int, into place: any ObjectSink
    ) async throws {
        precondition((0..<max(1, size)).contains(start), "there are bytes to fetch")
        _ = try await transfer(
            PeerExchange(
                method: .GET, path: "/v1/objects/\(digest.hex)", start: start, limit: 0,
                sink: (place, size - start)))
    }

    /// Reports the state of a generation on this node.
    ///
    /// **Errors:** `PeerFailure`.
    public func report(_ report: PeerReport) async throws(PeerFailure) {
        _ = try await exchange(
            PeerExchange(
                method: .POST, path: "/v1/report", body: try Self.body(report), limit: 0))
    }

    /// Sends the shared entries of this node, and returns those of the peer.
    ///
    /// **Errors:** `PeerFailure`, `.refused` if the peer can't merge them.
    func exchange(_ entries: [UInt8]) async throws(PeerFailure) -> [UInt8] {
        let answer = try await exchange(
            PeerExchange(
                method: .POST, path: "/v1/entries", body: ByteBuffer(bytes: entries),
                limit: PeerLimits.entries))
        return Array(buffer: answer.body)
    }

    /// Sends lines of this node's log, and returns the number of the last one that the peer has.
    ///
    /// **Errors:** `PeerFailure`, `.refused` if the peer can't keep them.
    func keep(_ lines: [UInt8]) async throws(PeerFailure) -> Int64 {
        let answer = try await exchange(
            PeerExchange(
                method: .POST, path: "/v1/lines", body: ByteBuffer(bytes: lines), limit: 64))
        guard let number = Int64(String(buffer: answer.body)) else {
            throw .broken("no number of a line")
        }
        return number
    }

    /// Asks for the admission of this node.
    ///
    /// **Errors:** `PeerFailure`, `.refused` if the token is not one of the node.
    func join(_ request: JoinRequest) async throws(PeerFailure) -> JoinReply {
        let answer = try await exchange(
            PeerExchange(
                method: .POST, path: "/v1/join", body: try Self.body(request),
                limit: PeerLimits.hello))
        return try Self.value(of: answer)
    }

    private func exchange(_ exchange: PeerExchange) async throws(PeerFailure) -> PeerResponse {
        do {
            return try await transfer(exchange)
        } catch {
            throw PeerFailure(error)
        }
    }

    /// Sends a request and waits for the end of its answer; cancellation closes the connection.
    private func transfer(_ exchange: PeerExchange) async throws -> PeerResponse {
        let promise = channel.eventLoop.makePromise(of: PeerResponse.self)
        return try await withTaskCancellationHandler {
            channel.eventLoop.execute { exchanger.value.begin(exchange, promise) }
            return try await promise.futureResult.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    private static func body(_ value: some PeerBody) throws(PeerFailure) -> ByteBuffer {
        do {
            return try value.encoded()
        } catch {
            throw .broken("\(error)")
        }
    }

    private static func value<Value: PeerBody>(
        of response: PeerResponse
    ) throws(PeerFailure) -> Value {
        do throws(PeerRefusal) {
            return try Value(response.body)
        } catch {
            throw .broken(error.reason)
        }
    }
}
