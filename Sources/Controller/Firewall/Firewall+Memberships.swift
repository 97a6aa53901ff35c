import Addresses
import Files
import Model

extension Firewall {
    /// Returns whether a client is in each blocklist, by the name of its set.
    ///
    /// A blocklist whose file can't be read, or is of no use, is missing.
    func memberships(of client: IPAddress) -> [String: Bool] {
        var memberships: [String: Bool] = [:]
        for list in blocklists where list.families.contains(client.family) {
            guard let text = readText(list.path ?? list.file) else { continue }
            let parsed = BlocklistText(text.utf8)
            guard parsed.fault == nil else { continue }
            memberships[FirewallSet.name(of: list.name, client.family)] = parsed.contains(client)
        }
        return memberships
    }
}
