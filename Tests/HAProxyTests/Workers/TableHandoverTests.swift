import Addresses
import Foundation
import Glibc
import Model
import TestThreads
import Testing

@testable import HAProxy

/// How stick tables reach the next worker, with the real HAProxy in its chroot.
@Suite("stick tables over reloads", .timeLimit(.minutes(20)), .ownThreads)
struct TableHandoverTests {
    /// Whether this process may give HAProxy a user of its own, as the daemon does.
    private static var isSuperuser: Bool { geteuid() == 0 && getpwnam("haproxy") != nil }

    /// A configuration that answers `words`, and has a table of clients.
    private static func configuration(
        _ words: String, of live: LiveHAProxy, raw: [String] = []
    ) -> WorkerConfiguration {
        let loopback = IPAddress.v4(IPv4Address(rawValue: 0x7f00_0001))
        let answer = "    http-request return status 200 content-type text/plain string \(words)"
        let proxy = Proxy(
            name: "shop", listen: [Endpoint(loopback, port: live.port)],
            persistence: .source(.seconds(3_600)),
            servers: [ProxyServer(name: "a", address: loopback, port: 9)], raw: [answer] + raw)
        var settings = HAProxySettings(
            directory: live.settings.folder, certificateDirectory: live.settings.folder,
            worker: live.settings)
        if isSuperuser {
            settings.confinement = .init(
                user: "haproxy", group: "haproxy", chroot: live.settings.workplace)
        }
        return WorkerConfiguration(for: Spec(proxies: [proxy]), settings: settings)
    }

    private static func hasEntry(_ live: LiveHAProxy) -> Bool {
        (try? live.ask("show table shop"))?.contains("key=::1 ") ?? false
    }

    @Test("a table outlives two reloads and one that fails, which leaves the old worker serving")
    func handover() async throws {
        try await LiveHAProxy.with { live, master in
            await master.want(Self.configuration("v1", of: live))
            #expect(try await eventually { live.request() == "v1" })
            // The first worker has no teacher, and stops waiting for one.
            #expect(
                try await eventually {
                    (try? live.ask("show peers"))?.contains("resync_timeout=<PAST>") ?? false
                })
            _ = try live.ask("set table shop key ::1 data.server_id 1")
            for version in ["v2", "v3"] {
                await master.want(Self.configuration(version, of: live))
                #expect(try await eventually { live.request() == version })
                #expect(try await eventually { Self.hasEntry(live) }, "\(version)")
            }
            let taken = try Listener()
            await master.want(
                Self.configuration("v4", of: live, raw: ["    bind 127.0.0.1:\(taken.port)"]))
            #expect(try await eventually { await master.status().complaint != nil })
            let complaint = try #require(await master.status().complaint)
            #expect(
                complaint.contains("`bind 127.0.0.1:\(taken.port)` fails, because ")
                    && complaint.contains("(process \(getpid())) listens there; stop it"),
                "\(complaint)")
            #expect((0..<20).map { _ in live.request() } == Array(repeating: "v3", count: 20))
            #expect(Self.hasEntry(live))
            taken.close()
            await master.want(Self.configuration("v5", of: live))
            #expect(try await eventually { live.request() == "v5" })
            #expect(try await eventually { Self.hasEntry(live) })
        }
    }

    @Test("the socket that tables go through refuses other users, and none has an abstract name")
    func socket() async throws {
        guard Self.isSuperuser else { return }
        try await LiveHAProxy.with { live, master in
            await master.want(Self.configuration("v1", of: live))
            #expect(try await eventually { live.request() == "v1" })
            let path = "\(live.settings.workplace)/peers.sock"
            var info = stat()
            #expect(stat(path, &info) == 0)
            #expect(info.st_mode & 0o777 == 0o600)
            #expect(info.st_uid == getpwnam("haproxy").pointee.pw_uid)
            // Even where its folder lets everybody through.
            chmod(live.settings.folder, 0o755)
            let (status, output) = try HAProxyCommand.run(
                "/usr/bin/setpriv",
                [
                    "--reuid", "65534", "--regid", "65534", "--clear-groups", "/usr/bin/python3",
                    "-c", "import socket; socket.socket(socket.AF_UNIX).connect('\(path)')",
                ])
            #expect(status != 0 && output.contains("PermissionError"), "\(output)")
            let sockets = try String(contentsOfFile: "/proc/net/unix", encoding: .utf8)
            #expect(!sockets.contains(live.settings.folder + "@"))
            #expect(!sockets.contains("@ballast-"))
        }
    }
}

/// A program that listens on a port of loopback and shares it with no other.
private final class Listener {
    let port: UInt16
    private var descriptor: Int32

    init() throws {
        (descriptor, port) = try loopbackSocket(backlog: 8)
    }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    deinit { close() }
}
