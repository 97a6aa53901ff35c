import ArgumentParser
import Model

/// A forwarding method on the command line.
enum ForwardingArgument: String, ExpressibleByArgument, CaseIterable {
    case gate, masq, ipip, gre, gue

    /// The method, without checksums.
    var forwarding: Forwarding {
        switch self {
        case .gate: .gate
        case .masq: .masq
        case .ipip: .ipip
        case .gre: .gre(checksum: .none)
        case .gue: .gue(port: 6_080, checksum: .none)
        }
    }
}
