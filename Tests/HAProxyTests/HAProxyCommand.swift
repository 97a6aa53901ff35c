import Foundation
import HAProxy
import Model
import Testing

/// The real program, which is the judge of what is rendered.
enum HAProxyCommand {
    static let path = "/usr/sbin/haproxy"

    /// Whether it is there; noted loudly where it is not, and a failure in CI.
    static func isInstalled() -> Bool {
        if FileManager.default.isExecutableFile(atPath: path) { return true }
        if ProcessInfo.processInfo.environment["CI"] != nil {
            Issue.record("haproxy is not installed")
        } else {
            FileHandle.standardError.write(Data("SKIPPED: haproxy is not installed\n".utf8))
        }
        return false
    }

    /// Runs a program to its end; both streams together.
    static func run(_ program: String, _ arguments: [String]) throws -> (Int32, String) {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// Asks it about a spec, with certificates made for the occasion.
    static func check(
        _ spec: Spec
    ) throws -> (status: Int32, output: String, file: String, RenderedConfiguration) {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            // The system clears the temporary directory later.
            try? FileManager.default.removeItem(at: folder)
        }
        let settings = HAProxySettings(
            directory: folder.path, certificateDirectory: folder.path,
            documentDirectory: folder.path)
        let configuration = haproxyConfiguration(for: spec, settings: settings)
        let file = folder.appending(path: "haproxy.cfg").path
        try Data(configuration.text.utf8).write(to: URL(filePath: file))
        for side in configuration.files {
            try Data(side.contents.utf8).write(to: folder.appending(path: side.name))
        }
        for name in Set(spec.sslServices.flatMap(\.certificates)) {
            try makeCertificate(at: settings.certificateFile(of: name))
        }
        let (status, output) = try run(path, ["-c", "-f", file])
        return (status, output, file, configuration)
    }

    private static let certificate = Result<Data, any Error> {
        let base = NSTemporaryDirectory() + UUID().uuidString
        _ = try run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-days", "2", "-subj", "/CN=test", "-keyout", base + ".key", "-out", base,
            ])
        let key = try Data(contentsOf: URL(filePath: base + ".key"))
        return try Data(contentsOf: URL(filePath: base)) + key
    }

    private static func makeCertificate(at path: String) throws {
        try certificate.get().write(to: URL(filePath: path))
    }
}
