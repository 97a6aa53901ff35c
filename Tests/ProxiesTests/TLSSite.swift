import Addresses
import Certificates
import Document
import Foundation
import Glibc
import HAProxy
import Model
import Planning
import TestSupport
import Testing

@testable import Proxies

/// A document with SSL services on free ports of loopback: its real HAProxy, its certificates of an
/// authority of openssl's making, its servers, and clients that are not ours.
final class TLSSite {
    let bench: CertificateBench
    /// Free ports, for the document and for servers.
    let ports: [Int]
    private var processes: [Process] = []

    /// What a client got.
    struct Answer {
        let status: Int32
        let text: String
    }

    static func isPossible() -> Bool {
        let programs = ["/usr/sbin/haproxy", "/usr/bin/curl", "/usr/bin/openssl"]
        let missing = programs.filter { access($0, X_OK) != 0 }
        if missing.isEmpty { return true }
        unavailable("\(missing)")
        return false
    }

    /// Notes that this machine lacks something: loudly here, and as a failure in CI.
    static func unavailable(_ what: String) {
        if ProcessInfo.processInfo.environment["CI"] != nil {
            Issue.record("not installed: \(what)")
        } else {
            FileHandle.standardError.write(Data("SKIPPED, not installed: \(what)\n".utf8))
        }
    }

    init() throws {
        bench = try CertificateBench()
        ports = (0..<6).map { _ in ExampleSite.freePort() }
        try bench.makeAuthority()
    }

    deinit {
        for process in processes where process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    /// A certificate of the authority for these names, with key and chain, as `NAME.pem`.
    func issue(_ name: String, for hosts: [String], key: String = "ec") throws {
        let kind = key == "ec" ? "ec -pkeyopt ec_paramgen_curve:P-256" : key
        let names = hosts.map { "DNS:\($0)" }.joined(separator: ",")
        try bench.openssl(
            "req -newkey \(kind) -nodes -keyout \(name).key -subj /CN=\(name) -out \(name).csr "
                + "-addext subjectAltName=\(names)")
        try bench.sign("\(name).csr", into: "\(name).crt")
        // Not in the order in which it is to be sent.
        let text = try ["\(name).key", "root.pem", "lower.pem", "\(name).crt"].map {
            try bench.text($0)
        }.joined()
        try text.write(toFile: path("\(name).pem"), atomically: true, encoding: .utf8)
        chmod(path("\(name).pem"), 0o600)
    }

    func path(_ name: String) -> String { "\(bench.folder)/\(name)" }

    /// Deploys the certificates of a document and starts HAProxy for it.
    func start(_ document: String) throws {
        let parsed = parse(Array(document.utf8))
        let spec = try #require(parsed.spec, "\(parsed.diagnostics)")
        try #require(!validate(spec).contains { $0.severity == .error })
        var keeper = CertificateKeeper(
            documentDirectory: bench.folder, store: bench.place, target: path("live"))
        let deployment = keeper.deploy(spec)
        try #require(deployment.complaints == [])
        let settings = HAProxySettings(
            directory: bench.folder, certificateDirectory: path("live"),
            documentDirectory: bench.folder)
        let configuration = haproxyConfiguration(for: spec, settings: settings)
        try #require(configuration.write(into: bench.folder))
        try spawn("/usr/sbin/haproxy", ["-db", "-f", path("haproxy.cfg")])
        let port = try #require(spec.sslServices.first?.listen.first?.port)
        try eventually("HAProxy") { ExampleSite.isOpen(Int(port)) }
    }

    /// Starts an HTTPS or HTTP server of Python's that notes each request in a file.
    func serve(at port: Int, certificate: String? = nil, log: String) throws {
        let program = """
            import http.server, ssl, sys
            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def do_GET(self):
                    open(sys.argv[2], "a").write(self.path + "\\n")
                    body = str(self.headers).encode()
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                def log_message(self, *_): pass
            server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
            if len(sys.argv) > 3:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(sys.argv[3])
                server.socket = context.wrap_socket(server.socket, server_side=True)
            server.serve_forever()
            """
        let more = certificate.map { [path($0)] } ?? []
        try spawn("/usr/bin/python3", ["-c", program, "\(port)", path(log)] + more)
        try eventually("a server") { ExampleSite.isOpen(port) }
    }

    /// How many requests a server had.
    func requests(_ log: String) -> Int {
        // No file: it had none.
        ((try? bench.text(log)) ?? "").split(separator: "\n").count
    }

    /// `openssl s_client`, which says what was agreed on.
    func connect(
        _ port: Int, _ words: String = "", name: String = "shop.example"
    ) throws -> Answer {
        try run(
            "/usr/bin/openssl",
            ["s_client", "-connect", "127.0.0.1:\(port)", "-servername", name]
                + words.split(separator: " ").map(String.init))
    }

    /// `curl`, which finds every name on loopback and trusts our authority only.
    func fetch(_ url: String, _ more: String...) throws -> Answer {
        try run(
            "/usr/bin/curl",
            ["-s", "-i", "--max-time", "20", "--cacert", path("root.pem"), "--connect-to"]
                + ["::127.0.0.1:"] + more + [url])
    }

    /// Runs a program to its end; both streams.
    func run(_ program: String, _ arguments: [String]) throws -> Answer {
        let log = try Scratch()
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: bench.folder)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try log.handle()
        process.standardError = process.standardOutput
        try process.run()
        process.waitUntilExit()
        let bytes = try Data(contentsOf: URL(filePath: log.path))
        return Answer(
            status: process.terminationStatus, text: String(decoding: bytes, as: UTF8.self))
    }

    /// Waits until something is so.
    func eventually(_ what: String, _ isSo: () throws -> Bool) throws {
        for _ in 0..<400 {
            if try isSo() { return }
            usleep(50_000)
        }
        Issue.record("never came: \(what)")
    }

    private func spawn(_ program: String, _ arguments: [String]) throws {
        processes.append(try Process.silent(program, arguments))
    }
}
