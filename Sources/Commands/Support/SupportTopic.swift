/// A file of a support archive.
enum SupportTopic: Sendable {
    /// The output of a program of the system.
    case program(String, [String])
    /// The output of a command of this program.
    case command(String, [String])
    /// The answer of the controller on this path.
    case answer(String, path: String)
    /// A file of the host.
    case file(String, path: String)

    /// The name in the archive.
    var name: String {
        switch self {
        case .program(let name, _), .command(let name, _), .answer(let name, _),
            .file(let name, _):
            name
        }
    }

    /// The origin of the content.
    var origin: String {
        switch self {
        case .program(_, let words): words.joined(separator: " ")
        case .command(_, let words): "ballast " + words.joined(separator: " ")
        case .answer(_, let path): "the controller's \(path)"
        case .file(_, let path): path
        }
    }

    /// Whether a word such as `password` hides the rest of its line; not in JSON.
    var cutsLines: Bool { !name.hasSuffix(".json") }

    /// The topics of this host.
    ///
    /// - Parameters:
    ///   - document: the path of the document.
    ///   - place: the options of a command that name the directories.
    static func all(
        document: String, state: String, runtime: String, socket: String
    ) -> [SupportTopic] {
        let file = ["-f", document]
        return [
            .answer("status.json", path: "/status"),
            .answer("events.json", path: "/events"),
            .answer("metrics.txt", path: "/metrics"),
            .command("status.txt", ["status", "-v", "--socket", socket]),
            .command("validate.txt", ["validate"] + file),
            .command("doctor.txt", ["doctor", "--no-probes"] + file),
            .command(
                "observed.json",
                ["observe", "--json", "--state", state, "--runtime", runtime]),
            .command("history.txt", ["history", "--state", state, "--socket", socket] + file),
            .command("version.txt", ["--version"]),
            .file("haproxy.cfg", path: "\(runtime)/haproxy/haproxy.cfg"),
            .file("os-release", path: "/etc/os-release"),
            .file("kernel/ip_vs", path: "/proc/net/ip_vs"),
            .file("kernel/meminfo", path: "/proc/meminfo"),
            .file("kernel/loadavg", path: "/proc/loadavg"),
            .file("kernel/modules", path: "/proc/modules"),
            .program("kernel/uname", ["uname", "-a"]),
            .program("kernel/vs-settings", ["grep", "-r", "", "/proc/sys/net/ipv4/vs"]),
            .program("kernel/addresses", ["ip", "-s", "-d", "address"]),
            .program("kernel/rules", ["ip", "rule"]),
            .program("kernel/routes", ["ip", "route", "show", "table", "all"]),
            .program("kernel/routes6", ["ip", "-6", "route", "show", "table", "all"]),
            .program("kernel/ipvsadm", ["ipvsadm", "-Ln"]),
            .program("kernel/ipvsadm-stats", ["ipvsadm", "-Ln", "--stats", "--exact"]),
            .program("kernel/ipvsadm-daemons", ["ipvsadm", "-Ln", "--daemon"]),
            .program("kernel/ipvsadm-timeouts", ["ipvsadm", "-Ln", "--timeout"]),
            .program("kernel/ipvsadm-connections", ["ipvsadm", "-Lnc"]),
            .program("kernel/iptables", ["iptables-save", "-c"]),
            .program("kernel/ip6tables", ["ip6tables-save", "-c"]),
            .program("kernel/nftables", ["nft", "list", "ruleset"]),
            .program("kernel/sockets", ["ss", "-ltunp"]),
            .program("haproxy-version", ["haproxy", "-vv"]),
            .program("state-files", ["ls", "-lR", state]),
            .program("runtime-files", ["ls", "-lR", runtime]),
            .program(
                "processes",
                [
                    "ps", "-o", "pid,ppid,etime,time,rss,nlwp,stat,args", "-C",
                    "ballast,ballast-elect,ballast-series,ballast-watch,haproxy",
                ]),
            .program(
                "log.txt",
                ["journalctl", "-u", "ballast", "--no-pager", "-n", "5000", "-o", "short-iso"]),
        ]
    }
}
