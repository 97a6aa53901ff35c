import Addresses
import LabSupport
import Testing

extension InLab {
    @Suite("Layers")
    struct Layers {
        /// A virtual address on port 80, behind which IPVS and HAProxy take turns.
        private final class Place {
            let site: Proxies.Site
            private let blue: Servers
            private var green: Servers?
            /// Rounds with requests that were not answered.
            private(set) var failures: [Tally] = []

            init() throws {
                site = try Proxies.Site()
                blue = try Servers([.init("web1", try at("10.0.1.11", port: 8093))])
            }

            var listen: Endpoint { get throws { try site.listen } }

            func startGreen() throws {
                green = try Servers([.init("web2", try at("10.0.1.12", port: 8093))])
            }

            private static let check = "{type: negotiate, service: http, interval: 200ms}"

            private static let layerFour =
                "    protocol: tcp\n    forwarding: masq\n    drain: {timeout: 2s}"

            /// A service of layer 4 or a proxy with one server.
            func document(_ layer: Int, _ server: Int) throws -> String {
                """
                version: 1
                virtualAddresses:
                  - {address: 10.0.0.120/24, interface: eth0}
                \(layer == 4 ? "services" : "proxies"):
                  - name: shop
                    listen: '\(try listen)'
                \(layer == 4 ? Self.layerFour : "    mode: tcp")
                    check: \(Self.check)
                    servers:
                      - {name: web\(server), address: '10.0.1.1\(server):8093'}

                """
            }

            func save(_ layer: Int, _ server: Int) throws {
                try site.balancer.directory.replace(
                    "ballast.yaml", with: document(layer, server))
            }

            /// Asks in rounds until a whole round is answered by this server, and for some more.
            func ask(until server: String, rounds: Int) throws -> Bool {
                var after = 0
                return try eventually(within: 60) {
                    let round = Client().tally(10, to: try listen, from: Path.masq.clients(10))
                    if round.failed > 0 { failures.append(round) }
                    after = round.servers == [server: 10] ? after + 1 : 0
                    return after >= rounds
                }
            }

            var status: String {
                (try? site.balancer.ballast("status").run().output) ?? "no status"
            }

            var explanation: String {
                let text = try? site.balancer.ballast("explain", ["shop"]).run().output
                return (text ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
            }

            /// Whether status is degraded because what was there before stays in service.
            func isHeld() -> Bool {
                eventually(within: 60) { status.contains("stays in service") }
            }
        }

        @Test(
            "a service and a proxy take each other's place without losing a request, dead or not",
            arguments: [(7, 4), (4, 7)])
        func takeTurns(_ before: Int, _ after: Int) throws {
            let place = try Place()
            try place.site.save(place.document(before, 1))
            try place.site.start()
            #expect(place.site.answers(10, at: try place.listen) != nil, "\(place.site.written)")
            // Green is not there.
            try place.save(after, 2)
            #expect(place.isHeld(), "\(place.status)\n\(place.site.written)")
            let server = before == 7 ? "the proxy at " : "the IPVS service tcp "
            #expect(
                try place.explanation.contains("clients are served by \(server)\(place.listen)"),
                "\(place.explanation)")
            #expect(try place.ask(until: "web1", rounds: 3))
            let table = try place.site.balancer.table()
            #expect(table.isEmpty == (before == 7), "\(table)")
            // The controller starts anew in between.
            try place.site.restart()
            #expect(try place.ask(until: "web1", rounds: 3))
            try place.startGreen()
            #expect(
                try place.ask(until: "web2", rounds: 3), "\(place.status)\n\(place.site.written)")
            let isOver = try eventually(within: 60) {
                try place.site.balancer.table().isEmpty == (after == 7)
            }
            #expect(isOver)
            #expect(try place.ask(until: "web2", rounds: 3))
            #expect(place.failures.isEmpty, "\(place.failures)\n\(place.site.written)")
        }
    }
}
