import Foundation
import Glibc
import Model
import Reconciliation
import TestSupport
import TestThreads
import Testing

@testable import Controller

@Suite("Documents in a git work tree", .ownThreads)
struct GitWorkTreeTests {
    private func directory(_ parts: String...) throws -> Scratch {
        let file = try Scratch("version: 1\n")
        for part in parts {
            let path = "\(file.folder)/\(part)"
            if part.hasSuffix("/") {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true)
            } else {
                try Data("gitdir: away".utf8).write(to: URL(filePath: path))
            }
        }
        return file
    }

    @Test("the work tree is in the directory of the document or above it")
    func places() throws {
        let none = try directory()
        #expect(GitWorkTree(of: none.path) == nil)
        let tree = try directory(".git/", "lb/one/")
        let top = URL(filePath: tree.folder).resolvingSymlinksInPath().path
        #expect(GitWorkTree(of: tree.path)?.path == top)
        #expect(GitWorkTree(of: tree.folder + "/lb/one/ballast.yaml")?.path == top)
        // The directory of git is elsewhere for a linked work tree or a submodule.
        let linked = try directory(".git")
        #expect(GitWorkTree(of: linked.path) != nil)
        #expect(GitWorkTree(of: "/nonexistent/ballast.yaml") == nil)
    }

    @Test("a link to a directory leads to its work tree")
    func links() throws {
        let tree = try directory(".git/")
        let other = try directory()
        let link = other.folder + "/link"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: tree.folder)
        #expect(GitWorkTree(of: link + "/ballast.yaml") != nil)
    }

    @Test("etckeeper's work tree is none")
    func etckeeper() throws {
        let tree = try directory(".git/", ".etckeeper/", "ballast/")
        #expect(GitWorkTree(of: tree.folder + "/ballast/ballast.yaml") == nil)
    }

    @Test("a document is not read during a checkout, and a lock that is left ends the wait")
    func checkouts() throws {
        let tree = try directory(".git/")
        let lock = URL(filePath: tree.folder + "/.git/index.lock")
        var source = FileDocument(path: tree.path)
        guard case .good = source.load(force: false) else {
            Issue.record("the document is not in force")
            return
        }
        try Data().write(to: lock)
        try tree.write("version: 1\nhealth: {fall: 2}\n")
        guard case .unchanged = source.load(force: false) else {
            Issue.record("the document is read during a checkout")
            return
        }
        try FileManager.default.removeItem(at: lock)
        guard case .good(let spec, _) = source.load(force: false) else {
            Issue.record("the document is not read after a checkout")
            return
        }
        #expect(spec.health.fall == 2)

        var readiness = CheckoutReadiness()
        let now = ContinuousClock.now
        func waits(_ seconds: Int) -> Bool {
            readiness.awaits(tree.path, now: now + .seconds(seconds))
        }
        #expect(!waits(0))
        try Data().write(to: lock)
        #expect(waits(0) && waits(29) && !waits(30) && !waits(31))
        try FileManager.default.removeItem(at: lock)
        #expect(!waits(32))
        try Data().write(to: lock)
        #expect(waits(33))
    }

    @Test("the lock of a linked work tree is where its file refers to")
    func linkedLock() throws {
        let tree = try directory("away/", "linked/")
        let document = tree.folder + "/linked/ballast.yaml"
        try Data("gitdir: ../away\n".utf8).write(to: URL(filePath: tree.folder + "/linked/.git"))
        #expect(GitWorkTree(of: document)?.isBeingChanged == false)
        try Data().write(to: URL(filePath: tree.folder + "/away/index.lock"))
        #expect(GitWorkTree(of: document)?.isBeingChanged == true)
    }

    @Test("replication in a work tree is a warning of validate, and of nothing else")
    func warning() throws {
        let text = """
            version: 1
            cluster:
              name: shop
              nodes:
                - {name: lb1, address: 10.0.0.21, priority: 150}
                - {name: lb2, address: 10.0.0.22}
              replication: {}
            virtualAddresses: [{address: 10.0.0.100/24, external: true}]

            """
        let tree = try directory(".git/")
        try tree.write(text)
        let run = try Program("validate", "--json", "-f", tree.path)
        #expect(run.status == 0 && run.output.contains("\"BAL241\""), "\(run)")
        try tree.write(text.replacing("  replication: {}\n", with: ""))
        #expect(try !Program("validate", "--json", "-f", tree.path).output.contains("BAL241"))
        let file = try Scratch(text)
        #expect(try !Program("validate", "--json", "-f", file.path).output.contains("BAL241"))
    }
}
