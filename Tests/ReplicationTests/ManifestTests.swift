import Seeds
import Testing

@testable import Replication

extension Manifest {
    /// A manifest of random values.
    init(_ numbers: inout SeededNumbers) {
        let names = ["lb1", "lb 2", "länge", "x#1a2b3c4d"]
        var counts: [String: UInt64] = [:]
        for name in names where numbers.oneIn(2) {
            counts[name] = .random(in: 1...9, using: &numbers)
        }
        let parts = ["a", "b b", "ü", "certs", "shop.pem", "-", "..a"]
        var paths: Set<String> = []
        for _ in 0..<Int.random(in: 0...12, using: &numbers) {
            let depth = Int.random(in: 1...3, using: &numbers)
            let path = (0..<depth).map { _ in numbers.pick(parts) }.joined(separator: "/")
            if PathRule().problem(of: Array(paths) + [path]) == nil { paths.insert(path) }
        }
        func entry(_ path: String) -> Entry {
            Entry(
                path: path, mode: numbers.pick(FileMode.all),
                size: .random(in: 0...100_000, using: &numbers), digest: Digest(of: path.utf8))
        }
        self.init(
            cluster: numbers.oneIn(3) ? "" : "shop", author: numbers.pick(names),
            vector: VersionVector(counts), written: .random(in: 0...9_999_999, using: &numbers),
            program: "1.0", document: entry(""), files: paths.map(entry))
    }
}

@Suite("Manifests")
struct ManifestTests {
    static let digest = Digest(of: []).hex
    static let rule = PathRule(reserved: ["ballast.yaml", "peer.pem"])

    /// The text of a manifest with these lines after the document.
    static func text(_ files: [String] = [], document: String = "document 644 5 \(digest)")
        -> String
    {
        let head = """
            ballast-manifest 1
            cluster shop
            author lb1
            written 1764331435
            program 1.0
            vector 2 lb1#1a2b3c4d
            \(document)

            """
        return head + files.map { "\($0)\n" }.joined()
    }

    static func refusal(_ text: String) -> ManifestRefusal? {
        do throws(ManifestRefusal) {
            _ = try Manifest(encoded: Array(text.utf8), rule: rule)
            return nil
        } catch {
            return error
        }
    }

    @Test("what is encoded is decoded to the same value", arguments: 0..<500)
    func roundTrip(_ seed: Int) throws {
        var numbers = SeededNumbers(seed: seed)
        let manifest = Manifest(&numbers)
        let decoded = try Manifest(encoded: manifest.encoded(), rule: PathRule())
        #expect(decoded == manifest)
        #expect(decoded.contents == manifest.contents)
    }

    @Test("the contents do not depend on author, time and history, but on every file")
    func contents() throws {
        let file = Entry(path: "a", mode: 0o644, size: 1, digest: Digest(of: [1]))
        func manifest(_ author: String, _ vector: VersionVector, _ files: [Entry]) -> Manifest {
            Manifest(
                cluster: "c\(author)", author: author, vector: vector, written: 7, program: "1",
                document: Entry(mode: 0o600, size: 0, digest: Digest(of: [])), files: files)
        }
        let one = manifest("a", VersionVector(["a": 1]), [file])
        #expect(one.contents == manifest("b", VersionVector(["b": 3]), [file]).contents)
        let others = [
            [], [Entry(path: "b", mode: 0o644, size: 1, digest: Digest(of: [1]))],
            [Entry(path: "a", mode: 0o600, size: 1, digest: Digest(of: [1]))],
            [Entry(path: "a", mode: 0o644, size: 1, digest: Digest(of: [2]))],
        ]
        for other in others {
            #expect(one.contents != manifest("a", VersionVector(["a": 1]), other).contents)
        }
    }

    @Test(
        "a path that leaves the directory, or that has another use there, is refused",
        arguments: [
            ("..", PathRule.Problem.form), ("../etc/passwd", .form), ("a/../../b", .form),
            ("/etc/passwd", .form), ("a//b", .form), ("a/", .form), (".", .form), ("a/./b", .form),
            ("", .form), ("a\u{1}b", .control), ("a\u{7f}", .control), ("a\u{85}b", .control),
            (String(repeating: "a", count: 256), .length),
            (String(repeating: "a/", count: 16) + "a", .length),
            (String(repeating: "abcdefgh/", count: 120) + "a", .length),
            (".git/hooks/post-merge", .reserved), ("x/.GIT/config", .reserved),
            ("ballast.yaml", .reserved), ("peer.pem", .reserved),
            (".a.0123456789abcdef.new", .reserved),
        ])
    func paths(_ path: String, _ problem: PathRule.Problem) {
        #expect(Self.rule.problem(of: path) == problem)
        let line = "file 644 5 \(Self.digest) \(path)"
        #expect(Self.refusal(Self.text([line])) != nil)
    }

