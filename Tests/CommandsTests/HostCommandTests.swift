import Addresses
import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

@testable import Commands
@testable import Files

/// `ballast observe`, and `ballast plan --host` on its output.
@Suite("The record of a host", .ownThreads)
struct HostCommandTests {
    private static let example = Examples.folder.appending(path: "quickstart")

    /// The balancer of the quickstart after changes by hand, beside a service of another program.
    private static func editedHost() throws -> HostRecord {
        let (web, dns) = (
            try #require(ServiceKey("tcp 10.0.0.100:80")),
            try #require(ServiceKey("udp 10.0.0.7:53"))
        )
        func server(_ text: String, weight: Int, active: Int = 0) throws -> ObservedDestination {
            ObservedDestination(
                destination: Destination(
                    endpoint: try #require(Endpoint(text)), forwarding: .masq, weight: weight),
                connections: ConnectionCounts(active: active))
        }
        func service(_ key: ServiceKey, _ servers: [ObservedDestination]) -> ObservedService {
            ObservedService(
                service: VirtualService(key: key),
                destinations: Dictionary(
                    servers.map { ($0.destination.endpoint, $0) },
                    uniquingKeysWith: { first, _ in first }
                ))
        }
        var observed = Observed(
            services: [
                web: service(
                    web,
                    [
                        try server("10.0.1.11:80", weight: 5),
                        try server("10.0.1.13:80", weight: 1, active: 3),
                    ]),
                dns: service(dns, [try server("10.0.2.1:53", weight: 1)]),
            ],
            addresses: [
                InterfaceAddress(interface: "eth0", prefix: try #require(Prefix("10.0.0.5/24"))):
                    .foreign
            ],
            interfaces: ["eth0", "lo"], sysctls: [.expireQuiescentTemplate: 0],
            timeouts: IPVSTimeouts(tcp: 900, tcpFin: 120, udp: 300))
        observed.interfaceNumbers = ["lo": 1, "eth0": 2]
        observed.ledger.services[web] = LedgerEntry(name: "web")
        return HostRecord(
            host: "lb1", time: 1_795_410_734_000, now: Moment(milliseconds: 86_400_000),
            observed: observed)
    }

    private static func golden(_ name: String, _ text: String) throws -> String {
        let file = example.appending(path: name)
        if ProcessInfo.processInfo.environment["BALLAST_UPDATE_GOLDEN"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        return try String(contentsOf: file, encoding: .utf8)
    }

    @Test("the record of the example is what observe writes")
    func example() throws {
        let text = try jsonText(try Self.editedHost()) + "\n"
        #expect(text == (try Self.golden("host.json", text)))
        let check = try SchemaCheck(AnswerForm.observed.schema)
        try check.check(text)
        #expect(check.mistakes == [])
    }

    @Test("plan --host plans for a recorded host, without privilege")
    func planned() throws {
        let words = [
            "plan", "-f", Self.example.appending(path: "ballast.yaml").path, "--host",
            Self.example.appending(path: "host.json").path,
        ]
        let run = try Program(words)
        #expect(run.status == 0 && run.error == "", "\(run)")
        #expect(run.output == (try Self.golden("host-plan.txt", run.output)))
        #expect(try Program(words + ["--exit-code"]).status == 2)
        let json = try Program(words + ["--json"])
        let check = try SchemaCheck(AnswerForm.plan.schema)
        try check.check(json.output)
        #expect(check.mistakes == [] && json.status == 0)
        guard geteuid() == 0 else { return }
        // A user without rights may not read the checkout.
        let copy = try Scratch(name: "unused")
        chmod(copy.folder, 0o755)
        var moved = ["plan"]
        for name in ["ballast.yaml", "host.json"] {
            let file = "\(copy.folder)/\(name)"
            try FileManager.default.copyItem(
                atPath: Self.example.appending(path: name).path, toPath: file)
            chmod(file, 0o644)
            moved += [name == "host.json" ? "--host" : "-f", file]
        }
        let other = try Program.unprivileged(moved)
        #expect(other.output == run.output, "\(other)")
    }

    @Test("what observe reads of this host, plan --host reads", .enabled(if: geteuid() == 0))
    func live() throws {
        let state = try Scratch(name: "unused")
        let document = try Scratch(
            "version: 1\nvirtualAddresses: [{address: 10.9.0.100/24, interface: lo}]\n")
        let places = ["--state", state.folder, "--runtime", state.folder]
        let observed = try Program.inOtherNetwork(["observe", "--json"] + places)
        let check = try SchemaCheck(AnswerForm.observed.schema)
        try check.check(observed.output)
        #expect(check.mistakes == [], "\(observed)")
        let record = try JSONDecoder().decode(HostRecord.self, from: Data(observed.output.utf8))
        #expect(record.observed.interfaces.contains("lo") && record.host == hostName())
        #expect(observed.status == (record.failures.isEmpty ? 0 : 1))
        let file = try Scratch(observed.output, name: "host.json")
        let live = try Program.inOtherNetwork(["plan", "-f", document.path] + places)
        let later = try Program("plan", "-f", document.path, "--host", file.path)
        #expect(live.status == 0 && live.output == later.output, "\(live) \(later)")
        let text = try Program.inOtherNetwork(["observe"] + places)
        #expect(text.output.contains("\naddresses:") && text.status == observed.status, "\(text)")
    }

    @Test("a document that needs what the record lacks is refused, with the name of the host")
    func incomplete() throws {
        var record = try Self.editedHost()
        record.observed.services = [:]
        record.observed.scope.domains.subtract([.ipvs, .syncDaemon])
        record.observed.failures[.ipvs] = HostFailure(
            operation: "read the IPVS table", reason: "this kernel has no IPVS, module ip_vs")
        record.observed.failures[.syncDaemon] = record.observed.failures[.ipvs]
        record.observed.ledger = Ledger()
        let file = try Scratch(try jsonText(record), name: "host.json")
        let needed = try Program(
            "plan", "--host", file.path, "-f", Self.example.appending(path: "ballast.yaml").path)
        #expect(needed.status == 1 && needed.output == "", "\(needed)")
        #expect(needed.error.hasPrefix("ballast: the record of lb1 is not complete: cannot read"))
        let document = try Scratch(
            "version: 1\nvirtualAddresses: [{address: 10.0.0.100/24, interface: eth0}]\n")
        let run = try Program("plan", "--host", file.path, "-f", document.path)
        #expect(run.status == 0 && run.output.contains("+ address 10.0.0.100/32 on eth0"), "\(run)")
        let text = HostText(record, Layout(width: 100, now: 0)).lines
        #expect(text[1].hasPrefix("not read: ipvs, syncDaemon: cannot read the IPVS table: "))
        #expect(!text.contains { $0.hasPrefix("services") })
    }

    @Test("numbers that no host has are refused, or planned with, and never a trap")
    func numbers() throws {
        let document = Self.example.appending(path: "ballast.yaml").path
        let good = try jsonText(try Self.editedHost())
        func plan(_ text: String) throws -> Program {
            let file = try Scratch(text, name: "host.json")
            return try Program("plan", "--host", file.path, "-f", document)
        }
        let late = good.replacing("86400000", with: "\(Int64.max)")
        #expect(late != good)
        #expect(try plan(late).status == 0)
        for count in ["-5", "\(Int64.max)"] {
            let wrong = good.replacing(/"active"\s*:\s*3/, with: "\"active\": \(count)")
            #expect(wrong != good)
            let run = try plan(wrong)
            #expect(run.status == 1 && run.output == "", "\(run)")
            #expect(run.error.contains("active"), "\(run)")
        }
    }

    @Test("parts that a record lacks are named")
    func unknown() throws {
        var record = try Self.editedHost()
        record.observed.scope.domains.subtract([.ipvs, .address])
        let file = try Scratch(try jsonText(record), name: "host.json")
        let document = Self.example.appending(path: "ballast.yaml").path
        let run = try Program("plan", "--host", file.path, "-f", document)
        let words = "not planned, because \(file.path) has none of it: ipvs, address"
        #expect(run.output.split { " \n".contains($0) }.joined(separator: " ").contains(words))
    }

    @Test("a host of proxies says that they are not planned")
    func proxies() throws {
        let file = Self.example.appending(path: "host.json").path
        let document = Examples.folder.appending(path: "url-match/ballast.yaml").path
        let run = try Program("plan", "--host", file, "-f", document)
        #expect(run.output.contains("note: changes to HAProxy are not planned"), "\(run)")
    }

    @Test("the text of a host names owners, limits and daemons")
    func text() throws {
        var record = try Self.editedHost()
        record.observed.syncDaemons[.master] = SyncDaemon(
            state: .master,
            settings: SyncDaemon.Settings(
                interface: "eth1", id: 7, group: try #require(IPAddress("224.0.0.81")), port: 8_848,
                timeToLive: 1))
        record.observed.silentInterfaces["eth0"] = .noCarrier
        record.listening = [try #require(Endpoint("10.0.0.9:443"))]
        #expect(
            HostText(record, Layout(width: 100, now: 0)).lines == [
                "lb1 at 2026-11-23T05:12:14.000Z", "", "services:",
                "  udp 10.0.0.7:53, wrr, of another program",
                "    10.0.2.1:53  masq  weight 1  0 active  0 inactive",
                "  tcp 10.0.0.100:80, wrr, Ballast's",
                "    10.0.1.11:80  masq  weight 5  0 active  0 inactive",
                "    10.0.1.13:80  masq  weight 1  3 active  0 inactive", "", "addresses:",
                "  10.0.0.5/24 on eth0", "", "interfaces:", "  eth0 has no carrier", "  lo", "",
                "settings:", "  timeouts: tcp 900 s, tcp-fin 120 s, udp 300 s",
                "  net.ipv4.vs.expire_quiescent_template = 0", "", "sync daemons:",
                "  master on eth1, id 7, to 224.0.0.81:8848", "", "HAProxy:",
                "  listens at 10.0.0.9:443",
            ])
    }

    @Test("a file that is no record of a host names the key, the reason and the remedy")
    func mistakes() throws {
        let document = Self.example.appending(path: "ballast.yaml").path
        let good = try jsonText(try Self.editedHost())
        let remedy =
            "write the file with \"ballast observe --json\" on the host that is planned for"
        let cases: [(text: String, error: String, hint: String)] = [
            ("", "the file is empty", remedy), (" \n", "the file is empty", remedy),
            ("\u{1}\u{2}", "the file is no record of a host: it is no JSON object", remedy),
            ("version: 1\n", "the file is no record of a host: it is no JSON object", remedy),
            ("[]", "the file is no record of a host: it is no JSON object", remedy),
            ("{}", "the file is no record of a host: the key `version` is missing", remedy),
            (
                String(good.prefix(good.count / 2)), "the file is not complete JSON",
                "copy it again, or write it again with \"ballast observe --json\""
            ),
            (
                good.replacing("\"version\" : 1", with: "\"version\" : 2"),
                "version: form 2 is unknown: this program reads form 1",
                "use a ballast of the version that wrote the file"
            ),
            (
                good.replacing("\"weight\" : 5", with: "\"weight\" : true"),
                "services[1].servers[0].weight: the value must be a whole number", remedy
            ),
            (
                good.replacing("\"onTimeout\" : \"remove\",", with: ""),
                "ledger.services[\"tcp 10.0.0.100:80\"].drain: the key `onTimeout` is missing",
                remedy
            ),
        ]
        for item in cases {
            let file = try Scratch(item.text, name: "host.json")
            let run = try Program("plan", "-f", document, "--host", file.path)
            #expect(run.status == 1 && run.output == "")
            #expect(run.error == "\(file.path): error: \(item.error)\nhint: \(item.hint)\n")
        }
        let folder = try Scratch(name: "unused").folder
        let run = try Program("plan", "-f", document, "--host", folder + "/none")
        #expect(run.error.hasPrefix("\(folder)/none: error: cannot read the file: No such file"))
    }

    @Test("standard input is the document or the host, not both")
    func standardInput() throws {
        #expect(try Program("plan", "-f", "-", "--host", "-").status == 64)
        let run = try Program.reading(
            Self.example.appending(path: "host.json").path, "plan", "--host", "-", "-f",
            Self.example.appending(path: "ballast.yaml").path)
        #expect(run.status == 0 && run.output.contains("Plan: "), "\(run)")
    }
}
