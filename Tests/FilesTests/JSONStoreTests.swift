import Foundation
import Glibc
import Model
import Testing

@testable import Files

@Suite("A JSON file of the state directory")
struct JSONStoreTests {
    private struct Contents: Codable, Equatable {
        var names: [String]
    }

    /// A store in a folder of its own, and the file's path.
    private static func store(
        _ text: String? = nil, limit: Int = 1 << 20
    ) throws -> JSONStore<Contents> {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ballast-store-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let store = JSONStore<Contents>("names", in: folder, limit: limit)
        if let text {
            try Data(text.utf8).write(to: URL(filePath: store.path))
            chmod(store.path, 0o600)
        }
        return store
    }

    private static func failure(_ store: JSONStore<Contents>) throws -> HostFailure {
        try #require(
            #expect(throws: HostFailure.self) {
                try store.load(remedy: "none is known", loss: "all are lost")
            })
    }

    @Test("a value is read as it was saved, with the version of its form, for its owner only")
    func saved() throws {
        let store = try Self.store()
        #expect(try store.load(remedy: "") == nil)
        let size = try store.save(Contents(names: ["a/b"]))
        #expect(try store.load(remedy: "") == Contents(names: ["a/b"]))
        let text = try String(contentsOfFile: store.path, encoding: .utf8)
        #expect(text == #"{"names":["a/b"],"version":1}"# && text.utf8.count == size)
        var facts = stat()
        #expect(stat(store.path, &facts) == 0 && facts.st_mode & 0o777 == 0o600)
    }

    @Test("a file without a version is an earlier program's, and a later one's is left alone")
    func versions() throws {
        let earlier = try Self.store(#"{"names":["a"]}"#)
        #expect(try earlier.load(remedy: "") == Contents(names: ["a"]))
        let later = try Self.store(#"{"names":["a"],"version":2}"#)
        let failure = try Self.failure(later)
        #expect(failure.reason.contains("version 2") && failure.remedy == "none is known")
        #expect(isThere(later.path))
    }

    @Test("a damaged file is set aside")
    func damaged() throws {
        let store = try Self.store(#"{"names": "#)
        let failure = try Self.failure(store)
        #expect(failure.reason == "it is damaged" && !isThere(store.path))
        let remedy = try #require(failure.remedy)
        #expect(remedy.hasPrefix("it is kept as ") && remedy.hasSuffix("; all are lost"))
        let aside = remedy.dropFirst("it is kept as ".count).dropLast("; all are lost".count)
        #expect(try String(contentsOfFile: String(aside), encoding: .utf8) == #"{"names": "#)
        #expect(try store.load(remedy: "") == nil)
    }

    @Test("where its absence has a meaning, a damaged file stays, and each load has the reason")
    func staying() throws {
        for (text, reason) in [
            (#"{"names": "#, "it is damaged: "), ("", "it is damaged: "),
            (#"{"names":["a",5]}"#, "it is damaged: names[1]: "),
            ("{}", "it is damaged: "),
        ] {
            let store = try Self.store(text)
            for _ in 0..<2 {
                let failure = try #require(
                    #expect(throws: HostFailure.self) {
                        try store.load(remedy: "mend it", setsAside: false)
                    })
                #expect(failure.reason.hasPrefix(reason) && failure.remedy == "mend it")
            }
            #expect(isThere(store.path))
        }
    }

    @Test("no file is read that another user can write, that is too large, or that is no file")
    func refused() throws {
        let writable = try Self.store(#"{"names":["a"]}"#)
        chmod(writable.path, 0o622)
        #expect(try Self.failure(writable).reason.contains("another user may write"))
        #expect(isThere(writable.path))
        let large = try Self.store(#"{"names":["a"]}"#, limit: 4)
        #expect(try Self.failure(large).reason == "it has more than 4 bytes")
        let pipe = try Self.store()
        #expect(mkfifo(pipe.path, 0o600) == 0)
        #expect(try Self.failure(pipe).reason == "it is not a regular file")
    }
}
