import Addresses
import Foundation
import Model
import Seeds
import TestSupport
import TestThreads
import Testing

@testable import Commands

/// `ballast snmp`: its objects, its protocol, and a walk of net-snmp's own programs.
@Suite("SNMP", .timeLimit(.minutes(20)), .ownThreads)
struct SNMPTests {
    /// A controller that answers with the text of a file.
    private static let controller = """
        import http.server, socketserver, sys
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = open(sys.argv[2], "rb").read()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def address_string(self): return "local"
            def log_message(self, *_): pass
        class Server(socketserver.ThreadingUnixStreamServer): daemon_threads = True
        Server(sys.argv[1], Handler).serve_forever()
        """

    /// Starts a program without the descriptors of the tests: an open copy hides the end of a pipe.
    private static func started(_ command: String) throws -> pid_t {
        let closing =
            "for f in /proc/self/fd/*; do n=${f##*/}; [ $n -le 2 ] || eval \"exec $n>&-\"; done"
        let identifier = try shell(
            "bash -c '(\(closing); exec \(command)) </dev/null >/dev/null 2>&1 & echo $!'")
        return try #require(pid_t(identifier.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    private static func service(_ number: Int, servers: Int) throws -> ServiceStatus {
        let key =
            number == 2
            ? ServiceKey.mark(7, .ipv4)
            : ServiceKey.listen(.tcp, try #require(Endpoint("10.0.0.\(number):80")))
        let all = try (1...servers).map { place -> ServerStatus in
            let endpoint = try #require(Endpoint("10.0.1.\(place):80"))
            let destination = Destination(endpoint: endpoint, weight: place)
            return ServerStatus(
                name: "web\(place)", endpoint: endpoint, state: .online, want: destination,
                got: destination,
                connections: ConnectionCounts(active: 3, inactive: 1, persistent: 2),
                reason: nil, verdict: Verdict(.up, since: 0))
        }
        var counters = TrafficCounters(
            connections: 1 << 40, packetsIn: 1 << 41, packetsOut: 5, bytesIn: UInt64.max,
            bytesOut: 7)
        counters.connectionRate = 9
        return ServiceStatus(
            name: "s\(number)", key: key, want: VirtualService(key: key),
            got: VirtualService(key: key), servers: all, counters: counters)
    }

    private static func status() throws -> Status {
        var status = Status(
            controller: ControllerStatus(
                version: "1", processID: 812, started: 0, managesAddresses: true),
            health: .init(), document: DocumentStatus(path: "/etc/ballast/ballast.yaml"))
        status.services = try (1...12).map { try service($0, servers: $0 == 1 ? 12 : 2) }
        return status
    }

    private static func value(_ table: ObjectTable, _ end: String) throws -> ObjectValue? {
        table.object(try #require(ObjectID("\(LVSObjects.root)\(end)")))?.value
    }

    @Test("scalars and tables have the values of the status, and totals of 64 bits")
    func values() throws {
        let version = LVSObjects.Kernel.version(
            in: "IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port")
        let kernel = LVSObjects.Kernel(
            version: version, timeouts: IPVSTimeouts(tcp: 900, tcpFin: 120, udp: 300))
        let table = LVSObjects.table(of: try Self.status(), kernel)
        let expected: [(String, ObjectValue)] = [
            (".1.0", .text("1.2.1")), (".2.0", .integer(12)), (".3.0", .integer(4096)),
            (".4.0", .integer(900)), (".5.0", .integer(120)), (".6.0", .integer(300)),
            (".7.0", .integer(0)), (".17.1.4.1", .text("10.0.0.1")), (".17.1.5.1", .integer(80)),
            (".17.1.3.2", .integer(0)), (".17.1.6.2", .gauge(7)),
            (".17.1.10.1", .counter(1 << 40)), (".17.1.13.12", .counter(.max)),
            (".17.1.18.3", .gauge(9)), (".17.1.23.12", .text("s12")),
            (".18.1.3.1.12", .text("10.0.1.12")), (".18.1.6.1.12", .integer(12)),
            (".18.1.13.3.2", .integer(9)),
        ]
        for (end, value) in expected {
            #expect(try Self.value(table, end) == value, "\(end)")
        }
        #expect(ObjectValue.counter(.max).lines == ["counter64", "18446744073709551615"])
        #expect(ObjectValue.text("a\nb").lines == ["string", "a b"])
    }

    @Test("getnext meets every object once, by number, from any place")
    func order() throws {
        let table = LVSObjects.table(of: try Self.status(), LVSObjects.Kernel())
        var place = try #require(ObjectID(".1"))
        var count = 0
        while let next = table.object(after: place) {
            #expect(place < next.id)
            place = next.id
            count += 1
        }
        #expect(count == table.count && count == 3 + 12 * 24 + 34 * 14)
        let two = try #require(ObjectID("\(LVSObjects.root).17.1.1.2"))
        #expect(table.object(after: two)?.id.numbers.last == 3)
        let between = try #require(ObjectID("\(LVSObjects.root).17.1.1.9.5"))
        #expect(table.object(after: between)?.id.numbers.last == 10)
        for text in ["", ".", "1..3", ".1.a", ".1.4294967296", ".-1"] {
            #expect(ObjectID(text) == nil, "\(text)")
        }
    }

    @Test("requests are read and answered as snmpd writes them")
    func requests() async throws {
        var lines = [
            "PING", "get", ".1.3.6.1.4.1.8225.4711.2.0", "getnext", ".1.3.6.1.4.1.8225.4711.2",
            "get", "nonsense", "set", ".1.3.6.1.4.1.8225.4711.2.0", "integer 5", "what", "",
        ][...]
        let table = LVSObjects.table(of: try Self.status(), LVSObjects.Kernel())
        var answers: [[String]] = []
        while let request = PassRequest.read({ lines.popFirst() }) {
            answers.append(await request.answer(from: table))
        }
        let two = [".1.3.6.1.4.1.8225.4711.2.0", "integer", "12"]
        #expect(answers == [["PONG"], two, two, ["NONE"], ["not-writable"], ["NONE"]])
    }

    @Test("snmpwalk and snmpget of net-snmp read every object through snmpd")
    func agent() throws {
        let status = try Self.status()
        let file = try Scratch(
            String(decoding: JSONEncoder().encode(status), as: UTF8.self), name: "status.json")
        let folder = "/tmp/bl-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let port = ClaimedPorts.free()
        let ballast = Program.folder.appending(path: "ballast").path
        try Data(
            """
            agentaddress udp:127.0.0.1:\(port)
            rocommunity public 127.0.0.1
            pass_persist \(LVSObjects.root) \(ballast) snmp --socket \(folder)/b.sock

            """.utf8
        ).write(to: URL(filePath: "\(folder)/snmpd.conf"))
        let script = try Scratch(Self.controller, name: "controller.py")
        let controller = try Self.started(
            "python3 \(script.path) \(folder)/b.sock \(file.path)")
        let agent = try Self.started(
            "env SNMP_PERSISTENT_DIR=\(folder)/p MIBS= snmpd -f -C -c \(folder)/snmpd.conf "
                + "-Lf \(folder)/log")
        defer { for process in [agent, controller] { kill(process, SIGKILL) } }
        func ask(_ words: String) throws -> [String] {
            try shell("MIBS= \(words)").split(separator: "\n").map { String($0) }
        }
        let place = "-v 2c -c public -On -Oe -t 5 127.0.0.1:\(port)"
        var walk: [String] = []
        for _ in 0..<100 where walk.count < 10 {
            walk = (try? ask("snmpwalk \(place) \(LVSObjects.root)")) ?? []
            if walk.count < 10 { usleep(100_000) }
        }
        let table = LVSObjects.table(of: status, LVSObjects.Kernel())
        let found = walk.compactMap { line in
            ObjectID(line.prefix { $0 != " " })
        }
        #expect(found.count == table.count, "\(walk.suffix(3))")
        #expect(found == found.sorted())
        let root = LVSObjects.root
        #expect(walk.contains("\(root).17.1.10.1 = Counter64: 1099511627776"), "\(walk.prefix(9))")
        #expect(walk.contains("\(root).17.1.13.12 = Counter64: 18446744073709551615"))
        #expect(walk.contains("\(root).17.1.18.3 = Gauge32: 9"))
        #expect(walk.contains("\(root).18.1.12.1.12 = STRING: \"web12\""))
        let bulk = try ask("snmpbulkwalk \(place) \(root).17")
        #expect(bulk.count == 12 * 24)
        #expect(try ask("snmpget \(place) \(root).2.0") == ["\(root).2.0 = INTEGER: 12"])
        #expect(
            try ask("snmpgetnext \(place) \(root).17.1.1.9") == ["\(root).17.1.1.10 = INTEGER: 10"])
        let set = try? ask("snmpset \(place) \(root).2.0 i 5 || echo refused")
        #expect(set?.last == "refused")
        // After the controller's end there are no objects, and snmpd continues.
        kill(controller, SIGKILL)
        var last: [String] = []
        for _ in 0..<100 {
            last = try ask("snmpget \(place) \(root).2.0")
            if last.first?.contains("No Such") == true { break }
            usleep(200_000)
        }
        #expect(last.first?.contains("No Such") == true, "\(last)")
    }
}
