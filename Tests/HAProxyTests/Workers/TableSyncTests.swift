import Addresses
import Foundation
import Glibc
import Model
import TestThreads
import Testing

@testable import HAProxy

/// How stick tables reach other nodes, with two real HAProxys.
@Suite("stick tables of two nodes", .timeLimit(.minutes(20)), .ownThreads)
struct TableSyncTests {
    /// Nodes `a` and `b` on loopback, whose certificates each other's HAProxy trusts, and `x`, a
    /// certificate that none trusts.
    private struct Site {
        let folder: String
        let port: UInt16

        init(_ folder: String, port: UInt16) throws {
            self.folder = folder
            self.port = port
            for name in ["a", "b", "x"] {
                let (status, output) = try HAProxyCommand.run(
                    "/usr/bin/openssl",
                    [
                        "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9", "-subj",
                        "/CN=\(name)", "-keyout", "\(folder)/\(name).key", "-out",
                        "\(folder)/\(name).crt",
                    ])
                try #require(status == 0, "\(output)")
                try write(text(name, "crt") + text(name, "key"), to: "\(name).pem")
            }
            try write(text("a", "crt") + text("b", "crt"), to: "ca.pem")
        }

        private func text(_ name: String, _ kind: String) throws -> String {
            try String(contentsOfFile: "\(folder)/\(name).\(kind)", encoding: .utf8)
        }

        private func write(_ text: String, to name: String) throws {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }

        /// A configuration of a node that answers `words`, and has a table of clients.
        ///
        /// - Parameter certificate: the name of its certificate; nil: that of the node.
        func configuration(
            _ words: String, of live: LiveHAProxy, _ name: String, certificate: String? = nil
        ) throws -> WorkerConfiguration {
            let loopback = IPAddress.v4(IPv4Address(rawValue: 0x7f00_0001))
            let answer = "    http-request return status 200 content-type text/plain string "
            let proxy = Proxy(
                name: "shop", listen: [Endpoint(loopback, port: live.port)],
                persistence: .source(.seconds(3_600)),
                servers: [ProxyServer(name: "s", address: loopback, port: 9)],
                raw: [answer + words])
            var spec = Spec(proxies: [proxy])
            spec.cluster = Cluster(
                name: "shop",
                nodes: [
                    Node(name: "a", address: loopback),
                    Node(name: "b", address: .v4(IPv4Address(rawValue: 0x7f00_0002))),
                ],
                tableSync: TableSync(
                    port: port, identity: "\(folder)/\(certificate ?? name).pem",
                    authority: "\(folder)/ca.pem"))
            var settings = HAProxySettings(
                directory: live.settings.folder, certificateDirectory: live.settings.folder,
                worker: live.settings)
            if geteuid() == 0, getpwnam("haproxy") != nil {
                settings.confinement = .init(
                    user: "haproxy", group: "haproxy", chroot: live.settings.workplace)
            }
            let node = try #require(spec.cluster?.nodes.first { $0.name == name })
            settings.peers = TablePeers(spec, of: node)
            return WorkerConfiguration(for: spec, settings: settings)
        }

        /// The reply of node `a` to another node's greeting.
        func greet(with certificate: String) throws -> String {
            let file = "\(folder)/\(certificate).pem"
            return try HAProxyCommand.run(
                "/bin/sh",
                [
                    "-c",
                    "{ printf 'HAProxyS 2.1\\na\\nb 1 1\\n'; sleep 2; } | timeout 10 openssl"
                        + " s_client -quiet -connect 127.0.0.1:\(port) -cert \(file)"
                        + " -key \(file) 2>/dev/null",
                ]
            ).1
        }
    }

    private func has(_ key: String, _ live: LiveHAProxy) -> Bool {
        (try? live.ask("show table shop"))?.contains("key=\(key) ") ?? false
    }

    @Test("an entry of one node is known to the other, a reload loses none, strangers get none")
    func nodes() async throws {
        let (descriptor, port) = try loopbackSocket(backlog: 8)
        close(descriptor)
        try await LiveHAProxy.with { one, first in
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "tables-\(UInt32.random(in: 0...UInt32.max))").path
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            defer {
                // A folder that is not there needs no removal.
                try? FileManager.default.removeItem(atPath: folder)
            }
            let site = try Site(folder, port: port)
            try await LiveHAProxy.with { two, second in
                await first.want(try site.configuration("v1", of: one, "a"))
                await second.want(try site.configuration("v1", of: two, "b"))
                #expect(try await eventually { one.request() == "v1" && two.request() == "v1" })
                _ = try one.ask("set table shop key ::1 data.server_id 1")
                #expect(try await eventually { has("::1", two) })
                for version in ["v2", "v3"] {
                    await second.want(try site.configuration(version, of: two, "b"))
                    #expect(try await eventually { two.request() == version })
                    #expect(try await eventually { has("::1", two) }, "\(version)")
                }
                _ = try two.ask("set table shop key ::2 data.server_id 1")
                #expect(try await eventually { has("::2", one) })
                #expect(try site.greet(with: "b").hasPrefix("200"))
                #expect(try !site.greet(with: "x").contains("200"))
            }
        }
    }

    @Test("the worker reports a connection, a refused certificate and an absent node")
    func states() async throws {
        let (descriptor, port) = try loopbackSocket(backlog: 8)
        close(descriptor)
        try await LiveHAProxy.with { one, first in
            let folder = one.settings.folder + "-site"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            defer {
                // A folder that is not there needs no removal.
                try? FileManager.default.removeItem(atPath: folder)
            }
            let site = try Site(folder, port: port)
            /// Whether a worker reports this state of the other node, now or soon.
            func reports(
                _ live: LiveHAProxy, _ state: TableSyncStatus.State
            ) async throws -> Bool {
                let observer = WorkerObserver(live.settings)
                for _ in 0..<3_000 {
                    let peers = await observer.peers() ?? []
                    let others = peers.filter { !$0.isLocal }
                    if others.map(\.state) == [state] { return peers.count == 2 }
                    try await Task.sleep(for: .milliseconds(20))
                }
                return false
            }
            try await LiveHAProxy.with { two, second in
                await first.want(try site.configuration("v1", of: one, "a"))
                await second.want(try site.configuration("v1", of: two, "b"))
                #expect(try await reports(one, .connected))
                #expect(try await reports(two, .connected))
                await second.want(
                    try site.configuration("v2", of: two, "b", certificate: "x"))
                #expect(try await eventually { two.request() == "v2" })
                #expect(try await reports(two, .handshake))
                #expect(try await reports(one, .disconnected))
            }
            #expect(try await reports(one, .disconnected))
        }
    }

    @Test("without its port the node keeps its tables over reloads, and its proxies serve")
    func taken() async throws {
        let (descriptor, port) = try loopbackSocket(backlog: 8)
        defer { close(descriptor) }
        try await LiveHAProxy.with { one, master in
            let folder = one.settings.folder + "-site"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            defer {
                // A folder that is not there needs no removal.
                try? FileManager.default.removeItem(atPath: folder)
            }
            let site = try Site(folder, port: port)
            await master.want(try site.configuration("v1", of: one, "a"))
            #expect(try await eventually { one.request() == "v1" })
            // The first worker has no teacher, and stops waiting for one.
            #expect(
                try await eventually {
                    (try? one.ask("show peers"))?.contains("resync_timeout=<PAST>") ?? false
                })
            _ = try one.ask("set table shop key ::1 data.server_id 1")
            await master.want(try site.configuration("v2", of: one, "a"))
            #expect(try await eventually { one.request() == "v2" })
            #expect(try await eventually { has("::1", one) })
        }
    }
}
