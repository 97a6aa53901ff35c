import Addresses
import Model

/// The checks of the senders of IPv4 packets at interfaces, `rp_filter`.
extension NetworkPlanner {
    /// Plans the checks of the document, and the return of those that it no longer has.
    mutating func planFilters() {
        for interface in interfaces {
            guard let filter = interface.reversePathFilter else { continue }
            plan(filter, at: interface.name)
        }
        guard wanted.manage == .all else { return }
        let kept = Set(interfaces.filter { $0.reversePathFilter != nil }.map(\.name))
        for (name, entry) in ledger.filters.sorted(by: { $0.key < $1.key })
        where !kept.contains(name) && entry.former != entry.current && !fresh.contains(name) {
            // A value that another program has set since is not Ballast's to change.
            guard found.links[name]?.reversePathFilter == entry.current, upcoming.contains(name)
            else { continue }
            remove(.restoreFilter(name, to: entry.former, from: entry.current))
        }
    }

    private mutating func plan(_ filter: ReversePathFilter, at name: String) {
        guard upcoming.contains(name) else { return }
        if let common = found.commonFilter, common.rawValue > filter.rawValue {
            mention(
                "net.ipv4.conf.all.rp_filter is \(common.rawValue), and the larger number counts:"
                    + " senders at \(name) are checked as `reversePathFilter: \(common.word)`")
        }
        let present =
            fresh.contains(name) ? found.defaultFilter : found.links[name]?.reversePathFilter
        guard let present, present != filter else { return }
        let subject = NetworkSubject.filter(name)
        guard wanted.manage != .addresses else {
            leave(
                subject,
                "\(name) differs, and `manage: addresses` keeps it: reversePathFilter"
                    + " \(present.word) -> \(filter.word)")
            return
        }
        if isManaged(name, subject) { return }
        add(.setFilter(name, to: filter, from: present))
    }
}
