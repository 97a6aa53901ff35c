import Foundation
import Glibc
import Model
import Reconciliation
import TestSupport
import TestThreads
import Testing

@testable import Controller

/// The document of `ballast run` and its files of secrets, without a loop.
@Suite("secrets in files of a running controller", .timeLimit(.minutes(20)), .ownThreads)
struct SecretRenewalTests {
    private static let name = "s"

    private static func document(_ file: String = name, weight: Int = 1) -> String {
        """
        version: 1
        virtualAddresses: [{address: 10.0.0.1/24, interface: eth0}]
        services:
          - name: db
            listen: 10.0.0.1:6379
            servers: [{name: db1, address: 10.0.0.2, weight: \(weight)}]
            check: {type: negotiate, service: redis, passwordFile: \(file)}

        """
    }

    private static func put(_ text: String, beside file: Scratch, _ name: String = name) throws {
        let path = "\(file.folder)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        chmod(path, 0o600)
    }

    private static func secret(_ spec: Spec?) -> String? { spec?.secrets.first?.secret.text }

    /// What the source gives that is not unchanged; a document that was just written may be given
    /// twice.
    private static func next(
        _ source: inout FileDocument, _ isMeant: (LoadedDocument) -> Bool
    ) throws {
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end {
            if isMeant(source.load(force: false)) { return }
            usleep(10_000)
        }
        Issue.record("it never came")
    }

    private static func isGood(_ loaded: LoadedDocument, _ secret: String?) -> Bool {
        if case .good(let spec, _) = loaded { Self.secret(spec) == secret } else { false }
    }

    private static func isRenewed(_ loaded: LoadedDocument, _ secret: String?) -> Bool {
        guard case .renewed(let spec, _, let changed) = loaded else { return false }
        return Self.secret(spec) == secret && changed == [name]
    }

    /// Loads until the document's own time stamp is old, so that only its files bring news.
    private static func settle(_ source: inout FileDocument) throws {
        try next(&source) { if case .unchanged = $0 { true } else { false } }
    }

    @Test("another secret is given without an edit, by a rename and in place; a lost file is not")
    func renewal() throws {
        let file = try Scratch(Self.document())
        try Self.put("one\n", beside: file)
        var source = FileDocument(path: file.path)
        try Self.next(&source) { Self.isGood($0, "one") }
        try Self.settle(&source)
        try Self.put("two\n", beside: file)
        try Self.next(&source) { Self.isRenewed($0, "two") }
        #expect(source.fileFailures == [])
        let path = "\(file.folder)/\(Self.name)"
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: Data("thr".utf8))
        for _ in 0..<20 {
            if case .unchanged = source.load(force: false) { continue }
            Issue.record("half of a secret was read")
        }
        try handle.write(contentsOf: Data("ee\n".utf8))
        try handle.close()
        try Self.next(&source) { Self.isRenewed($0, "three") }
        for damage in [nil, "\n", "\u{1}\n"] {
            if let damage {
                try Self.put(damage, beside: file)
            } else {
                try FileManager.default.removeItem(atPath: path)
            }
            let end = ContinuousClock.now + .seconds(30)
            while source.fileFailures.isEmpty, ContinuousClock.now < end {
                if case .unchanged = source.load(force: false) { continue }
                Issue.record("a lost file changed something")
            }
            let failure = try #require(source.fileFailures.first)
            #expect(failure.description.hasPrefix("cannot read the secret in \(path): "))
            #expect(failure.remedy?.hasPrefix("the one that was read last stays in use; ") == true)
            // An edit of the document goes on, with the last good secret.
            try file.write(Self.document(weight: 2))
            try Self.next(&source) { Self.isGood($0, "three") }
            try file.write(Self.document())
            try Self.next(&source) { Self.isGood($0, "three") }
            try Self.settle(&source)
            try Self.put("three\n", beside: file)
            while !source.fileFailures.isEmpty, ContinuousClock.now < end {
                if case .unchanged = source.load(force: false) { continue }
                Issue.record("the same secret changed something")
            }
        }
    }

    @Test("an edit that names a useless file is rejected at its line, and taken once it is there")
    func edit() throws {
        let file = try Scratch(Self.document())
        try Self.put("one\n", beside: file)
        var source = FileDocument(path: file.path)
        try Self.next(&source) { Self.isGood($0, "one") }
        try file.write(Self.document("other", weight: 2))
        try Self.next(&source) { loaded in
            guard case .bad(let diagnostics) = loaded else { return false }
            #expect(diagnostics.map(\.code) == [.secretFile])
            #expect(diagnostics.first?.location?.line == 7)
            return true
        }
        #expect(source.fileFailures == [])
        try Self.settle(&source)
        // The document in force has its secret, and gets another.
        try Self.put("two\n", beside: file)
        try Self.next(&source) { Self.isRenewed($0, "two") }
        try Self.put("three\n", beside: file, "other")
        try Self.next(&source) { Self.isGood($0, "three") }
    }

    @Test("a start without the file: everything else is in force, and says what it lacks")
    func start() throws {
        let file = try Scratch(Self.document())
        let keeper = DocumentKeeper(directory: "\(file.folder)/state")
        var source = FileDocument(path: file.path, keeper: keeper)
        try Self.next(&source) { Self.isGood($0, nil) }
        keeper.finish()
        let failure = try #require(source.fileFailures.first)
        #expect(
            failure.remedy?.hasPrefix("until it can be read, checks that need it only connect")
                == true)
        // Another start knows the document, and an edit of something else is taken.
        try file.write(Self.document(weight: 2))
        source = FileDocument(path: file.path, keeper: keeper)
        try Self.next(&source) { Self.isGood($0, nil) }
        keeper.finish()
        // At a start too, a document that names a useless file first is rejected.
        try file.write(Self.document("other"))
        source = FileDocument(path: file.path, keeper: keeper)
        try Self.next(&source) { loaded in
            if case .bad(let found) = loaded { found.map(\.code) == [.secretFile] } else { false }
        }
        guard case .good(let kept, _, _) = source.kept() else {
            Issue.record("nothing was kept")
            return
        }
        #expect(kept.services.first?.servers.first?.weight == 2 && Self.secret(kept) == nil)
        try Self.put("one\n", beside: file)
        try Self.next(&source) { Self.isRenewed($0, "one") }
        #expect(source.fileFailures == [])
        keeper.finish()
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(file.folder)/state") {
            let text = try String(contentsOfFile: "\(file.folder)/state/\(name)", encoding: .utf8)
            #expect(!text.contains("one\n"), "\(name)")
        }
    }
}
