import Addresses

extension FirewallRuleset {
    /// The form of the rules.
    public static let shape = RecordShape(
        "firewallRules", "Ballast's rules of one address family.",
        [
            .required("family", .words(of: AddressFamily.self), "The address family."),
            .required(
                "rules", .list(.text),
                "The rules by table, as lines of iptables-restore: *filter, :BALLAST-INPUT, "
                    + "-A BALLAST-INPUT -i lo -j ACCEPT, -I INPUT 1 -j BALLAST-INPUT."),
        ])
}

extension FirewallStatus {
    /// The form of the status.
    public static let shape = RecordShape(
        "firewallStatus", "Ballast's firewall rules of one address family, wanted and found.",
        [
            .required("family", .words(of: AddressFamily.self), "The address family."),
            .optional("want", .count, "The number of wanted rules; absent: none."),
            .optional("got", .count, "The number of rules on the host; absent: none."),
            .optional(
                "changes", .list(.text),
                "The first rules that differ, + before a missing and - before an unwanted one; "
                    + "absent: none differs."),
            .optional(
                "backend", .words(of: FirewallBackend.self),
                "The variant of iptables with Ballast's rules; absent: unknown."),
            .optional("fault", .text, "Why the rules are not known, or can't be loaded."),
        ])
}
