import Addresses
import Model

/// The keys of an element of `firewall.rules`.
enum RawRuleFields: Int, ObjectFields {
    case rule, chain, family

    static let table = ObjectTable(
        "raw rule", of: Self.self, "A rule in the words of iptables.")

    var field: Field {
        switch self {
        case .rule:
            Field(
                .text(1...1024), required: true,
                "Conditions and target, as after `iptables -A INPUT`: "
                    + "-p tcp --dport 9100 -s 10.1.0.0/16 -j ACCEPT.")
        case .chain:
            Field(
                .word(Firewall.RawRule.chains), default: "filter INPUT",
                "The table, and the chain of the kernel from which the rule is entered.")
        case .family:
            Field(
                .word(AddressFamily.allCases.map(\.rawValue)),
                "The family. Default: that of the addresses in the rule, else both.")
        }
    }
}
