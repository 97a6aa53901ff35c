@testable import Document

extension ObjectSite {
    private static let start = "version: 1\nfirewall: "

    /// The objects of the firewall.
    static let firewall: [ObjectSite] = [
        ObjectSite(table: FirewallFields.table, before: start, after: "\n", path: "firewall."),
        ObjectSite(
            table: LockdownFields.table, before: start + "{lockdown: ", after: "}\n",
            path: "firewall.lockdown.", needs: ["admin": "[10.0.0.0/8]"]),
        ObjectSite(
            table: AllowanceFields.table,
            before: start + "{lockdown: {admin: [10.0.0.0/8], allow: [", after: "]}}\n",
            path: "firewall.lockdown.allow[0].", needs: ["service": "s", "from": "[10.0.0.0/8]"]),
        ObjectSite(
            table: FirewallMarkFields.table, before: start + "{marks: [", after: "]}\n",
            path: "firewall.marks[0].", needs: ["mark": "1", "address": "10.0.0.1"],
            companions: ["service": ["mark": ""]]),
        ObjectSite(
            table: MarkRangeFields.table, before: start + "{markRange: ", after: "}\n",
            path: "firewall.markRange."),
        ObjectSite(
            table: AddressTranslationFields.table, before: start + "{nat: ", after: "}\n",
            path: "firewall.nat."),
        ObjectSite(
            table: MasqueradeFields.table, before: start + "{nat: {masquerade: [",
            after: "]}}\n", path: "firewall.nat.masquerade[0].",
            needs: ["source": "10.0.0.0/8", "interface": "eth0"]),
        ObjectSite(
            table: OneToOneFields.table, before: start + "{nat: {oneToOne: [",
            after: "]}}\n", path: "firewall.nat.oneToOne[0].",
            needs: ["external": "192.0.2.1", "internal": "10.0.0.1", "interface": "eth0"]),
        ObjectSite(
            table: PortForwardFields.table, before: start + "{nat: {forwards: [",
            after: "]}}\n", path: "firewall.nat.forwards[0].",
            needs: ["listen": "192.0.2.1:80", "to": "10.0.0.1:80"]),
        ObjectSite(
            table: RawRuleFields.table, before: start + "{rules: [", after: "]}\n",
            path: "firewall.rules[0].", needs: ["rule": "-j DROP"]),
        ObjectSite(
            table: BlocklistFields.table, before: start + "{blocklists: [", after: "]}\n",
            path: "firewall.blocklists[0].", needs: ["name": "b", "file": "b.txt"]),
        ObjectSite(
            table: SourceLimitFields.table,
            before: "version: 1\nservices: [{name: s, listen: 10.0.0.1:80, limits: ",
            after: "}]\n", path: "services[0].limits."),
    ]
}
