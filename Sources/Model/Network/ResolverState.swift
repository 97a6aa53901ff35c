import Addresses

/// The configuration of name servers, `/etc/resolv.conf`.
public struct ResolverState: Sendable, Hashable {
    /// The name servers, in order.
    public var nameservers: [IPAddress] = []
    /// The domains of short names.
    public var search: [String] = []
    /// The other lines, such as `options` and `sortlist`, which stay.
    public var others: [String] = []
    /// The program that writes the file; nil: an administrator, or Ballast.
    public var manager: String?

    /// Creates the state of an empty file.
    public init(nameservers: [IPAddress] = [], search: [String] = [], manager: String? = nil) {
        self.nameservers = nameservers
        self.search = search
        self.manager = manager
    }

    /// Reads the text of the file.
    ///
    /// Source: resolv.conf(5); the last `search` or `domain` counts.
    public init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split { $0 == " " || $0 == "\t" }
            switch words.first {
            case "nameserver":
                if words.count > 1, let address = IPAddress(words[1]) {
                    nameservers.append(address)
                }
            case "search", "domain": search = words.dropFirst().map(String.init)
            case nil: break
            default: if line != Self.title { others.append(String(line)) }
            }
        }
        let comment = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("#") } ?? ""
        for program in ["NetworkManager", "resolvconf", "systemd-resolved", "dhcpcd"]
        where comment.contains(program) {
            manager = program
        }
    }

    private static let title = "# Written by Ballast, from cluster.nodes[].network."

    /// The text of the file.
    public var text: String {
        var lines = [Self.title]
        if !search.isEmpty { lines.append("search \(search.joined(separator: " "))") }
        lines += nameservers.map { "nameserver \($0)" } + others
        return lines.map { $0 + "\n" }.joined()
    }

    /// The servers and domains in one line.
    public var line: String {
        let servers = nameservers.map(\.description).joined(separator: ", ")
        let domains = search.isEmpty ? "" : ", search \(search.joined(separator: " "))"
        return (servers.isEmpty ? "none" : servers) + domains
    }
}
