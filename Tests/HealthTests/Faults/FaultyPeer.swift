import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// A server on loopback that holds a right conversation up to a given point and misbehaves there.
///
/// For one connection.
struct FaultyPeer: Sendable {
    /// What goes wrong.
    enum Fault: CaseIterable, Sendable {
        /// It says nothing more.
        case hang
        /// It says the first half of its reply and nothing more.
        case hangInReply
        /// It says its reply byte by byte, and never the last one.
        case drip
        /// It resets the connection.
        case reset
        /// It says the first half of its reply and resets the connection.
        case resetInReply
        /// It says its reply, and resets the connection at once.
        case resetAfterReply
        /// It closes the connection.
        case close
        /// It says the first half of its reply and closes the connection.
        case closeInReply
        /// It sends a gigabyte.
        case flood
    }

    /// What becomes of the connection.
    enum Event: Sendable {
        /// It has come to the point where the server misbehaves.
        case misbehaves
        /// It has ended; so many bytes of a flood were taken.
        case ended(sent: Int)
    }

    let port: UInt16
    private let earlier: Set<String>
    private let listener: any Channel
    private let events: AsyncStream<Event>

    /// A server that says what the script has, up to the fault; nil: to its end.
    init(
        _ script: PeerScript, _ fault: (Fault, turn: Int)?, at host: String = "127.0.0.1"
    ) async throws {
        let (events, next) = AsyncStream.makeStream(of: Event.self)
        self.events = events
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handlers = channel.pipeline.syncOperations
                    if script.security == .fromStart {
                        try handlers.addHandler(NIOSSLServerHandler(context: Self.tls.get()))
                    }
                    try handlers.addHandler(FaultyConversation(script, fault, next))
                }
            }
            .bind(host: host, port: 0).get()
        port = UInt16(listener.localAddress?.port ?? 0)
        earlier = connections(to: port)
    }

    /// Waits until the connection of the check is closed.
    func expectClosed() async {
        await HealthTests.expectClosed(connectionsTo: port, but: earlier)
    }

    /// Whether it has come to misbehave, once that or the end is there; the server ends with it.
    func hasMisbehaved() async throws -> Bool {
        for await event in events {
            try await listener.close()
            if case .misbehaves = event { return true }
            return false
        }
        return false
    }

    /// Bytes of a flood that were taken, once the connection has ended; nil: it did not come to
    /// misbehave.
    func sent() async throws -> Int? {
        var hasMisbehaved = false
        for await event in events {
            switch event {
            case .misbehaves: hasMisbehaved = true
            case .ended(let sent):
                try await listener.close()
                return hasMisbehaved ? sent : nil
            }
        }
        return nil
    }

    /// Ends a server that nobody came to.
    func stop() async throws {
        try await listener.close()
    }

    /// How it speaks TLS, with a certificate that is its own issuer's.
    static let tls = Result {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "ballast-peer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Certificates.make(in: folder)
        let path = { (name: String) in folder.appending(path: name).path }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(path("good.pem")).map {
                .certificate($0)
            }, privateKey: .privateKey(try NIOSSLPrivateKey(file: path("key.pem"), format: .pem)))
        configuration.applicationProtocols = ["h2", "http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }
}
