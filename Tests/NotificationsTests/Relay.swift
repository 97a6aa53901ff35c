import Foundation
import Model
import Testing

@testable import Notifications

/// `relay.py` in a mode of its own.
final class Relay: Sendable {
    struct Message: Decodable, Sendable {
        let from: String
        let to: [String]
        let data: String
        let tls: Bool
        let login: String

        /// The lines of the header, folded ones joined.
        var header: [String] {
            let head = data.components(separatedBy: "\r\n\r\n")[0]
            return head.replacingOccurrences(of: "\r\n ", with: " ")
                .components(separatedBy: "\r\n")
        }

        var text: String {
            data.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n")
        }
    }

    struct Failure: Error {}

    let port: UInt16
    private let process: Process
    private let input: Pipe
    private let output: FileHandle
    private let folder: URL

    static let python = "/usr/bin/python3"

    /// Whether Python, aiosmtpd and openssl are here.
    static let isAvailable: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = ["-c", "import aiosmtpd"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
            && FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")
    }()

    /// Calls with a relay; nil where there is none.
    static func with(
        _ mode: String, name: String = "relay.example", _ body: (Relay) async throws -> Void
    ) async throws {
        guard isAvailable else {
            let text = "not available: python3-aiosmtpd and openssl"
            if ProcessInfo.processInfo.environment["CI"] != nil { Issue.record("\(text)") }
            FileHandle.standardError.write(Data("SKIPPED, \(text)\n".utf8))
            return
        }
        let relay = try Relay(mode, name)
        let result: Result<Void, any Error>
        do { result = .success(try await body(relay)) } catch { result = .failure(error) }
        try await relay.stop()
        try result.get()
    }

    private init(_ mode: String, _ name: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "ballast-relay-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let openssl = Process()
        openssl.executableURL = URL(filePath: "/usr/bin/openssl")
        openssl.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", folder.appending(path: "key.pem").path, "-out",
            folder.appending(path: "good.pem").path, "-days", "2", "-subj", "/CN=relay",
            "-addext", "subjectAltName=\(name)",
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        process = Process()
        process.executableURL = URL(filePath: Self.python)
        process.arguments = [
            URL(filePath: #filePath).deletingLastPathComponent().appending(path: "relay.py").path,
            mode, folder.appending(path: "good.pem").path, folder.appending(path: "key.pem").path,
        ]
        input = Pipe()
        let pipe = Pipe()
        process.standardInput = input
        process.standardOutput = pipe
        output = pipe.fileHandleForReading
        try process.run()
        guard let line = Self.line(output), let port = UInt16(line) else { throw Failure() }
        self.port = port
    }

    /// The certificate, which is its own authority.
    var authority: String { folder.appending(path: "good.pem").path }

    /// The next message that it has kept; waits for it.
    func message() async throws -> Message {
        let line = try await Self.elsewhere { Self.line(self.output) }
        guard let line else { throw Failure() }
        return try JSONDecoder().decode(Message.self, from: Data(line.utf8))
    }

    /// Waits on a thread of its own: what is waited for may need those of the pool.
    private static func elsewhere<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
        }
    }

    /// Mail over it.
    func mail(
        to: [String] = ["ops@example.org"], tls: Notifications.Mail.TLS? = nil,
        login: (String, String)? = nil
    ) throws -> Notifications.Mail {
        Notifications.Mail(
            to: try to.map { try #require(MailAddress($0)) },
            from: try #require(MailAddress("ballast@lb1.example")), relay: "127.0.0.1", port: port,
            tls: tls, login: login?.0, password: login.map { Secret($0.1) })
    }

    private static func line(_ handle: FileHandle) -> String? {
        var bytes: [UInt8] = []
        while let byte = try? handle.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
            bytes.append(byte)
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    private func stop() async throws {
        try input.fileHandleForWriting.close()
        process.terminate()
        try await Self.elsewhere { self.process.waitUntilExit() }
        try FileManager.default.removeItem(at: folder)
    }
}
