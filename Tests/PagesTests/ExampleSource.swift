import Addresses
import Admin
import Files
import Model
import Pages
import Synchronization
import Testing

/// A controller with services that a test sets.
final class ExampleSource: PageSource {
    let node = "lb1"
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
