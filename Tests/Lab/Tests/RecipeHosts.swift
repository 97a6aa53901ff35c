import Addresses
import Glibc
import LabSupport

/// Programs on the hosts of the lab for the recipes of the firewall: nginx and vsftpd.
///
/// They run until the process of the tests ends.
final class RecipeHosts: Sendable {
    /// All of them, started when they are first needed.
    static func start() throws -> RecipeHosts { try shared.get() }

    private static let shared = Result { try RecipeHosts() }

    private let directory: Directory
    private let daemons: [Daemon]

    /// Ports of nginx, which answers with its host and the client's address.
    private static let ports = [
        "web1": [22, 25, 3389], "web2": [22, 25, 3389], "web3": [22, 25], "client": [8080],
        "lb1": [22],
    ]

    /// The port of the FTP servers that give clients their own addresses for passive data.
    static let passivePort = 2121
    /// The ports of these data connections.
    static let dataPorts = 50_000...50_100

    private init() throws {
        directory = try Directory()
        try Program(["chmod", "755", directory.path]).output()
        var daemons: [Daemon] = []
        for (host, ports) in Self.ports.sorted(by: { $0.key < $1.key }) {
            daemons.append(try Self.nginx(on: host, ports, in: directory))
        }
        for (host, address) in [("web1", "10.0.0.11"), ("web2", "10.0.0.12")] {
            daemons.append(try Self.vsftpd(on: host, in: directory))
            daemons.append(
                try Self.vsftpd(
                    on: host, in: directory, named: "passive",
                    """
                    listen=YES
                    listen_ipv6=NO
                    listen_port=\(Self.passivePort)
                    pasv_address=\(address)
                    pasv_min_port=\(Self.dataPorts.lowerBound)
                    pasv_max_port=\(Self.dataPorts.upperBound)

                    """))
        }
        self.daemons = daemons
        // Clients bind to addresses that only a route makes theirs.
        try Program(
            ["sh", "-c", "echo 1 >/proc/sys/net/ipv6/ip_nonlocal_bind"], on: "client"
        ).output()
        let ports = ["web1", "web2"].flatMap { [($0, 21), ($0, Self.passivePort)] }
        for (host, port) in ports + Self.ports.map({ ($0.key, $0.value[0]) }) {
            let isOpen = try eventually(within: 20) {
                try Program(["socat", "-u", "/dev/null", "TCP:127.0.0.1:\(port)"], on: host)
                    .run().status == 0
            }
            guard isOpen else {
                throw LabFailure(
                    "port \(port) of \(host) is closed:\n"
                        + daemons.map(\.written).joined(separator: "\n"))
            }
        }
    }

    private static func nginx(
        on host: String, _ ports: [Int], in directory: Directory
    ) throws -> Daemon {
        let listen = ports.map { "listen \($0); listen [::]:\($0);" }.joined(separator: " ")
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
            "\($0)_temp_path \(directory.path)/\(host)-\($0);"
        }
        try directory.write(
            """
            daemon off;
            master_process off;
            pid \(directory.path)/\(host).pid;
            error_log stderr;
            events {}
            http {
                access_log off;
                \(temporary.joined(separator: " "))
                server { \(listen) return 200 "\(host) $remote_addr\\n"; }
            }

            """, to: "\(host).conf")
        return try Daemon(
            Program(
                ["nginx", "-e", "stderr", "-c", "\(directory.path)/\(host).conf"], on: host))
    }

    private static func vsftpd(
        on host: String, in directory: Directory, named name: String = "ftp",
        _ more: String = "listen_ipv6=YES\n"
    ) throws -> Daemon {
        let root = "\(directory.path)/\(host)"
        try Program(["mkdir", "-p", "-m", "755", root, "\(root)-empty"]).output()
        try directory.write("\(host)\n", to: "\(host)/name")
        try Program(["chmod", "644", "\(root)/name"]).output()
        try directory.write(
            """
            background=NO
            anonymous_enable=YES
            no_anon_password=YES
            local_enable=NO
            anon_root=\(root)
            secure_chroot_dir=\(root)-empty
            connect_from_port_20=YES
            isolate=NO
            isolate_network=NO
            seccomp_sandbox=NO
            \(more)
            """, to: "\(host).\(name)")
        return try Daemon(Program(["vsftpd", "\(directory.path)/\(host).\(name)"], on: host))
    }
}
