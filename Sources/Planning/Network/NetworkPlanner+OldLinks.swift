import Addresses
import Model

/// The end of interfaces and members that are no longer wanted.
extension NetworkPlanner {
    /// Plans it: VLANs before the interfaces below them, and nothing that other programs use.
    mutating func planOldLinks() {
        captive = found.links.compactMapValues(\.master).filter { masters[$0.key] == nil }
        guard wanted.manage != .addresses else { return }
        let kept = Set(interfaces.map(\.name))
        let old = Set(
            found.links.keys.filter { !kept.contains($0) && found.isOurs(link: $0, ledger) })
        var staying: Set<String> = []
        var deleted: [String] = []
        for name in old.sorted(by: isAbove) {
            if let reason = reasonToKeep(name, old, staying) {
                staying.insert(name)
                leave(.link(name), "\(name) stays: \(reason)")
            } else {
                deleted.append(name)
            }
        }
        for (member, master) in ledger.members.sorted(by: { $0.key < $1.key })
        where masters[member] == nil && found.links[member]?.master == master
            && !staying.contains(master)
        {
            if let manager = found.links[member]?.manager ?? found.links[master]?.manager {
                leave(
                    .member(member),
                    "\(member) stays in \(master), which belongs to \(manager.rawValue)")
            } else if !found.isOurs(link: master, ledger) {
                leave(
                    .member(member),
                    "\(member) stays in \(master), which another program made: `ip link set"
                        + " \(member) nomaster` takes it out")
            } else {
                captive[member] = nil
                remove(.detach(member, from: master))
            }
        }
        for name in deleted {
            captive = captive.filter { $0.value != name }
            remove(.delete(name))
        }
    }

    private func isAbove(_ left: String, _ right: String) -> Bool {
        (height(left), right) > (height(right), left)
    }

    /// The number of interfaces below one.
    private func height(_ name: String) -> Int {
        var (name, height) = (name, 0)
        while height < 8, let parent = found.links[name]?.parent {
            (name, height) = (parent, height + 1)
        }
        return height
    }

    /// The reason why an interface of Ballast that left the document is not deleted; nil: none.
    private func reasonToKeep(
        _ name: String, _ old: Set<String>, _ staying: Set<String>
    ) -> String? {
        if let manager = found.links[name]?.manager {
            return "\(manager.rawValue) configures it"
        }
        if let user = staying.sorted().first(where: { found.links[$0]?.parent == name }) {
            return "\(user) on it stays"
        }
        return foreignUser(of: name, sparing: old).map {
            "\($0) belongs to another program; remove it first"
        }
    }

    mutating func remove(_ change: NetworkChange) { removals.append(NetworkStep(change)) }
}
