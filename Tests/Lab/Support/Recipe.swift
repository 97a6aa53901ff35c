import Addresses

/// A service to be balanced, told twice: in a document for Ballast, and in the words of
/// `ipvsadm -Sn`, which the witness has to find in the kernel.
public struct Recipe: Sendable {
    /// Unique in a document.
    public var name: String
    /// What clients connect to; its address is a virtual address.
    public var listen: Endpoint
    /// Firewall mark instead of the address and port.
    public var mark: Int?
    /// `udp` instead of `tcp`.
    public var datagrams = false
    /// One-packet scheduling.
    public var onePacket = false
    /// The scheduler.
    public var scheduler = "wrr"
    /// Its flag, for example `mh-fallback`.
    public var flag: String?
    /// `gate`, `masq`, `ipip`, `gre` or `gue`.
    public var forwarding = "masq"
    /// Seconds of persistence; nil: none.
    public var persistence: Int?
    /// More lines of the service in the document, for what the witness does not see.
    public var more = ""
    /// The real servers.
    public var servers: [Server]

    /// A real server of a recipe.
    public struct Server: Sendable {
        /// Unique in its service.
        public var name: String
        /// Where it is.
        public var endpoint: Endpoint
        /// Its share.
        public var weight: Int
        /// `online`, `drain` or `offline`.
        public var state = "online"

        /// This server.
        public init(_ name: String, _ endpoint: Endpoint, weight: Int = 1) {
            self.name = name
            self.endpoint = endpoint
            self.weight = weight
        }
    }

    /// A service with these servers.
    public init(_ name: String, listen: Endpoint, servers: [Server]) {
        self.name = name
        self.listen = listen
        self.servers = servers
    }

    /// The document of these services.
    public static func document(_ recipes: [Recipe]) -> String {
        let addresses = Set(recipes.map(\.listen.address)).sorted().map { address in
            let length = address.family == .ipv4 ? 24 : 64
            return "  - {address: '\(address)/\(length)', interface: eth0}\n"
        }
        return "version: 1\nvirtualAddresses:\n" + addresses.joined()
            + "services:\n" + recipes.map(\.text).joined()
    }

    /// The table that IPVS has to hold, sorted as ``Witness`` sorts it.
    public static func table(_ recipes: [Recipe]) -> [String] {
        recipes.flatMap(\.lines).sorted()
    }

    private var text: String {
        var text = "  - name: \(name)\n"
        if let mark {
            text += "    mark: \(mark)\n"
        } else {
            text += "    listen: '\(listen)'\n    protocol: \(datagrams ? "udp" : "tcp")\n"
        }
        text += "    scheduler: \(scheduler)\n    forwarding: \(forwarding)\n"
        if let flag { text += "    schedulerFlags: [\(flag)]\n" }
        if onePacket { text += "    onePacket: true\n" }
        if let persistence { text += "    persistence: {timeout: \(persistence)s}\n" }
        text += more + "    servers:\n"
        for server in servers {
            let address = mark == nil ? "\(server.endpoint)" : "\(server.endpoint.address)"
            text += "      - {name: \(server.name), address: '\(address)', "
            text += "weight: \(server.weight), state: \(server.state)}\n"
        }
        return text
    }

    private var method: String {
        switch forwarding {
        case "gate": "-g"
        case "masq": "-m"
        default: "-i"
        }
    }

    private var tunnel: String {
        switch forwarding {
        case "ipip": " --tun-type ipip"
        case "gre": " --tun-type gre --tun-nocsum"
        case "gue": " --tun-type gue --tun-port 6080 --tun-nocsum"
        default: ""
        }
    }

    private var lines: [String] {
        let key = mark.map { "-f \($0)" } ?? "-\(datagrams ? "u" : "t") \(listen)"
        var service = "-A \(key) -s \(scheduler)"
        if let persistence { service += " -p \(persistence)" }
        if onePacket { service += " -o" }
        if let flag { service += " -b \(flag)" }
        return [service]
            + servers.filter { $0.state != "offline" }.map { server in
                let weight = server.state == "drain" ? 0 : server.weight
                let port = mark == nil ? server.endpoint.port : 0
                let place = Endpoint(server.endpoint.address, port: port)
                return "-a \(key) -r \(place) \(method) -w \(weight)" + tunnel
            }
    }
}
