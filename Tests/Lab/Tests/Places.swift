import Addresses
import LabSupport
import Testing

/// An address of the lab from its text, as a test writes it.
func at(_ text: String, port: UInt16 = 80) throws -> Endpoint {
    guard let address = IPAddress(text) else { throw LabFailure("not an address: \(text)") }
    return Endpoint(address, port: port)
}

/// How a service of the lab reaches its servers: the wires that the topology has for it.
enum Path: String, CaseIterable, CustomTestStringConvertible {
    case gate, masq, ipip, gre, gue
    case gateSix = "gate IPv6"
    case masqSix = "masq IPv6"
    case ipipSix = "ipip IPv6"
    case greSix = "gre IPv6"
    case gueSix = "gue IPv6"

    var testDescription: String { rawValue }

    /// The word of the document.
    var forwarding: String { String(rawValue.prefix { $0 != " " }) }

    /// A virtual address that the servers have, or not, as this way of forwarding needs.
    private var virtual: String {
        switch self {
        case .gate: "10.0.0.101"
        case .masq: "10.0.0.100"
        case .ipip, .gue: "10.0.0.111"
        case .gre: "10.0.0.121"
        case .gateSix: "2001:db8::101"
        case .masqSix: "2001:db8::100"
        case .ipipSix, .gueSix: "2001:db8::111"
        case .greSix: "2001:db8::121"
        }
    }

    private var network: String {
        switch self {
        case .gate: "10.0.0.1"
        case .masq: "10.0.1.1"
        case .ipip, .gre, .gue: "10.0.2.1"
        case .gateSix: "2001:db8::1"
        case .masqSix: "2001:db8:1::1"
        case .ipipSix, .greSix, .gueSix: "2001:db8:2::1"
        }
    }

    /// The family of the clients.
    var family: AddressFamily { virtual.contains(":") ? .ipv6 : .ipv4 }

    /// A service on port 80 with web1, web2 and so on behind it, of these weights.
    func service(weights: [Int] = [1, 1]) throws -> Recipe {
        let servers = try weights.enumerated().map { number, weight in
            Recipe.Server(
                "web\(number + 1)", try at("\(network)\(number + 1)"), weight: weight)
        }
        var recipe = Recipe("web", listen: try at(virtual), servers: servers)
        recipe.forwarding = forwarding
        return recipe
    }

    /// So many different clients.
    func clients(_ count: Int) -> [IPAddress] {
        (0..<count).map { Client.address($0, family: family) }
    }
}
