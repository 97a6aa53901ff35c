import Addresses
import Model

/// The keys of an element of `firewall.rules`.
enum RawRuleFields: Int, ObjectFields {
    case rule, table, chain, family

    static let table = ObjectTable(
        "raw rule", of: Self.self, "A rule in the words of iptables.")

    /// The words of `table`.
    static let tables = ["filter", "nat", "mangle", "raw"]
    /// The words of `chain`.
    static let chains = ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"]

    var field: Field {
        switch self {
        case .rule:
            Field(
                .text(1...1024), required: true,
                "Conditions and target, as after `iptables -A INPUT`: "
                    + "-p tcp --dport 9100 -s 10.1.0.0/16 -j ACCEPT.")
        case .table:
            Field(.word(Self.tables), default: "filter", "The table.")
        case .chain:
            Field(
                .word(Self.chains), default: "INPUT",
                "The chain of the kernel from which the rule is entered. filter has INPUT, FORWARD "
                    + "and OUTPUT; nat all but FORWARD; mangle all; raw PREROUTING and OUTPUT.")
        case .family:
            Field(
                .word(AddressFamily.allCases.map(\.rawValue)),
                "The family. Default: that of the addresses in the rule, else both.")
        }
    }
}
