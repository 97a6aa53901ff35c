import Foundation
import Seeds
import TestThreads
import Testing

@testable import Certificates

@Suite("Damaged files", .ownThreads)
struct DamageTests {
    /// One file of each kind, small.
    private static func samples() throws -> [(name: String, bytes: [UInt8])] {
        let authority = try Authority()
        let shop = authority.shop
        try shop.openssl("x509 -in leaf.pem -outform DER -out leaf.crt")
        try shop.openssl("ec -in leaf.key -outform DER -out leaf.der")
        try shop.openssl("crl2pkcs7 -nocrl -certfile leaf.pem -outform DER -out leaf.p7b")
        try shop.openssl(
            "pkcs12 -export -inkey leaf.key -in leaf.pem -passout pass:x -iter 1 -out leaf.pfx")
        try shop.openssl("pkcs8 -topk8 -in leaf.key -passout pass:x -iter 1 -out locked.key")
        try shop.write("all.pem", try authority.blocks().joined())
        return try ["leaf.crt", "leaf.der", "leaf.p7b", "leaf.pfx", "locked.key", "all.pem"].map {
            ($0, try shop.bytes($0))
        }
    }

    @Test("a file that is cut off anywhere is refused or read, and never more")
    func truncated() throws {
        for (name, bytes) in try Self.samples() {
            let whole = try FileContents(SecretBytes(bytes), password: SecretBytes("x".utf8))
            for length in stride(from: 0, to: bytes.count - 1, by: 7) {
                do {
                    let part = try FileContents(
                        SecretBytes(bytes[..<length]), password: SecretBytes("x".utf8))
                    #expect(part.certificates.count + part.keys.count > 0, "\(name) \(length)")
                    #expect(part.certificates.count <= whole.certificates.count)
                } catch {
                    #expect(!error.reason.isEmpty)
                }
            }
        }
    }

    @Test("a file with changed bytes is refused or read, and never a trap")
    func changed() throws {
        let samples = try Self.samples().filter { $0.name != "leaf.pfx" && $0.name != "locked.key" }
        for seed in 1...2000 as ClosedRange<UInt64> {
            var dice = SeededNumbers(seed: seed)
            var bytes = samples[Int(seed) % samples.count].bytes
            for _ in 0..<Int.random(in: 1...8, using: &dice) {
                let place = Int.random(in: 0..<bytes.count, using: &dice)
                bytes[place] = UInt8.random(in: 0...255, using: &dice)
            }
            // What is refused is good as well: the point is that it comes back.
            guard let contents = try? FileContents(SecretBytes(bytes)) else { continue }
            _ = inspect(contents, now: .present)
            _ = try? Identity.sorted(from: contents).identity.pem()
        }
    }

    @Test("garbage is refused")
    func garbage() {
        for seed in 1...2000 as ClosedRange<UInt64> {
            var dice = SeededNumbers(seed: seed)
            var bytes = (0..<Int.random(in: 0...200, using: &dice)).map { _ in
                UInt8.random(in: 0...255, using: &dice)
            }
            if seed % 3 == 0 { bytes = Array("-----BEGIN CERTIFICATE-----\n".utf8) + bytes }
            if seed % 6 == 0 { bytes += Array("\n-----END CERTIFICATE-----\n".utf8) }
            #expect(throws: CertificateFailure.self, "seed \(seed)") {
                try FileContents(SecretBytes(bytes))
            }
        }
    }

    @Test("a file that never ends, or has too many blocks, is refused")
    func limits() throws {
        let authority = try Authority()
        let block = try authority.shop.text("leaf.pem")
        #expect(throws: CertificateFailure.self) {
            try FileContents(String(repeating: block, count: PEMBlock.limit + 1))
        }
        #expect(throws: CertificateFailure.self) {
            try FileContents(SecretBytes([UInt8](repeating: 65, count: FileContents.sizeLimit + 1)))
        }
    }

    @Test("memory stays as it is over many imports, good and bad")
    func memory() throws {
        // In a process of its own: the tests beside this one change the memory of theirs.
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [
            "--testing-library", "swift-testing", "--filter", "DamageTests.*alone",
        ]
        process.environment = ProcessInfo.processInfo.environment
            .merging([Self.variable: "1"]) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let output = String(decoding: bytes, as: UTF8.self)
        #expect(process.terminationStatus == 0, "\(output)")
        #expect(output.contains("Test run with 1 test in 1 suite passed"), "\(output)")
    }

    /// The variable of a process that runs ``alone()`` only.
    private static let variable = "BALLAST_TEST_ALONE"

    @Test(
        "memory, in a process without other tests",
        .enabled(if: ProcessInfo.processInfo.environment[Self.variable] != nil))
    func alone() throws {
        let samples = try Self.samples()
        let anchors = try TrustAnchors()
        for _ in 0..<30 { try Self.round(samples, anchors) }
        // A batch may grow by a page of the allocator's, a leak makes all of them grow: one X509
        // kept for each file would be a megabyte a batch.
        let growth = try (0..<5).map { _ in
            let before = try Self.resident()
            for _ in 0..<40 { try Self.round(samples, anchors) }
            return try Self.resident() - before
        }
        #expect(growth.min() ?? .max < 512 << 10, "\(growth)")
    }

    /// Each sample imported, inspected and signed with, once well and twice refused.
    private static func round(
        _ samples: [(name: String, bytes: [UInt8])], _ anchors: TrustAnchors
    ) throws {
        for (_, bytes) in samples {
            let contents = try FileContents(SecretBytes(bytes), password: SecretBytes("x".utf8))
            _ = inspect(contents, now: .present, anchors: anchors)
            // Not every sample has both key and certificate.
            let identity = try? Identity.sorted(from: contents).identity
            _ = try identity?.pem()
            _ = try identity.map { try SigningRequest(key: $0.key, for: Subject(of: $0.leaf)) }
            _ = try identity.map {
                try Identity(selfSigned: $0.key, for: Subject(of: $0.leaf), now: .present)
            }
            // Refused, which must not leak either.
            _ = try? FileContents(SecretBytes(bytes.dropLast(9)), password: nil)
            _ = try? FileContents(SecretBytes(bytes), password: SecretBytes("y".utf8))
        }
    }

    /// Resident memory, in bytes.
    private static func resident() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return Int(text.split(separator: " ")[1]).map { $0 * 4096 } ?? 0
    }
}
