import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

/// Clients of a proxy over a failover, with stick tables that both nodes have.
@Suite(
    "Sticky clients of proxies",
    .enabled(if: Balancers.isPossible && Readiness.hasHAProxy), .serialized, .ownThreads)
struct StickyClientTests {
    private static let servers = ["one", "two"]

    private static func text(_ folder: String, _ host: String) -> String {
        document().replacing(
            "  failover:",
            with: "  tableSync: {identity: \(folder)/\(host).pem, ca: \(folder)/ca.pem}\n"
                + "  failover:") + """
                proxies:
                  - name: web
                    listen: \(Balancers.address):80
                    persistence: source
                    check: {type: connect, interval: 200ms}
                    servers:
                      - {name: one, address: 10.9.0.3:8081}
                      - {name: two, address: 10.9.0.3:8082}

                """
    }

    /// Makes a certificate for each node, which the other one trusts.
    private func certify(_ pair: Balancers) throws {
        for host in ["a", "b"] {
            try shell(
                """
                set -e; cd \(pair.folder); umask 077
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 9 \
                    -subj /CN=\(host) -keyout \(host).key -out \(host).crt 2>/dev/null
                cat \(host).crt \(host).key >\(host).pem; cat \(host).crt >>ca.pem
                """)
        }
    }

    @Test("clients stay on their servers when the other node takes over")
    func failover() throws {
        let pair = try Balancers("")
        try certify(pair)
        for host in ["a", "b"] { try pair.save(Self.text(pair.folder, host), on: host) }
        for (number, server) in Self.servers.enumerated() {
            let folder = "\(pair.folder)/\(server)"
            try shell("mkdir \(folder); echo \(server) >\(folder)/id; chmod -R a+rX \(folder)")
            try pair.on(
                "c",
                "setsid python3 -m http.server \(8081 + number) --bind 10.9.0.3 --directory "
                    + "\(folder) </dev/null >/dev/null 2>&1 &")
        }
        let clients = (0..<8).map { "10.9.0.\(30 + $0)" }
        for client in clients { try pair.on("c", "ip addr add \(client)/24 dev eth0") }
        for host in ["a", "b"] { try pair.start(host) }
        pair.expect("a has the address, and b is ready") {
            try pair.isHolding("a") && pair.group("a")?.peers.first?.isCandidate == true
        }
        pair.expect("the nodes exchange their tables") {
            try ["a", "b"].allSatisfy {
                try pair.status($0).tableSync?.nodes.map(\.state) == [.connected]
            }
        }
        func server(of client: String) throws -> String {
            try pair.on(
                "c",
                "curl -sS --max-time 5 --interface \(client) http://\(Balancers.address)/id")
        }
        var known: [String: String] = [:]
        for client in clients { known[client] = try server(of: client) }
        #expect(Set(known.values) == ["one\n", "two\n"])
        try pair.cable(of: "a", isJoined: false)
        pair.expect("b has the address") { try pair.isHolding("b") && !pair.isHolding("a") }
        // Every second one first: round robin would change their servers.
        let order = clients.indices.filter { $0 % 2 == 0 } + clients.indices.filter { $0 % 2 == 1 }
        for client in order.map({ clients[$0] }) {
            #expect(try server(of: client) == known[client])
        }
    }
}
