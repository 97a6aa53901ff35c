/// The keys of `firewall`.
enum FirewallFields: Int, ObjectFields {
    case lockdown, marks, markRange, nat, rules, blocklists

    static let table = ObjectTable(
        "firewall section", of: Self.self,
        "Firewall rules of the nodes, in chains named BALLAST-. All other chains are left alone.")

    var field: Field {
        switch self {
        case .lockdown:
            Field(
                .object(LockdownFields.table),
                "Access to the nodes: the administration ports from admin networks only, the "
                    + "services of this document, and the messages that nodes and networks need. "
                    + "Everything else is dropped. Default: nothing is dropped.")
        case .marks:
            Field(
                .objects(FirewallMarkFields.table),
                "Packets that get a firewall mark, for services with mark.")
        case .markRange:
            Field(
                .object(MarkRangeFields.table),
                "Marks of services with mark: auto. Change it before the first of them, and only "
                    + "if another program uses these marks.")
        case .nat:
            Field(
                .object(AddressTranslationFields.table),
                "Address translation for hosts behind the nodes. Forwarding between interfaces "
                    + "is switched on for it.")
        case .rules:
            Field(
                .objects(RawRuleFields.table),
                "Rules in the words of iptables, in the chains of Ballast, before the rules that "
                    + "other keys make. iptables checks them at validate, plan and apply.")
        case .blocklists:
            Field(
                .objects(BlocklistFields.table),
                "Files of networks whose packets to the nodes are dropped.")
        }
    }
}
