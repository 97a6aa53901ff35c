import Addresses
import Model

/// `cluster.failover.groups`, and the groups of virtual addresses.
extension Validation {
    /// Reports virtual addresses with a group if the nodes hold no election.
    mutating func checkGroupsWithoutFailover() {
        for (index, virtual) in spec.virtualAddresses.enumerated() {
            guard let group = virtual.group else { continue }
            error(
                .failoverName, at: Self.path(ofGroupAt: index),
                "the group \(group) does not exist, because the cluster has no failover",
                hint: "remove it, or add cluster.failover with the group")
        }
    }

    /// Checks the groups.
    mutating func checkGroups(of failover: Failover, at path: DocumentPath) {
        let place = path.key("groups")
        if failover.groups.count > Failover.groupLimit {
            exceed(Failover.groupLimit, "groups", failover.groups.count, at: place)
        }
        var names: Set<String> = []
        var numbers: [UInt8: String] = [:]
        for (index, group) in failover.groups.enumerated() {
            let own = place.index(index)
            if let other = numbers.updateValue(group.name, forKey: group.virtualRouterID) {
                error(
                    .failoverGroup, at: own.key("virtualRouterId"),
                    "\(group.name) has virtual router \(group.virtualRouterID), and so has"
                        + " \(other)",
                    hint: "give each group a number of its own in 1...255")
            }
            check(group, after: names, at: own)
            names.insert(group.name)
        }
        checkMembers(of: failover, names, at: path)
        checkSizes(of: failover, at: path)
    }

    private mutating func check(
        _ group: FailoverGroup, after names: Set<String>, at path: DocumentPath
    ) {
        let nodes = spec.cluster?.nodes ?? []
        if let node = group.preferredNode, !nodes.contains(where: { $0.name == node }) {
            error(
                .failoverName, at: path.key("preferredNode"),
                "the cluster has no node \(node)",
                hint: "its nodes are: \(nodes.map(\.name).joined(separator: ", "))")
        }
        if let companion = group.companion, !names.contains(companion) {
            error(
                .failoverName, at: path.key("together"),
                "there is no group \(companion) before \(group.name)",
                hint: "name a group that is above it in the list")
        }
    }

    /// Checks which addresses the groups have.
    private mutating func checkMembers(
        of failover: Failover, _ names: Set<String>, at path: DocumentPath
    ) {
        for (index, virtual) in spec.virtualAddresses.enumerated() {
            guard let group = virtual.group else { continue }
            if !names.contains(group) {
                let list = failover.groups.map(\.name).joined(separator: ", ")
                error(
                    .failoverName, at: Self.path(ofGroupAt: index),
                    "cluster.failover has no group \(group)",
                    hint: list.isEmpty
                        ? "remove it: without groups all addresses move together"
                        : "its groups are: \(list)")
            } else if virtual.isExternal {
                warning(
                    .failoverIdle, at: Self.path(ofGroupAt: index),
                    "another program moves \(virtual.address.address), so its group does nothing",
                    hint: "remove group, or external")
            }
        }
        guard spec.virtualAddresses.contains(where: { !$0.isExternal }) else {
            warning(
                .failoverIdle, at: path,
                "the document has no virtual address that the election moves",
                hint: "add one to virtualAddresses, without `external: true`")
            return
        }
        let used = Set(spec.electionRouters.map(\.group))
        for (index, group) in failover.groups.enumerated() where !used.contains(group.name) {
            warning(
                .failoverIdle, at: path.key("groups").index(index),
                "no virtual address is in the group \(group.name)",
                hint: "write `group: \(group.name)` at a virtual address")
        }
    }

    private mutating func checkSizes(of failover: Failover, at path: DocumentPath) {
        let routers = spec.electionRouters
        let addresses = routers.reduce(0) { $0 + $1.addresses.count }
        if addresses > Failover.addressLimit {
            exceed(
                Failover.addressLimit, "virtual addresses", addresses,
                at: DocumentPath([.key("virtualAddresses")]),
                hint: "route networks to an address of the nodes' own, or use firewall marks")
        }
        checkTime(ofAdding: addresses, failover, at: path.key("interval"))
        for group in failover.movingGroups {
            let members = Set(failover.members(of: group.name))
            let count = routers.filter { members.contains($0.group) }.count
            guard count > Failover.routerLimit else { continue }
            exceed(
                Failover.routerLimit, "virtual routers that move together with \(group.name)",
                count, at: path.key("groups"), hint: "put their addresses into one group")
        }
    }

    /// Warns if a takeover takes longer than a backup waits for the new master.
    private mutating func checkTime(
        ofAdding count: Int, _ failover: Failover, at path: DocumentPath
    ) {
        let needed = timeOfAdding * count
        let interval = failover.effectiveInterval
        guard needed > interval * 3 else { return }
        let milliseconds = Int((needed / .milliseconds(1)).rounded())
        let least = Int((needed / .milliseconds(3)).rounded(.up))
        warning(
            .failoverLimit, at: path,
            "the kernel needs about \(milliseconds) ms to add \(count) virtual addresses, and the"
                + " other nodes wait three intervals",
            hint: "give an interval of \(least)ms or more")
    }

    private static func path(ofGroupAt index: Int) -> DocumentPath {
        DocumentPath([.key("virtualAddresses"), .index(index), .key("group")])
    }
}

/// The time in which the kernel adds an address: 60 to 80 ms for 2,000.
private let timeOfAdding = Duration.microseconds(40)
