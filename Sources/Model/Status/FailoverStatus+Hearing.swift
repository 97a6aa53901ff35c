/// Who hears whom, and who else uses the numbers and names of the cluster.
extension FailoverStatus.Group {
    /// The reasons for degraded health that lie between the nodes, and in other routers.
    func reasonsOfHearing(by node: String?) -> [String] {
        var reasons: [String] = []
        let heard = peers.filter { $0.isHeard && $0.role != .stopped && $0.isForeign != true }
        for peer in heard where peer.isUnknown != true {
            let deaf = (peer.hearsThisNode ? [] : [node ?? "this node"]) + (peer.unheard ?? [])
            reasons += deaf.map {
                "\(peer.node) does not hear \($0): its packets do not arrive there, or are refused"
            }
            if let twin = peer.twin {
                reasons.append(
                    "two hosts run as the node \(peer.node), one of them at \(twin): stop one, or "
                        + "give it another `--node`")
            }
            if peer.isRevoked == true {
                reasons.append(
                    "\(peer.node) was revoked and takes part in the election: stop ballast and "
                        + "ballast-elect there, or admit it again with `ballast peer join`")
            }
            if peer.hasOtherAddresses == true {
                let list = (disputed ?? []).joined(separator: "; ")
                reasons.append(
                    "the document of \(peer.node) has other virtual addresses than that of "
                        + (node ?? "this node")
                        + (list.isEmpty ? ": compare the two documents" : ": \(list)"))
            }
            if peer.lacksController == true, peer.role == .backup {
                reasons.append(
                    "\(peer.node) has no controller, so its checks and tables are old: start it "
                        + "there with `systemctl start ballast`")
            }
        }
        for address in twins ?? [] {
            reasons.append(
                "another host, \(address), runs as the node \(node ?? "of this host") too: start "
                    + "it there with another `--node`")
        }
        for program in programs where program.isMaster && program.isForeign == true {
            let number = program.virtualRouterID.map { "the number \($0)" } ?? "the same number"
            reasons.append(
                "\(program.node ?? program.address) advertises other addresses with \(number): "
                    + "choose another virtualRouterId for one of the two")
        }
        for program in programs where program.isMaster && program.isUnknown == true {
            reasons.append(
                "\(program.address) has the addresses and is no node of the document: stop it, or "
                    + "choose another virtualRouterId")
        }
        for peer in peers where peer.isHeard && peer.isForeign == true {
            reasons.append(
                "\(peer.node) advertises other addresses with the same number: choose another "
                    + "virtualRouterId for one of the two clusters")
        }
        if let unadvertised, !unadvertised.isEmpty {
            let masters = programs.filter { $0.isMaster && $0.isForeign != true }.map(\.address)
            reasons.append(
                "\(masters.joined(separator: ", ")) advertises a part of the group only: no router "
                    + "has the addresses of virtual router "
                    + "\(unadvertised.joined(separator: ", ")); in keepalived, put the instances "
                    + "into one vrrp_sync_group")
        }
        return reasons
    }
}
