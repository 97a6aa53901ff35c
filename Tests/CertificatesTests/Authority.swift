import Foundation
import Glibc
import Testing

@testable import Certificates

/// Files of a test's own, and the `openssl` command, which is nobody's but itself.
final class Workshop {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "ballast-certificates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        // The system clears the temporary directory later.
        try? FileManager.default.removeItem(at: folder)
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name)))
    }

    func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    func write(_ name: String, _ secret: SecretBytes) throws {
        try secret.withBytes { Data($0) }.write(to: folder.appending(path: name))
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    func contents(_ name: String, password: String? = nil) throws -> FileContents {
        try FileContents(
            SecretBytes(try bytes(name)), password: password.map { SecretBytes($0.utf8) })
    }

    /// Runs `openssl` in the folder; what it prints on both streams.
    ///
    /// The words are parted by spaces.
    @discardableResult
    func openssl(_ words: String, _ more: String...) throws -> String {
        let (status, text) = try opensslStatus(words, more)
        guard status == 0 else { throw Failure(description: "openssl \(words): \(text)") }
        return text
    }

    func opensslStatus(_ words: String, _ more: [String] = []) throws -> (Int32, String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = words.split(separator: " ").map(String.init) + more
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        let log = folder.appending(path: ".log-\(UUID().uuidString)")
        try Data().write(to: log)
        let handle = try FileHandle(forWritingTo: log)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        let text = try String(decoding: Data(contentsOf: log), as: UTF8.self)
        try FileManager.default.removeItem(at: log)
        return (process.terminationStatus, text)
    }
}

/// A root, two intermediates and a leaf, made by `openssl`.
///
/// **Files:** `root.pem`, `upper.pem`, `lower.pem`, `leaf.pem`, and `.key` of each.
final class Authority {
    let shop: Workshop

    init(names: String = "DNS:shop.example,DNS:*.shop.example,IP:10.0.0.1,IP:2001:db8::1") throws {
        shop = try Workshop()
        try shop.write(
            "ca.ext",
            """
            basicConstraints=critical,CA:TRUE
            keyUsage=critical,keyCertSign,cRLSign
            subjectKeyIdentifier=hash

            """)
        try shop.write(
            "leaf.ext",
            """
            basicConstraints=critical,CA:FALSE
            keyUsage=critical,digitalSignature
            extendedKeyUsage=serverAuth
            subjectAltName=\(names)
            authorityInfoAccess=caIssuers;URI:http://ca.example/lower.crt

            """)
        try sign("root", by: nil)
        try sign("upper", by: "root")
        try sign("lower", by: "upper")
        try sign("leaf", by: "lower", extensions: "leaf.ext", days: 90)
    }

    /// A certificate with a new key, signed by another one of ours, or by itself.
    func sign(
        _ name: String, by issuer: String?, extensions: String = "ca.ext", days: Int = 365,
        options: String = "", key: String = "EC -pkeyopt ec_paramgen_curve:P-256"
    ) throws {
        try shop.openssl("genpkey -algorithm \(key) -out \(name).key")
        try shop.openssl("req -new -key \(name).key -subj /CN=\(name)/O=Shop -out \(name).csr")
        let signer = issuer.map { "-CA \($0).pem -CAkey \($0).key -CAcreateserial" }
        try shop.openssl(
            "x509 -req -in \(name).csr -days \(days) \(signer ?? "-signkey \(name).key") "
                + "-extfile \(extensions) -out \(name).pem \(options)")
    }

    /// The blocks of the whole identity, in order: leaf, lower, upper, root, key.
    func blocks() throws -> [String] {
        try ["leaf.pem", "lower.pem", "upper.pem", "root.pem", "leaf.key"].map { try shop.text($0) }
    }
}

extension UTCTime {
    /// Now, for certificates that a command makes now.
    static var present: UTCTime { UTCTime(seconds: Int64(time(nil))) }
}

extension FileContents {
    init(_ text: String, password: String? = nil) throws {
        try self.init(
            SecretBytes(text.utf8), password: password.map { SecretBytes($0.utf8) })
    }
}
