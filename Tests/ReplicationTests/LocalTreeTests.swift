import Files
import Glibc
import Model
import Testing

@testable import Replication

@Suite("Files of the document")
struct LocalTreeTests {
    let place: Workplace

    init() throws {
        place = try Workplace()
        place.write("doc", to: "etc/ballast.yaml", mode: 0o664)
        place.write("a", to: "etc/certs/a.pem", mode: 0o600)
        place.write("key", to: "etc/peer.pem", mode: 0o600)
    }

    private func tree(_ files: [String]) -> LocalTree {
        var tree = LocalTree(document: place.path + "/etc/ballast.yaml")
        var spec = Spec()
        spec.certificates = files.map { NamedCertificate(name: $0, file: $0) }
        tree.name(spec, rule: tree.rule(identity: "peer.pem"))
        return tree
    }

    private func look(_ tree: inout LocalTree) -> LocalTree.Look {
        tree.look(size: 3, digest: Digest(of: "doc".utf8))
    }

    @Test("files below the directory are entries, by whatever name; others are shown")
    func names() {
        let directory = place.path + "/etc"
        var tree = tree([
            "certs/a.pem", "./certs//a.pem", "\(directory)/certs/a.pem", "../other.pem",
            "/etc/letsencrypt/x.pem", "certs/none.pem", "peer.pem", "ballast.yaml",
            "certs/../certs/a.pem",
        ])
        let look = look(&tree)
        #expect(look.files.map(\.path) == ["certs/a.pem"])
        #expect(look.files.first?.mode == 0o600 && look.files.first?.size == 1)
        #expect(look.document.mode == 0o644)
        #expect(
            look.outside == ["../other.pem", "/etc/letsencrypt/x.pem", "certs/../certs/a.pem"])
        #expect(look.missing.keys.sorted() == ["ballast.yaml", "certs/none.pem", "peer.pem"])
    }

    @Test("a link is read through, as the controller does; a directory or a pipe is not")
    func kinds() {
        place.write("real", to: "real.pem")
        symlink("\(place.path)/real.pem", "\(place.path)/etc/link.pem")
        mkdir("\(place.path)/etc/directory", 0o755)
        mkfifo("\(place.path)/etc/pipe", 0o600)
        var tree = tree(["link.pem", "directory", "pipe"])
        let look = look(&tree)
        #expect(look.files.map(\.path) == ["link.pem"])
        #expect(look.files.first?.digest == Digest(of: "real".utf8))
        #expect(look.missing.keys.sorted() == ["directory", "pipe"])
    }

    @Test("a changed file settles at the look after it, and one that is open for writing later")
    func settling() throws {
        var tree = tree(["certs/a.pem"])
        #expect(!look(&tree).isSettled)
        #expect(look(&tree).isSettled)
        place.write("b", to: "etc/certs/a.pem")
        let changed = look(&tree)
        #expect(!changed.isSettled && changed.files.first?.digest == Digest(of: "b".utf8))
        #expect(look(&tree).isSettled)
        let file = try #require(fopen("\(place.path)/etc/certs/a.pem", "ae"))
        fputs("c", file)
        fflush(file)
        #expect(!look(&tree).isSettled)
        // Leases are not available everywhere.
        if FileSignature.isBeingWritten("\(place.path)/etc/certs/a.pem") {
            let open = look(&tree)
            #expect(!open.isSettled && open.open == ["certs/a.pem"])
        }
        fclose(file)
        _ = look(&tree)
        let last = look(&tree)
        #expect(last.isSettled && last.files.first?.digest == Digest(of: "bc".utf8))
    }

    @Test("absolute paths of replicated files lead to the staged ones during a validation")
    func staged() {
        let text = """
            a: /etc/ballast/certs/a.pem
            b: ["/etc/ballast/certs/a.pem", /etc/ballast/certs/./a.pem]
            c: /etc/ballast/other.pem # /etc/ballast/certs/a.pem
            d: /srv/etc/ballast/certs/a.pem
            e: certs/a.pem /etc/ballast/
            f: map(/etc/ballast/certs/a.pem) map(/etc/ballast/certs/a.pem,0) x=/etc/ballast/a(b)
            """
        let moved = Staging.moved(
            Array(text.utf8), from: "/etc/ballast", to: "/staged", files: ["certs/a.pem", "a(b)"])
        #expect(
            String(decoding: moved, as: UTF8.self) == """
                a: /staged/certs/a.pem
                b: ["/staged/certs/a.pem", /staged/certs/./a.pem]
                c: /etc/ballast/other.pem # /staged/certs/a.pem
                d: /srv/etc/ballast/certs/a.pem
                e: certs/a.pem /etc/ballast/
                f: map(/staged/certs/a.pem) map(/staged/certs/a.pem,0) x=/staged/a(b)
                """)
    }

    @Test("objects are kept by their contents; a damaged or foreign one is none")
    func objects() throws {
        let store = ObjectStore(directory: place.path + "/objects")
        let digest = Digest(of: [1, 2, 3])
        try store.put([1, 2, 3], as: digest)
        #expect(store.has(digest, size: 3) && !store.has(Digest(of: [1]), size: 1))
        try store.make()
        place.write([9, 9, 9], to: "objects/\(digest)")
        #expect(store.object(digest) == nil)
        place.write([1, 2, 3], to: "objects/\(digest).part")
        #expect(try store.finish(digest, size: 3))
        #expect(store.object(digest)?.size == 3)
        place.write([1, 2], to: "objects/\(Digest(of: [7])).part")
        #expect(try !store.finish(Digest(of: [7]), size: 2))
        place.write("x", to: "objects/leftover")
        store.collect(keeping: [digest])
        #expect(place.names("objects") == ["\(digest)"])
    }
}
