import Addresses
import LabSupport

/// An example of the firewall on lb1, with the addresses of the lab.
final class RecipeSite {
    private let balancer: Balancer

    /// Applies an example; a second plan has nothing to do.
    ///
    /// - Parameters:
    ///   - name: the folder of the example.
    ///   - changes: texts of the document, and their replacements.
    ///   - elected: addresses that an election would add; empty: the document has no cluster.
    init(_ name: String, _ changes: [(String, String)], elected: [String] = []) throws {
        try Self.chooseVariant.get()
        _ = try RecipeHosts.start()
        balancer = try Balancer()
        let path = "\(Lab.folder)/../../examples/\(name)/ballast.yaml"
        var document = try Program(["cat", path]).output()
        for (old, new) in changes {
            guard document.contains(old) else {
                throw LabFailure("the example \(name) has no \(old)")
            }
            document = document.replacing(old, with: new)
        }
        try balancer.directory.write(document, to: "ballast.yaml")
        let node = elected.isEmpty ? [] : ["--node", "lb1"]
        for address in elected {
            try run("ip address add \(address) dev eth0")
        }
        // A lock-down may cut a session, and there is none.
        try balancer.ballast("apply", node + ["--allow-disruption"]).output()
        let plan = try balancer.ballast("plan", node).output()
        guard plan.contains("Nothing to do") else { throw LabFailure("a second plan:\n\(plan)") }
    }

    deinit {
        // Processes of HAProxy, which have the folder in their command lines.
        _ = try? Program(["pkill", "-KILL", "-f", balancer.directory.path]).run()
        _ = try? Self.clean("lb1")
    }

    /// Removes rules, services and addresses from a balancer.
    static func clean(_ host: String) throws {
        try Program(
            [
                "sh", "-c",
                """
                ipvsadm -C
                echo 0 >/proc/sys/net/ipv4/vs/conntrack
                for six in "" 6; do
                    for table in raw mangle nat filter; do
                        ip${six}tables -t $table -F
                        ip${six}tables -t $table -X
                    done
                done
                ip address flush dev eth0 to 10.0.0.96/27
                ip address flush dev eth0 to 2001:db8::100/120
                """,
            ], on: host
        ).output()
    }

    /// Puts the older variant of iptables in the place of the usual one, where the kernel has no
    /// rules in nf_tables: User-Mode Linux.
    static let chooseVariant = Result {
        let script = """
            iptables -N LAB 2>/dev/null && iptables -X LAB && exit
            mount --bind "$(readlink -f "$(command -v iptables-legacy)")" \
                "$(readlink -f "$(command -v iptables)")"
            """
        _ = try Program(["sh", "-c", script]).output()
    }

    /// A command about this balancer.
    func ballast(_ command: String, _ more: String...) -> Program {
        balancer.ballast(command, more)
    }

    /// Runs a shell command on the balancer; its output.
    @discardableResult
    func run(_ text: String) throws -> String {
        try Program(["sh", "-c", text], on: balancer.host).output()
    }

    /// Requests a URL.
    ///
    /// - Parameters:
    ///   - host: the host of the client.
    ///   - source: an address of that host; nil: the kernel's choice.
    ///
    /// **Shape:** the answer without its line break, or "status" and curl's exit status.
    func curl(
        _ url: String, from source: String? = nil, on host: String = "client",
        patience: Int = 10, options: [String] = []
    ) throws -> String {
        let interface = source.map { ["--interface", $0] } ?? []
        let result = try Program(
            ["curl", "-sS", "-g", "--max-time", "\(patience)"] + interface + options + [url],
            on: host
        ).run()
        guard result.status == 0 else { return "status \(result.status)" }
        return result.output.trimmed
    }

    /// Whether a connection is answered neither with data nor with an error.
    func isDropped(_ url: String, from source: String? = nil) throws -> Bool {
        try curl(url, from: source, patience: 1) == "status 28"
    }
}

extension String {
    /// The text without the line break at its end.
    fileprivate var trimmed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