    @Test("a path that occurs twice, or is a directory of another, is refused")
    func duplicates() {
        func lines(_ paths: [String]) -> String {
            Self.text(paths.map { "file 644 5 \(Self.digest) \($0)" })
        }
        #expect(Self.refusal(lines(["a", "b"])) == nil)
        #expect(Self.refusal(lines(["a", "a"])) == .path("a", .duplicate))
        #expect(Self.refusal(lines(["a", "a.b", "a/b"])) == .path("a/b", .duplicate))
        #expect(Self.refusal(lines(["a", "a.b", "a/b/c"])) == .path("a/b/c", .duplicate))
        #expect(Self.refusal(lines(["b", "a"])) == .path("a", .duplicate))
        // One text for Unicode, two for the file system.
        #expect(Self.refusal(lines(["e\u{301}", "\u{e9}"])) == .path("\u{e9}", .duplicate))
    }

    @Test("a manifest beyond a limit is refused, whatever it promises")
    func limits() {
        #expect(Self.refusal(Self.text(document: "document 644 10737418240 \(Self.digest)")) != nil)
        let large = (0..<5).map { "file 644 \(60 << 20) \(Self.digest) f\($0)" }
        #expect(Self.refusal(Self.text(large)) == .limit("its files have more than 256 MiB"))
        let count = ManifestLimits.files
        let many = (0...count).map { "file 644 5 \(Self.digest) \($0)" }
        #expect(Self.refusal(Self.text(many)) == .limit("it has more than \(count) files"))
        let million = Self.text((0..<40_000).map { "file 644 5 \(Self.digest) \($0)" })
        #expect(Self.refusal(million) == .limit("its manifest has more than 2 MiB"))
    }

    @Test("any other form is refused")
    func forms() {
        #expect(Self.refusal(Self.text()) == nil)
        let base = Self.text(["file 644 5 \(Self.digest) a"])
        #expect(Self.refusal(base) == nil)
        let changes = [
            ("manifest 1", "manifest 0"), ("manifest 1", "manifest 01"), ("644 5", "666 5"),
            ("644 5", "4755 5"), ("644 5", "644 05"), ("644 5", "644 -5"), ("644 5", "644 +5"),
            ("644 5", "0644 5"), ("vector 2", "vector 0"), ("vector 2", "vector 02"),
            ("vector 2", "vector 99999999999999999999"), ("author lb1", "author "),
            ("author lb1", "author lb1 "), ("author lb1", "author a\u{1}"), ("\n", "\r\n"),
            ("written", "Written"), ("cluster shop\n", ""), ("program 1.0\n", "program 1.0\n\n"),
            (Self.digest, Self.digest.uppercased()), (Self.digest, String(Self.digest.dropLast())),
        ]
        for (old, new) in changes {
            let text = base.replacing(old, with: new, maxReplacements: 1)
            #expect(text != base && Self.refusal(text) != nil, "\(old) -> \(new)")
        }
        for cut in 1..<base.utf8.count {
            let bytes = Array(base.utf8.prefix(cut))
            let text = String(decoding: bytes, as: UTF8.self)
            // The manifest without its last line is complete.
            if text + "file 644 5 \(Self.digest) a\n" == base { continue }
            #expect(Self.refusal(text) != nil, "\(cut)")
        }
        #expect(Self.refusal(base.replacing("manifest 1", with: "manifest 2")) == .laterFormat(2))
    }

    @Test("permissions are rounded to ones that grant no more")
    func modes() {
        for mode in UInt32(0)...0o7777 {
            let rounded = FileMode.rounded(mode)
            #expect(FileMode.all.contains(rounded))
            #expect(rounded & 0o177 & ~(mode & 0o777) & ~0o100 & ~0o600 == 0, "\(mode)")
            if FileMode.all.contains(mode) { #expect(rounded == mode) }
        }
    }
}
