import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

/// `examples/git`: two nodes whose documents come from a repository, with its unit and its timer.
@Suite(
    "Documents from git", .serialized,
    .enabled(if: ReplicatedHosts.isPossible, "network namespaces need root"), .ownThreads)
struct GitExampleTests {
    private let hosts: ReplicatedHosts
    private let example: String

    private var work: String { "\(hosts.folder)/author" }

    init() throws {
        hosts = try ReplicatedHosts(["lb1", "lb2"])
        example = try String(
            contentsOf: Examples.folder.appending(path: "git/ballast.yaml"), encoding: .utf8)
        let origin = "\(hosts.folder)/origin.git"
        try shell(
            """
            set -e; git init --quiet --bare --initial-branch main \(origin)
            git clone --quiet \(origin) \(work) 2>&1; cd \(work)
            git config user.name tests; git config user.email tests@example.org
            git checkout --quiet -b main
            cp -r \(Examples.folder.path)/git/. .
            """)
        try commit(example)
        for host in hosts.names {
            try shell("git clone --quiet \(origin) \(hosts.directory(host))")
            try hosts.start(host)
            hosts.expect("\(host) has the document") { try services(host) == ["web"] }
        }
    }

    /// Commits a document, and pushes it.
    private func commit(_ text: String, _ more: String = ":") throws {
        try Data(text.utf8).write(to: URL(filePath: "\(work)/ballast.yaml"))
        try shell(
            """
            cd \(work) && \(more) && git add -A && git commit --quiet --message change \
            && git push --quiet origin main
            """)
    }

    /// Runs the command of the unit on a host.
    private func pull(_ host: String) throws { try shell(pulling(host)) }

    /// The command of the unit, on a host.
    private func pulling(_ host: String) throws -> String {
        let unit = try String(
            contentsOf: Examples.folder.appending(path: "git/ballast-git.service"), encoding: .utf8)
        let line = try #require(unit.split(separator: "\n").first { $0.hasPrefix("ExecStart=") })
        return String(line.dropFirst(10)).replacing("/etc/ballast", with: hosts.directory(host))
    }

    private func services(_ host: String) throws -> [String?] {
        try hosts.status(host).services.map(\.name)
    }

    @Test("a commit is in force on both nodes after a pull, and one with mistakes on none")
    func commits() throws {
        let mail = example.replacing("name: web\n", with: "name: mail\n")
        try commit(mail)
        for host in hosts.names { try pull(host) }
        for host in hosts.names {
            hosts.expect("\(host) has the commit") { try services(host) == ["mail"] }
            #expect(try hosts.status(host).document.generation == 2)
        }
        try commit(mail.replacing("servers:", with: "server:"))
        for host in hosts.names { try pull(host) }
        for host in hosts.names {
            hosts.expect("\(host) rejects the commit, and says so") {
                let (status, events) = (try hosts.status(host), try hosts.events(host, .rejected))
                return status.document.rejected.contains { $0.code == .unknownKey }
                    && status.health.reasons.contains("the document on disk is not in force")
                    && !events.isEmpty
            }
            #expect(try services(host) == ["mail"])
        }
        try commit(example)
        for host in hosts.names { try pull(host) }
        for host in hosts.names {
            hosts.expect("\(host) has the correction") {
                try services(host) == ["web"] && hosts.status(host).document.rejected.isEmpty
            }
        }
    }

    @Test("while git writes its files one by one the former document stays in force")
    func slowCheckout() throws {
        // A filter that is slow for the last file stands for many files.
        let directory = hosts.directory("lb1")
        try shell(
            "git -C \(directory) config filter.slow.smudge 'sleep 2; cat'")
        try commit(
            example.replacing("name: web\n", with: "name: mail\n"),
            "echo '*.html filter=slow' >.gitattributes && echo down >zz.html")
        let puller = Process()
        puller.executableURL = URL(filePath: "/bin/sh")
        puller.arguments = ["-c", try pulling("lb1")]
        try puller.run()
        hosts.expect("git has written the document") {
            hosts.text("lb1")?.contains("name: mail\n") == true
        }
        var seen: [String?] = []
        while puller.isRunning {
            seen = try services("lb1")
            // The status is of a moment after the look at the file.
            if hosts.text("lb1", "zz.html") != "down\n" { #expect(seen == ["web"]) }
        }
        hosts.expect("lb1 has the commit") { try services("lb1") == ["mail"] }
    }

    @Test("a change by hand keeps the unit from pulling over it")
    func changesByHand() throws {
        let edited = example.replacing("name: web1", with: "name: other")
        try hosts.save(edited, on: "lb1")
        try commit(example.replacing("name: web1", with: "name: first"))
        #expect(throws: SetUpFailure.self) { try pull("lb1") }
        #expect(hosts.text("lb1") == edited)
        try pull("lb2")
        #expect(hosts.text("lb2")?.contains("name: first") == true)
    }
}
