import Addresses
import Foundation
import Model
import NIOCore
import NIOHTTP1
import Seeds
import Synchronization

@testable import Replication

/// A node with an identity of its own, whose answers a test decides.
final class PortNode: Sendable {
    let identity: PeerIdentity
    let signing: SigningIdentity
    let store: ReplicationStore
    let folder: URL
    private let state = Mutex(State())

    struct State: Sendable {
        var trusted: Set<Fingerprint> = []
        var generation: SignedManifest?
        var objects: [Digest: StoredObject] = [:]
        var hellos: [PeerHello] = []
        var reports: [PeerReport] = []
        var refused: [String] = []
        var joined: [String] = []
    }

    init(_ name: String = "lb1") throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        signing = try SigningIdentity.make(
            folder.appending(path: "peer.pem").path, node: name, now: 1_800_000_000)
        identity = try PeerIdentity(signing)
        store = ReplicationStore(directory: folder.appending(path: "replication").path)
    }

    deinit {
        // The system clears the temporary directory later.
        try? FileManager.default.removeItem(at: folder)
    }

    var fingerprint: Fingerprint { identity.fingerprint }
    var seen: State { state.withLock { $0 } }

    func change(_ change: (inout State) -> Void) {
        state.withLock { change(&$0) }
    }

    func trust(_ others: PortNode...) {
        change { state in state.trusted.formUnion(others.map(\.fingerprint)) }
    }

    /// Offers a generation of this node; its manifest is only these bytes.
    func offer(_ bytes: [UInt8]) -> SignedManifest {
        let signed = SignedManifest(bytes: bytes, signature: [1], signer: fingerprint)
        change { $0.generation = signed }
        return signed
    }

    /// Stores an object of this node.
    func store(_ bytes: [UInt8]) throws -> Digest {
        let digest = Digest(of: bytes)
        let path = folder.appending(path: digest.hex).path
        try Data(bytes).write(to: URL(filePath: path))
        change { $0.objects[digest] = StoredObject(path: path, size: bytes.count) }
        return digest
    }

    /// Starts a server on loopback.
    func serve(
        at address: IPAddress? = IPAddress("127.0.0.1"), times: PeerTimes = .patient
    ) async throws -> (server: PeerServer, address: PeerAddress) {
        let server = PeerServer(identity, self, times: times) { [weak self] report in
            self?.change { $0.refused.append(report) }
        }
        let port = try await server.open(at: address, port: ClaimedPorts.free())
        return (server, PeerAddress(host: "127.0.0.1", port: port))
    }

    /// Connects to another node.
    func connect(
        to address: PeerAddress, of other: PortNode
    ) async throws -> PeerConnection {
        try await PeerDialer(identity).connect(to: [address], expecting: other.fingerprint)
    }

    var hello: PeerHello {
        PeerHello(
            cluster: "shop", node: "test", format: 1, program: "1", membership: Membership())
    }
}

extension PortNode: PeerAnswers {
    func isRevoked(_ fingerprint: Fingerprint) -> Bool { false }

    func isTrusted(_ fingerprint: Fingerprint) -> Bool {
        state.withLock { $0.trusted.contains(fingerprint) }
    }

    func hello(
        _ hello: PeerHello, from peer: Fingerprint, at address: IPAddress?
    ) async -> PeerHello {
        change { $0.hellos.append(hello) }
        return self.hello
    }

    func generation(after known: Digest?) async -> SignedManifest? {
        state.withLock { $0.generation?.id == known ? nil : $0.generation }
    }

    func object(_ digest: Digest) async -> StoredObject? {
        state.withLock { $0.objects[digest] }
    }

    func report(_ report: PeerReport, from peer: Fingerprint) async {
        change { $0.reports.append(report) }
    }

    func join(
        _ request: JoinRequest, certificate: [UInt8], from address: IPAddress?
    ) async throws(PeerRefusal) -> JoinReply {
        let joiner = Fingerprint(certificate: certificate)
        let isValid: Bool
        do throws(HostFailure) {
            isValid = try store.spend(
                request.proof, server: fingerprint, joiner: joiner, name: request.name,
                now: 1_800_000_000)
        } catch {
            throw PeerRefusal(.internalServerError, "\(error)")
        }
        guard isValid else { throw PeerRefusal(.forbidden, "the token is not valid") }
        change { state in
            state.trusted.insert(joiner)
            state.joined.append("\(request.name) \(address.map { "\($0)" } ?? "-")")
        }
        return JoinReply(node: "test", membership: Membership())
    }
}

extension PeerTimes {
    /// Limits that a busy machine does not reach.
    static let patient = PeerTimes(
        handshake: .hours(1), request: .hours(1), idle: .hours(1), poll: .hours(1),
        answer: .hours(1), part: .hours(1))
}
