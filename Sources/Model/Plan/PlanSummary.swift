/// The number of changes in a plan.
public struct PlanSummary: Sendable, Hashable, Codable {
    /// Services, servers and addresses to add.
    public var toAdd: Int
    /// Objects to change in place, including settings.
    public var toChange: Int
    /// Servers to drain.
    public var toDrain: Int
    /// Services, servers and addresses to remove.
    public var toRemove: Int
    /// Foreign services that the plan touches, or whose settings it changes.
    public var foreignTouched: Int
}

extension PlanSummary: CustomStringConvertible {
    /// "2 to add, 1 to change, 1 to drain"; removals are only mentioned if there are any.
    public var description: String {
        var parts = ["\(toAdd) to add", "\(toChange) to change", "\(toDrain) to drain"]
        if toRemove > 0 { parts.append("\(toRemove) to remove") }
        if foreignTouched > 0 {
            parts.append(
                foreignTouched == 1
                    ? "1 service of others touched" : "\(foreignTouched) services of others touched"
            )
        }
        return parts.joined(separator: ", ")
    }
}

extension Plan {
    /// The summary of this plan.
    ///
    /// Announcements are not counted, because they belong to their addresses.
    public var summary: PlanSummary {
        var summary = PlanSummary(
            toAdd: 0, toChange: 0, toDrain: 0, toRemove: 0, foreignTouched: foreignTouched)
        for step in steps {
            switch step.action {
            case .add: summary.toAdd += 1
            case .remove: summary.toRemove += 1
            case .announce: break
            case .change:
                if step.isDrain { summary.toDrain += 1 } else { summary.toChange += 1 }
            }
        }
        return summary
    }
}
