import Model

extension Failover {
    /// The groups that follow no other.
    var movingGroups: [FailoverGroup] {
        effectiveGroups.filter { leader(of: $0.name) == $0.name }
    }

    /// Returns the names of a group and all that follow it, in the order of the document.
    func members(of leader: String) -> [String] {
        effectiveGroups.map(\.name).filter { self.leader(of: $0) == leader }
    }

    /// Returns the group that this one follows, directly or through others; itself if none.
    ///
    /// A companion that is not an earlier group has no effect; validation reports it.
    func leader(of name: String) -> String {
        let groups = effectiveGroups
        guard var position = groups.firstIndex(where: { $0.name == name }) else { return name }
        while let companion = groups[position].companion,
            let next = groups[..<position].firstIndex(where: { $0.name == companion })
        {
            position = next
        }
        return groups[position].name
    }
}
