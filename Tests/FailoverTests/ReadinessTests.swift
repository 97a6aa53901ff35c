import Failover
import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

@Suite(
    "Readiness of controllers", .enabled(if: Balancers.isPossible && Readiness.hasHAProxy),
    .serialized, .ownThreads)
struct ReadinessTests {
    /// A document of proxies only, with a checked server on the client's host.
    private static let proxies =
        document() + """
            proxies:
              - name: web
                listen: \(Balancers.address):80
                check: {type: connect, interval: 200ms}
                servers: [{name: web1, address: 10.9.0.3:8080}]

            """

    /// Starts the server of ``proxies``; it ends with the processes of its namespace.
    private func serve(_ pair: Balancers) throws {
        try pair.on(
            "c",
            "setsid python3 -m http.server 8080 --bind 10.9.0.3 --directory /var/empty "
                + "</dev/null >/dev/null 2>&1 &")
    }

    /// Two ready nodes with this document, of which the first one has the address.
    private func servingPair(_ document: String) throws -> Balancers {
        let pair = try Balancers(document)
        try serve(pair)
        try pair.start("a")
        try pair.start("b")
        pair.expect("b is ready") { try pair.election("b")?.unready == nil }
        pair.expect("a has the address") { try pair.isHolding("a") && !pair.isHolding("b") }
        return pair
    }

    private func stopServing(_ pair: Balancers) throws {
        // The processes of the client's namespace are those of this test alone.
        try shell("ip netns pids \(pair.name("c")) | xargs -r kill -9")
    }

    /// The output of a command without its line breaks.
    private func words(_ program: Program) -> String {
        program.output.split { " \n".contains($0) }.joined(separator: " ")
    }

    /// The only virtual address is of the proxy, so this host needs no IPVS.
    @Test("a node whose document has proxies only is ready, and names the reason while it is not")
    func proxies() throws {
        let reason = UnreadyReason.servers.sentence
        let pair = try Balancers(Self.proxies)
        try pair.start("a")
        pair.expect("a alone has the address") { try pair.isHolding("a") }
        try pair.start("b")
        pair.expect("a hears b") { try pair.group("a")?.peers.first?.isHeard == true }
        pair.expect("b names the reason") { try pair.election("b")?.unready == [reason] }
        #expect(try pair.group("b")?.role == .backup)
        #expect(
            try pair.status("b").health.reasons.contains("not ready to take over: \(reason)"))
        #expect(try words(pair.command("b", "status")).contains("100, not ready: \(reason)"))
        for subject in ["b", "all"] {
            let here = try words(pair.command("b", "explain", subject))
            #expect(here.contains("not ready: \(reason)"), "\(here)")
            let there = try words(pair.command("a", "explain", subject))
            #expect(there.contains("not ready: see `ballast status` there"), "\(there)")
        }
        let see = "b is backup, not ready: see `ballast status` there"
        for words in [["standby"], ["failover"], ["failover", "--to", "b"]] {
            let refused = try Program(words + ["--runtime", pair.runtime("a")])
            #expect(refused.status == 1)
            #expect(refused.error.contains(see), "\(refused.error)")
        }
        try serve(pair)
        pair.expect("b is ready") { try pair.election("b")?.unready == nil }
        pair.expect("a knows it") { try pair.group("a")?.peers.first?.isCandidate == true }
        #expect(try pair.status("b").health.reasons == [])
        #expect(try pair.command("a", "standby").status == 0)
        #expect(try pair.isHolding("b") && !pair.isHolding("a"))
        #expect(try pair.command("a", "resume").status == 0)
        #expect(try pair.isHolding("a") && !pair.isHolding("b"))
        try stopServing(pair)
        pair.expect("b is not ready") { try pair.election("b")?.unready == [reason] }
    }

    @Test("a node whose HAProxy hangs hands over to the other one, and is ready once it goes on")
    func hanging() throws {
        let pair = try servingPair(Self.proxies)
        let worker = try #require(try pair.status("a").workers?.worker)
        kill(worker, SIGSTOP)
        defer { kill(worker, SIGCONT) }
        pair.expect("b has the address") { try pair.isHolding("b") && !pair.isHolding("a") }
        #expect(try pair.election("a")?.unready == [UnreadyReason.proxies.sentence])
        kill(worker, SIGCONT)
        pair.expect("a is ready") { try pair.election("a")?.unready == nil }
        pair.expect("a has the address again") {
            try pair.isHolding("a") && !pair.isHolding("b")
        }
    }

    @Test("a node whose HAProxy has ended and can't start again hands over to the other one")
    func dead() throws {
        let page = FileManager.default.temporaryDirectory
            .appending(path: "\(UUID().uuidString).http").path
        try Data("HTTP/1.0 503 Away\r\nContent-Length: 0\r\n\r\n".utf8)
            .write(to: URL(filePath: page))
        let pair = try servingPair(Self.proxies + "    raw: [\"errorfile 503 \(page)\"]\n")
        let master = try #require(try pair.status("a").workers?.master)
        // Without it HAProxy refuses its file.
        try FileManager.default.removeItem(atPath: page)
        kill(master, SIGKILL)
        pair.expect("b has the address") { try pair.isHolding("b") && !pair.isHolding("a") }
        #expect(
            try pair.election("a")?.unready?.contains(UnreadyReason.proxies.sentence) == true)
    }
}

/// The programs that the tests of readiness need.
enum Readiness {
    /// Whether HAProxy and the server of the tests are installed.
    static let hasHAProxy = ["/usr/sbin/haproxy", "/usr/bin/python3"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: $0)
    }
}
