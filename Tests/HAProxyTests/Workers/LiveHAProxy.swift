import Addresses
import Foundation
import Glibc
import Model
import Seeds
import Synchronization

@testable import HAProxy

/// An HAProxy of our own in a folder of its own, on a free port of loopback.
final class LiveHAProxy: Sendable {
    let settings: WorkerSettings
    let port: UInt16
    let events = Mutex<[WorkerEvent]>([])

    /// Requests of ``client()``.
    let load = Mutex(Load())

    struct Load {
        var asked = 0
        var failed = 0
        var isOver = false
    }

    static let program = "/usr/sbin/haproxy"
    static var isAvailable: Bool { access(program, X_OK) == 0 }

    convenience init() throws {
        // A socket's path has at most 107 bytes.
        let folder = "/tmp/ballast-\(UInt32.random(in: 0...UInt32.max))"
        try self.init(
            WorkerSettings(folder: folder, spacing: .milliseconds(20)), port: Self.freePort())
    }

    init(_ settings: WorkerSettings, port: UInt16) {
        self.settings = settings
        self.port = port
    }

    struct Failure: Error {}

    /// Calls with a master that is run; ends HAProxy whatever happens.
    static func with(_ body: (LiveHAProxy, HAProxyMaster) async throws -> Void) async throws {
        guard isAvailable else { return try unavailable("haproxy") }
        let live = try LiveHAProxy()
        let master = live.master()
        let running = Task { await master.run() }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(live, master))
        } catch {
            result = .failure(error)
        }
        running.cancel()
        await running.value
        await master.stop()
        // A test may have removed it, or never made it.
        try? FileManager.default.removeItem(atPath: live.settings.folder)
        try result.get()
    }

    func master(_ settings: WorkerSettings? = nil) -> HAProxyMaster {
        HAProxyMaster(settings ?? self.settings, period: .milliseconds(200)) { event in
            self.events.withLock { $0.append(event) }
        }
    }

    /// A configuration; the frame says `answer` at every path but `/server`.
    func configuration(
        _ answer: String, weight: Int = 10, servers: [BackendServer] = [],
        only: [BackendServer]? = nil, further: String = ""
    ) -> WorkerConfiguration {
        let servers = only ?? [server("s1", weight: weight)] + servers
        let frame = """
            defaults
                mode http
                timeout connect 1s
                timeout client 5s
                timeout server 5s
                load-server-state-from-file global
            frontend f
                bind 127.0.0.1:\(port)
                http-request return status 200 content-type text/plain string \(answer) \
            if !{ path /server }
                default_backend b
            \(further)
            backend b
                balance roundrobin
            """
        let digest = ProxyFrame(of: frame, servers: servers)
        let rows = servers.map { server in
            "    server \(server.name) \(server.endpoint) weight \(server.weight) "
                + server.options.joined(separator: " ") + "\n"
        }
        return WorkerConfiguration(
            text: "\(global)    \(digest.line)\n\(frame)\n\(rows.joined())",
            proxies: DesiredProxies(frame: digest, servers: servers))
    }

    /// The section that every document has, but for its frame.
    private var global: String {
        let haproxy = Spec(haproxy: ProxyProcess(hardStopAfter: .seconds(5)))
        let rendered = haproxyConfiguration(
            for: haproxy,
            settings: HAProxySettings(
                directory: settings.folder, certificateDirectory: settings.folder,
                worker: settings))
        return rendered.lines.map(\.text).prefix { $0 != "defaults" }
            .filter { !$0.isEmpty && !$0.contains(ProxyFrame.variable) }
            .map { $0 + "\n" }.joined()
    }

    func server(_ name: String, weight: Int = 10) -> BackendServer {
        BackendServer(
            backend: "b", name: name,
            endpoint: Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 9),
            weight: weight)
    }

    /// A connection to HAProxy, which the caller closes.
    func connection() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let address = loopback(port)
        let code = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            close(descriptor)
            throw Failure()
        }
        return descriptor
    }

    /// The body of the answer to one request on a connection of its own; nil when it fails.
    func request(_ path: String = "/") -> String? {
        guard let descriptor = try? connection() else { return nil }
        defer { close(descriptor) }
        let text = Array("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, text, text.count, Int32(MSG_NOSIGNAL)) == text.count
        else { return nil }
        var reply: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count >= 0 else { return nil }
            if count == 0 { break }
            reply += buffer[..<count]
        }
        let parts = String(decoding: reply, as: UTF8.self).split(separator: "\r\n\r\n")
        guard parts.count == 2, parts[0].hasPrefix("HTTP/1.1 200") else { return nil }
        return String(parts[1])
    }

    /// Asks, one connection after the other, until the load is over.
    func client() {
        while !load.withLock({ $0.isOver }) {
            let isGood = request() != nil
            load.withLock {
                $0.asked += 1
                if !isGood { $0.failed += 1 }
            }
        }
    }

    /// Ends the load, and says what became of it.
    func endOfLoad() -> Load {
        load.withLock { load in
            load.isOver = true
            return load
        }
    }

    func ask(_ line: String) throws -> String {
        try RuntimeSocket(path: settings.socket).ask(line)
    }

    /// The weight that the worker says `b/s1` has.
    func weight() -> Int? {
        (try? ask("show servers state")).flatMap { ServerStates($0) }?.servers.first?.weight
    }

    static func freePort() throws -> UInt16 { ClaimedPorts.free() }
}

/// True as soon as the condition holds; false when it doesn't within a generous time.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<3_000 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}
