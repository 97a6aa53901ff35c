import Foundation
import Model
import NIOCore
import NIOPosix
import NIOSSL
import TestThreads
import Testing

@testable import Health

/// Decision 65: servers with old versions and ciphers of TLS.
@Suite("TLS of old servers", .ownThreads)
struct OldTLSTests {
    /// A server of OpenSSL with a key of a number of bits.
    private static func server(
        _ words: String, bits: Int = 2048, digest: String = "sha256"
    ) -> Daemon.Recipe {
        Daemon.Recipe(
            programs: [Certificates.program],
            preparation: { daemon in
                [
                    [
                        Certificates.program, "req", "-x509", "-newkey", "rsa:\(bits)", "-nodes",
                        "-\(digest)", "-subj", "/CN=old.example", "-keyout", daemon.path("key.pem"),
                        "-out", daemon.path("old.pem"),
                    ]
                ]
            },
            arguments: { daemon in
                [
                    "s_server", "-accept", "127.0.0.1:\(daemon.port)", "-cert",
                    daemon.path("old.pem"), "-key", daemon.path("key.pem"), "-www", "-quiet",
                ] + words.split(separator: " ").map(String.init)
            })
    }

    private func ask(_ port: UInt16) async throws -> CheckResult {
        try await probe(
            .http(HTTPProbe(tls: TLSSettings(verify: false))), port: port, timeout: ample)
    }

    @Test(
        "a check reaches servers of old versions, with short keys and old signatures",
        arguments: [
            ("-tls1 -cipher AES128-SHA:@SECLEVEL=0", 2048, "sha256"),
            ("-tls1_1 -cipher ECDHE-RSA-AES128-SHA:@SECLEVEL=0", 2048, "sha256"),
            ("-tls1 -cipher ECDHE-RSA-AES128-SHA:@SECLEVEL=0", 512, "sha1"),
            ("-tls1_2 -cipher AES128-SHA:@SECLEVEL=0", 1024, "md5"),
            ("-tls1_2 -cipher ECDHE-RSA-AES128-SHA:@SECLEVEL=0 -sigalgs RSA+SHA1", 2048, "sha1"),
            ("-tls1_2 -cipher ECDHE-RSA-AES128-SHA256", 2048, "sha256"),
            ("-tls1_2 -cipher ECDHE-RSA-AES128-SHA -groups P-521", 2048, "sha256"),
        ])
    func old(words: String, bits: Int, digest: String) async throws {
        try await Daemon.with(Self.server(words, bits: bits, digest: digest)) { daemon in
            let result = try await ask(daemon.port)
            #expect(result.isPassed, "\(words): \(result)")
        }
    }

    @Test(
        "a server of which no cipher is known has a reason",
        arguments: ["DHE-RSA-AES128-SHA", "AES128-SHA256", "CAMELLIA128-SHA"])
    func unknown(cipher: String) async throws {
        let recipe = Self.server("-tls1_2 -cipher \(cipher):@SECLEVEL=0")
        try await Daemon.with(recipe) { daemon in
            let result = try await ask(daemon.port)
            #expect(result.outcome == .failed && result.phase == .tls)
            #expect(result.seen.contains("no version or cipher in common"), "\(result)")
        }
    }

    /// Debian's OpenSSL has no 3DES.
    @Test(
        "a check reaches a server that has 3DES alone",
        arguments: [NIOSSL.TLSVersion.tlsv1, .tlsv12])
    func tripleDES(version: NIOSSL.TLSVersion) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "ballast-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = { (name: String) in folder.appending(path: name).path }
        let made = try command(
            Certificates.program,
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=old.example",
                "-keyout", path("key.pem"), "-out", path("old.pem"),
            ])
        try #require(made == 0)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(path("old.pem")).map {
                .certificate($0)
            }, privateKey: .privateKey(try NIOSSLPrivateKey(file: path("key.pem"), format: .pem)))
        configuration.cipherSuites = "RSA+3DES"
        configuration.minimumTLSVersion = version
        configuration.maximumTLSVersion = version
        let context = try NIOSSLContext(configuration: configuration)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handlers = channel.pipeline.syncOperations
                    try handlers.addHandler(NIOSSLServerHandler(context: context))
                    try handlers.addHandler(Greeting())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let result = try await ask(UInt16(listener.localAddress?.port ?? 0))
        try await listener.close()
        #expect(result.isPassed, "\(result)")
    }
}

/// Answers any request with status 200.
private final class Greeting: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let answer = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
    }
}
