import Addresses
import Model

/// The rules and services of a document, through which administrators reach the SSH server.
struct AdminReach {
    private let indexes: [AddressFamily: FirewallIndex]
    private let services: Set<ServiceKey>

    /// The fate of an administrator's packets.
    enum Fate: Int, Comparable {
        /// They do not reach the SSH server, or its answers do not leave.
        case lost
        /// Conditions decide that only the kernel evaluates.
        case open
        /// No rule of the document decides, so those of other programs and the policy of the chain
        /// may.
        case unjudged
        /// A rule of the document admits them.
        case admitted

        static func < (left: Fate, right: Fate) -> Bool { left.rawValue < right.rawValue }
    }

    /// Creates the reach of a document.
    init(_ spec: Spec) {
        var indexes: [AddressFamily: FirewallIndex] = [:]
        for family in AddressFamily.allCases {
            indexes[family] = FirewallIndex(FirewallTables(spec.firewallRules(family)))
        }
        self.indexes = indexes
        services = Set(spec.services.map(\.key))
    }

    /// Returns the fates of a new session, of an open one, and of their answers.
    func fates(of path: AdminPath) -> [Fate] {
        guard let index = indexes[path.client.address.family] else { return [] }
        let first = FirewallPacket(from: path.client, to: path.server)
        var next = first
        next.state = .established
        var answer = FirewallPacket(from: path.server, to: path.client, state: .established)
        answer.inInterface = nil
        let arrivals = [first, next].map { packet -> Fate in
            let passage = FirewallPassage(packet, through: [index]) { _ in true }
            if isTaken(passage.packet) || passage.packet.destination != path.server {
                return .lost
            }
            return Self.fate(passage)
        }
        return arrivals + [Self.fate(FirewallPassage(answering: answer, through: [index]))]
    }

    /// Whether a service has the packets before the SSH server.
    private func isTaken(_ packet: FirewallPacket) -> Bool {
        let (address, port) = (packet.destination.address, packet.destination.port)
        if packet.mark != 0, services.contains(.mark(packet.mark, address.family)) { return true }
        return services.contains(.listen(.tcp, Endpoint(address, port: port)))
            || services.contains(.listen(.tcp, Endpoint(address, port: 0)))
    }

    private static func fate(_ passage: FirewallPassage) -> Fate {
        switch passage.verdict {
        case .accepted: passage.deciding == nil ? .unjudged : .admitted
        case .undecided: .open
        case .dropped, .rejected: .lost
        }
    }
}
