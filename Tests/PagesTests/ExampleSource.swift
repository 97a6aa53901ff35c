import Addresses
import Admin
import Files
import Model
import Pages
import Series
import Synchronization
import Testing

/// A controller with services that a test sets.
final class ExampleSource: PageSource {
    let node = "lb1"
    /// The file of the document, and the edit that waits for its confirmation.
    let file = ExampleFile()
    private let status: Mutex<Status>
    private let count = Mutex(0)

    /// The number of reads for the overview.
    var reads: Int { count.withLock { $0 } }

    init(_ services: [ServiceStatus]) {
        var status = Status(
            controller: ControllerStatus(
                version: "1", processID: 7, started: wallClock() - 90_000, managesAddresses: true),
            health: .init(), document: DocumentStatus(path: "/d", accepted: wallClock() - 60_000),
            services: services)
        status.events = [
            Event(time: wallClock() - 5000, kind: .accepted, message: "<i>the document</i>")
        ]
        self.status = Mutex(status)
    }

    func set(_ change: (inout Status) -> Void) { status.withLock { change(&$0) } }

    func brief() async -> BriefStatus {
        count.withLock { $0 += 1 }
        let status = status.withLock(\.self)
        var brief = BriefStatus(status, services: status.services.map { ServiceSummary($0) })
        brief.status.services = []
        brief.finish(now: wallClock())
        return brief
    }

    func recentRates() async -> [String: [Float]]? { ["web": [0, 1, 3, .nan, 2, 4]] }

    func recorded(_ series: PageSeries) async -> SeriesTable? {
        guard series.part != "web-2" else { return nil }
        let columns = SeriesLayout.packets.columns
        return SeriesTable(
            columns: columns,
            rows: (1...3).map { number in
                SeriesTable.Row(
                    time: number * 10, averages: columns.map { _ in Double(number) },
                    maxima: columns.map { _ in Double(number * 10) })
            })
    }

    func traffic() async -> TrafficReport {
        var rows = [
            TrafficRow("web", .ipvs, place: "tcp 10.0.0.1:80", state: "up", active: 7, inactive: 2),
            TrafficRow(
                "web", server: "web-1", .ipvs, place: "10.1.0.64:80", state: "<up>", active: 7,
                inactive: 2),
            TrafficRow("shop", .haproxy, place: "http", state: "down", active: 9, inactive: 0),
        ]
        rows[0].totals = TrafficTotals(
            connections: .max, bytesIn: 1_250_000, bytesOut: 1 << 40)
        return TrafficReport(rows)
    }

    func connections(_ query: ConnectionQuery) async -> ConnectionsAnswer {
        var table = ConnectionTable(notes: ["<note>"])
        for number in 0..<250 {
            let client = Endpoint(
                .v4(IPv4Address(rawValue: 0xc000_0200 + UInt32(number))), port: 40_000)
            var connection = ClientConnection(.ipvs, "tcp", from: client, state: "established")
            connection.service = "web"
            connection.server = number.isMultiple(of: 2) ? "web-1" : "web-2"
            table.connections.append(connection)
        }
        let names = query.wantsNames ? [table.connections[0].client.address: "<name>"] : [:]
        return ConnectionsAnswer(query, of: table, names: names)
    }

    func accessLog() async -> PageAccessLog {
        PageAccessLog([.init(time: wallClock() - 1000, "192.0.2.9:1 GET /<b> 200")])
    }

    /// The actions that were executed.
    let ends = Mutex<[PagePower]>([])
    /// Whether the document lets people end the node.
    let hasPower = Mutex(false)

    func nodeState() async -> PageNode {
        PageNode(
            status.withLock(\.self),
            clock: PageClock(isSynchronised: false, offset: 0, largestError: 16_000_000),
            hasPower: hasPower.withLock(\.self))
    }

    func packages() async throws(APIRefusal) -> [PagePackage] {
        [PagePackage("ballast", installed: "0.1.0", candidate: "0.2.0<b>")]
    }

