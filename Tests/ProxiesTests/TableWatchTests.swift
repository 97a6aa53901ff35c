import Addresses
import Certificates
import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

@testable import HAProxy
@testable import Proxies

@Suite("the state of the synchronisation of tables", .timeLimit(.minutes(20)), .ownThreads)
struct TableWatchTests {
    /// A reply of HAProxy 2.6, without the lines that are not read.
    private static func reply(_ status: String, _ activity: String = "inactive") -> [PeerState] {
        PeerState.all(
            in: """
                0x56: [28/Nov/2026:17:01:01] id=ballast disabled=0 flags=0x11 task_calls=2
                  0x57: id=lb2(remote,\(activity)) addr=10.0.0.22:8849 last_status=\(status) x=1
                        reconnect=1s heartbeat=<NEVER> confirm=0
                  0x58: id=lb1(local,inactive) addr=10.0.0.21:8849 last_status=NONE
                """)
    }

    private static let start = ContinuousClock.now

    @Test(
        "the states of a connection",
        arguments: [
            ("ESTA", "active", .connected), ("ESTA", "inactive", .disconnected),
            ("CONN", "active", .disconnected), ("NONE", "inactive", .disconnected),
            ("HSHK", "active", .handshake), ("UNKN", "inactive", .refused),
        ] as [(String, String, TableSyncStatus.State)])
    func states(_ status: String, _ activity: String, _ state: TableSyncStatus.State) {
        #expect(Self.reply(status, activity).map(\.name) == ["lb2", "lb1"])
        #expect(Self.reply(status, activity).map(\.isLocal) == [false, true])
        #expect(Self.reply(status, activity).first?.state == state)
    }

    @Test("a missing connection is a problem after some time, and ends with the connection")
    func lasting() {
        var watch = TableWatch()
        #expect(watch.status() == nil && watch.isDue(at: Self.start))
        func look(_ reply: [PeerState]?, after time: Duration) -> [String] {
            watch.note(reply, missing: nil, at: Self.start + time)
            return watch.notices().map { "\($0.kind): \($0.message)" }
        }
        #expect(look(Self.reply("HSHK", "active"), after: .zero) == [])
        #expect(!watch.isDue(at: Self.start + .seconds(9)))
        #expect(watch.isDue(at: Self.start + .seconds(10)))
        #expect(watch.status()?.nodes == [.init(name: "lb2", state: .connecting)])
        #expect(watch.status()?.reasons(besides: []) == [])
        #expect(look(Self.reply("CONN"), after: .seconds(10)) == [])
        let begun = look(Self.reply("HSHK"), after: .seconds(20))
        #expect(begun.count == 1)
        #expect(
            begun.first?.hasPrefix(
                "failed: tables are not synchronised with lb2: HAProxy there starts") == true)
        #expect(watch.status()?.reasons(besides: ["lb2"]).count == 1)
        #expect(look(Self.reply("HSHK"), after: .seconds(30)) == [])
        let ended = look(Self.reply("ESTA", "active"), after: .seconds(40))
        #expect(ended.first?.hasPrefix("recovered: no longer so: tables are not") == true)
        #expect(watch.status()?.nodes == [.init(name: "lb2", state: .connected)])
        // A connection in between begins the time anew.
        #expect(look(Self.reply("CONN"), after: .seconds(50)) == [])
        #expect(watch.status()?.nodes == [.init(name: "lb2", state: .connecting)])
    }

    @Test("a node that is not heard is named once, and is no event here")
    func absent() throws {
        var watch = TableWatch()
        for time in [0, 10, 20] {
            watch.note(Self.reply("CONN"), missing: nil, at: Self.start + .seconds(time))
            #expect(watch.notices() == [])
        }
        let status = try #require(watch.status())
        let reasons = status.reasons(besides: [])
        #expect(
            reasons.count == 1
                && reasons[0].hasPrefix("tables are not synchronised with lb2: no connection"))
        #expect(status.reasons(besides: ["lb2"]) == [])
    }

    @Test("an address that the host does not have is a loss at a reload")
    func address() {
        var watch = TableWatch()
        let own = IPAddress.v4(IPv4Address(rawValue: 0x0a00_0015))
        watch.note(Self.reply("ESTA", "active"), missing: own, at: Self.start)
        let reason =
            "tables of this node are lost at a reload: this host does not have the address "
            + "10.0.0.21, on which its HAProxy gets them"
        #expect(watch.status()?.reasons(besides: []) == [reason])
        #expect(watch.notices().map(\.message) == [reason])
        // Without tables nothing is synchronised.
        watch.note([], missing: own, at: Self.start + .seconds(10))
        #expect(watch.status() == nil)
    }

    /// A document of node `a` with a table, whose certificates are in the folder of `bench`.
    private static func document(_ bench: CertificateBench, _ port: Int, _ peers: Int) -> String {
        shop(
            port, ["{name: s, address: \"127.0.0.1:9\"}"],
            lines: ["persistence: source"], check: nil,
            further: """
                virtualAddresses: [{address: 10.9.1.100/24, external: true}]
                cluster:
                  name: c
                  nodes: [{name: a, address: 127.0.0.1}, {name: b, address: 127.0.0.2}]
                  tableSync:
                    {port: \(peers), identity: \(bench.folder)/a.pem, ca: \(bench.folder)/ca.pem}

                """)
    }

    /// Creates a self-signed certificate for these uses, and makes it the only authority.
    private func issue(_ bench: CertificateBench, _ uses: String) throws {
        try bench.openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 5 -subj /CN=a "
                + "-addext extendedKeyUsage=\(uses) -keyout a.key -out ca.pem")
        let text = try bench.text("ca.pem") + bench.text("a.key")
        try text.write(toFile: "\(bench.folder)/a.pem", atomically: true, encoding: .utf8)
        chmod("\(bench.folder)/a.pem", 0o600)
    }

    @Test("a certificate that nodes refuse is a reason in status and an event, until it is good")
    func refused() throws {
        guard LiveSite.isPossible() else { return }
        let bench = try CertificateBench()
        try issue(bench, "serverAuth")
        let peers = ExampleSite.freePort()
        let site = try LiveSite { Self.document(bench, $0, peers) }
        try site.start(["--node", "a"])
        let words = "tables of this node are lost at a reload: other nodes refuse the certificate"
        site.eventually("a reason") {
            try site.status().health.reasons.contains { $0.hasPrefix(words) }
        }
        site.eventually("events") {
            let events = try site.events()
            return events.contains { $0.kind == .failed && $0.message.contains(words) }
                && events.contains {
                    $0.kind == .certificate
                        && $0.message.hasPrefix("certificate of tableSync: it ends in")
                }
        }
        #expect(try site.status().tableSync?.nodes.map(\.name) == ["b"])
        try issue(bench, "serverAuth,clientAuth")
        site.eventually("no loss") { try site.status().tableSync?.losses == [] }
        site.eventually("an event of the end") {
            try site.events().contains { $0.kind == .recovered && $0.message.contains(words) }
        }
    }
}
