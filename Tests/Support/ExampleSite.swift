import Foundation
import Glibc
import Seeds
import Testing

/// An example of ours on free ports of this machine: its HAProxy, its servers, and a client.
package final class ExampleSite {
    /// Where the endpoints of the example are now.
    package let ports: [Int]
    private let folder: Scratch
    private var processes: [Process] = []

    /// An answer of HTTP.
    package struct Answer {
        package let status: Int
        /// `name: value`, the name in lower case.
        package let headers: [String]
        package let body: String

        /// Reads what `curl -i` prints.
        package init(_ text: String) {
            let parts = text.replacingOccurrences(of: "\r\n\r\n", with: "\u{0}")
                .split(separator: "\u{0}", maxSplits: 1, omittingEmptySubsequences: false)
            let lines = parts[0].replacingOccurrences(of: "\r", with: "")
                .split(separator: "\n").map(String.init)
            status =
                lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            headers = lines.dropFirst().map { line in
                let name = line.prefix { $0 != ":" }
                return name.lowercased() + line.dropFirst(name.count)
            }
            body = parts.count > 1 ? parts[1].replacingOccurrences(of: "\r", with: "") : ""
        }
    }

    /// Renders the example with the endpoints moved, each to a port of its own.
    package init(example: String, endpoints: [String], also: [String: String] = [:]) throws {
        ports = endpoints.map { _ in Self.freePort() }
        var text = try String(
            contentsOf: Examples.folder.appending(path: "\(example)/ballast.yaml"),
            encoding: .utf8)
        for (endpoint, port) in zip(endpoints, ports) {
            // A port follows none of these, so that :80 is not taken for :8080.
            for end in ["\n", "}"] {
                text = text.replacingOccurrences(
                    of: endpoint + end, with: "127.0.0.1:\(port)" + end)
            }
            text = text.replacingOccurrences(of: endpoint + ",", with: "127.0.0.1:\(port),")
        }
        for (old, new) in also { text = text.replacingOccurrences(of: old, with: new) }
        folder = try Scratch(text)
        let made = try Program("render", "haproxy", "-f", folder.path, "--into", folder.folder)
        try #require(made.status == 0, "\(made.error)")
    }

    deinit {
        for process in processes where process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    /// Starts a server that says its port, and what it was sent, at one of the endpoints.
    package func startServer(at position: Int) throws -> Process {
        let program = """
            import http.server, sys
            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def do_GET(self):
                    body = ("server %s\\n%s" % (sys.argv[1], self.headers)).encode()
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                def log_message(self, *_): pass
            place = ("127.0.0.1", int(sys.argv[1]))
            http.server.ThreadingHTTPServer(place, Handler).serve_forever()
            """
        let process = try spawn("/usr/bin/python3", ["-c", program, "\(ports[position])"])
        try eventually("a server") { Self.isOpen(ports[position]) }
        return process
    }

    /// Starts HAProxy, with a certificate made for it.
    package func start() throws {
        let pem = "\(folder.folder)/shop.pem"
        let maker = try spawn(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-days", "2", "-subj", "/CN=shop", "-keyout", pem + ".key", "-out", pem,
            ])
        maker.waitUntilExit()
        let key = try Data(contentsOf: URL(filePath: pem + ".key"))
        try (Data(contentsOf: URL(filePath: pem)) + key).write(to: URL(filePath: pem))
        _ = try spawn("/usr/sbin/haproxy", ["-db", "-f", "\(folder.folder)/haproxy.cfg"])
        try eventually("HAProxy") { Self.isOpen(ports[0]) }
    }

    /// Asks for a page.
    package func fetch(_ url: String, _ options: [String] = []) throws -> Answer {
        try Self.fetch(url, options)
    }

    /// What curl gets; status 0: nothing.
    package static func fetch(_ url: String, _ options: [String] = []) throws -> Answer {
        try begin(url, options).answer()
    }

    /// A request that is under way.
    package static func begin(_ url: String, _ options: [String] = []) throws -> Request {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/curl")
        process.arguments = ["-sk", "-i", "--max-time", "60"] + options + [url]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        return Request(process: process, pipe: pipe)
    }

    /// A curl that runs.
    package struct Request {
        package let process: Process
        package let pipe: Pipe

        /// What it gets; status 0: nothing.
        package func answer() throws -> Answer {
            let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return Answer(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Waits until something is so.
    package func eventually(_ what: String, _ isSo: () throws -> Bool) throws {
        for _ in 0..<400 {
            if try isSo() { return }
            usleep(50_000)
        }
        Issue.record("never came: \(what)")
    }

    private func spawn(_ program: String, _ arguments: [String]) throws -> Process {
        let process = try Process.silent(program, arguments)
        processes.append(process)
        return process
    }

    package static func freePort() -> Int { Int(ClaimedPorts.free()) }

    package static func isOpen(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}

extension Process {
    /// A started program that prints nowhere.
    package static func silent(_ program: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}
