import CGNU
import Document
import Foundation
import Glibc
import Model
import Synchronization
import Testing

/// A directory that goes away with the test.
private struct TemporaryDirectory: ~Copyable {
    let path: String

    init() throws {
        var template = "/tmp/ballast-test.XXXXXX".utf8CString
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        path = try #require(made)
    }

    deinit {
        for name in TestFiles.names(in: path) { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}

@Suite("the file")
struct DocumentFileTests {
    private static let old = Array("version: 1\n".utf8)
    private static let new = Array("version: 1\nservices: []\n".utf8)

    @Test("a file is replaced with its owner and mode")
    func replace() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/ballast.yaml"
        TestFiles.write("version: 1\n", to: path)
        chmod(path, 0o640)
        if getuid() == 0 { chown(path, 7, 8) }
        let file = DocumentFile(path: path)
        #expect(try file.read() == Self.old)
        try file.replace(expecting: Self.old, with: Self.new)
        #expect(try file.read() == Self.new)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o640)
        if getuid() == 0 { #expect(status.st_uid == 7 && status.st_gid == 8) }
        #expect(TestFiles.names(in: directory.path, ending: "") == ["ballast.yaml"])
        #expect(Self.everything(in: directory.path) == 1)
    }

    @Test("a file is replaced with its extended attributes and its access list")
    func attributes() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/ballast.yaml"
        TestFiles.write("version: 1\n", to: path)
        // user::rw-, user:4711:r--, group::r--, mask::r--, other::---.
        // Source: acl(5), linux/posix_acl_xattr.h.
        let none: [UInt8] = [0xff, 0xff, 0xff, 0xff]
        let list: [UInt8] =
            [2, 0, 0, 0, 1, 0, 6, 0] + none + [2, 0, 4, 0, 0x67, 0x12, 0, 0, 4, 0, 4, 0] + none
            + [0x10, 0, 4, 0] + none + [0x20, 0, 0, 0] + none
        let wanted: [(String, [UInt8])] = [
            ("user.ticket", Array("4711".utf8)), ("system.posix_acl_access", list),
        ]
        func set() -> Bool {
            let file = open(path, O_RDWR)
            defer { close(file) }
            return wanted.allSatisfy { fsetxattr(file, $0, $1, numericCast($1.count), 0) == 0 }
        }
        // Some file systems have none.
        guard set() else { return }
        try DocumentFile(path: path).replace(expecting: Self.old, with: Self.new)
        let file = open(path, O_RDONLY)
        defer { close(file) }
        for (name, value) in wanted {
            var found = [UInt8](repeating: 0, count: 256)
            let count = fgetxattr(file, name, &found, numericCast(found.count))
            #expect(Array(found.prefix(max(0, count))) == value, "\(name)")
        }
        #expect(TestFiles.bytes(path) == Self.new)
    }

    @Test("a symbolic link stays, and what it leads to is replaced")
    func symbolicLink() throws {
        let directory = try TemporaryDirectory()
        TestFiles.write("version: 1\n", to: directory.path + "/real.yaml")
        symlink("real.yaml", directory.path + "/link.yaml")
        let file = DocumentFile(path: directory.path + "/link.yaml")
        try file.replace(expecting: Self.old, with: Self.new)
        var status = stat()
        #expect(lstat(file.path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
        #expect(TestFiles.bytes(directory.path + "/real.yaml") == Self.new)
    }

    @Test("of several edits at once one is made, and the others are told so")
    func concurrent() throws {
        let directory = try TemporaryDirectory()
        let file = DocumentFile(path: directory.path + "/ballast.yaml")
        for _ in 0..<100 {
            TestFiles.write("version: 1\n", to: file.path)
            let winners = Mutex<[Int]>([])
            // Threads of their own: the shared ones are as many as processors, and never meet.
            let done = DispatchSemaphore(value: 0)
            let start = DispatchSemaphore(value: 0)
            for number in 0..<6 {
                Thread.detachNewThread {
                    start.wait()
                    let mine = Array("version: 1 # \(number)\n".utf8)
                    do {
                        try file.replace(expecting: Self.old, with: mine)
                        winners.withLock { $0.append(number) }
                    } catch {
                        // Another was first: that is what is counted.
                    }
                    done.signal()
                }
            }
            for _ in 0..<6 { start.signal() }
            for _ in 0..<6 { done.wait() }
            let made = winners.withLock { $0 }
            try #require(made.count == 1)
            let left = String(decoding: try file.read(), as: UTF8.self)
            try #require(left == "version: 1 # \(made[0])\n")
        }
    }

    @Test("what someone else wrote meanwhile stays")
    func changedMeanwhile() throws {
        let directory = try TemporaryDirectory()
        let file = DocumentFile(path: directory.path + "/ballast.yaml")
        TestFiles.write("version: 1 # theirs\n", to: file.path)
        let failure = #expect(throws: FileFailure.self) {
            try file.replace(expecting: Self.old, with: Self.new)
        }
        #expect(failure?.reason == .changedMeanwhile)
        #expect(failure.map { "\($0)".contains("someone else changed it meanwhile") } == true)
        #expect(TestFiles.text(file.path) == "version: 1 # theirs\n")
        #expect(Self.everything(in: directory.path) == 1)
    }

    @Test("of many writers at once no change is lost")
    func race() async throws {
        let directory = try TemporaryDirectory()
        let file = DocumentFile(path: directory.path + "/ballast.yaml")
        TestFiles.write("version: 1\n", to: file.path)
        let successes = await withTaskGroup(of: Int.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    (0..<50).count { round in
                        guard let before = try? file.read() else { return false }
                        let after = before + Array("# \(writer).\(round)\n".utf8)
                        return (try? file.replace(expecting: before, with: after)) != nil
                    }
                }
            }
            return await group.reduce(0, +)
        }
        let lines = TestFiles.text(file.path).split(separator: "\n").count - 1
        #expect(successes > 0 && lines == successes)
        #expect(Self.everything(in: directory.path) == 1)
    }

    @Test("what can't be read is a diagnostic")
    func unreadable() throws {
        let directory = try TemporaryDirectory()
        let missing = #expect(throws: FileFailure.self) {
            try DocumentFile(path: directory.path + "/nothing.yaml").read()
        }
        #expect(missing?.diagnostic.code == .unreadable)
        #expect(missing?.diagnostic.message.hasSuffix("No such file or directory (ENOENT)") == true)
        let folder = #expect(throws: FileFailure.self) {
            try DocumentFile(path: directory.path).read()
        }
        #expect(folder?.reason == .system(EISDIR))
        let endless = #expect(throws: FileFailure.self) {
            try DocumentFile(path: "/dev/zero").read()
        }
        #expect(endless?.diagnostic.code == .tooLarge)
        let pipe = directory.path + "/pipe.yaml"
        try #require(mkfifo(pipe, 0o600) == 0)
        #expect(throws: FileFailure.self) {
            try DocumentFile(path: pipe).replace(expecting: [], with: Self.new)
        }
    }

    /// How many names a directory has, those with a dot in front included.
    private static func everything(in path: String) -> Int {
        guard let stream = opendir(path) else { return -1 }
        defer { closedir(stream) }
        var count = 0
        while readdir(stream) != nil { count += 1 }
        return count - 2
    }
}
