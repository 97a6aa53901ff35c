import Foundation
import Model
import Testing

@testable import Files

@Suite("Files that are replaced")
struct AtomicWriteTests {
    @Test("a file is replaced whole, is its owner's only, and nothing is left beside it")
    func replaced() throws {
        let folder = try Folder()
        let path = "\(folder.path)/a"
        try writeAtomically(Array("one".utf8), to: path)
        chmod(path, 0o644)
        try writeAtomically(Array("two".utf8), to: path)
        #expect(try folder.text("a") == "two")
        #expect(try folder.mode("a") == 0o600)
        #expect(try folder.names() == ["a"])
    }

    @Test("a link under the name that older versions wrote to is not followed")
    func link() throws {
        let folder = try Folder()
        try folder.write("precious", to: "target")
        symlink("\(folder.path)/target", "\(folder.path)/a.new")
        try writeAtomically(Array("text".utf8), to: "\(folder.path)/a")
        #expect(try folder.text("target") == "precious")
        #expect(try folder.text("a") == "text")
    }

    @Test("a file that can't be put in place leaves nothing behind")
    func failure() throws {
        let folder = try Folder()
        mkdir("\(folder.path)/a", 0o700)
        #expect(throws: HostFailure.self) { try writeAtomically([1], to: "\(folder.path)/a") }
        #expect(try folder.names() == ["a"])
    }

    @Test("the remains of a crash are removed, and nothing else")
    func leftovers() throws {
        let folder = try Folder()
        let kept = [".hidden.new", "a.new", ".a.new", "ledger.json"]
        for name in kept { try folder.write("x", to: name) }
        let temporary = TemporaryName.beside("\(folder.path)/ledger.json")
        #expect(temporary != TemporaryName.beside("\(folder.path)/ledger.json"))
        try Data().write(to: URL(filePath: temporary))
        TemporaryName.removeLeftovers(in: folder.path)
        #expect(try folder.names() == kept.sorted())
    }
}

/// A directory of a test's own, gone when the test is.
final class Folder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "bf-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        path = url.path
    }

    deinit {
        // The system clears the temporary directory later.
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    func mode(_ name: String) throws -> Int {
        var facts = stat()
        try #require(lstat("\(path)/\(name)", &facts) == 0)
        return Int(facts.st_mode & 0o7777)
    }
}