    func end(_ action: PagePower) async throws(APIRefusal) { ends.withLock { $0.append(action) } }

    let records = true

    func listeners() async -> [PageListener] {
        [PageListener(name: "tls<", places: ["10.0.0.1:8443"], proxy: "web", backend: "web")]
    }

    func servers(with words: String, limit: Int) async -> [PagePlace] {
        status.withLock(\.services).flatMap { service in
            service.servers.map {
                PagePlace(
                    service: service.name ?? "", server: $0.name ?? "",
                    address: $0.endpoint.description)
            }
        }.filter { $0.server.contains(words) || $0.address.contains(words) }
    }

    func events() async -> [Event] { status.withLock(\.events) }

    func certificates() async -> [CertificateStatus] { status.withLock(\.certificates) ?? [] }

    func firewall() async -> PageFirewall {
        PageFirewall(families: [], rules: [("ipv4", "*filter\n# <rule>\nCOMMIT\n")])
    }

    func trace(_ packet: PagePacket) async throws(APIRefusal) -> PageTrace {
        guard packet.transport == "tcp" else { throw APIRefusal(422, "no such <protocol>") }
        return PageTrace(verdict: "dropped", lines: ["by <rule> 1"])
    }

    func history() async -> [PageVersion] {
        [
            PageVersion(
                number: 2, time: wallClock() - 60_000, author: "anna@192.0.2.7",
                message: "<b>sale</b>", result: "applied, 4 steps", isCurrent: true,
                isFailed: false)
        ]
    }

    func edit(of number: Int) async throws(APIRefusal) -> [String] {
        ["@@ -1 +1 @@", "-weight: 1", "+weight: 2 # <&>"]
    }

    func way(backTo number: Int) async throws(APIRefusal) -> [String] { ["+weight: 2"] }

    func subject(_ name: String, _ part: String?) async -> PageSubject? {
        guard let service = status.withLock({ $0.services.first { $0.name == name } }) else {
            return nil
        }
        let servers = service.servers.map { server in
            ServerExplanation(
                status: server,
                terms: [
                    WeightTerm(.document, 8, "weight 8"), WeightTerm(.state, 8, "online"),
                    WeightTerm(.feedback, 4, "half idle"), WeightTerm(.verdict, 4, "up"),
                ])
        }
        guard let part else {
            return PageSubject(
                service: ServiceExplanation(
                    name: name, status: service, servers: servers, quiescent: true, fallback: nil,
                    isFallbackIn: false))
        }
        guard let server = servers.first(where: { $0.status.name == part }) else { return nil }
        return PageSubject(server: ExplainedServer(service: service.key, server: server))
    }

    /// A service with servers, of which some are down.
    static func service(_ name: String, _ number: Int, servers: Int = 2, down: Int = 0) throws
        -> ServiceStatus
    {
        let place = IPv4Address(rawValue: 0x0a00_0000 + UInt32(number))
        let key = ServiceKey.listen(.tcp, Endpoint(.v4(place), port: 80))
        let all = (0..<servers).map { position -> ServerStatus in
            let address = IPv4Address(rawValue: 0x0a01_0000 + UInt32(number * 64 + position))
            let endpoint = Endpoint(.v4(address), port: 80)
            let isDown = position < down
            let destination = Destination(endpoint: endpoint, weight: isDown ? 0 : 4)
            return ServerStatus(
                name: "\(name)-\(position + 1)", endpoint: endpoint, state: .online,
                want: destination, got: destination,
                connections: ConnectionCounts(active: 3, inactive: 1, persistent: 0),
                reason: isDown ? "down: connection refused" : nil,
                verdict: Verdict(
                    isDown ? .down : .up, since: wallClock() - 30_000,
                    reason: isDown ? "connection refused" : ""))
        }
        return ServiceStatus(
            name: name, key: key, want: VirtualService(key: key), got: VirtualService(key: key),
            servers: all, counters: TrafficCounters())
    }
}
