import Foundation

/// An nginx of our own in a folder of its own, with a plain port and three TLS ports.
struct Nginx {
    let plain: UInt16
    /// Its certificate is for `good.example` and in time.
    let good: UInt16
    /// Its certificate is for `good.example` and expired.
    let expired: UInt16
    let folder: URL

    /// The issuer of the good certificate is itself.
    var authority: String { folder.appending(path: "good.pem").path }
    var expiredAuthority: String { folder.appending(path: "expired.pem").path }

    static let program = "/usr/sbin/nginx"

    static var isAvailable: Bool {
        [program, Certificates.program].allSatisfy {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    /// Whether this machine's loopback has ::1.
    static let hasIPv6: Bool = {
        // Without IPv6 there is no such file.
        let addresses = (try? String(contentsOfFile: "/proc/net/if_inet6", encoding: .utf8)) ?? ""
        return addresses.contains("00000000000000000000000000000001 ")
    }()

    struct Failure: Error {}

    /// Calls with an nginx that runs; nil where there is none.
    static func with(_ body: (Nginx) async throws -> Void) async throws {
        guard isAvailable else { return try unavailable("nginx and openssl") }
        let nginx = try started()
        do {
            try await body(nginx)
            try nginx.stop()
        } catch {
            try nginx.stop()
            throw error
        }
    }

    private init(folder: URL, ports: [UInt16]) {
        self.folder = folder
        (plain, good, expired) = (ports[0], ports[1], ports[2])
    }

    private static func started() throws -> Nginx {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "ballast-nginx-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: folder.path)
        try Certificates.make(in: folder)
        try "healthy\n".write(
            to: folder.appending(path: "index.html"), atomically: true, encoding: .utf8)
        // Between asking for a free port and nginx taking it, another may be faster: try again.
        for _ in 0..<5 {
            let nginx = Nginx(
                folder: folder, ports: (0..<3).map { _ in Peer.freePort() })
            try nginx.configuration.write(
                to: folder.appending(path: "nginx.conf"), atomically: true, encoding: .utf8)
            // It becomes a daemon when its ports are open, so when this ends they are.
            if try nginx.run([]) == 0 { return nginx }
        }
        throw Failure()
    }

    private var configuration: String {
        func server(_ listen: String, _ name: String) -> String {
            let files = "ssl_certificate \(name).pem; ssl_certificate_key key.pem;"
            let six = Self.hasIPv6 ? "listen [::1]:\(listen); " : ""
            return "server { listen 127.0.0.1:\(listen); \(six)\(name.isEmpty ? "" : files) "
                + "location / { root \(folder.path); } location /gone { return 404; } "
                + "location /host { return 200 $host; } "
                + "location /locked { if ($http_authorization != \"Basic am9lOnJpZ2h0\") "
                + "{ return 401; } return 200 open; } "
                + "location /from { return 200 $remote_addr; } }\n"
        }
        return """
            pid nginx.pid; error_log error.log; worker_processes 1;
            events { worker_connections 64; }
            http { access_log off; client_body_temp_path body; proxy_temp_path proxy;
            fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
            \(server("\(plain)", ""))\(server("\(good) ssl", "good"))\
            \(server("\(expired) ssl", "expired"))}
            """
    }

    private func run(_ arguments: [String]) throws -> Int32 {
        try command(
            Self.program,
            ["-p", folder.path, "-c", "nginx.conf", "-e", "error.log"] + arguments)
    }

    private func stop() throws {
        _ = try run(["-s", "stop"])
        // Its last act is to remove this file.
        let file = folder.appending(path: "nginx.pid").path
        while FileManager.default.fileExists(atPath: file) { sched_yield() }
        try FileManager.default.removeItem(at: folder)
    }
}
