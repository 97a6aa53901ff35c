import Addresses
import Glibc
import Model

/// The files of `/proc`, `/sys` and `/lib` from which a host is inspected.
struct HostFiles {
    /// The folder in which they are: empty, or that of a test.
    let root: String

    /// Creates access to the files of this host.
    init(root: String = "") {
        self.root = root
    }

    /// Adds the settings, tables and listeners to the facts, whose interfaces are known.
    func read(into facts: inout HostFacts) {
        for path in settings(at: facts.interfaces.keys) {
            facts.settings[path] = number("/proc/sys/\(path)")
        }
        facts.laterSettings = laterSettings(among: Set(settings(at: facts.interfaces.keys)))
        facts.tracking = tracking
        facts.balancing = balancing
        for transport in [TransportProtocol.tcp, .udp] {
            facts.listeners[transport] = listeners(transport)
        }
        if facts.listeners[.tcp] == nil { facts.unread.append("cannot read the listening sockets") }
    }

    /// The settings that findings depend on.
    private func settings(at interfaces: some Sequence<String>) -> [String] {
        let names = [
            "arp_ignore", "arp_announce", "rp_filter", "forwarding", "send_redirects",
        ]
        return [
            "net/ipv4/ip_forward", "net/ipv6/conf/all/forwarding",
            "net/netfilter/nf_conntrack_max",
        ]
            + (["all", "default"] + interfaces).flatMap { interface in
                names.map { "net/ipv4/conf/\(interface)/\($0)" }
            }
    }

    /// Source: `net/netfilter/nf_conntrack_standalone.c`: the statistics have a line of names, and
    /// a line of hexadecimal numbers for each processor.
    private var tracking: HostFacts.Tracking? {
        let folder = "/proc/sys/net/netfilter"
        guard let count = number("\(folder)/nf_conntrack_count"),
            let limit = number("\(folder)/nf_conntrack_max")
        else { return nil }
        var tracking = HostFacts.Tracking(count: count, limit: limit)
        let lines =
            ProcessFile(path: root + "/proc/thread-self/net/stat/nf_conntrack").lines() ?? []
        let names = (lines.first ?? "").split(separator: " ")
        guard let column = names.firstIndex(of: "drop") else { return tracking }
        for line in lines.dropFirst() {
            let words = line.split(separator: " ")
            guard words.indices.contains(column) else { continue }
            tracking.drops += Int(words[column], radix: 16) ?? 0
        }
        return tracking
    }

    /// Source: `net/netfilter/ipvs/ip_vs_ctl.c`, `ip_vs_info_seq_show`: the size is in the first
    /// line, and the last two numbers of a server are its connections.
    private var balancing: HostFacts.Balancing? {
        guard let lines = ProcessFile(path: root + "/proc/thread-self/net/ip_vs").lines(),
            let size = lines.first?.split(separator: "=").last?.prefix(while: \.isNumber),
            let size = Int(size)
        else { return nil }
        let connections = lines.lazy.filter { $0.hasPrefix("  -> ") }.map { line in
            line.split(separator: " ").suffix(2).compactMap { Int($0) }.reduce(0, +)
        }
        return HostFacts.Balancing(size: size, connections: connections.reduce(0, +))
    }

    /// Returns the state of a module.
    func state(of module: String) -> ModuleState {
        if access("\(root)/sys/module/\(module)", F_OK) == 0 { return .present }
        let release = KernelRelease.text
        let folder = "\(root)/lib/modules/\(release)"
        for (file, state) in [
            ("modules.builtin", ModuleState.present), ("modules.dep", .loadable),
        ] {
            guard let lines = ProcessFile(path: "\(folder)/\(file)").lines() else {
                return .unknown
            }
            if lines.contains(where: { Self.module($0) == module }) { return state }
        }
        return .missing
    }

    /// The name of the module at the start of a line: `kernel/net/ipv4/ipip.ko.xz: …`.
    private static func module(_ line: Substring) -> String {
        let path = line.prefix { $0 != ":" }
        let file = path.split(separator: "/").last ?? path
        return String(file.prefix { $0 != "." }.map { $0 == "-" ? "_" : $0 })
    }

    private func number(_ path: String) -> Int? {
        // This kernel lacks the setting if its file is missing.
        guard let text = try? ControlFile(path: root + path).read() else { return nil }
        return Int(text.prefix { $0 != "\n" })
    }
}
