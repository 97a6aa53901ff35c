import Foundation
import Testing

@testable import Replication

@Suite("Independent clients of the replication port")
struct PeerToolTests {
    private let node: PortNode
    private let peer: PortNode

    init() throws {
        node = try PortNode("lb1")
        peer = try PortNode("lb2")
        node.trust(peer)
    }

    @Test("curl with a trusted certificate gets a generation and a part of an object")
    func curl() async throws {
        let (server, address) = try await node.serve()
        let signed = node.offer(Array("generation".utf8))
        let digest = try node.store(Array("contents".utf8))
        let generation = try await Self.curl(address, "/v1/generation", as: peer)
        #expect(generation.status == 0)
        #expect(Array(generation.output.utf8) == signed.encoded())
        let part = try await Self.curl(
            address, "/v1/objects/\(digest.hex)", as: peer, "--range", "3-")
        #expect(part.output == "tents")
        let behind = try await Self.curl(
            address, "/v1/objects/\(digest.hex)", as: peer, "--range", "8-", "--include")
        #expect(behind.output.hasPrefix("HTTP/1.1 416 "))
        #expect(behind.output.lowercased().contains("content-range: bytes */8\r\n"))
        let hello = String(decoding: try JSONEncoder().encode(peer.hello), as: UTF8.self)
        let answer = try await Self.curl(address, "/v1/hello", as: peer, "--data", hello)
        #expect(
            try JSONDecoder().decode(PeerHello.self, from: Data(answer.output.utf8)) == node.hello)
        await server.close()
    }

    @Test("curl without a trusted certificate, with an older TLS or with another key gets nothing")
    func refusedCurl() async throws {
        let stranger = try PortNode("stranger")
        let (server, address) = try await node.serve()
        _ = node.offer(Array("generation".utf8))
        let unknown = try await Self.curl(
            address, "/v1/generation", as: stranger, "--write-out", "%{http_code}")
        #expect(unknown.output.hasSuffix("403") && !unknown.output.contains("ballast-generation"))
        let none = try await Self.curl(address, "/v1/generation", as: nil)
        #expect(none.status != 0 && none.output.isEmpty)
        let old = try await Self.curl(address, "/v1/generation", as: peer, "--tls-max", "1.2")
        #expect(old.status != 0 && old.output.isEmpty)
        let rsa = node.folder.appending(path: "rsa.pem").path
        _ = try await Self.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=lb2", "-keyout",
                rsa, "-out", "\(rsa).crt",
            ])
        let other = try await Self.run(
            "/usr/bin/curl",
            [
                "--silent", "--insecure", "--cert", "\(rsa).crt", "--key", rsa,
                "https://\(address)/v1/generation",
            ])
        #expect(other.status != 0 && other.output.isEmpty)
        await server.close()
    }

    @Test("openssl reports TLS 1.3, a request for a certificate, and the one of the node")
    func openssl() async throws {
        let (server, address) = try await node.serve()
        let answer = try await Self.run(
            "/usr/bin/openssl",
            [
                "s_client", "-connect", "\(address)", "-cert", peer.signing.path, "-key",
                peer.signing.path, "-showcerts",
            ])
        #expect(answer.output.contains("TLSv1.3"))
        #expect(answer.output.contains("Acceptable client certificate CA names") == false)
        #expect(answer.output.contains("Requested Signature Algorithms: ECDSA+SHA256"))
        let block = try String(
            decoding: peer.signing.pem(), as: UTF8.self
        ).contains("BEGIN CERTIFICATE")
        #expect(block)
        let begin = try #require(answer.output.range(of: "-----BEGIN CERTIFICATE-----\n"))
        let end = try #require(answer.output.range(of: "\n-----END CERTIFICATE-----"))
        let text = answer.output[begin.upperBound..<end.lowerBound].filter { $0 != "\n" }
        let der = try #require(Data(base64Encoded: String(text)))
        #expect(Fingerprint(certificate: Array(der)) == node.fingerprint)
        await server.close()
    }

    private static func curl(
        _ address: PeerAddress, _ path: String, as node: PortNode?, _ more: String...
    ) async throws -> (status: Int32, output: String) {
        let identity = node.map { ["--cert", $0.signing.path, "--key", $0.signing.path] } ?? []
        return try await run(
            "/usr/bin/curl",
            ["--silent", "--insecure"] + identity + more + ["https://\(address)\(path)"])
    }

    /// Runs a program without input, on no thread that the server needs.
    private static func run(
        _ program: String, _ arguments: [String]
    ) async throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in end.finish() }
        try process.run()
        for await _ in ends {}
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }
}
